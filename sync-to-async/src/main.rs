//! The `sync-to-async` program.
fn main() {}
