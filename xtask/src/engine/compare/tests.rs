//! Every allowed output is accepted, every kind of broken promise is found and called by its name.

#![allow(clippy::unwrap_used)]

use fastrand::Rng;

use super::*;

/// How many random logs each property is tried on.
const TRIES: u64 = 300;

fn compare(order: Order, log: &[u8], output: &[u8]) -> Vec<LineMismatch> {
    compare_part(Part::All, order, log, output)
}

/// The words for what is wrong, with line numbers: enough to tell one finding from another.
fn found(order: Order, log: &str, output: &str) -> Vec<String> {
    compare(order, log.as_bytes(), output.as_bytes()).iter().map(ToString::to_string).collect()
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn kinds(mismatches: &[LineMismatch]) -> Vec<&'static str> {
    let kind = |finding: &LineMismatch| match finding {
        LineMismatch::Missing { .. } => "missing",
        LineMismatch::Unexpected { .. } => "unexpected",
        LineMismatch::Repeated { .. } => "repeated",
        LineMismatch::OutOfOrder { .. } => "out of order",
    };
    mismatches.iter().map(kind).collect()
}

/// A log of a few lanes, where lines within a lane are told apart, and now and then are not.
fn random_log(rng: &mut Rng, twins: bool) -> Vec<String> {
    let lanes = rng.usize(1..5);
    let lines = rng.usize(2..30);
    (0..lines)
        .map(|number| {
            let number = if twins { rng.usize(0..lines / 2 + 1) } else { number };
            match rng.usize(0..=lanes) {
                0 => format!("done {number}"),
                lane => format!("worker {lane} | task {number} | {}", rng.u8(..)),
            }
        })
        .collect()
}

/// The same lines, those of each lane in their order, the lanes mixed at random.
fn mixed(rng: &mut Rng, log: &[String]) -> Vec<String> {
    let mut lanes: HashMap<Lane, VecDeque<String>> = HashMap::new();
    for line in log {
        lanes.entry(lane_of(Order::Lanes, line.as_bytes())).or_default().push_back(line.clone());
    }
    let mut output = Vec::new();
    let mut lanes: Vec<_> = lanes.into_values().collect();
    while !lanes.is_empty() {
        let lane = rng.usize(..lanes.len());
        output.extend(lanes[lane].pop_front());
        lanes.retain(|lane| !lane.is_empty());
    }
    output
}

/// An output that the order allows.
fn allowed(rng: &mut Rng, order: Order, log: &[String]) -> Vec<String> {
    match order {
        Order::Exact => log.to_vec(),
        Order::Lanes => mixed(rng, log),
        Order::Any => {
            let mut output = log.to_vec();
            rng.shuffle(&mut output);
            output
        }
    }
}

/// Tries a property on many logs; a failure names the seed.
fn try_all(twins: bool, property: impl Fn(&mut Rng, Order, &[String]) + std::panic::RefUnwindSafe) {
    for seed in 0..TRIES {
        for order in [Order::Exact, Order::Lanes, Order::Any] {
            let tried = std::panic::catch_unwind(|| {
                let mut rng = Rng::with_seed(seed);
                let log = random_log(&mut rng, twins);
                property(&mut rng, order, &log);
            });
            assert!(tried.is_ok(), "with seed {seed} under {order:?}");
        }
    }
}

#[test]
fn every_allowed_output_is_accepted() {
    try_all(true, |rng, order, log| {
        let output = text(&allowed(rng, order, log));
        assert_eq!(found(order, &text(log), &output), [""; 0]);
        // Without the last newline, and with a log that a checkout has rewritten.
        assert_eq!(found(order, &text(log), output.trim_end()), [""; 0]);
        assert_eq!(found(order, &text(log).replace('\n', "\r\n"), &output), [""; 0]);
    });
}

#[test]
fn a_dropped_line_is_missing() {
    try_all(false, |rng, order, log| {
        let mut output = allowed(rng, order, log);
        let dropped = output.remove(rng.usize(..output.len()));
        let log_line = log.iter().position(|line| *line == dropped).unwrap() + 1;
        let expected = LineMismatch::Missing { line: dropped.into_bytes(), log_line };
        assert_eq!(compare(order, text(log).as_bytes(), text(&output).as_bytes()), [expected]);
    });
}

#[test]
fn an_added_line_is_unexpected() {
    try_all(true, |rng, order, log| {
        let mut output = allowed(rng, order, log);
        let at = rng.usize(..=output.len());
        output.insert(at, "worker 1 | nobody's task | 0".to_owned());
        let expected = format!("unexpected, output line {}", at + 1);
        assert_eq!(found(order, &text(log), &text(&output)), [expected]);
    });
}

