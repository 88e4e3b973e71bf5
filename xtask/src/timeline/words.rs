//! What a run came to, in words: the same in the terminal and in the picture.

use super::model::{Task, Timeline, Worker};
use super::queue::{Queue, median};
use super::record::{Part, Run};
use super::units::{bytes, duration, percent};
use crate::report::LINE;
use crate::text::{count, shown};

/// How long a name may be to be listed.
const SHORT: usize = 40;
/// How many names are listed, at most.
const FEW: usize = 24;
/// How much of a worker's name is shown.
const NAME: usize = 12;
/// How many faults of a kind are told.
const TOLD: usize = 8;

/// The numbers of a run, each with its word.
pub fn summary(timeline: &Timeline) -> Vec<String> {
    let least = timeline.least();
    let which = if timeline.one_decides() { "the longest task alone" } else { "the work shared evenly" };
    let over = timeline.makespan().saturating_sub(least);
    // What is lost would have taken time as well.
    let of = if timeline.is_complete() { "" } else { " for what was done" };
    vec![
        format!("makespan {}", duration(timeline.makespan())),
        format!("{} {} busy", count(timeline.workers.len(), "worker"), percent(timeline.busy())),
        format!("least possible{of} {} ({which})", duration(least)),
        format!("{} over the least", duration(over)),
    ]
}

/// Compares two runs of the same tasks: which took how much longer.
pub fn comparison(runs: &[Run]) -> Option<String> {
    let [one, other] = runs else { return None };
    let all_done = |run: &Run| run.is_well() && run.timeline.makespan() > 0;
    let tasks = names(&one.timeline);
    if tasks.is_empty() || tasks != names(&other.timeline) || !all_done(one) || !all_done(other) {
        return None;
    }
    let (fast, slow) =
        if one.timeline.makespan() <= other.timeline.makespan() { (one, other) } else { (other, one) };
    let times = slow.timeline.makespan() as f64 / fast.timeline.makespan() as f64;
    Some(format!("The same tasks: {} took {times:.1} times as long as {}.", slow.name, fast.name))
}

/// The legend that stands below a run: once for all runs in a row that share it.
pub fn legend_below(runs: &[Run], at: usize) -> Vec<String> {
    let here = legend(&runs[at].timeline);
    match runs.get(at + 1) {
        Some(next) if legend(&next.timeline) == here => Vec::new(),
        _ => here,
    }
}

/// The tasks by number and name; nothing where there are too many to be listed, or their names too long.
fn legend(timeline: &Timeline) -> Vec<String> {
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

/// What a worker is called, short enough to stand before its bar.
pub fn name(worker: &Worker) -> String {
    told(&worker.name).chars().take(NAME).collect()
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
        let done = || part.timeline.spans().filter(|span| !span.panicked);
        if in_bytes {
            bytes((done().map(|span| span.task.bytes()).sum::<u64>() as f64 / seconds) as u64)
        } else {
            format!("{:.0}", done().count() as f64 / seconds)
        }
    }));
    rows
}

/// What the comparison of capacities says.
pub const ABOUT_QUEUES: &str = "The same work each time: what has to wait, waits. The bound decides where. Outside of the \
                                queue it is with those who sent it: at the queue's door, in a pipe, in a socket. In the \
                                queue it is in this program's memory.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::model::tests::timeline;

    fn run(name: &str, events: &str) -> Run {
        Run { name: name.to_owned(), timeline: timeline(events), ..Run::default() }
    }

    #[test]
    fn two_runs_are_compared_if_their_tasks_are_the_same_and_all_are_done() {
        let named =
            |stop: u64| run(&format!("to-{stop}"), &format!("task 0 1 a\nworked 0 1 0 {stop} task 1 done"));
        let wanted = "The same tasks: to-25 took 2.5 times as long as to-10.".to_owned();
        assert_eq!(comparison(&[named(10), named(25)]), Some(wanted.clone()));
        assert_eq!(comparison(&[named(25), named(10)]), Some(wanted));
        assert_eq!(comparison(&[named(10), named(10), named(10)]), None);

        let renamed = run("renamed", "task 0 1 b\nworked 0 1 0 20 task 1 done");
        let unnamed = || run("unnamed", "worked 0 1 0 20 task 1 done");
        let panicked = run("panicked", "task 0 1 a\nworked 0 1 0 20 task 1 panicked");
        assert_eq!(comparison(&[named(10), renamed]), None);
        assert_eq!(comparison(&[unnamed(), unnamed()]), None, "who knows what they are");
        assert_eq!(comparison(&[named(10), panicked]), None);
    }

    #[test]
    fn many_faults_are_counted_and_many_names_not_listed() {
        let tasks: String = (0..25).map(|n| format!("task {n} {} name\n", n + 1)).collect();
        let all = run("all", &tasks);
        let told = faults(&all.timeline, &["first".to_owned()]);
        assert_eq!(told.len(), 10);
        assert_eq!(told[0], "first");
        assert_eq!(
            told[8..],
            ["lost, nobody finished it: task 7: name", "lost, nobody finished it: 17 more"]
        );
        assert!(legend_below(&[all], 0).is_empty());
    }

    #[test]
    fn a_legend_that_runs_in_a_row_share_stands_below_the_last() {
        let runs = ["a", "a", "b"].map(|task| run("run", &format!("task 0 1 {task}")));
        let legends = [0, 1, 2].map(|at| legend_below(&runs, at));
        assert_eq!(legends, [vec![], vec!["0 a".to_owned()], vec!["0 b".to_owned()]]);
    }
}
