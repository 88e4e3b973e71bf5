//! Programs that keep their promises and programs that don't.

use std::fs;
use std::sync::OnceLock;

use crate::playground::Playground;

/// The program of every demo: its arguments say what it does.
const ACTOR: &str = r#"
use std::io::{Read, Write};
use std::{env, fs, process, thread};

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let beside = |name: &str| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    match args[0].as_str() {
        "say" => args[1..].iter().for_each(|line| println!("{line}")),
        "say what is in" => print!("{}", fs::read_to_string(beside(&args[1])).unwrap()),
        "copy" | "copy half" => {
            let mut input = Vec::new();
            std::io::stdin().read_to_end(&mut input).unwrap();
            let length = if args[0] == "copy" { input.len() } else { input.len() / 2 };
            fs::write("copy.bin", &input[..length]).unwrap();
            std::io::stdout().write_all(&input).unwrap();
        }
        "hang" => loop {
            thread::park();
        },
        // Nobody can prove that it never ends.
        "sleep on" => {
            println!("one");
            fs::write("sleeps", process::id().to_string()).unwrap();
            loop {
                thread::sleep(std::time::Duration::from_millis(100));
            }
        }
        "leave a file" => fs::write(&args[1], "left").unwrap(),
        "lose" => args[1..].iter().for_each(|task| eprintln!("lost: {task}")),
        "burn" => {
            let begun = std::time::Instant::now();
            while begun.elapsed().as_millis() < 400 {}
        }
        "abort" => process::abort(),
        "panic" => panic!("as it was told"),
        "fail" => {
            println!("one\ntwo");
            eprintln!("lost: task 5");
            process::exit(1);
        }
        "flood" => loop {
            print!("{}", "x".repeat(4096));
        },
        "leave a child" => {
            println!("one\ntwo");
            let again = process::Command::new(env::current_exe().unwrap()).arg("sleep on").spawn();
            again.unwrap();
        }
        "say who it is" => println!("{}", process::id()),
        // Of three runs, wherever they run, the last says something else.
        "race" => {
            let is_mine = |turn: &usize| fs::File::create_new(beside(&format!("turn {turn}"))).is_ok();
            let turn = (0..).find(is_mine).unwrap();
            println!("{}", if turn % 3 == 2 { "lost" } else { "won" });
        }
        other => panic!("what is {other:?}?"),
    }
}
"#;

/// The workspace, made once for all tests.
pub fn playground() -> &'static Playground {
    static PLAYGROUND: OnceLock<Playground> = OnceLock::new();
    PLAYGROUND.get_or_init(|| {
        let playground = Playground::new("play ground");
        playground.package("well behaved", "well-behaved", ACTOR, "");
        playground.package("faulty", "faulty", ACTOR, "");
        playground.package("blessed", "blessed", ACTOR, "");
        playground.package("broken", "broken", "fn main() { let one: u32 = \"one\"; }", "");
        let base = "base = { path = \"../base\" }";
        playground.package("leaning", "leaning", "fn main() { base::base() }", base);
        playground.package("leaning-too", "leaning-too", "fn main() { base::base() }", base);
        playground.package("base", "base", "", "");
        fs::remove_dir_all(playground.root.join("base").join("src")).unwrap();
        playground.write("base/src/lib.rs", "pub fn base() { the_base_is_broken() }");
        playground.write("well behaved/check.toml", WELL_BEHAVED);
        playground.write("well behaved/expected.log", "worker 1 | a\nworker 1 | b\nworker 2 | c\n");
        playground.write("well behaved/crlf.log", "one\r\ntwo\r\n");
        playground.write("well behaved/won.log", "won\n");
        playground.write("well behaved/input.bin", "x\ny\n");
        playground.write("faulty/check.toml", FAULTY);
        playground.write("faulty/expected.log", "one\ntwo\n");
        playground.write("faulty/empty.log", "");
        playground.write("faulty/lanes.log", "a | 1\na | 2\nb | 1\n");
        playground.write("faulty/input.bin", "one\ntwo\n");
        for demo in ["broken", "leaning", "leaning-too"] {
            playground.write(&format!("{demo}/check.toml"), "order = 'any'\n[[case]]\nname = 'plain'\n");
            playground.write(&format!("{demo}/expected.log"), "");
        }
        playground.write("blessed/check.toml", BLESSED);
        playground.write("blessed/steady.log", "a\n");
        playground
    })
}