#[test]
fn a_line_printed_twice_is_repeated() {
    try_all(false, |rng, order, log| {
        let mut output = allowed(rng, order, log);
        let again = output[rng.usize(..output.len())].clone();
        output.insert(rng.usize(..=output.len()), again.clone());
        let log_line = log.iter().position(|line| *line == again).unwrap() + 1;
        let expected = format!("repeated, 2 times for log line {log_line}");
        assert_eq!(found(order, &text(log), &text(&output)), [expected]);
    });
}

#[test]
fn a_changed_byte_is_a_missing_and_an_unexpected_line() {
    try_all(false, |rng, order, log| {
        let output = allowed(rng, order, log);
        let at = rng.usize(..output.len());
        let mut changed = output[at].clone().into_bytes();
        let byte = rng.usize(..changed.len());
        // To a byte that no line has; UTF-8 it need not be.
        changed[byte] ^= 0x80;
        let log_line = log.iter().position(|line| *line == output[at]).unwrap() + 1;
        let expected = [
            LineMismatch::Missing { line: output[at].clone().into_bytes(), log_line },
            LineMismatch::Unexpected { line: changed.clone(), output_line: at + 1, times: 1 },
        ];
        let mut bytes = Vec::new();
        for (place, line) in output.iter().enumerate() {
            bytes.extend_from_slice(if place == at { &changed } else { line.as_bytes() });
            bytes.push(b'\n');
        }
        assert_eq!(compare(order, text(log).as_bytes(), &bytes), expected);
    });
}

#[test]
fn a_line_in_another_lane_is_a_missing_and_an_unexpected_line() {
    try_all(false, |rng, order, log| {
        let mut output = allowed(rng, order, log);
        let at = rng.usize(..output.len());
        output[at] = format!("worker 9 | {}", output[at]);
        let mismatches = compare(order, text(log).as_bytes(), text(&output).as_bytes());
        assert_eq!(kinds(&mismatches), ["missing", "unexpected"]);
    });
}

#[test]
fn a_swap_is_out_of_order_where_there_is_an_order() {
    try_all(false, |rng, order, log| {
        let mut output = allowed(rng, order, log);
        let (one, other) = (rng.usize(..output.len()), rng.usize(..output.len()));
        output.swap(one, other);
        let mismatches = compare(order, text(log).as_bytes(), text(&output).as_bytes());
        let same_lane = lane_of(order, output[one].as_bytes()) == lane_of(order, output[other].as_bytes());
        match order {
            Order::Any => assert_eq!(mismatches, []),
            _ if one == other => assert_eq!(mismatches, []),
            // Two lines at the most explain it, and one if they were neighbours.
            _ if same_lane => assert!(
                kinds(&mismatches).iter().all(|kind| *kind == "out of order")
                    && (1..=2).contains(&mismatches.len())
            ),
            // The swap may have carried each past others of its lane; if not, it is allowed.
            _ => assert!(
                kinds(&mismatches).iter().all(|kind| *kind == "out of order") && mismatches.len() <= 2
            ),
        }
    });
}

/// The check against a second, slower way to say what is right.
#[test]
fn an_output_is_accepted_exactly_if_it_is_allowed() {
    try_all(true, |rng, order, log| {
        let mut output = allowed(rng, order, log);
        for _ in 0..rng.usize(0..3) {
            let (one, other) = (rng.usize(..output.len()), rng.usize(..output.len()));
            match rng.u8(0..4) {
                0 => output.swap(one, other),
                1 => output[one] = output[other].clone(),
                2 if output.len() > 1 => drop(output.remove(one)),
                _ => {}
            }
        }
        let sorted = |lines: &[String]| {
            let mut lines = lines.to_vec();
            lines.sort();
            lines
        };
        let lane = |lines: &[String], lane: &Lane| -> Vec<String> {
            let is_in = |line: &&String| lane_of(Order::Lanes, line.as_bytes()) == *lane;
            lines.iter().filter(is_in).cloned().collect()
        };
        let is_allowed = match order {
            Order::Exact => output == log,
            Order::Any => sorted(&output) == sorted(log),
            Order::Lanes => log.iter().chain(&output).all(|line| {
                let label = lane_of(Order::Lanes, line.as_bytes());
                lane(log, &label) == lane(&output, &label)
            }),
        };
        let mismatches = compare(order, text(log).as_bytes(), text(&output).as_bytes());
        assert_eq!(mismatches.is_empty(), is_allowed, "{mismatches:?}");

        // And what is found adds up: the lines that are too few and too many are the difference in number.
        let too_few = kinds(&mismatches).iter().filter(|kind| **kind == "missing").count();
        let times = |finding: &LineMismatch| match finding {
            LineMismatch::Unexpected { times, .. } => *times,
            LineMismatch::Repeated { times, log_lines, .. } => times - log_lines.len(),
            _ => 0,
        };
        let too_many: usize = mismatches.iter().map(times).sum();
        assert_eq!(log.len() + too_many, output.len() + too_few);
    });
}

