//! Reads what a demo recorded. `shared/src/timeline.rs` describes the format.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::model::{Message, Span, Timeline, Worker};
use super::units::Nanos;

/// Larger numbers (2.4 hours in nanoseconds, or 8 TiB) are refused.
const LARGEST: u64 = 1 << 43;
/// From this number on, a gap between numbered workers is no idle worker.
const MANY_WORKERS: u64 = 1024;

#[derive(Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Event {
    Task { number: u64, name: String },
    Offered { first: u64, end: u64, at: Nanos, by: String },
    Accepted { at: Nanos, by: String },
    Worked { first: u64, end: u64, start: Nanos, stop: Nanos, by: String, panicked: bool },
}

/// Reads the lines of a recording. A last line that was cut off, because the program was killed, is left out.
pub fn read(text: &str) -> Result<Timeline> {
    let whole_lines = text.rfind('\n').map_or("", |end| &text[..end]);
    let mut names = BTreeMap::new();
    let mut messages = Vec::new();
    // What each sender has offered last, by its place in `messages`.
    let mut offers = HashMap::new();
    let mut workers: BTreeMap<WorkerId, Vec<Span>> = BTreeMap::new();
    for (number, line) in (1..).zip(whole_lines.lines()) {
        match parse(line).with_context(|| format!("line {number} of the recording is invalid"))? {
            Event::Task { number, name } => {
                names.insert(number, name);
            }
            Event::Offered { first, end, at, by } => {
                offers.insert(by, messages.len());
                messages.push(Message { offered: Some(at), ..Message::new(first..end) });
            }
            Event::Accepted { at, by } => {
                if let Some(place) = offers.remove(&by) {
                    messages[place].accepted = Some(at);
                }
            }
            Event::Worked { first, end, start, stop, by, panicked } => {
                let span = Span { numbers: first..end, start, stop, panicked };
                workers.entry(worker_id(by)).or_default().push(span);
            }
        }
    }
    Ok(Timeline::new(names, messages, named(workers)?))
}

fn parse(line: &str) -> Result<Event> {
    let event: Event = serde_json::from_str(line)?;
    let (is_in_order, largest) = match &event {
        Event::Task { number, .. } => (true, number),
        Event::Offered { first, end, at, .. } => (first < end, end.max(at)),
        Event::Accepted { at, .. } => (true, at),
        Event::Worked { first, end, start, stop, .. } => (first < end && start <= stop, end.max(stop)),
    };
    ensure!(is_in_order && *largest <= LARGEST, "its numbers are out of order or too large");
    Ok(event)
}

/// What a worker's name begins with, and the number that ends it.
type WorkerId = (String, Option<u64>);

fn worker_id(name: String) -> WorkerId {
    match name.rsplit_once(' ').and_then(|(kind, number)| Some((kind, number.parse().ok()?))) {
        Some((kind, number)) => (kind.to_owned(), Some(number)),
        None => (name, None),
    }
}

