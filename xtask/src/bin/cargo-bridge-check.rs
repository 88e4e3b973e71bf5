//! `cargo bridge-check`: checks the project in the current folder, as `cargo xtask check` does.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
