//! The `tokio-mpsc` program.
fn main() {}
