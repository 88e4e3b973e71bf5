//! The numbers that the client inside the program sends.

/// Most cost nothing. Those of 16 and 17 digits are prime, or the product of two large primes, and cost from a hundred
/// to a few hundred milliseconds each.
pub(super) const NUMBERS: [u64; 20] = [
    91,
    20_999_992_630_000_387,
    97,
    360,
    9_999_999_999_999_937,
    1_001,
    65_536,
    19_999_999_999_999_993,
    1_729,
    600_851_475_143,
    999_999_999_989,
    720_720,
    2,
    10_403,
    7_625_597_484_987,
    1_000_000_007,
    8_128,
    123_456_789,
    4_294_967_297,
    18_446_744_073_709_551_615,
];
