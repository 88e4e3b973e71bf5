//! The trace in the Trace Event Format, which ui.perfetto.dev and chrome://tracing open.
//!
//! Each run is a process, each of its workers a thread. The waits are asynchronous events of the process, and the
//! number of those who wait is a counter.

use serde_json::{Value, json};

use super::model::{Message, Timeline};
use super::queue::Queue;
use super::record::Run;
use super::units::Nanos;

/// All runs, in JSON.
pub fn trace(runs: &[Run]) -> String {
    let mut events = Vec::new();
    let mut process = 0;
    for run in runs {
        process += 1;
        add(&mut events, process, &run.command(), &run.timeline);
        for part in &run.parts {
            process += 1;
            add(
                &mut events,
                process,
                &format!("{} --capacity {}", run.command(), part.capacity),
                &part.timeline,
            );
        }
    }
    json!({ "traceEvents": events, "displayTimeUnit": "ms" }).to_string() + "\n"
}

fn add(events: &mut Vec<Value>, pid: u64, name: &str, timeline: &Timeline) {
    events.push(json!({ "ph": "M", "pid": pid, "tid": 0, "name": "process_name", "args": { "name": name } }));
    let order = json!({ "sort_index": pid });
    events.push(json!({ "ph": "M", "pid": pid, "tid": 0, "name": "process_sort_index", "args": order }));
    for (tid, worker) in (1_u64..).zip(&timeline.workers) {
        let name = json!({ "name": worker.name });
        events.push(json!({ "ph": "M", "pid": pid, "tid": tid, "name": "thread_name", "args": name }));
        let order = json!({ "sort_index": tid });
        events.push(json!({ "ph": "M", "pid": pid, "tid": tid, "name": "thread_sort_index", "args": order }));
        for span in &worker.spans {
            events.push(json!({
                "ph": "X", "pid": pid, "tid": tid, "cat": "work", "name": span.task.to_string(),
                "ts": micros(span.start), "dur": micros(span.length()),
                "args": {
                    "task": span.task.numbers.start,
                    "name": span.task.name,
                    "waited_us": span.waited().map(micros),
                    "ended": if span.panicked { "panicked" } else { "done" },
                },
            }));
        }
    }
    let end = timeline.end();
    for (id, message) in (0_u64..).zip(&timeline.messages) {
        add_waits(events, pid, id, message, end);
    }
    if let Some(queue) = Queue::new(timeline) {
        for (name, level) in [("waiting for room", &queue.door), ("waiting in the queue", &queue.inside)] {
            let counted = level.steps().iter().map(|&(at, level)| {
                json!({ "ph": "C", "pid": pid, "name": name, "ts": micros(at), "args": { "messages": level } })
            });
            events.extend(counted);
        }
    }
}

/// The wait for room and the wait in the queue. They have two names and not each message its own, because a viewer
/// makes a track of each name.
fn add_waits(events: &mut Vec<Value>, pid: u64, id: u64, message: &Message, end: Nanos) {
    let waits = [
        ("for room", "r", message.offered, message.entered),
        ("in the queue", "q", message.entered, message.taken),
    ];
    for (name, kind, from, to) in waits {
        let Some(from) = from else { continue };
        // What is lost waits to the end.
        let to = to.unwrap_or(end.max(from));
        if from >= to {
            continue;
        }
        let id = format!("{pid}.{kind}{id}");
        let about = json!({ "task": message.task.numbers.start, "name": message.task.to_string() });
        for (phase, at, args) in [("b", from, about), ("e", to, json!({}))] {
            events.push(json!({
                "ph": phase, "pid": pid, "tid": 0, "cat": "wait", "id": id, "name": name, "ts": micros(at), "args": args,
            }));
        }
    }
}

/// In microseconds, as the format wants it.
fn micros(time: Nanos) -> f64 {
    time as f64 / 1000.0
}

#[cfg(test)]
mod tests;
