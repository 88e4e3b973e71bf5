//! Exercises of std alone, quick to build, that are right in all they say.

use std::sync::OnceLock;

use crate::playground::Playground;

/// What an `exercise.toml` has apart from its number and what it is held to.
const REST: &str = r#"
title = "the title"
symptom = "nothing is printed"
order = "any"
hints = ["look here", "that happens", "mend it so"]
why = "This is why."
read = ["https://doc.rust-lang.org/std/"]
"#;

pub const SILENT: &str = "//! Say one\n//!\n//! It says nothing.\nfn main() {}\n";
pub const ONE: &str =
    "//! Say one\n//!\n//! It says nothing.\nfn main() {\n    println!(\"one\"); // mended\n}\n";
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
[means]
DIFF = "What is to be said?"
"#;

/// Adds an exercise: what it is held to, how the others fail, and its programs.
pub fn exercise(
    playground: &Playground,
    number: usize,
    name: &str,
    held: &str,
    failing: &str,
    [starter, solution, wrong]: [&str; 3],
) {
    let folder = format!("demo/solutions/{name}");
    playground
        .write(&format!("{folder}/exercise.toml"), &format!("number = {number}\n{REST}{held}{failing}"));
    playground.write(&format!("{folder}/starter.rs"), starter);
    playground.write(&format!("demo/exercises/{name}.rs"), starter);
    playground.write(&format!("{folder}.rs"), solution);
    playground.write(&format!("{folder}/wrong-two.rs"), wrong);
}

/// An exercise to say "one".
pub fn say_one(playground: &Playground, number: usize, name: &str) {
    exercise(playground, number, name, "stdout = \"one\\n\"\nruns = 1\n", FAILING, [SILENT, ONE, TWO]);
}

/// A workspace without exercises.
pub fn empty(name: &str) -> Playground {
    let playground = Playground::new(name);
    playground.package("demo", "demo", "fn main() {}", "");
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
            format!(
                "[starter]\n{starter}\n[wrong.two]\nverdict = \"DIFF\"\nwhy = \"Two is not one.\"\n"
            )
        };
        let one = "stdout = \"one\\n\"\nruns = 1\n";

        let broken = failing("verdict = \"BUILD\"\nerror = \"E0308\"");
        exercise(&playground, 1, "compiles", one, &broken, [BROKEN, ONE, TWO]);

        let lint = failing("verdict = \"LINT\"\nlint = \"clippy::bool_comparison\"");
        let held = format!("{one}[holds]\nclippy = true\n");
        let starter = "fn main() {\n    if std::env::args().count().eq(&1) == true {\n        println!(\"one\");\n    }\n}\n";
        exercise(&playground, 2, "clippy-is-quiet", &held, &lint, [starter, ONE, TWO]);

        let held = format!("{one}[holds]\noverlap = 2\n");
        let serial = failing("verdict = \"SERIAL\"\nproblems = [\"serial\"]");
        exercise(&playground, 3, "side-by-side", &held, &serial, [SERIAL, PARALLEL, TWO]);

        let held = format!("{one}[holds]\nfile = \"out.txt\"\ncontents = \"kept\\n\"\n");
        let unwritten = failing("verdict = \"DIFF\"\nproblems = [\"file\"]");
        exercise(&playground, 4, "writes-a-file", &held, &unwritten, [ONE, WRITES, TWO]);

        let held = format!("{one}limit = 1.5\n[[step]]\ninput = \"a\\n\"\n[[step]]\nwait = \"heard a\"\n[[step]]\nclose = true\n");
        let hang = failing("verdict = \"HANG\"\nproblems = [\"over limit\", \"missing\"]");
        exercise(&playground, 5, "listens", &held, &hang, [DEAF, LISTENS, TWO]);

        if cfg!(target_os = "linux") {
            let held = format!("{one}[holds]\npeak_mib = 40\n");
            let memory = failing("verdict = \"MEMORY\"\nproblems = [\"memory\"]");
            exercise(&playground, 6, "takes-little", &held, &memory, [TAKES, ONE, TWO]);

            let held = format!("{one}limit = 60\n[holds]\ncpu_seconds = 0.2\n");
            let cpu = failing("verdict = \"CPU\"\nproblems = [\"cpu\"]");
            exercise(&playground, 7, "waits-at-rest", &held, &cpu, [SPINS, ONE, TWO]);
        }
        if cfg!(unix) {
            let held = format!("{one}[[step]]\nwait = \"ready\"\n[[step]]\nsignal = \"INT\"\n");
            let killed = failing("verdict = \"CRASH\"\nproblems = [\"killed\", \"missing\"]");
            exercise(&playground, 8, "hears-the-signal", &held, &killed, [DIES, TRAPS, TWO]);
        }
        let held = format!("{one}os = [\"netbsd\"]\n");
        exercise(&playground, 9, "elsewhere", &held, FAILING, [SILENT, ONE, TWO]);
        playground
    })
}

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

const SPINS: &str = r#"fn main() {
    let sum = (0..40_000_000_u64).fold(0_u64, |sum, number| sum.wrapping_mul(31).wrapping_add(number));
    println!("{}", if sum == 0 { "two" } else { "one" });
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
