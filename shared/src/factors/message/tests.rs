//! Factors are prime and multiply to the number; whatever a client sends gets one line.

use fastrand::Rng;

use super::{Line, Message, factors, process};

fn answer(line: &str) -> String {
    process(&Message::new(0, Line::Whole(line.into()), None)).to_string()
}

fn is_prime(number: u64) -> bool {
    number >= 2
        && (2..)
            .take_while(|divisor| divisor * divisor <= number)
            .all(|divisor| !number.is_multiple_of(divisor))
}

#[test]
fn factors_are_prime_ascending_and_multiply_to_the_number() {
    let mut rng = Rng::with_seed(7);
    let random = (0..300).map(|_| rng.u64(2..1 << 36));
    for number in (2..2_000).chain(random) {
        let factors: Vec<u64> = factors(number).iter().map(|factor| factor.parse().unwrap()).collect();
        assert_eq!(factors.iter().product::<u64>(), number);
        assert!(
            factors.is_sorted() && factors.iter().all(|&factor| is_prime(factor)),
            "{number}: {factors:?}"
        );
    }
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    assert_eq!(
        answer("18446744073709551615"),
        "18446744073709551615 = 3 x 5 x 17 x 257 x 641 x 65537 x 6700417"
    );
    assert_eq!(
        answer("18446744073709551614"),
        "18446744073709551614 = 2 x 7 x 7 x 73 x 127 x 337 x 92737 x 649657"
    );
}

#[test]
fn answers_read_as_promised() {
    assert_eq!(answer("91"), "91 = 7 x 13");
    assert_eq!(answer("97"), "97 is prime");
    assert_eq!(answer("2"), "2 is prime");
    assert_eq!(answer("4"), "4 = 2 x 2");
    assert_eq!(answer(" 91\r"), "91 = 7 x 13");
}

#[test]
fn what_is_no_number_gets_an_error_in_one_line_that_cannot_steer_a_terminal() {
    for line in ["0", "1", "", "-7", "7.5", "seven", "18446744073709551616", "7\u{1b}[2J", "7\u{7}", "7 11"] {
        let answer = answer(line);
        assert!(answer.starts_with("error: "), "{line:?} got {answer}");
        assert!(!answer.contains(char::is_control), "{line:?} got {answer:?}");
    }
    let too_long = process(&Message::new(0, Line::TooLong, None)).to_string();
    assert!(too_long.starts_with("error: a line longer than 128 bytes"), "{too_long}");
}

#[test]
fn squares_and_cubes_of_primes_are_taken_apart() {
    assert_eq!(answer("1027243729"), "1027243729 = 1009 x 1009 x 1009");
    assert_eq!(answer("1000006000009"), "1000006000009 = 1000003 x 1000003");
    for prime in (2..2_000).filter(|&number| is_prime(number)) {
        assert_eq!(factors(prime * prime), [prime, prime].map(|factor| factor.to_string()));
        assert_eq!(factors(prime * prime * prime), [prime; 3].map(|factor| factor.to_string()));
    }
}
