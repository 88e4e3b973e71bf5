//! Nothing is lost, and nobody does two things at once, however many record at the same time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::{env, hint, process, thread};

use super::Recorder;

const WORKERS: u64 = 16;
const TASKS: u64 = 500;

/// A recorder, and what it wrote once it is done with.
struct Recording {
    recorder: Recorder,
    path: PathBuf,
}

impl Recording {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("rainbow-timeline-{}-{name}", process::id()));
        Self { recorder: Recorder::create(&path).expect("a file in the temporary folder"), path }
    }

    /// The fields of each line.
    fn lines(&self) -> Vec<Vec<String>> {
        self.recorder.save();
        let text = fs::read_to_string(&self.path).expect("what was recorded");
        fs::remove_file(&self.path).expect("the file can be removed");
        text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    }
}

/// Each worker's work: the task's number, when it began and when it ended.
fn worked(lines: &[Vec<String>]) -> BTreeMap<&str, Vec<(u64, u64, u64)>> {
    let mut workers: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for line in lines {
        let [_, first, end, start, stop, worker, how] = line.as_slice() else { panic!("{line:?}") };
        let number = |text: &String| text.parse::<u64>().expect("a number");
        assert_eq!((line[0].as_str(), number(end)), ("worked", number(first) + 1));
        assert_eq!(how, "done");
        workers.entry(worker).or_default().push((number(first), number(start), number(stop)));
    }
    workers
}

#[track_caller]
fn all_is_there_and_nothing_overlaps(lines: &[Vec<String>]) {
    let mut workers = worked(lines);
    assert_eq!(workers.len() as u64, WORKERS);
    let mut seen = BTreeSet::new();
    for spans in workers.values_mut() {
        spans.sort_by_key(|&(_, start, _)| start);
        assert_eq!(spans.len() as u64, TASKS);
        for &(number, start, stop) in spans.iter() {
            assert!(start <= stop);
            assert!(seen.insert(number), "task {number} is there twice");
        }
        for pair in spans.windows(2) {
            assert!(pair[0].2 <= pair[1].1, "{pair:?} overlap");
        }
    }
    assert!(seen.into_iter().eq(0..WORKERS * TASKS));
}

#[test]
fn many_threads_lose_nothing_and_their_work_never_overlaps() {
    let recording = Recording::new("threads");
    thread::scope(|scope| {
        for worker in 0..WORKERS {
            let recording = &recording;
            let record = move || {
                for task in 0..TASKS {
                    let _work = recording.recorder.work(worker * TASKS + task..worker * TASKS + task + 1);
                    hint::black_box(task);
                    if task % 97 == 0 {
                        recording.recorder.save(); // while the others go on
                    }
                }
            };
            thread::Builder::new()
                .name(format!("worker {worker}"))
                .spawn_scoped(scope, record)
                .expect("a thread");
        }
    });
    let lines = recording.lines();
    all_is_there_and_nothing_overlaps(&lines);
    assert!(worked(&lines).contains_key("worker 15"));
}

#[cfg(feature = "tokio")]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_tasks_lose_nothing_though_threads_take_turns_with_them() {
    let recording: &'static Recording = Box::leak(Box::new(Recording::new("tasks")));
    let mut workers = tokio::task::JoinSet::new();
    for worker in 0..WORKERS {
        workers.spawn(async move {
            for task in 0..TASKS {
                let _work = recording.recorder.work(worker * TASKS + task..worker * TASKS + task + 1);
                tokio::task::yield_now().await;
            }
        });
    }
    while let Some(worker) = workers.join_next().await {
        worker.expect("no worker panics");
    }
    let lines = recording.lines();
    all_is_there_and_nothing_overlaps(&lines);
    assert!(worked(&lines).keys().all(|worker| worker.starts_with("task ")));
}

#[test]
fn work_that_panics_is_there_and_says_so() {
    let recording = Recording::new("panic");
    let work = AssertUnwindSafe(|| {
        let _work = recording.recorder.work(3..4);
        panic!("as it should");
    });
    catch_unwind(work).expect_err("it panics");
    let lines = recording.lines();
    assert_eq!(lines[0][0..3], ["worked", "3", "4"]);
    assert_eq!(lines[0][6], "panicked");
}

#[test]
fn long_work_is_written_down_when_it_ends() {
    let recording = Recording::new("long");
    drop(recording.recorder.work(0..10).then_save());
    let text = fs::read_to_string(&recording.path).expect("what was recorded");
    assert!(text.starts_with("worked\t0\t10\t"), "{text}");
    assert_eq!(recording.lines().len(), 1);
}

#[test]
fn a_name_cannot_break_the_format() {
    let recording = Recording::new("names");
    recording.recorder.named(7, "a\tb\nworked\t8\u{1b}[31m".into());
    recording.recorder.queued(7..8);
    recording.recorder.entered(7..8);
    let lines = recording.lines();
    assert_eq!(lines[0], ["task", "7", "8", "a b worked 8 [31m"]);
    assert_eq!(lines[1][..3], ["queued", "7", "8"]);
    assert_eq!(lines[2][..3], ["entered", "7", "8"]);
    assert_eq!(lines.len(), 3);
}
