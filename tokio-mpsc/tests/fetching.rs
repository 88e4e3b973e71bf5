//! What it promises in common with the other program that fetches descriptions.

const PROGRAM: &str = env!("CARGO_BIN_EXE_tokio-mpsc");

#[path = "../../shared/tests/fetching/mod.rs"]
mod fetching;
