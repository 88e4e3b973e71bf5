//! The numbers that the client inside the program sends.

/// Most cost nothing. Those of 17 digits are prime, or the product of two large primes, and cost hundreds of
/// milliseconds each.
pub(super) const NUMBERS: [u64; 20] = [
    91,
    29_999_999_999_999_989,
    97,
    360,
    20_999_992_630_000_387,
    1_001,
    65_536,
    28_899_988_780_001_089,
    1_729,
    600_851_475_143,
    19_999_999_999_999_993,
    720_720,
    2,
    10_403,
    15_599_997_950_000_039,
    1_000_000_007,
    8_128,
    123_456_789,
    9_999_999_999_999_937,
    18_446_744_073_709_551_615,
];
