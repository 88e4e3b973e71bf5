//! An HTTP server on loopback that answers like the GitHub API, so that everything works without a network.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::sleep;

/// A repository that the server knows.
pub struct Repo {
    /// OWNER/NAME.
    pub full_name: &'static str,
    /// What GitHub shows below the name.
    pub description: &'static str,
    /// How long the server takes for its answer, in milliseconds.
    pub delay: u64,
}

const fn repo(full_name: &'static str, description: &'static str, delay: u64) -> Repo {
    Repo { full_name, description, delay }
}

/// The repositories of the article, in its order.
///
/// Dealt round robin to four workers, the first worker gets all three slow ones (0, 4 and 8) and needs 1050 ms,
/// while the other three have finished after 200 ms at the most. From one shared queue all is done in about 440 ms.
pub const REPOS: [Repo; 9] = [
    repo("SeaQL/sea-orm", "🐚 An async & dynamic ORM for Rust", 400),
    repo("SeaQL/sea-query", "🔱 A dynamic SQL query builder for MySQL, Postgres and SQLite", 60),
    repo("SeaQL/sea-schema", "🌿 SQL schema definition and discovery", 30),
    repo("SeaQL/sea-streamer", "🌊 A real-time stream processing toolkit for Rust", 50),
    repo("SeaQL/seaography", "🧭 GraphQL framework for SeaORM", 350),
    repo("SeaQL/starfish-ql", "✴️ An experimental graph database", 40),
    repo("SeaQL/FireDBG.for.Rust", "🔥 Time Travel Visual Debugger for Rust", 80),
    repo("SeaQL/sea-orm-tutorial", "ebook for SeaORM tutorial", 120),
    repo("SeaQL/sea-orm-cookbook", "ebook for SeaORM Cookbook", 300),
];

/// Starts the server at a free port of 127.0.0.1, and says at which. It runs as long as the runtime does.
///
/// # Errors
/// When there is no such port.
pub async fn start() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .context("can't start the server that answers for GitHub on 127.0.0.1")?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // A client that breaks off harms nobody but itself.
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(socket), service_fn(answer)));
        }
    });
    Ok(address)
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let wanted = request.uri().path().strip_prefix("/repos/").filter(|_| request.method() == Method::GET);
    // GitHub doesn't tell upper from lower case in names.
    let found = wanted.and_then(|name| REPOS.iter().find(|repo| repo.full_name.eq_ignore_ascii_case(name)));
    let (status, json) = match found {
        Some(repo) => {
            sleep(Duration::from_millis(repo.delay)).await;
            (StatusCode::OK, json!({ "full_name": repo.full_name, "description": repo.description }))
        }
        None => (
            StatusCode::NOT_FOUND,
            json!({
                "message": "Not Found",
                "documentation_url": "https://docs.github.com/rest/repos/repos#get-a-repository",
                "status": "404",
            }),
        ),
    };
    let mut response = Response::new(Full::from(json.to_string()));
    *response.status_mut() = status;
    let json = header::HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}
