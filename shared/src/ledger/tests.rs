//! When a ledger is in order. What it says is tested where it is heard, with the demos.

use std::panic::{catch_unwind, panic_any};
use std::process::ExitCode;

use anyhow::anyhow;

use super::{Ledger, panic_message};

fn ledger() -> Ledger<'static, &'static str> {
    Ledger::new(&["one", "other"])
}

#[test]
fn all_tasks_delivered_is_success() {
    let mut ledger = ledger();
    ledger.delivered(1);
    ledger.delivered(0);
    assert_eq!(ledger.close(), ExitCode::SUCCESS);
    assert_eq!(Ledger::<String>::new(&[]).close(), ExitCode::SUCCESS);
}

#[test]
fn a_lost_task_is_failure() {
    let mut ledger = ledger();
    ledger.delivered(1);
    assert_eq!(ledger.close(), ExitCode::FAILURE);
}

#[test]
fn a_failed_task_is_failure() {
    let mut ledger = ledger();
    ledger.delivered(1);
    ledger.failed(0, &anyhow!("it can't be had"));
    assert_eq!(ledger.close(), ExitCode::FAILURE);
}

#[test]
fn a_dead_worker_is_failure_even_when_it_took_nothing_along() {
    let mut ledger = ledger();
    ledger.delivered(0);
    ledger.delivered(1);
    ledger.died(0, Box::new("too late to matter"));
    assert_eq!(ledger.close(), ExitCode::FAILURE);
}

#[test]
fn a_task_delivered_twice_is_failure() {
    let mut ledger = ledger();
    for number in [0, 1, 1] {
        ledger.delivered(number);
    }
    assert_eq!(ledger.close(), ExitCode::FAILURE);
}

#[test]
fn a_panic_is_told_in_its_own_words() {
    let message = |panic: fn()| panic_message(&*catch_unwind(panic).unwrap_err()).to_owned();
    assert_eq!(message(|| panic!("plain words")), "plain words");
    assert_eq!(message(|| panic_any(String::from("words of its own"))), "words of its own");
    assert_eq!(message(|| panic_any(3)), "(no message)");
}
