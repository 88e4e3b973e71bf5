//! The `multi-thread-matrix` program.
fn main() {}
