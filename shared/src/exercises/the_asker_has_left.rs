//! Clients who ask questions. Some leave before the answer is there.

use std::fmt;
use std::future::pending;
use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::{pause, world};

/// A client with a question.
pub struct Client {
    name: &'static str,
    numbers: (u32, u32),
    leaves: Leaves,
    begun: Option<oneshot::Receiver<()>>,
    here: Option<mpsc::Sender<()>>,
}

/// What a client wants to know.
pub struct Question {
    numbers: (u32, u32),
    leaves: Leaves,
    begun: oneshot::Sender<()>,
    asker: mpsc::Receiver<()>,
}

/// The answer to a question.
pub type Done = String;

/// When a client has had enough.
#[derive(Clone, Copy, PartialEq)]
enum Leaves {
    Never,
    AtOnce,
    /// When its question is being worked on.
    Later,
}
use Leaves::{AtOnce, Later, Never};

const VARIANTS: [&str; 2] = ["slow", "others"];

/// The clients, in the order in which they come.
pub fn clients() -> Vec<Client> {
    let clients: &[_] = match world(&VARIANTS) {
        "others" => &[
            ("Gia", (12, 8), Later),
            ("Hugo", (10, 11), Never),
            ("Ida", (7, 30), AtOnce),
            ("Jan", (25, 4), Later),
            ("Kira", (9, 9), Never),
            ("Leo", (14, 3), Later),
            ("Mia", (6, 50), AtOnce),
            ("Nils", (11, 11), Never),
        ],
        _ => &[
            ("Ada", (6, 7), Never),
            ("Bo", (3, 17), Later),
            ("Cem", (8, 5), Never),
            ("Dora", (21, 2), AtOnce),
            ("Eli", (4, 19), Never),
        ],
    };
    let client = |&(name, numbers, leaves)| Client { name, numbers, leaves, begun: None, here: None };
    clients.iter().map(client).collect()
}

impl Client {
    /// What the client wants to know.
    pub fn question(&mut self) -> Question {
        let (begun, (here, asker)) = (oneshot::channel(), mpsc::channel());
        self.begun = Some(begun.1);
        self.here = Some(here);
        Question { numbers: self.numbers, leaves: self.leaves, begun: begun.0, asker }
    }

    /// Waits until the client has had enough: patient ones never have.
    pub async fn patience(&mut self) {
        match (self.leaves, &mut self.begun) {
            (AtOnce, _) => {}
            (Later, Some(begun)) => drop(begun.await),
            _ => pending().await,
        }
    }
}

/// Works out the answer. That takes a while, and meanwhile the asker may leave.
#[expect(clippy::disallowed_methods, reason = "only ever called on a thread")]
pub fn process(question: Question) -> Done {
    let Question { numbers: (a, b), leaves, begun, asker } = question;
    let _ = begun.send(());
    pause(if world(&VARIANTS) == "slow" { 200 } else { 10 });
    if leaves == Later {
        // Until the client is gone. One who isn't let go stays for a second.
        let _ = asker.recv_timeout(Duration::from_secs(1));
    }
    format!("{a} * {b} = {}", a * b)
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name)
    }
}