const WELL_BEHAVED: &str = r#"
order = "lanes"
[[case]]
name = "lanes"
args = ["say", "worker 2 | c", "worker 1 | a", "worker 1 | b"]
[[case]]
name = "copy"
args = ["copy"]
order = "exact"
input = "input.bin"
log = "input.bin"
files = { "copy.bin" = "input" }
[[case]]
name = "elsewhere"
args = ["hang"]
os = ["netbsd"]
[[case]]
name = "crlf"
args = ["say", "one", "two"]
order = "exact"
log = "crlf.log"
[[case]]
name = "race"
args = ["race"]
log = "won.log"
"#;

const FAULTY: &str = r#"
order = "exact"
[[case]]
name = "hang"
args = ["hang"]
limit = 600
[[case]]
name = "late"
args = ["sleep on"]
files = { "sleeps" = { text = "" } }
limit = 1.5
[[case]]
name = "long-hang"
args = ["sleep on"]
limit = 600
[[case]]
name = "left-file"
args = ["leave a file", "core"]
log = "empty.log"
[[case]]
name = "losses"
args = ["lose", "task 1: a", "task 3: c"]
log = "empty.log"
losses = ["lost: task {1..3}:"]
[[case]]
name = "left-behind"
args = ["leave a child"]
[[case]]
name = "abort"
args = ["abort"]
[[case]]
name = "panic"
args = ["panic"]
[[case]]
name = "status"
args = ["fail"]
status = 2
losses = ["lost: task 5"]
[[case]]
name = "stderr"
args = ["fail"]
status = 1
losses = ["lost: task 5"]
stderr = ["worker 1 died"]
[[case]]
name = "both"
args = ["say", "one"]
status = 1
[[case]]
name = "flood"
args = ["flood"]
[[case]]
name = "lanes"
args = ["say", "a | 2", "a | 1", "a | 1", "c | \u001B[2J"]
order = "lanes"
log = "lanes.log"
[[case]]
name = "half"
args = ["copy half"]
input = "input.bin"
files = { "copy.bin" = "input" }
[[case]]
name = "no-log"
args = ["say", "one"]
log = "none.log"
"#;

const BLESSED: &str = r#"
order = "any"
[[case]]
name = "steady"
args = ["say", "a"]
log = "steady.log"
[[case]]
name = "changed"
args = ["say", "a", "b", "c"]
log = "changed.log"
[[case]]
name = "new"
args = ["say", "a", "b"]
log = "new.log"
[[case]]
name = "accepted"
args = ["say", "a", "b"]
log = "accepted.log"
[[case]]
name = "hang"
args = ["sleep on"]
limit = 1.5
log = "hang.log"
[[case]]
name = "status"
args = ["fail"]
losses = ["lost: task 5"]
log = "status.log"
[[case]]
name = "disagree"
args = ["say who it is"]
log = "disagree.log"
[[case]]
name = "one-of-two"
args = ["say", "a", "b"]
log = "shared.log"
[[case]]
name = "two-of-two"
args = ["say", "b", "a"]
order = "exact"
log = "shared.log"
[[case]]
name = "one-of-a-kind"
args = ["say", "a"]
log = "torn.log"
[[case]]
name = "another-kind"
args = ["say", "b"]
log = "torn.log"
[[case]]
name = "ci"
args = ["say", "a"]
log = "ci.log"
"#;
