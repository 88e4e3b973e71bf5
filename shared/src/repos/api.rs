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
use hyper::{HeaderMap, Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::Description;

/// GitHub's answers have about 7 KiB; a server that sends this many bytes is no such server.
const LONGEST_ANSWER: usize = 1 << 20;

/// A server that answers like the GitHub API.
#[derive(Debug)]
pub(super) struct Api {
    tls: bool,
    host: String,
    port: u16,
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
        let tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTP => false,
            Some(scheme) if *scheme == Scheme::HTTPS && cfg!(feature = "live") => true,
            Some(scheme) if *scheme == Scheme::HTTPS => {
                bail!("this build has no TLS; try `cargo run -p DEMO --features live -- --api {url}`")
            }
            _ => bail!("not a URL like http://127.0.0.1:8080 or https://api.github.com"),
        };
        let authority = uri.authority().context("no host")?;
        ensure!(uri.query().is_none() && !authority.as_str().contains('@'), "only a host, a port and a path");
        ensure!(!authority.host().is_empty(), "no host");
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => None,
            // `port_u16` would take a port that is none, such as 99999, for no port.
            rest => Some(rest.and_then(|rest| rest.strip_prefix(':')?.parse().ok()).context("no such port")?),
        };
        Ok(Self {
            tls,
            // An IPv6 address stands in brackets in a URL, and nowhere else.
            host: authority.host().trim_matches(['[', ']']).to_owned(),
            port: port.unwrap_or(if tls { 443 } else { 80 }),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            timeout,
            #[cfg(feature = "live")]
            connector: tls.then(super::tls::Connector::new).transpose()?,
        })
    }

    /// Fetches the description of `repo`, OWNER/NAME.
    pub(super) async fn description(&self, repo: &str) -> anyhow::Result<Description> {
        let answer = timeout(self.timeout, self.get(&format!("/repos/{repo}"))).await;
        let (status, headers, body) =
            answer.map_err(|_| anyhow!("no answer from {} within {:?}", self.host, self.timeout))??;
        let json: serde_json::Result<Value> = serde_json::from_slice(&body);
        if status != StatusCode::OK {
            let message = json.ok().and_then(|json| Some(json.get("message")?.as_str()?.to_owned()));
            bail!(refusal(status, &headers, message.as_deref()));
        }
        let json = json.context("the answer isn't JSON")?;
        let text = |field| json.get(field).and_then(Value::as_str).map(str::to_owned);
        Ok(Description {
            full_name: text("full_name").context("the answer has no full_name")?,
            description: text("description").context("it has no description")?,
        })
    }

    /// One request on a connection of its own.
    async fn get(&self, path: &str) -> anyhow::Result<(StatusCode, HeaderMap, Bytes)> {
        let Self { host, port, prefix, .. } = self;
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
        let mut request = Request::get(format!("{prefix}{path}"))
            .header(header::HOST, self.authority())
            .header(header::USER_AGENT, concat!("rainbow-bridge/", env!("CARGO_PKG_VERSION")))
            .header(header::ACCEPT, "application/vnd.github+json");
        // A token in clear text is a token given away.
        if self.tls
            && let Ok(token) = std::env::var("GITHUB_TOKEN")
            && !token.is_empty()
        {
            let bearer = HeaderValue::try_from(format!("Bearer {token}"));
            request = request.header(header::AUTHORIZATION, bearer.context("GITHUB_TOKEN can't be a token")?);
        }
        let answer =
            sender.send_request(request.body(Empty::<Bytes>::new())?).await.context("no HTTP answer")?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LONGEST_ANSWER).collect().await;
        let body = body.map_err(|error| anyhow!("the answer broke off: {error}"))?;
        Ok((head.status, head.headers, body.to_bytes()))
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
        let _ = found.send((host, port).to_socket_addrs().map(Vec::from_iter));
    })?;
    Ok(addresses.await??)
}

/// Why the server didn't answer with a repository, and what to do.
fn refusal(status: StatusCode, headers: &HeaderMap, message: Option<&str>) -> String {
    let number = |name| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
    let mut text = status.to_string();
    if let Some(message) = message {
        text += &format!(" ({message})");
    }
    if let Some(location) = headers.get(header::LOCATION) {
        text += &format!(", it moved to {}", String::from_utf8_lossy(location.as_bytes()));
    }
    let out_of_requests =
        number("x-ratelimit-remaining") == Some(0) || status == StatusCode::TOO_MANY_REQUESTS;
    if out_of_requests {
        text += ": the rate limit is used up";
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_secs();
        let wait =
            number("retry-after").or(number("x-ratelimit-reset").map(|reset| reset.saturating_sub(now)));
        if let Some(seconds) = wait {
            text += &format!("; try again in {} min", seconds.div_ceil(60));
        }
        text += "; with a GITHUB_TOKEN it is higher";
    }
    // The server's words: it gets to steer the terminal no more than in a result.
    text.replace(char::is_control, " ")
}
