//! What the command lines of the demos have in common: `--help`, and a clear word with exit status 2 for arguments
//! that make no sense.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::process;

use lexopt::{Parser, ValueExt};

use crate::lines::print_or_exit;
use crate::note;

/// Reads this program's command line, or says what is wrong with it and ends with status 2.
pub fn parse<T>(read: impl FnOnce(&mut Parser) -> Result<T, lexopt::Error>) -> T {
    read(&mut Parser::from_env()).unwrap_or_else(|error| misuse(error))
}

/// The value of option `name`: a whole number in `range`.
///
/// # Errors
/// When there is no value, or it is something else.
pub fn number(parser: &mut Parser, name: &str, range: RangeInclusive<usize>) -> Result<usize, lexopt::Error> {
    let text = parser.value()?.string()?;
    match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => {
            let (least, most) = range.into_inner();
            let upwards = if most == usize::MAX { "up".into() } else { format!("to {most}") };
            Err(format!("{name} {text}: not a whole number from {least} {upwards}").into())
        }
    }
}

/// The value of `--capacity`: how much a queue may hold, 0 for a queue that hands over in person.
///
/// # Errors
/// When there is no value, or it is something else.
#[cfg(any(feature = "blocks", feature = "factors"))]
pub fn capacity(parser: &mut Parser) -> Result<usize, lexopt::Error> {
    // flume adds the receivers that wait to the capacity, and the sum has to fit.
    number(parser, "--capacity", 0..=isize::MAX.cast_unsigned())
}

/// Holds the task numbers that option `name` was given against the number of tasks there are: a fault at a task that
/// never comes would be no fault.
pub fn check_at(name: &str, numbers: &[usize], tasks: usize) {
    if let Some(number) = numbers.iter().find(|&&number| number >= tasks) {
        misuse(match tasks {
            0 => format!("{name} {number}: there are no tasks"),
            1 => format!("{name} {number}: there is only task 0"),
            _ => format!("{name} {number}: the {tasks} tasks are numbered 0 to {}", tasks - 1),
        });
    }
}

/// Prints the help and ends with status 0.
pub fn help(text: &str) -> ! {
    match print_or_exit(text.trim()) {
        Ok(()) => process::exit(0),
        Err(error) => {
            note(format_args!("error: {error:#}"));
            process::exit(1)
        }
    }
}

/// Says what is wrong with the arguments and ends with status 2, which tells a wrong command from work that failed.
pub fn misuse(error: impl Display) -> ! {
    note(format_args!("error: {error}\nTry --help."));
    process::exit(2)
}
