//! A Redis server of a test's own, and as much of its protocol as tests need.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use shared::testing::wait_until;

/// A running Redis server, which keeps its data when it is stopped. Dropping it removes both.
pub struct Redis {
    port: u16,
    folder: PathBuf,
    process: Option<Child>,
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Nothing,
    Number(usize),
    Text(String),
    List(Vec<Reply>),
}

impl Redis {
    /// Starts a server at a free port. None where there is no redis-server, unless `REQUIRE_REDIS` is set: then that is
    /// a failure.
    pub fn start() -> Option<Self> {
        if Command::new("redis-server").arg("--version").output().is_err() {
            assert!(env::var_os("REQUIRE_REDIS").is_none(), "there is no redis-server");
            eprintln!("SKIPPED: there is no redis-server");
            return None;
        }
        let port = free_port();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis {port}"));
        fs::create_dir_all(&folder).unwrap();
        let mut redis = Self { port, folder, process: None };
        redis.start_again();
        Some(redis)
    }

    /// Starts it where and with what it was.
    pub fn start_again(&mut self) {
        let mut command = Command::new("redis-server");
        command.arg("--port").arg(self.port.to_string()).arg("--dir").arg(&self.folder);
        command.args(["--save", "", "--appendonly", "yes", "--appendfsync", "always"]);
        self.process = Some(command.stdout(Stdio::null()).spawn().unwrap());
        wait_until(|| {
            self.try_ask(&[&["PING"]]).is_some_and(|replies| replies[0] == Reply::Text("PONG".into()))
        });
    }

    /// Stops it, as an operator would.
    pub fn stop(&mut self) {
        self.try_ask(&[&["SHUTDOWN"]]);
        self.process.take().unwrap().wait().unwrap();
    }

    /// Lets it hang: connections stay, and nothing answers.
    pub fn halt(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let id = self.process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }

    /// Whether it can be reached at `::1`.
    pub fn has_ipv6(&self) -> bool {
        TcpStream::connect(("::1", self.port)).is_ok()
    }

    /// The URL of a stream.
    pub fn url(&self, stream: &str) -> String {
        format!("redis://127.0.0.1:{}/{stream}", self.port)
    }

    /// Asks one question.
    pub fn ask(&self, command: &[&str]) -> Reply {
        self.try_ask(&[command]).unwrap().remove(0)
    }

    /// Puts messages into stream `in`.
    pub fn send(&self, messages: impl IntoIterator<Item = String>) {
        let messages: Vec<_> = messages.into_iter().collect();
        let commands: Vec<_> = messages.iter().map(|message| ["XADD", "in", "*", "msg", message]).collect();
        let commands: Vec<_> = commands.iter().map(<[_; 5]>::as_slice).collect();
        self.try_ask(&commands).unwrap();
    }

    /// How many answers there are in stream `out`.
    pub fn answered(&self) -> usize {
        self.ask(&["XLEN", "out"]).number()
    }

    /// The answers in stream `out`, in alphabetical order.
    pub fn answers(&self) -> Vec<String> {
        let entries = self.ask(&["XRANGE", "out", "-", "+"]).list();
        let answer = |entry: Reply| entry.list().remove(1).list().remove(1).text();
        let mut answers: Vec<_> = entries.into_iter().map(answer).collect();
        answers.sort_unstable();
        answers
    }

    /// How many messages of stream `in` somebody has and hasn't acknowledged.
    pub fn pending(&self) -> usize {
        self.ask(&["XPENDING", "in", "async-to-sync"]).list().remove(0).number()
    }

    /// Who is in the group, and how many messages each has.
    pub fn consumers(&self) -> Vec<(String, usize)> {
        let consumers = self.ask(&["XINFO", "CONSUMERS", "in", "async-to-sync"]).list();
        let consumer = |fields: Reply| {
            let fields = fields.list();
            (fields[1].clone().text(), fields[3].clone().number())
        };
        consumers.into_iter().map(consumer).collect()
    }

    /// The answers to some questions. None when the server is away.
    fn try_ask(&self, commands: &[&[&str]]) -> Option<Vec<Reply>> {
        let mut socket = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut replies = BufReader::new(socket.try_clone().unwrap());
        let mut all = Vec::new();
        // Not too many at once: a server whose answers nobody reads reads nothing more itself.
        for commands in commands.chunks(1000) {
            let words = |command: &&[&str]| {
                let words: String =
                    command.iter().map(|word| format!("${}\r\n{word}\r\n", word.len())).collect();
                format!("*{}\r\n{words}", command.len())
            };
            socket.write_all(commands.iter().map(words).collect::<String>().as_bytes()).ok()?;
            for _ in commands {
                all.push(Reply::read(&mut replies)?);
            }
        }
        Some(all)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Reply {
    fn read(input: &mut impl BufRead) -> Option<Self> {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let (kind, rest) = line.trim_end().split_at_checked(1)?;
        Some(match (kind, rest) {
            ("$" | "*", "-1") => Self::Nothing,
            ("+", text) => Self::Text(text.into()),
            (":", number) => Self::Number(number.parse().unwrap()),
            ("$", length) => {
                let mut bytes = vec![0; length.parse::<usize>().unwrap() + 2];
                input.read_exact(&mut bytes).ok()?;
                bytes.truncate(bytes.len() - 2);
                Self::Text(String::from_utf8(bytes).unwrap())
            }
            ("*", length) => {
                let length: usize = length.parse().unwrap();
                Self::List((0..length).map(|_| Self::read(input)).collect::<Option<_>>()?)
            }
            // It says this while it loads its data.
            ("-", error) if error.starts_with("LOADING") => return None,
            _ => panic!("the server says {line}"),
        })
    }

    pub fn number(self) -> usize {
        match self {
            Self::Number(number) => number,
            _ => panic!("{self:?} is no number"),
        }
    }

    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            _ => panic!("{self:?} is no text"),
        }
    }

    pub fn list(self) -> Vec<Self> {
        match self {
            Self::List(list) => list,
            _ => panic!("{self:?} is no list"),
        }
    }
}

/// A port at which nobody listens.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
