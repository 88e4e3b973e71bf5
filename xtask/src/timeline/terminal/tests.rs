use super::*;
use crate::report::Colour;
use crate::timeline::model::tests::timeline;
use crate::timeline::record::Part;

/// Nine tasks in milliseconds, dealt in turn: worker 0 gets the long ones.
const IN_TURN: &str = "\
task 0 1 SeaQL/sea-orm\ntask 1 2 SeaQL/sea-query\ntask 2 3 SeaQL/sea-schema\ntask 3 4 SeaQL/sea-streamer\n\
task 4 5 SeaQL/seaography\ntask 5 6 SeaQL/starfish-ql\ntask 6 7 SeaQL/FireDBG\ntask 7 8 SeaQL/sea-orm-tutorial\n\
task 8 9 SeaQL/sea-orm-cookbook\n\
worked 0 1 0 400000000 task 3 done\nworked 4 5 400000000 750000000 task 3 done\n\
worked 8 9 750000000 1050000000 task 3 done\nworked 1 2 0 60000000 task 4 done\n\
worked 5 6 60000000 100000000 task 4 done\nworked 2 3 0 30000000 task 5 done\n\
worked 6 7 30000000 110000000 task 5 done\nworked 3 4 0 50000000 task 6 done\n\
worked 7 8 50000000 170000000 task 6 done\n";

fn run(name: &str, events: &str) -> Run {
    Run { name: name.to_owned(), timeline: timeline(events), ..Run::default() }
}

fn draw(width: usize, runs: &[Run]) -> String {
    Canvas { width, paint: Colour::Never.for_stdout() }.draw(runs)
}

/// The cells of each worker.
fn bars(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("worker ")?.split_once("  "))
        .map(|(_, cells)| cells)
        .collect()
}

#[test]
fn at_40_columns_everything_is_there() {
    assert_eq!(draw(40, &[run("in-turn", IN_TURN)]), include_str!("tests/40.txt"));
}

#[test]
fn at_80_columns_each_task_has_its_number() {
    assert_eq!(draw(80, &[run("in-turn", IN_TURN)]), include_str!("tests/80.txt"));
}

#[test]
fn at_200_columns_the_names_are_in_one_row_or_two() {
    assert_eq!(draw(200, &[run("in-turn", IN_TURN)]), include_str!("tests/200.txt"));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut lossy = run("in-turn", &format!("{IN_TURN}queued 9 10 5\nworked 10 11 5 9 task 6 panicked"));
    lossy.faults.push("it ended with exit status 1".to_owned());
    lossy.load = "as much of it as there is, for as many as there are";
    lossy.parts = vec![part(0), part(1), part(64), part(1_000_000)];
    for width in NARROWEST..=200 {
        let text = draw(width, std::slice::from_ref(&lossy));
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width}: {line:?}");
        }
    }
}

#[test]
fn bars_are_as_long_as_the_work() {
    for width in NARROWEST..=200 {
        let text = draw(width, &[run("in-turn", IN_TURN)]);
        let cells = width - 10;
        for (bar, busy) in bars(&text).into_iter().zip([1050, 100, 110, 170]) {
            assert_eq!(bar.chars().count(), cells, "{bar}");
            let drawn = bar.chars().filter(|&cell| cell != '·').count();
            let exact = (busy * cells).div_ceil(1050);
            assert!(drawn.abs_diff(exact) <= 1, "{width}: {drawn} cells for {busy} ms: {bar}");
        }
    }
}

#[test]
fn colour_only_repeats_what_the_characters_say() {
    let canvas = Canvas { width: 80, paint: Colour::Always.for_stdout() };
    let coloured = canvas.draw(&[run("in-turn", IN_TURN)]);
    let mut plain = String::new();
    for part in coloured.split("\x1b[") {
        plain += if plain.is_empty() { part } else { part.split_once('m').unwrap().1 };
    }
    assert!(coloured.contains("\x1b[7;36m4\x1b[0m"), "{coloured}");
    // The first part is empty: the title is in bold.
    assert_eq!(plain.trim_start_matches("1m"), draw(80, &[run("in-turn", IN_TURN)]));
}

