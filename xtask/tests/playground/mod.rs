//! A small workspace of its own, in which a command is run as a user runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A workspace in a folder of its own. Its packages are its direct subfolders.
pub struct Playground {
    pub root: PathBuf,
    pub target: PathBuf,
}

impl Playground {
    /// An empty one.
    pub fn new(name: &str) -> Playground {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let playground = Playground { root: folder.join("work"), target: folder.join("target") };
        let _ = fs::remove_dir_all(&playground.root);
        playground.write("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n");
        playground
    }

    /// Adds a package with one program.
    pub fn package(&self, folder: &str, name: &str, program: &str, dependencies: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\n{dependencies}\n"
        );
        self.write(&format!("{folder}/Cargo.toml"), &manifest);
        self.write(&format!("{folder}/src/main.rs"), program);
    }

    pub fn write(&self, name: &str, content: &str) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(name)).unwrap()
    }

    /// The command, as a user types it in this workspace.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(args).current_dir(&self.root).stdin(Stdio::null());
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_NET_OFFLINE", "true");
        command.env_remove("CI").env_remove("NO_COLOR").env_remove("COLUMNS");
        command
    }

    pub fn xtask(&self, args: &[&str]) -> Ran {
        Ran::new(&self.command(args).output().unwrap())
    }
}

/// What came of the command.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn new(output: &Output) -> Ran {
        Ran {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    #[track_caller]
    pub fn has(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.stdout.contains(text), "no {text:?} in {}", self.stdout);
        }
    }
}
