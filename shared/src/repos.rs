//! tokio-mpsc and flume-mpmc: repositories of GitHub, whose descriptions are to be fetched.

mod api;
pub mod offline;
#[cfg(feature = "live")]
mod tls;

use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use std::time::Duration;

use lexopt::prelude::*;

use crate::lines::one_line;
use crate::{args, timeline};
use api::Api;

const HELP: &str = "
Fetches the descriptions of GitHub repositories, four at a time.

Usage: cargo run -p tokio-mpsc -- [OPTIONS] [OWNER/NAME]...
       cargo run -p flume-mpmc -- [OPTIONS] [OWNER/NAME]...

  OWNER/NAME         fetch these repositories instead of the nine built in
  --api URL          ask this server (http://HOST:PORT, or https://api.github.com with the cargo feature `live`)
                     instead of the one inside the program
  --timeout SECONDS  give up on a repository after this time [default: 10]
  --panic-at N       let `process` panic at task N, counted from 0; may be given more than once
  -h, --help         show this

Each result is a line on stdout. Exit status: 0 all descriptions delivered, 1 something failed or was lost (stderr
says what and why), 2 wrong use, 141 stdout was closed before all were printed. GITHUB_TOKEN, where set, is sent to
https servers only.
";

/// A repository whose description is to be fetched.
#[derive(Clone, Debug)]
pub struct Task {
    number: usize,
    repo: String,
    api: Arc<Api>,
    panics: bool,
}

/// What became of a [`Task`].
#[derive(Debug)]
pub struct Done {
    /// The task's number, from 0.
    pub number: usize,
    /// The repository and its description, or why it can't be had.
    pub outcome: anyhow::Result<Description>,
}

/// A repository and its description; displayed as `OWNER/NAME: DESCRIPTION`, one line.
#[derive(Clone, Debug)]
pub struct Description {
    full_name: String,
    description: String,
}

/// The program's tasks: the nine repositories of the article, or what the command line asks for. Unless it names a
/// server, one is started inside the program, and answers for GitHub as long as the runtime lives.
///
/// # Errors
/// When the server inside the program can't be started.
pub async fn tasks() -> anyhow::Result<Vec<Task>> {
    let Options { mut repos, api, timeout, panic_at } = args::parse(Options::read);
    if repos.is_empty() {
        repos = offline::REPOS.iter().map(|repo| repo.full_name.to_owned()).collect();
    }
    args::check_at("--panic-at", &panic_at, repos.len());

    let url = match api {
        Some(url) => url,
        None => format!("http://{}", offline::start().await?),
    };
    let api = Arc::new(
        Api::new(&url, timeout).unwrap_or_else(|error| args::misuse(format!("--api {url}: {error}"))),
    );
    let task = |(number, repo)| Task { number, repo, api: api.clone(), panics: panic_at.contains(&number) };
    let tasks: Vec<Task> = repos.into_iter().enumerate().map(task).collect();
    timeline::tasks(&tasks);
    Ok(tasks)
}

/// Fetches the description of a repository.
///
/// # Panics
/// Where the command line asked for it with `--panic-at`.
pub async fn process(task: Task) -> Done {
    let Task { number, repo, api, panics } = task;
    let _work = timeline::work(timeline::one(number as u64));
    assert!(!panics, "task {number} was told to panic by --panic-at");
    Done { number, outcome: api.description(&repo).await }
}

impl Display for Task {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repo)
    }
}

impl Display for Description {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&format!("{}: {}", self.full_name, self.description)))
    }
}

struct Options {
    repos: Vec<String>,
    api: Option<String>,
    timeout: Duration,
    panic_at: Vec<usize>,
}

impl Options {
    fn read(parser: &mut lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut options =
            Self { repos: Vec::new(), api: None, timeout: Duration::from_secs(10), panic_at: Vec::new() };
        while let Some(arg) = parser.next()? {
            match arg {
                Value(repo) => options.repos.push(full_name(repo.string()?)?),
                Long("api") => options.api = Some(parser.value()?.string()?),
                Long("timeout") => options.timeout = seconds(&parser.value()?.string()?)?,
                Long("panic-at") => {
                    options.panic_at.push(args::number(parser, "--panic-at", 0..=usize::MAX)?);
                }
                Short('h') | Long("help") => args::help(HELP),
                other => return Err(other.unexpected()),
            }
        }
        Ok(options)
    }
}

/// The name goes into a URL, so it is held to what GitHub allows.
fn full_name(text: String) -> Result<String, lexopt::Error> {
    let allowed = |part: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !["", ".", ".."].contains(&part) && part.bytes().all(plain)
    };
    match text.split_once('/') {
        Some((owner, name)) if allowed(owner) && allowed(name) => Ok(text),
        _ => Err(format!("{text:?} isn't a repository: OWNER/NAME, like SeaQL/sea-orm").into()),
    }
}

fn seconds(text: &str) -> Result<Duration, lexopt::Error> {
    let seconds = text.parse().ok();
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| format!("--timeout {text}: not a number of seconds above 0").into())
}