#[test]
fn the_fewest_lines_explain_a_wrong_order() {
    // The last came first: it alone is named, not everyone that it went past.
    assert_eq!(found(Order::Exact, "a\nb\nc\nd\n", "d\na\nb\nc\n"), ["out of order, log line 4 came first"]);
    assert_eq!(
        found(Order::Exact, "a\nb\nc\nd\n", "b\nc\nd\na\n"),
        ["out of order, log line 1 came after log line 4"]
    );
    // Two equal lines: that the first `a` stands for the second one must not make it look worse.
    assert_eq!(
        found(Order::Exact, "a\nx\na\ny\na\n", "x\na\ny\na\na\n"),
        ["out of order, log line 1 came after log line 5"]
    );
}

#[test]
fn a_wrong_order_is_named_with_its_lane() {
    let log = "w 1 | a\nw 1 | b\nw 1 | c\nw 2 | a\n";
    let output = "w 1 | b\nw 2 | a\nw 1 | c\nw 1 | a\n";
    assert_eq!(
        found(Order::Lanes, log, output),
        ["out of order in lane `w 1`, log line 1 came after log line 3"]
    );
    assert_eq!(found(Order::Any, log, output), [""; 0]);
    assert_eq!(
        found(Order::Lanes, "b\na\nc\nw 1 | a\n", "a\nc\nw 1 | a\nnew\nb\n"),
        [
            "unexpected, output line 4",
            "out of order among the lines without a lane, log line 1 came after `new`"
        ]
    );
}

#[test]
fn lines_that_are_gone_or_come_again_are_counted() {
    let log = "a\nb\na\nc\n";
    assert_eq!(found(Order::Any, log, "a\nc\n"), ["missing, log line 2", "missing, log line 3"]);
    assert_eq!(
        found(Order::Any, log, "a\na\nb\na\na\nc\nz\nz\n"),
        ["unexpected, 2 times, first in output line 7", "repeated, 4 times for the 2 from log line 1 on"]
    );
    assert_eq!(found(Order::Exact, "", "a\n"), ["unexpected, output line 1"]);
    assert_eq!(found(Order::Lanes, "a\n", ""), ["missing, log line 1"]);
}

#[test]
fn nothing_in_a_log_is_a_pattern() {
    for (log, output) in
        [(".*\n", "a\n"), ("[..]\n", "a\n"), ("...\n", "a\nb\n"), ("a \n", "a\n"), ("a\n", "A\n")]
    {
        for order in [Order::Exact, Order::Lanes, Order::Any] {
            assert_ne!(found(order, log, output), [""; 0], "{log:?} accepted {output:?}");
        }
    }
}

#[test]
fn line_ends_are_forgiven_in_the_log_only() {
    for order in [Order::Exact, Order::Lanes, Order::Any] {
        assert_eq!(found(order, "a\r\nb\r\n", "a\nb"), [""; 0]);
        assert_ne!(found(order, "a\nb\n", "a\r\nb\r\n"), [""; 0]);
        assert_ne!(found(order, "a\n", "a\n\n"), [""; 0], "an empty line is a line");
        assert_eq!(found(order, "", ""), [""; 0]);
    }
}

#[test]
fn what_is_no_text_is_compared_all_the_same() {
    for order in [Order::Exact, Order::Lanes, Order::Any] {
        assert_eq!(compare(order, b"\xff | \x00\n\xfe\n", b"\xff | \x00\n\xfe\n"), []);
        // Both would look the same if they were made into text first.
        assert_eq!(kinds(&compare(order, b"\xff\n", b"\xfe\n")), ["missing", "unexpected"]);
    }
}

#[test]
fn a_hundred_thousand_lines_are_compared_in_a_moment() {
    let mut rng = Rng::with_seed(7);
    let log: Vec<String> = (0..100_000).map(|number| format!("worker {} | {number}", number % 7)).collect();
    let mut output = log.clone();
    rng.shuffle(&mut output);
    assert_eq!(found(Order::Any, &text(&log), &text(&output)), [""; 0]);
    assert!(!found(Order::Lanes, &text(&log), &text(&output)).is_empty());
    assert!(!found(Order::Exact, &text(&log), &text(&output)).is_empty());

    // The worst for the order: the same few lines over and over.
    let log: Vec<String> = (0..100_000).map(|number| format!("{}", number % 3)).collect();
    let mut output = log.clone();
    rng.shuffle(&mut output);
    assert!(!found(Order::Exact, &text(&log), &text(&output)).is_empty());
}
