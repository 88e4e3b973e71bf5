//! Exercises of std alone, quick to build, that are right in all they say.

use std::sync::OnceLock;

use crate::playground::Playground;

/// What an `exercise.toml` has apart from its number and what it is held to.
const REST: &str = r#"
title = "the title"
symptom = "nothing is printed"
order = "any"
hints = ["look here", "that happens", "fix it so"]
why = "This is why."
read = ["https://doc.rust-lang.org/std/"]
"#;

pub const SILENT: &str = "//! Say one\n//!\n//! It says nothing.\nfn main() {}\n";
pub const ONE: &str =
    "//! Say one\n//!\n//! It says nothing.\nfn main() {\n    println!(\"one\"); // fixed\n}\n";
pub const TWO: &str = "fn main() {\n    println!(\"two\");\n}\n";
const BROKEN: &str = "fn main() {\n    let one: u32 = \"one\";\n}\n";

/// How starters and wrong answers fail that print nothing, and that print something else.
pub const FAILING: &str = r#"
[starter]
verdict = "DIFF"
problems = ["missing"]
lines = 0
[wrong.two]
verdict = "DIFF"
problems = ["missing", "unexpected"]
why = "Two is not one."
[[remark]]
verdict = "DIFF"
text = "What is to be said?"
"#;

/// Adds an exercise: the keys of its case, how the others fail, and its programs.
pub fn exercise(
    playground: &Playground,
    number: usize,
    name: &str,
    case: &str,
    failing: &str,
    [starter, solution, wrong]: [&str; 3],
) {
    let folder = format!("demo/solutions/{name}");
    let file = format!("number = {number}\n{REST}[[case]]\nname = \"plain\"\n{case}{failing}");
    playground.write(&format!("{folder}/exercise.toml"), &file);
    playground.write(&format!("{folder}/starter.rs"), starter);
    playground.write(&format!("demo/exercises/{name}.rs"), starter);
    playground.write(&format!("{folder}.rs"), solution);
    playground.write(&format!("{folder}/wrong-two.rs"), wrong);
    let target = format!(
        "[[example]]\nname = \"{name}\"\npath = \"exercises/{name}.rs\"\nrequired-features = [\"exercises\"]\n"
    );
    let manifest = playground.read("demo/Cargo.toml");
    playground.write("demo/Cargo.toml", &(manifest + &target));
}

/// An exercise to say "one".
pub fn say_one(playground: &Playground, number: usize, name: &str) {
    exercise(playground, number, name, "stdout = \"one\\n\"\nruns = 1\n", FAILING, [SILENT, ONE, TWO]);
}

/// A workspace without exercises.
pub fn empty(name: &str) -> Playground {
    let playground = Playground::new(name);
    playground.package("demo", "demo", "fn main() {}", "[features]\nexercises = []");
    playground
}

/// Three exercises to say "one".
pub fn three(name: &str) -> Playground {
    let playground = empty(name);
    say_one(&playground, 1, "first");
    say_one(&playground, 2, "second-one");
    say_one(&playground, 3, "second-two");
    playground
}

