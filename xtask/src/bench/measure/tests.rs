//! The list of benches is whole, and each report says what was measured, in the form that it has.

use serde_json::Value;

use super::group::{Claim, Measure, Measured, Outcome, Row, Spread, Unit};
use super::machine::Machine;
use super::results::{Answer, Results, Table};
use super::{ALL, chart, json, markdown, table};
use crate::bench::BENCHES;
use crate::report::Colour;

fn spread(low: f64, median: f64, high: f64) -> Spread {
    Spread { low, median, high }
}

fn row(name: &str, ours: bool, time: Spread, ratio: Spread) -> Row {
    let blocks = spread(8.0, 8.0, 8.0);
    Row {
        name: name.to_owned(),
        ours,
        rounds: vec![vec![time.median, f64::NAN]],
        figures: vec![time, blocks],
        ratios: vec![Some(ratio), None],
    }
}

/// A table with a steady baseline, one of ours that isn't, and one that is far from both.
fn sample() -> Table {
    Table {
        measured: Measured {
            title: "lines of 80 bytes <&> 1 GB".to_owned(),
            measures: vec![
                Measure { name: "time", unit: Unit::Seconds, relative: true, exact: false },
                Measure { name: "blocks", unit: Unit::Count, relative: false, exact: true },
            ],
            rows: vec![
                row("cat", false, spread(0.29, 0.3, 0.31), spread(1.0, 1.0, 1.0)),
                row("sync-to-async", true, spread(0.33, 0.36, 0.52), spread(1.1, 1.2, 1.75)),
                row("a | line at a time", false, spread(290.0, 300.0, 310.0), spread(990.0, 1000.0, 1010.0)),
            ],
        },
        rounds: 1,
        baseline: Some(0),
        left_out: vec!["tee: this system has no tee".to_owned()],
    }
}

fn results() -> Results {
    let claim = |outcome, measured: &str| Claim {
        text: "at most 1.25 times cat".to_owned(),
        measured: measured.to_owned(),
        outcome,
    };
    Results {
        machine: Machine {
            system: "linux on x86_64".to_owned(),
            processor: None,
            cores: 2,
            compiler: "rustc 1.88.0".to_owned(),
            alone: spread(0.010, 0.010, 0.011),
            gain: Some(spread(1.9, 1.95, 2.0)),
        },
        quick: false,
        benches: vec![Answer {
            name: "copy",
            question: "How close to \"cat\"?",
            tables: vec![sample()],
            claims: vec![
                claim(Outcome::Reached, "1.10"),
                claim(Outcome::Missed, "1.30"),
                claim(Outcome::Unclear, "1.20 (1.10–1.75)"),
            ],
        }],
    }
}

fn widest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or_default()
}

#[test]
fn a_table_fits_into_40_80_and_120_characters_and_keeps_figures_and_ratios() {
    for width in [40, 80, 120] {
        let text = table::table(&sample(), width);
        assert!(widest(&text) <= width, "{width}:\n{text}");
        for part in ["360 ms", "1.20", "1.10–1.75~", "1000", "* sync-to-async", "left out: tee", "~ varies"]
        {
            assert!(text.contains(part), "{width}: {part} is missing in\n{text}");
        }
    }
}

#[test]
fn where_there_is_room_the_range_of_what_has_a_ratio_is_shown_too() {
    assert!(table::table(&sample(), 120).contains("330–520"));
}

#[test]
fn only_what_varies_too_much_is_marked() {
    let mut sample = sample();
    sample.measured.rows[1] = row("sync-to-async", true, spread(0.33, 0.36, 0.52), spread(1.1, 1.2, 1.3));
    // All were slow alike in some round: the ratios don't suffer from that.
    assert!(!table::table(&sample, 80).contains('~'));
    sample.measured.rows[0].figures[0] = spread(0.2, 0.3, 0.4);
    assert!(table::table(&sample, 80).contains("200–400~"));
}

#[test]
fn a_mark_is_never_without_the_line_that_says_what_it_means() {
    let mut sample = sample();
    sample.measured.rows[1] = row("sync-to-async", true, spread(0.35, 0.36, 0.37), spread(1.1, 1.2, 1.3));
    sample.measured.rows[2] =
        row("a line at a time", false, spread(90.0, 300.0, 310.0), spread(500.0, 1e3, 2e3));
    let text = table::table(&sample, 80);
    assert!(text.contains("500–2000~") && text.contains("~ varies"), "{text}");
}

#[test]
fn an_exact_figure_is_never_called_noise() {
    let mut sample = sample();
    sample.measured.measures[0].exact = true;
    assert!(!table::table(&sample, 80).contains('~'));
}

#[test]
fn each_claim_has_its_outcome_first() {
    let text = table::claims(&results().benches[0].claims, Colour::Never.for_stdout(), 80);
    let words: Vec<&str> = text.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(words, ["reached", "missed", "unclear"]);
    let text = table::claims(&results().benches[0].claims, Colour::Always.for_stdout(), 80);
    assert!(text.starts_with("\u{1b}[32mreached\u{1b}[0m  at most"), "{text:?}");
}

