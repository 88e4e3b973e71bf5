//! What isn't asked for is as `--help` says.

use lexopt::Parser;

use super::{HELP, Options};

#[test]
fn without_options_there_are_four_threads_and_room_for_1024_numbers() {
    let options = Options::read(&mut Parser::from_args([""; 0])).unwrap();
    assert_eq!((options.threads, options.capacity), (4, 1024));
    assert!(HELP.contains("[default: 4]") && HELP.contains("[default: 1024]"));
}

#[test]
#[cfg(feature = "streams")]
fn a_copy_is_given_ten_seconds_before_others_claim_what_it_held() {
    let streams = ["--input", "stdio:///in", "--output", "stdio:///out"];
    let endpoints = Options::read(&mut Parser::from_args(streams)).unwrap().endpoints.unwrap();
    assert_eq!(endpoints.claim_after.as_secs(), 10);
    assert!(super::STREAMS.contains("[default: 10]"));
}