/// An exercise for everything that one can be held to; all are as they say.
pub fn held() -> &'static Playground {
    static PLAYGROUND: OnceLock<Playground> = OnceLock::new();
    PLAYGROUND.get_or_init(|| {
        let playground = empty("held");
        let failing = |starter: &str| {
            format!("[starter]\n{starter}\n[wrong.two]\nverdict = \"DIFF\"\nwhy = \"Two is not one.\"\n")
        };
        let one = "stdout = \"one\\n\"\nruns = 1\n";

        let broken = failing("verdict = \"BUILD\"\nerror = \"E0308\"");
        exercise(&playground, 1, "compiles", one, &broken, [BROKEN, ONE, TWO]);

        let lint = failing("verdict = \"LINT\"\nlint = \"clippy::bool_comparison\"");
        let case = format!("{one}lints = [\"clippy::bool_comparison\"]\n");
        exercise(&playground, 2, "clippy-is-quiet", &case, &lint, [COMPARES, ONE, TWO]);

        let case = format!("{one}overlap = {{ at_least = 2 }}\n");
        let serial = failing("verdict = \"OVERLAP\"\nproblems = [\"overlap\"]");
        exercise(&playground, 3, "side-by-side", &case, &serial, [SERIAL, PARALLEL, TWO]);

        let case = format!("{one}files = {{ \"out.txt\" = {{ text = \"kept\\n\" }} }}\n");
        let unwritten = failing("verdict = \"DIFF\"\nproblems = [\"file\"]");
        exercise(&playground, 4, "writes-a-file", &case, &unwritten, [ONE, WRITES, TWO]);

        let steps = r#"steps = [{ input = "a\n" }, { wait = "heard a" }, { close = true }]"#;
        let case = format!("{one}limit = 1.5\n{steps}\n");
        let kind = if cfg!(target_os = "linux") { "waits for ever" } else { "over limit" };
        let mut kinds = [kind, "missing"];
        kinds.sort_unstable();
        let hang = failing(&format!("verdict = \"HANG\"\nproblems = {kinds:?}"));
        exercise(&playground, 5, "listens", &case, &hang, [DEAF, LISTENS, TWO]);

        if cfg!(target_os = "linux") {
            let case = format!("{one}peak_mib = 40\n");
            let memory = failing("verdict = \"MEMORY\"\nproblems = [\"memory\"]");
            exercise(&playground, 6, "takes-little", &case, &memory, [TAKES, ONE, TWO]);

            let case = format!("{one}limit = 60\ncpu_seconds = 0.2\n");
            let cpu = failing("verdict = \"CPU\"\nproblems = [\"cpu\"]");
            exercise(&playground, 7, "waits-at-rest", &case, &cpu, [SPINS, ONE, TWO]);
        }
        if cfg!(unix) {
            let case = format!("{one}steps = [{{ wait = \"ready\" }}, {{ signal = \"INT\" }}]\n");
            let killed = failing("verdict = \"CRASH\"\nproblems = [\"killed\", \"missing\"]");
            exercise(&playground, 8, "hears-the-signal", &case, &killed, [DIES, TRAPS, TWO]);
        }
        let case = format!("{one}os = [\"netbsd\"]\n");
        exercise(&playground, 9, "elsewhere", &case, FAILING, [SILENT, ONE, TWO]);
        playground
    })
}

const COMPARES: &str = r#"fn main() {
    if std::env::args().count().eq(&1) == true {
        println!("one");
    }
}
"#;

const SERIAL: &str = r#"fn main() {
    for _ in 0..2 {
        eprintln!("+ work");
        eprintln!("- work");
    }
    println!("one");
}
"#;

const PARALLEL: &str = r#"fn main() {
    let both = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                eprintln!("+ work");
                both.wait();
                eprintln!("- work");
            });
        }
    });
    println!("one");
}
"#;

const WRITES: &str = r#"fn main() {
    std::fs::write("out.txt", "kept\n").unwrap();
    println!("one");
}
"#;

const DEAF: &str = r#"fn main() {
    loop {
        std::thread::park();
    }
}
"#;

const LISTENS: &str = r#"fn main() {
    for line in std::io::stdin().lines() {
        eprintln!("heard {}", line.unwrap());
    }
    println!("one");
}
"#;

const TAKES: &str = r#"fn main() {
    let much = vec![1_u8; 80 << 20];
    std::thread::sleep(std::time::Duration::from_millis(100));
    println!("{}", if much[much.len() / 2] == 1 { "one" } else { "two" });
}
"#;

/// It spins until its own clock says that this took enough of a processor, in hundredths of a second.
const SPINS: &str = r#"fn main() {
    let used = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        fields.split_whitespace().skip(11).take(2).map(|time| time.parse::<u64>().unwrap()).sum::<u64>()
    };
    while used() < 40 {}
    println!("one");
    // What ends before it was looked at has used nothing.
    std::thread::sleep(std::time::Duration::from_millis(100));
}
"#;

const DIES: &str = r#"fn main() {
    eprintln!("ready");
    loop {
        std::thread::park();
    }
}
"#;

/// A shell in its place: std alone handles no signal.
const TRAPS: &str = r#"fn main() {
    use std::os::unix::process::CommandExt;
    let script = "trap 'echo one; exit 0' INT; echo ready >&2; while :; do sleep 0.02; done";
    panic!("{}", std::process::Command::new("sh").args(["-c", script]).exec());
}
"#;
