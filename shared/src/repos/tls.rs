//! TLS, for the real GitHub: rustls, trusting what the system trusts.

use std::sync::Arc;

use anyhow::{Context, ensure};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A connection that may be encrypted.
pub(super) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// Turns connections into encrypted ones.
pub(super) struct Connector(TlsConnector);

impl Connector {
    /// Reads the system's certificates.
    ///
    /// # Errors
    /// When there are none.
    pub(super) fn new() -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        ensure!(
            !roots.is_empty(),
            "no certificates found: {:?}; does SSL_CERT_FILE name a file?",
            found.errors
        );
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }
}

/// Encrypts `socket` where there is a `connector`.
///
/// # Errors
/// When `host` can't prove that it is who it should be, or doesn't speak TLS.
pub(super) async fn connect(
    connector: Option<&Connector>,
    host: &str,
    socket: TcpStream,
) -> anyhow::Result<Box<dyn Socket>> {
    let Some(Connector(connector)) = connector else { return Ok(Box::new(socket)) };
    let name = host.to_owned().try_into().with_context(|| format!("{host} isn't a name for TLS"))?;
    let socket = connector.connect(name, socket).await.with_context(|| format!("no TLS with {host}"))?;
    Ok(Box::new(socket))
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connector")
    }
}