#[test]
fn claims_fit_into_40_characters() {
    let text = table::claims(&results().benches[0].claims, Colour::Never.for_stdout(), 40);
    assert!(widest(&text) <= 40, "{text}");
}

#[test]
fn markdown_has_as_many_cells_in_each_row_as_in_the_head() {
    let page = markdown::page(&results());
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 5, "{page}");
    let cells = |row: &str| row.replace(r"\|", "").matches('|').count();
    assert!(rows.iter().all(|row| cells(row) == cells(rows[0])), "{page}");
    let ours = "| **sync-to-async** | 360 ms (330–520) | 1.20 (1.10–1.75) ~ | 8 |";
    assert!(rows.contains(&ours), "{page}");
    for part in
        ["### lines of 80 bytes \\<&> 1 GB, 1 round", "![copy](copy.svg)", "- **unclear**: at most 1.25"]
    {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
}

#[test]
fn where_there_is_no_ratio_markdown_has_a_cell_all_the_same() {
    let mut results = results();
    results.benches[0].tables[0].measured.rows[1].ratios[0] = None;
    let page = markdown::page(&results);
    assert!(page.contains("| **sync-to-async** | 360 ms (330–520) ~ | - | 8 |"), "{page}");
}

#[test]
fn a_busy_machine_is_named_on_the_page() {
    let mut results = results();
    assert!(!markdown::page(&results).contains("busy:"));
    results.machine.gain = None;
    assert!(markdown::page(&results).contains("**Careful: this machine has but one core"));
    results.machine.gain = Some(spread(0.9, 1.0, 1.9));
    assert!(
        markdown::page(&results)
            .contains("**Careful: this machine is busy: it has no second core to spare.**")
    );
    results.machine.alone = spread(0.010, 0.010, 0.013);
    assert!(markdown::page(&results).contains("this machine is busy: the same work"));
}

#[test]
fn json_has_every_figure_of_every_round() {
    let page: Value = serde_json::from_str(&json::page(&results()).unwrap()).unwrap();
    assert_eq!(page["version"], 1);
    assert_eq!(page["machine"]["processor"], Value::Null);
    let table = &page["benches"][0]["tables"][0];
    let ours = &table["rows"][1];
    assert_eq!((&ours["name"], &ours["ours"]), (&"sync-to-async".into(), &true.into()));
    assert_eq!(ours["rounds"], serde_json::json!([[0.36, null]]), "what isn't there is null");
    assert_eq!(ours["figures"][0], serde_json::json!({ "low": 0.33, "median": 0.36, "high": 0.52 }));
    assert_eq!(ours["ratios"], serde_json::json!([{ "low": 1.1, "median": 1.2, "high": 1.75 }, null]));
    let time = serde_json::json!({ "name": "time", "unit": "seconds", "relative": true, "exact": false });
    assert_eq!((&table["measures"][0], &table["baseline"]), (&time, &0.into()));
    assert_eq!(table["left_out"], serde_json::json!(["tee: this system has no tee"]));
    assert_eq!(page["benches"][0]["claims"][1]["outcome"], "missed");
}

#[test]
fn a_picture_is_well_formed_and_has_the_figures() {
    let svg = chart::picture(&results().benches[0]);
    let open = svg.matches('<').count() - svg.matches("</").count() - svg.matches("/>").count();
    assert_eq!(open, svg.matches("</").count(), "{svg}");
    assert_eq!(svg.matches('<').count(), svg.matches('>').count());
    for part in
        ["How close to &quot;cat&quot;?", "80 bytes &lt;&amp;&gt; 1 GB", "1.20 (1.10–1.75)", "bar ours"]
    {
        assert!(svg.contains(part), "{part} is missing in\n{svg}");
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn the_line_across_a_bar_goes_from_one_end_of_the_range_to_the_other() {
    let svg = chart::picture(&results().benches[0]);
    // By powers of ten, from 1 at 260 pixels to 10000 at 640.
    let x = |ratio: f64| format!("{:.1}", 260.0 + 380.0 * ratio.log10() / 4.0);
    let (low, high) = (format!("x1=\"{}\"", x(1.1)), format!("x2=\"{}\"", x(1.75)));
    let across = |line: &str| line.contains("\"range\"") && line.contains(&low) && line.contains(&high);
    assert!(svg.lines().any(across), "no line from {low} to {high} in\n{svg}");
}

#[test]
fn a_bar_far_from_the_others_leaves_them_visible() {
    let svg = chart::picture(&results().benches[0]);
    let ours = svg.lines().find(|line| line.contains("bar ours")).unwrap();
    let width = ours.split("width=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(width.parse::<f64>().unwrap() > 5.0, "{ours}");
}

#[test]
fn the_list_names_every_bench() {
    let listed: Vec<&str> = BENCHES.iter().map(|&(name, _)| name).collect();
    let there: Vec<&str> = ALL.iter().map(|bench| bench.name).collect();
    assert_eq!(listed, there);
}
