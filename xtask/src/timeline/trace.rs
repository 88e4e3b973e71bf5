//! The trace in the Trace Event Format, for ui.perfetto.dev and chrome://tracing.
//!
//! Each run is a process, and each of its workers a thread. How many messages wait, and where, are counters.

use serde_json::{Value, json};

use super::model::Timeline;
use super::queue::Queue;
use super::record::Run;
use super::units::Nanos;

/// All runs, in JSON.
pub fn trace(runs: &[Run]) -> String {
    let mut events = Vec::new();
    for (pid, run) in (1..).zip(runs) {
        add(&mut events, pid, &run.command(), &run.timeline);
    }
    json!({ "traceEvents": events, "displayTimeUnit": "ms" }).to_string() + "\n"
}

fn add(events: &mut Vec<Value>, pid: u64, name: &str, timeline: &Timeline) {
    let named = |kind: &str, tid: u64, name: &str| json!({ "ph": "M", "pid": pid, "tid": tid, "name": kind, "args": { "name": name } });
    events.push(named("process_name", 0, name));
    for (tid, worker) in (1..).zip(&timeline.workers) {
        events.push(named("thread_name", tid, &worker.name));
        for span in &worker.spans {
            let number = span.numbers.start;
            let ended = if span.panicked { "panicked" } else { "done" };
            events.push(json!({
                "ph": "X", "pid": pid, "tid": tid, "cat": "work", "name": timeline.label(&span.numbers),
                "ts": micros(span.start), "dur": micros(span.length()),
                "args": { "task": number, "name": timeline.names.get(&number), "ended": ended },
            }));
        }
    }
    let Some(queue) = Queue::new(timeline) else { return };
    for (name, waits) in
        [("unsent", &queue.unsent), ("blocked senders", &queue.blocked), ("queued", &queue.queued)]
    {
        for (at, level) in waits.counts() {
            let args = json!({ "messages": level });
            events.push(json!({ "ph": "C", "pid": pid, "name": name, "ts": micros(at), "args": args }));
        }
    }
}

/// In microseconds, as the format wants it.
fn micros(time: Nanos) -> f64 {
    time as f64 / 1000.0
}
