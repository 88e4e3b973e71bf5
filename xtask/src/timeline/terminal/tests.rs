use super::*;
use crate::report::Colour;
use crate::timeline::events::Events;
use crate::timeline::model::Timeline;
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

#[test]
fn a_run_without_work_is_not_called_too_short() {
    let mut broken = run("broken", "");
    broken.faults.push("it doesn't compile".to_owned());
    broken.compiler = "error: expected `;`\n\n".to_owned();
    let text = draw(80, &[broken, run("in-turn", IN_TURN)]);
    assert!(text.starts_with("broken\nit doesn't compile\nerror: expected `;`\n\nin-turn\n"), "{text}");
}

#[test]
fn what_was_lost_does_not_make_the_least_possible_less() {
    let text = draw(200, &[run("lossy", "queued 0 1 0\nqueued 1 2 0\nworked 0 1 5 900 task 4 done")]);
    assert!(text.contains("least possible for what was done 895 ns"), "{text}");
    assert!(!text.contains("There was nothing to do"), "{text}");
}

#[test]
fn a_long_name_of_a_worker_is_cut() {
    let events = Events::read("worked\t0\t1\t0\t9\ta\u{202e}thread with a long name\tdone\n").unwrap();
    let named = Run { timeline: Timeline::new(&events), ..Run::default() };
    let text = draw(40, &[named]);
    assert!(text.contains("\na\\u{202e}thr  ████████████0█████████████\n"), "{text}");
}

#[test]
fn only_what_was_done_counts_as_done() {
    let mut lossy = run("lossy", "");
    let events = "queued 0 1 0\nworked 0 1 0 100000000 worker 0 done\nqueued 1 2 0\nqueued 2 3 0\n\
                  worked 2 3 100000000 500000000 worker 0 panicked";
    lossy.parts = vec![Part { timeline: timeline(events), ..Part::default() }];
    let text = draw(80, &[lossy]);
    let row = text.lines().find_map(|line| line.strip_prefix("done a second")).unwrap();
    assert_eq!(row.trim(), "2");
}

#[test]
fn runs_of_like_length_share_a_scale() {
    let runs = [run("in-turn", IN_TURN), run("half", "worked 0 1 7 525000007 worker 0 done")];
    let text = draw(80, &runs);
    assert!(!text.contains("Too short"), "{text}");
    let half = bars(&text)[4];
    assert_eq!(half.chars().filter(|&cell| cell != '·').count(), 35, "half of 70: {half}");
}

#[test]
fn times_on_the_axis_never_meet() {
    for length in (0..43).map(|bits| (1_u64 << bits) * 5 / 4) {
        for width in NARROWEST..=WIDEST {
            let text = draw(width, &[run("one", &format!("worked 0 1 0 {length} worker 0 done"))]);
            let axis = text.lines().nth(1).unwrap();
            assert!(axis.split('╷').skip(2).all(|label| !label.is_empty()), "{axis}");
            assert!(axis.chars().count() <= width, "{axis}");
        }
    }
}

#[test]
fn a_panic_has_a_colour_of_its_own() {
    let paint = Colour::Always.for_stdout();
    let panicked = run("panicked", "worked 0 1 0 9 worker 0 panicked");
    let text = Canvas { width: 80, paint }.draw(&[panicked]);
    assert!(text.contains(&paint.removed("!")), "{text}");
}

#[test]
fn what_went_wrong_under_a_capacity_is_told_with_it() {
    let mut faulty = part(64);
    faulty.faults.push("it ended with exit status 3".to_owned());
    let text = draw(80, &[Run { parts: vec![part(0), faulty], ..run("faulty", "") }]);
    assert!(text.ends_with("\n\n--capacity 64: it ended with exit status 3\n"), "{text}");
}
