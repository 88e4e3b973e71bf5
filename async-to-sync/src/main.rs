//! The `async-to-sync` program.
fn main() {}