/// The workers in their order, each with its name.
fn named(mut workers: BTreeMap<WorkerId, Vec<Span>>) -> Result<Vec<Worker>> {
    // A gap in the numbers is a worker that never worked.
    let numbers = workers.keys().filter(|(kind, _)| kind == "worker").filter_map(|(_, number)| *number);
    for number in 0..numbers.max().filter(|&last| last < MANY_WORKERS).unwrap_or_default() {
        workers.entry(("worker".to_owned(), Some(number))).or_default();
    }
    // Ids say nothing to a reader.
    let are_ids =
        workers.keys().all(|(kind, number)| number.is_some() && (kind == "task" || kind == "thread"));
    let mut named = Vec::new();
    for (place, ((kind, number), mut spans)) in workers.into_iter().enumerate() {
        let name = match number {
            Some(_) if are_ids => format!("worker {place}"),
            Some(number) => format!("{kind} {number}"),
            None => kind,
        };
        spans.sort_by_key(|span| (span.start, span.stop));
        ensure!(spans.is_sorted_by(|one, next| one.stop <= next.start), "{name} worked on two tasks at once");
        named.push(Worker { name, spans });
    }
    Ok(named)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The timeline of made-up events in short: `task NUMBER NAME`, `offered NUMBER AT BY`, `accepted AT BY`, and
    /// `worked NUMBER START STOP BY HOW`, where NUMBER can be a range.
    pub fn timeline(events: &str) -> Timeline {
        read(&events.lines().map(json).collect::<String>()).unwrap()
    }

    fn json(event: &str) -> String {
        let fields: Vec<&str> = event.split_whitespace().collect();
        let range = |numbers: &str| match numbers.split_once("..") {
            Some((first, end)) => format!(r#""first":{first},"end":{end}"#),
            None => format!(r#""first":{numbers},"end":{}"#, numbers.parse::<u64>().unwrap() + 1),
        };
        let fields = match fields.as_slice() {
            ["task", number, name @ ..] => format!(r#""number":{number},"name":{:?}"#, name.join(" ")),
            ["offered", numbers, at, by] => format!(r#"{},"at":{at},"by":"{by}""#, range(numbers)),
            ["accepted", at, by] => format!(r#""at":{at},"by":"{by}""#),
            ["worked", numbers, start, stop, by @ .., how] => {
                let (by, panicked) = (by.join(" "), *how == "panicked");
                format!(
                    r#"{},"start":{start},"stop":{stop},"by":{by:?},"panicked":{panicked}"#,
                    range(numbers)
                )
            }
            _ => panic!("{event}"),
        };
        format!("{{\"{}\":{{{fields}}}}}\n", event.split(' ').next().unwrap())
    }

    fn names(events: &str) -> Vec<String> {
        timeline(events).workers.into_iter().map(|worker| worker.name).collect()
    }

    #[test]
    fn an_invalid_line_is_named_and_one_that_was_cut_off_is_left_out() {
        let cut_off = json("worked 0 20 25 worker 3 done") + "{\"worked\":{\"first\":1,\"en";
        assert_eq!(read(&cut_off).unwrap().makespan(), 5);
        let twice = json("worked 0 20 25 worker 3 done").repeat(2);
        assert_eq!(read(&twice).unwrap_err().to_string(), "worker 3 worked on two tasks at once");
        let invalid = [
            (r#"{"slept":{"at":5}}"#, "unknown variant `slept`"),
            (r#"{"accepted":{"at":5}}"#, "missing field `by`"),
            (&json("accepted -5 a"), "invalid value"),
            (&json("accepted 9223372036854775807 a"), "too large"),
            (&json("task 9223372036854775807 a"), "too large"),
            (&json("offered 4..4 0 a"), "out of order"),
            (&json("worked 0 9 8 worker 0 done"), "out of order"),
        ];
        for (line, reason) in invalid {
            let error = format!("{:#}", read(&format!("{}{line}\n", json("accepted 5 a"))).unwrap_err());
            assert!(error.starts_with("line 2 of the recording is invalid: "), "{error}");
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn workers_without_a_name_are_numbered_by_their_ids() {
        let tasks = "worked 0 0 5 task 12 done\nworked 1 0 5 task 9 done\nworked 2 5 9 task 9 done";
        assert_eq!(names(tasks), ["worker 0", "worker 1"]);
        assert_eq!(timeline(tasks).workers[0].spans.len(), 2);
        let mixed = "worked 0 0 5 worker 1 done\nworked 1 0 5 thread 9 done\nworked 2 0 5 main done";
        assert_eq!(names(mixed), ["main", "thread 9", "worker 0", "worker 1"], "worker 0 was idle");
        let large = "worked 0 0 5 worker 2000000000 done\nworked 1 0 5 worker 0 done";
        assert_eq!(names(large), ["worker 0", "worker 2000000000"]);
    }
}
