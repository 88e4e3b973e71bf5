//! Runs programs and judges what they did. It knows no command: `check`, `workshop` and `timeline` stand on it.
//!
//! A [`Case`](spec::Case) says how a program is run and what it promises. It becomes a [`RunSpec`](process::RunSpec),
//! whose [`RunOutcome`](process::RunOutcome) is judged to a [`Verdict`](verdict::Verdict).

pub mod cancel;
pub mod cargo;
pub mod case;
pub mod compare;
pub mod hang;
pub mod judge;
pub mod meter;
pub mod pool;
pub mod process;
pub mod scratch;
pub mod spec;

pub mod tree;
pub mod verdict;
pub mod workspace;
