//! The `flume-mpmc` program.
fn main() {}
