//! What a run came to, in words: the same in the terminal and in the picture.

use super::model::{Task, Timeline};
use super::queue::{Queue, median};
use super::record::{Part, Run};
use super::units::{bytes, duration, percent};
use crate::report::LINE;
use crate::text::{count, shown};

/// How long a name may be to be listed.
const SHORT: usize = 40;
/// How many names are listed, at most.
const FEW: usize = 24;
/// How many faults of a kind are told.
const TOLD: usize = 8;

/// The numbers of a run, each with its word.
pub fn summary(timeline: &Timeline) -> Vec<String> {
    let least = timeline.least();
    let which = if timeline.one_decides() { "the longest task alone" } else { "the work shared evenly" };
    let over = timeline.makespan().saturating_sub(least);
    vec![
        format!("makespan {}", duration(timeline.makespan())),
        format!("{} {} busy", count(timeline.workers.len(), "worker"), percent(timeline.busy())),
        format!("least possible {} ({which})", duration(least)),
        format!("{} over the least", duration(over)),
    ]
}

/// Compares two runs of the same tasks: which took how much longer.
pub fn comparison(runs: &[Run]) -> Option<String> {
    let [one, other] = runs else { return None };
    let all_done = |run: &Run| run.is_well() && run.timeline.makespan() > 0;
    if !all_done(one) || !all_done(other) || names(&one.timeline) != names(&other.timeline) {
        return None;
    }
    let (fast, slow) =
        if one.timeline.makespan() <= other.timeline.makespan() { (one, other) } else { (other, one) };
    let times = slow.timeline.makespan() as f64 / fast.timeline.makespan() as f64;
    Some(format!("The same tasks: {} took {times:.1} times as long as {}.", slow.name, fast.name))
}

/// The tasks by number and name; nothing where there are too many to be listed, or their names too long.
pub fn legend(timeline: &Timeline) -> Vec<String> {
    let names = names(timeline);
    let short = names.len() <= FEW && names.iter().all(|name| name.chars().count() <= SHORT);
    if short { names } else { Vec::new() }
}

fn names(timeline: &Timeline) -> Vec<String> {
    let tasks = timeline.messages.iter().map(|message| &message.task);
    let named = |task: &Task| Some(format!("{} {}", task.number()?, told(task.name.as_ref()?)));
    tasks.filter_map(named).collect()
}

/// What went wrong in a run, a line each.
pub fn faults(timeline: &Timeline, faults: &[String]) -> Vec<String> {
    let panicked = timeline.spans().filter(|span| span.panicked).map(|span| &span.task);
    let mut lines = faults.to_vec();
    for (what, tasks) in
        [("panicked", panicked.collect::<Vec<_>>()), ("lost, nobody finished it", timeline.lost().collect())]
    {
        lines.extend(tasks.iter().take(TOLD).map(|task| format!("{what}: {}", told(&task.to_string()))));
        if let Some(more @ 1..) = tasks.len().checked_sub(TOLD) {
            lines.push(format!("{what}: {more} more"));
        }
    }
    lines
}

/// A name from a demo, safe to print.
fn told(name: &str) -> String {
    shown(name.as_bytes(), LINE)
}

/// What is read in a table with a column for each capacity.
pub struct Row {
    /// What it is about.
    pub name: &'static str,
    /// One value for each run.
    pub values: Vec<String>,
}

/// The numbers of runs whose queues differ in their capacity.
pub fn queue_table(parts: &[(&Part, Queue)]) -> Vec<Row> {
    let row = |name, value: &dyn Fn(&Part, &Queue) -> String| Row {
        name,
        values: parts.iter().map(|(part, queue)| value(part, queue)).collect(),
    };
    let in_bytes = parts.iter().any(|(part, _)| part.timeline.in_bytes);
    let longest = |waits: &[u64]| duration(waits.last().copied().unwrap_or_default());
    let mut rows = vec![
        row("--capacity", &|part, _| part.capacity.to_string()),
        row("in the queue: most", &|_, queue| queue.inside.most().to_string()),
        row("  on average", &|_, queue| format!("{:.1}", queue.inside.average(queue.begin, queue.end))),
    ];
    if in_bytes {
        rows.push(row("  most bytes", &|_, queue| bytes(queue.bytes.most())));
    }
    rows.push(row("  waited: median", &|_, queue| duration(median(&queue.waits_inside))));
    rows.push(row("  longest", &|_, queue| longest(&queue.waits_inside)));
    rows.push(row("for room: most", &|_, queue| queue.door.most().to_string()));
    rows.push(row("  waited: median", &|_, queue| duration(median(&queue.waits_at_door))));
    rows.push(row("  longest", &|_, queue| longest(&queue.waits_at_door)));
    rows.push(row("all done after", &|_, queue| duration(queue.span())));
    rows.push(row("done a second", &|part, queue| {
        let seconds = queue.span().max(1) as f64 / 1e9;
        if in_bytes {
            bytes(
                (part.timeline.messages.iter().map(|message| message.task.bytes()).sum::<u64>() as f64
                    / seconds) as u64,
            )
        } else {
            format!("{:.0}", part.timeline.messages.len() as f64 / seconds)
        }
    }));
    rows
}

/// What the comparison of capacities says.
pub const ABOUT_QUEUES: &str = "The same work each time: what has to wait, waits. The bound decides where. Outside of the \
                                queue it is with those who sent it: at the queue's door, in a pipe, in a socket. In the \
                                queue it is in this program's memory.";
