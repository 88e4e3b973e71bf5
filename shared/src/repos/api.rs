//! A client for the one call of the GitHub API that is needed here: `GET /repos/{owner}/{name}`.

use std::net::{SocketAddr, ToSocketAddrs};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::{Context, anyhow, bail, ensure};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::http::HeaderValue;
use hyper::http::uri::Scheme;
use hyper::{HeaderMap, Request, Response, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Description;

/// GitHub's answers have about 7 KiB; a server that sends this many bytes is no such server.
const LONGEST_ANSWER: usize = 1 << 20;

/// A renamed repository takes one redirect.
const MOST_REDIRECTS: usize = 3;

/// A server that answers like the GitHub API.
#[derive(Debug)]
pub(super) struct Api {
    origin: Origin,
    /// What stands before `/repos`, for servers that have the API below a folder.
    prefix: String,
    timeout: Duration,
    #[cfg(feature = "live")]
    connector: Option<super::tls::Connector>,
}

impl Api {
    /// The API at `url`, which is given up on after `timeout`.
    ///
    /// # Errors
    /// When the URL isn't one of a server that this build can reach.
    pub(super) fn new(url: &str, timeout: Duration) -> anyhow::Result<Self> {
        let uri: Uri = url.parse()?;
        let origin = Origin::of(&uri)?;
        if origin.tls && cfg!(not(feature = "live")) {
            bail!("this build has no TLS; try `cargo run -p DEMO --features live -- --api {url}`")
        }
        ensure!(uri.query().is_none(), "only a host, a port and a path");
        Ok(Self {
            prefix: uri.path().trim_end_matches('/').to_owned(),
            timeout,
            #[cfg(feature = "live")]
            connector: origin.tls.then(super::tls::Connector::new).transpose()?,
            origin,
        })
    }

    /// Fetches the description of `repo`, OWNER/NAME.
    pub(super) async fn description(&self, repo: &str) -> anyhow::Result<Description> {
        let answer = timeout(self.timeout, self.follow(format!("{}/repos/{repo}", self.prefix))).await;
        let answer = answer
            .map_err(|_| anyhow!("no answer from {} within {:?}", self.origin.host, self.timeout))??;
        let json: serde_json::Result<Value> = serde_json::from_slice(answer.body());
        if answer.status() != StatusCode::OK {
            let json = json.unwrap_or_default();
            bail!(refusal(answer.status(), answer.headers(), json["message"].as_str()));
        }
        let json = json.context("the answer isn't JSON")?;
        let full_name = json["full_name"].as_str().context("the answer has no full_name")?;
        let description = match json.get("description") {
            Some(Value::String(text)) => text,
            Some(Value::Null) => "", // what GitHub has where its owner wrote nothing
            _ => bail!("the answer has no description"),
        };
        Ok(Description { full_name: full_name.to_owned(), description: description.to_owned() })
    }

    /// The answer at `path`, or at the end of the redirects that begin there: GitHub answers for a renamed repository
    /// that it is now at `/repositories/ID`.
    async fn follow(&self, mut path: String) -> anyhow::Result<Response<Bytes>> {
        for _ in 0..=MOST_REDIRECTS {
            let answer = self.get(&path).await?;
            match self.redirect(&answer) {
                Some(next) => path = next,
                None => return Ok(answer),
            }
        }
        bail!("more than {MOST_REDIRECTS} redirects, the last one to {path}")
    }

    /// The path that a redirect leads to. None where it leads to another server, which is not to be asked, let alone
    /// with the token.
    fn redirect(&self, answer: &Response<Bytes>) -> Option<String> {
        let redirects = [
            StatusCode::MOVED_PERMANENTLY,
            StatusCode::FOUND,
            StatusCode::TEMPORARY_REDIRECT,
            StatusCode::PERMANENT_REDIRECT,
        ];
        if !redirects.contains(&answer.status()) {
            return None;
        }
        let location = Uri::try_from(answer.headers().get(header::LOCATION)?.as_bytes()).ok()?;
        let here =
            location.authority().is_none() || Origin::of(&location).is_ok_and(|origin| origin == self.origin);
        let path = location.path_and_query()?.as_str();
        // `//host/path` is short for another server.
        (here && path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
    }

    /// One request on a connection of its own.
    async fn get(&self, path: &str) -> anyhow::Result<Response<Bytes>> {
        let Origin { tls, host, port } = &self.origin;
        let addresses = resolve(host.clone(), *port).await.with_context(|| format!("can't find {host}"))?;
        let socket = TcpStream::connect(&addresses[..])
            .await
            .with_context(|| format!("can't connect to {host}:{port}"))?;
        #[cfg(feature = "live")]
        let socket = super::tls::connect(self.connector.as_ref(), host, socket).await?;

        let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        // The connection's own work. It ends when `sender` is dropped; what fails there is reported by `sender`.
        tokio::spawn(connection);

        // GitHub turns away requests without a User-Agent.
        let mut request = Request::get(path)
            .header(header::HOST, self.origin.authority())
            .header(header::USER_AGENT, concat!("rainbow-bridge/", env!("CARGO_PKG_VERSION")))
            .header(header::ACCEPT, "application/vnd.github+json");
        // A token in clear text is a token given away.
        if *tls && let Some(token) = token() {
            let bearer = HeaderValue::try_from(format!("Bearer {token}"));
            request = request.header(header::AUTHORIZATION, bearer.context("GITHUB_TOKEN can't be a token")?);
        }
        let answer =
            sender.send_request(request.body(Empty::<Bytes>::new())?).await.context("no HTTP answer")?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.map_err(|error| anyhow!("the answer broke off: {error}"))?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

/// Where a server is.
#[derive(Debug, PartialEq)]
struct Origin {
    tls: bool,
    host: String,
    port: u16,
}

impl Origin {
    fn of(uri: &Uri) -> anyhow::Result<Self> {
        let tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP => false,
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            _ => bail!("not a URL like http://127.0.0.1:8080 or https://api.github.com"),
        };
        let authority = uri.authority().context("no host")?;
        ensure!(!authority.as_str().contains('@'), "only a host, a port and a path");
        ensure!(!authority.host().is_empty(), "no host");
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => None,
            // `port_u16` would take a port that is none, such as 99999, for no port.
            rest => Some(rest.and_then(|rest| rest.strip_prefix(':')?.parse().ok()).context("no such port")?),
        };
        Ok(Self {
            tls,
            // An IPv6 address stands in brackets in a URL, and nowhere else.
            host: authority.host().trim_matches(['[', ']']).to_ascii_lowercase(),
            port: port.unwrap_or(if tls { 443 } else { 80 }),
        })
    }

    fn authority(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

/// Looks up the addresses of a host. tokio's own way does it on a thread that the runtime waits for at its end, however
/// long the system takes, past any timeout; nobody waits for this one.
async fn resolve(host: String, port: u16) -> anyhow::Result<Vec<SocketAddr>> {
    let (found, addresses) = oneshot::channel();
    thread::Builder::new().spawn(move || {
        #[expect(clippy::disallowed_methods, reason = "a thread outside of the runtime")]
        let _ = found.send((host, port).to_socket_addrs().map(Vec::from_iter));
    })?;
    Ok(addresses.await??)
}

/// The token that GitHub gives its users more requests for.
fn token() -> Option<String> {
    std::env::var("GITHUB_TOKEN").ok().filter(|token| !token.is_empty())
}

/// Why the server didn't answer with a repository, and what to do.
fn refusal(status: StatusCode, headers: &HeaderMap, message: Option<&str>) -> String {
    let mut text = status.to_string();
    if let Some(message) = message {
        text += &format!(" ({message})");
    }
    if let Some(location) = headers.get(header::LOCATION) {
        text += &format!(", it moved to {}", String::from_utf8_lossy(location.as_bytes()));
    }
    let limited = status == StatusCode::TOO_MANY_REQUESTS
        || headers.get("x-ratelimit-remaining").is_some_and(|remaining| remaining == "0");
    if limited {
        text += ": the rate limit is used up";
    }
    match retry_after(headers).or_else(|| rate_limit_reset(headers).filter(|_| limited)) {
        Some(0) => text += "; try again now",
        Some(seconds @ 1..100) => text += &format!("; try again in {seconds} s"),
        Some(seconds) => text += &format!("; try again in {} min", seconds.div_ceil(60)),
        None => {}
    }
    if limited && token().is_none() {
        text += "; with a GITHUB_TOKEN it is higher";
    }
    text
}

/// The seconds that `Retry-After` asks to wait. It gives them, or a date.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    let until = |date: SystemTime| date.duration_since(SystemTime::now()).unwrap_or_default().as_secs();
    text.parse().ok().or_else(|| httpdate::parse_http_date(text).ok().map(until))
}

/// The seconds until GitHub counts requests anew.
fn rate_limit_reset(headers: &HeaderMap) -> Option<u64> {
    let reset: u64 = headers.get("x-ratelimit-reset")?.to_str().ok()?.parse().ok()?;
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
    Some(reset.saturating_sub(now))
}