#[test]
fn a_hundred_tasks_of_a_microsecond_are_neither_lost_nor_overstated() {
    let work = |number: u64| {
        let start = number * 10_000;
        format!("worked {number} {} {start} {} worker 0 done\n", number + 1, start + 1_000)
    };
    let text = draw(80, &[run("many", &(0..100).map(work).collect::<String>())]);
    let bar = bars(&text)[0];
    // Each cell holds at least one, and is a tenth busy.
    assert!(bar.chars().all(|cell| ('▁'..='▂').contains(&cell)), "{bar}");
}

#[test]
fn a_run_too_short_for_the_common_scale_gets_its_own_and_says_so() {
    let short = run("short", "worked 0 1 0 1000000 task 1 done\nworked 1 2 1000000 2000000 task 1 done");
    let text = draw(80, &[run("in-turn", IN_TURN), short]);
    assert!(
        text.contains("short\nToo short to be seen beside the others: 2.00 ms on a scale of its own.\n"),
        "{text}"
    );
    assert!(text.contains("╷1.5 ms"), "{text}");
}

#[test]
fn what_was_lost_is_named_and_a_panic_is_marked() {
    let mut lossy =
        run("lossy", "task 1 2 second\nqueued 0 1 0\nqueued 1 2 0\nworked 0 1 5 900 task 4 panicked");
    lossy.faults.push("it ended with exit status 1".to_owned());
    lossy.stderr.push("worker 0 died".to_owned());
    let text = draw(60, &[lossy]);
    let said = "it ended with exit status 1\npanicked: task 0\nlost, nobody finished it: task 1: second\n\
                stderr ended with:\n  worker 0 died\n";
    assert!(text.contains(said), "{text}");
    assert!(text.contains("█!\n"), "{text}");
}

#[test]
fn a_run_without_work_is_no_empty_picture() {
    assert_eq!(draw(80, &[run("idle", "")]), "idle\nThere was nothing to do.\n");
}

fn part(capacity: u64) -> Part {
    let message = |number: u64| {
        let (end, entered) = (number + 1, (number + 1).saturating_sub(capacity.min(3)) * 100_000);
        let (start, stop) = (end * 100_000, (end + 1) * 100_000);
        format!(
            "queued {number} {end} 0\nentered {number} {end} {entered}\n\
             worked {number} {end} {start} {stop} worker 0 done\n"
        )
    };
    let timeline = timeline(&(0..4).map(message).collect::<String>());
    Part { capacity, timeline, faults: Vec::new() }
}

#[test]
fn the_bound_shows_where_messages_wait() {
    let mut bounded = run("bounded", "worked 0 1 0 400000 worker 0 done");
    bounded.parts = vec![part(0), part(1_000_000)];
    let text = draw(50, &[bounded]);
    let wanted = "\
--capacity 0
          ╷0              ╷200 us         ╷400 us
outside   ████████▆▆▆▆▆▆▆▆▄▄▄▄▄▄▄▄▂▂▂▂▂▂▂▂········
in queue  ········································

--capacity 1000000
          ╷0              ╷200 us         ╷400 us
outside   ▂▂▂▂▂▂▂▂································
in queue  ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▄▄▄▄▄▄▄▄▂▂▂▂▂▂▂▂········

--capacity                0  1000000
in the queue: most        0        3
  on average            0.0      1.8
  waited: median        0 s   300 us
  longest               0 s   300 us
for room: most            4        1
  waited: median     300 us      0 s
  longest            400 us   100 us
all done after       500 us   500 us
done a second          8000     8000
";
    let queues = &text[text.find("--capacity 0").unwrap()..text.find("\nThe same work").unwrap()];
    assert_eq!(queues, wanted);
}
