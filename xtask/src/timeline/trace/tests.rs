use super::*;
use crate::timeline::model::tests::timeline;
use crate::timeline::record::Part;

fn events(runs: &[Run]) -> Vec<Value> {
    let trace: Value = serde_json::from_str(&trace(runs)).unwrap();
    assert_eq!(trace["displayTimeUnit"], "ms");
    trace["traceEvents"].as_array().unwrap().clone()
}

fn of<'a>(events: &'a [Value], phase: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["ph"] == phase).collect()
}

const BOUNDED: &str = "task 0 1 a\ntask 1 2 b\nqueued 0 1 1000\nentered 0 1 1500\nworked 0 1 2000 5500 worker 0 done\n\
                       queued 1 2 1500\nentered 1 2 2000\nworked 1 2 3000 4000 worker 1 panicked\nqueued 2 3 5000\n\
                       worked 3 4 5500 5600 worker 1 done";

fn run() -> Run {
    Run { name: "demo".to_owned(), timeline: timeline(BOUNDED), ..Run::default() }
}

#[test]
fn each_span_is_on_the_track_of_its_worker() {
    let events = events(&[run()]);
    let names: Vec<_> = of(&events, "M")
        .into_iter()
        .filter(|event| event["name"] == "thread_name")
        .map(|event| (event["tid"].as_u64().unwrap(), event["args"]["name"].as_str().unwrap()))
        .collect();
    assert_eq!(names, [(1, "worker 0"), (2, "worker 1")]);
    let order = of(&events, "M").into_iter().filter(|event| event["name"] == "thread_sort_index");
    assert!(
        order.clone().count() == 2 && order.clone().all(|event| event["args"]["sort_index"] == event["tid"])
    );
    let spans = of(&events, "X");
    assert_eq!(spans.len(), 3);
    let first = json!({
        "ph": "X", "pid": 1, "tid": 1, "cat": "work", "name": "task 0: a", "ts": 2.0, "dur": 3.5,
        "args": { "task": 0, "name": "a", "waited_us": 1.0, "ended": "done" },
    });
    assert_eq!(*spans[0], first);
    assert_eq!(spans[1]["tid"], 2);
    assert_eq!(spans[1]["args"]["ended"], "panicked");
    assert_eq!(spans[2]["args"]["waited_us"], Value::Null);
}

#[test]
fn each_wait_begins_and_ends_under_an_id_of_its_own() {
    let events = events(&[run()]);
    let (begins, ends) = (of(&events, "b"), of(&events, "e"));
    let waits: Vec<_> = begins
        .iter()
        .map(|begin| {
            let mine: Vec<_> = ends.iter().filter(|end| end["id"] == begin["id"]).collect();
            assert_eq!(mine.len(), 1, "{begin}");
            assert_eq!((&mine[0]["cat"], &mine[0]["name"]), (&begin["cat"], &begin["name"]));
            (
                begin["name"].as_str().unwrap(),
                begin["args"]["task"].as_u64().unwrap(),
                begin["ts"].clone(),
                mine[0]["ts"].clone(),
            )
        })
        .collect();
    let wanted = [
        ("for room", 0, json!(1.0), json!(1.5)),
        ("in the queue", 0, json!(1.5), json!(2.0)),
        ("for room", 1, json!(1.5), json!(2.0)),
        ("in the queue", 1, json!(2.0), json!(3.0)),
        // Nobody ever worked on it.
        ("for room", 2, json!(5.0), json!(5.6)),
    ];
    assert_eq!(waits, wanted);
    assert_eq!(ends.len(), wanted.len());
}

#[test]
fn those_who_wait_are_counted() {
    let events = events(&[run()]);
    let counted = |name: &str| -> Vec<_> {
        let counted = of(&events, "C").into_iter().filter(|event| event["name"] == name);
        counted.map(|event| (event["ts"].clone(), event["args"]["messages"].clone())).collect()
    };
    let inside = [(1.5, 1), (2.0, 1), (3.0, 0)].map(|(at, number)| (json!(at), json!(number)));
    assert_eq!(counted("waiting in the queue"), inside);
    let at_door = [(1.0, 1), (1.5, 1), (2.0, 0), (5.0, 1), (5.6, 0)];
    assert_eq!(counted("waiting for room"), at_door.map(|(at, number)| (json!(at), json!(number))));
}

#[test]
fn each_run_is_a_process_with_its_name() {
    let part = Part { capacity: 64, timeline: timeline(BOUNDED), ..Part::default() };
    let mut one = run();
    one.parts = vec![part];
    let events = events(&[one, run()]);
    let named = of(&events, "M").into_iter().filter(|event| event["name"] == "process_name");
    let names: Vec<_> = named.map(|event| (event["pid"].clone(), event["args"]["name"].clone())).collect();
    let wanted = [(1, "demo"), (2, "demo --capacity 64"), (3, "demo")];
    assert_eq!(names, wanted.map(|(pid, name)| (json!(pid), json!(name))));
}
