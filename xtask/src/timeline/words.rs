//! What is said about a run in words: the same in the terminal and in the picture.

use super::model::Timeline;
use super::queue::{Queue, Waits};
use super::record::Run;
use super::units::duration;
use crate::explain::LINE;
use crate::text::{count, escape};

/// The longest name that is listed, and the most names.
const SHORT: usize = 40;
const FEW: usize = 24;
/// The most faults of a kind that are named.
const NAMED: usize = 8;

/// The numbers of a run, a line each.
pub fn summary(timeline: &Timeline) -> [String; 2] {
    let (makespan, bound) = (timeline.makespan(), timeline.lower_bound());
    let workers = count(timeline.workers.len(), "worker");
    let utilization = timeline.utilization() * 100.0;
    let reason = if bound == timeline.longest() { "the longest task" } else { "an even share of all work" };
    // What is lost would have taken time as well.
    let of = if timeline.is_complete() { "" } else { " for what was done" };
    let above = duration(makespan.saturating_sub(bound));
    [
        format!("makespan {}, {workers}, utilization {utilization:.0}%", duration(makespan)),
        format!("lower bound{of} {} ({reason}), exceeded by {above}", duration(bound)),
    ]
}

/// Which of two runs of the same tasks took how much longer.
pub fn comparison(runs: &[&Run]) -> Option<String> {
    let [one, other] = runs else { return None };
    let are_same = !one.timeline.names.is_empty() && one.timeline.names == other.timeline.names;
    if !are_same || !one.is_well() || !other.is_well() {
        return None;
    }
    let is_faster = one.timeline.makespan() <= other.timeline.makespan();
    let (fast, slow) = if is_faster { (one, other) } else { (other, one) };
    let times = slow.timeline.makespan() as f64 / fast.timeline.makespan().max(1) as f64;
    Some(format!("The same tasks: {} took {times:.1} times as long as {}.", slow.name, fast.name))
}

/// The tasks by number and name; nothing where there are too many to be listed, or their names are too long.
pub fn legend(timeline: &Timeline) -> Vec<String> {
    let names = &timeline.names;
    if names.len() > FEW || names.values().any(|name| name.chars().count() > SHORT) {
        return Vec::new();
    }
    names.iter().map(|(number, name)| safe(&format!("{number} {name}"))).collect()
}

/// What went wrong in a run, a line each.
pub fn faults(run: &Run) -> Vec<String> {
    let timeline = &run.timeline;
    let panicked = timeline.spans().filter(|span| span.panicked).map(|span| &span.numbers);
    let lost = timeline.lost().map(|message| &message.numbers);
    let mut lines: Vec<String> = run.faults.iter().map(|fault| safe(fault)).collect();
    for (what, tasks) in [("panicked", panicked.collect::<Vec<_>>()), ("lost", lost.collect())] {
        let named = tasks.iter().take(NAMED);
        lines.extend(named.map(|numbers| format!("{what}: {}", safe(&timeline.label(numbers)))));
        if tasks.len() > NAMED {
            lines.push(format!("{what}: {} more", tasks.len() - NAMED));
        }
    }
    lines
}

/// Text from a demo, made safe to print.
pub fn safe(text: &str) -> String {
    escape(text.as_bytes(), LINE)
}

/// The numbers of a queue, each with its name.
pub fn queue_numbers(run: &Run, queue: &Queue) -> Vec<(&'static str, String)> {
    let most =
        |waits: &Waits| waits.counts().iter().map(|(_, count)| *count).max().unwrap_or_default().to_string();
    let median =
        |waits: &Waits| duration(waits.lengths().get(waits.lengths().len() / 2).copied().unwrap_or_default());
    let longest = |waits: &Waits| duration(waits.lengths().last().copied().unwrap_or_default());
    vec![
        ("--capacity", run.capacity.unwrap_or_default().to_string()),
        ("queued: most", most(&queue.queued)),
        ("  average", format!("{:.1}", queue.queued.averages(&queue.axis, 1)[0])),
        ("  median wait", median(&queue.queued)),
        ("  longest wait", longest(&queue.queued)),
        ("blocked senders: most", most(&queue.blocked)),
        ("  median wait", median(&queue.blocked)),
        ("  longest wait", longest(&queue.blocked)),
        ("all done after", duration(queue.axis.length)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::recording::tests::timeline;

    fn run(name: &str, events: &str) -> Run {
        Run { name: name.to_owned(), timeline: timeline(events), ..Run::default() }
    }

    #[test]
    fn two_runs_are_compared_if_their_tasks_are_the_same_and_all_are_done() {
        let named =
            |stop: u64| run(&format!("to-{stop}"), &format!("task 0 a\nworked 0 0 {stop} task 1 done"));
        let wanted = "The same tasks: to-25 took 2.5 times as long as to-10.";
        assert_eq!(comparison(&[&named(10), &named(25)]).unwrap(), wanted);
        assert_eq!(comparison(&[&named(25), &named(10)]).unwrap(), wanted);
        let (done, panicked) = ("worked 0 0 20 task 1 done", "task 0 a\nworked 0 0 20 task 1 panicked");
        for other in [done, &format!("task 0 b\n{done}"), panicked] {
            assert_eq!(comparison(&[&named(10), &run("other", other)]), None, "{other}");
        }
    }

    #[test]
    fn many_lost_tasks_are_counted_and_many_names_are_not_listed() {
        let mut many = run("many", &(0..25).map(|n| format!("task {n} name\n")).collect::<String>());
        many.faults.push("first\u{1b}[31m".to_owned());
        let faults = faults(&many);
        assert_eq!((faults.len(), faults[0].as_str()), (10, "first\\u{1b}[31m"));
        assert_eq!(faults[8..], ["lost: task 7: name", "lost: 17 more"]);
        assert!(legend(&many.timeline).is_empty());
        assert!(summary(&many.timeline)[1].starts_with("lower bound for what was done 0.00ns ("));
    }
}
