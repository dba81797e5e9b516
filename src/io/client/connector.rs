//! Opens connections: name look-up, TCP, the proxy's tunnel, TLS.
//!
//! The connectors are those that reqwest itself stands on. Certificates are read at the first `https` URL.
use super::ClientOptions;
use super::failure::root_cause;
use super::proxy::{self, Proxy};
use super::stream::Stream;
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::text::phrase::Phrase;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::rt::TokioIo;
use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::cell::OnceCell;
use std::error::Error as StdError;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower_service::Service;

/// Where connections of a URL go.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// Scheme, host and port of the URL.
    pub(super) url: String,
    /// Host of the URL, without brackets.
    pub(super) host: String,
    pub(super) is_https: bool,
    /// `None` for a direct connection.
    pub(super) proxy: Option<&'static Proxy>,
}

/// Why a connection was not opened.
pub(super) enum ConnectError {
    /// momo cannot try: the environment or the machine does not allow it.
    Unusable(Failure),
    Failed(Box<dyn StdError + Send + Sync>),
}

impl<E: Into<Box<dyn StdError + Send + Sync>>> From<E> for ConnectError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

pub(super) struct Connector {
    tcp: HttpConnector,
    user_agent: String,
    /// TLS with servers, read at its first use.
    tls: OnceCell<Result<Arc<ClientConfig>, Failure>>,
}

type TlsStack = HttpsConnector<HttpConnector>;

impl Connector {
    pub(super) fn new(options: &ClientOptions) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self {
            tcp,
            user_agent: options.user_agent.clone(),
            tls: OnceCell::new(),
        }
    }

    /// Opens a connection. The caller bounds the time.
    ///
    /// # Errors
    /// The proxy's variable is wrong, the certificates cannot be read, or a step of connecting failed.
    pub(super) async fn open(&self, endpoint: &Endpoint) -> Result<Stream, ConnectError> {
        let proxy = endpoint.proxy;
        proxy
            .map_or(Ok(()), Proxy::check)
            .map_err(ConnectError::Unusable)?;
        match proxy {
            None if endpoint.is_https => self.open_tls(&endpoint.url).await,
            None => self.open_tcp(&endpoint.url).await,
            Some(proxy) if endpoint.is_https => self.open_tunnel(endpoint, proxy).await,
            Some(proxy) if proxy::is_https(&proxy.url) => {
                let (url, _) = proxy.address().map_err(ConnectError::Unusable)?;
                self.open_tls(&url).await
            }
            Some(proxy) => {
                let (url, _) = proxy.address().map_err(ConnectError::Unusable)?;
                self.open_tcp(&url).await
            }
        }
    }

    async fn open_tcp(&self, url: &str) -> Result<Stream, ConnectError> {
        let tcp = self.tcp.clone().call(url.parse()?).await?;
        Ok(Stream::Tcp(tcp.into_inner()))
    }

    async fn open_tls(&self, url: &str) -> Result<Stream, ConnectError> {
        let mut connector = TlsStack::from((self.tcp.clone(), self.tls()?));
        Ok(secured(connector.call(url.parse()?).await?))
    }

    /// Connects to the proxy, which connects to the server, and makes TLS with the server through both.
    async fn open_tunnel(
        &self,
        endpoint: &Endpoint,
        proxy: &Proxy,
    ) -> Result<Stream, ConnectError> {
        let tls = self.tls()?;
        // A proxy is spoken to in HTTP/1.1 without being asked.
        let mut proxy_tls = ClientConfig::clone(&tls);
        proxy_tls.alpn_protocols.clear();
        let to_proxy = TlsStack::from((self.tcp.clone(), Arc::new(proxy_tls)));
        let (url, authorization) = proxy.address().map_err(ConnectError::Unusable)?;
        let mut tunnel = Tunnel::new(url.parse()?, to_proxy);
        if let Some(authorization) = authorization {
            tunnel = tunnel.with_auth(HeaderValue::from_bytes(&authorization)?);
        }
        let user_agent = HeaderValue::from_str(&self.user_agent)?;
        tunnel = tunnel.with_headers(HeaderMap::from_iter([(USER_AGENT, user_agent)]));
        let tunnelled = tunnel.call(endpoint.url.parse()?).await?;
        let name = ServerName::try_from(endpoint.host.clone())?;
        let tls = TlsConnector::from(tls).connect(name, TokioIo::new(tunnelled));
        Ok(Stream::Tls(Box::pin(tls.await?)))
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, ConnectError> {
        let config = self.tls.get_or_init(|| {
            tls_config().map_err(|error| Failure {
                cause: FailureCause::Tls,
                message: Phrase::new("failure.client")
                    .with("kind", "HTTPS")
                    .with("why", root_cause(&error)),
            })
        });
        config.clone().map_err(ConnectError::Unusable)
    }
}

/// Reads the system's certificates.
fn tls_config() -> Result<Arc<ClientConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(provider.clone())?;
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn secured(stream: MaybeHttpsStream<TokioIo<TcpStream>>) -> Stream {
    match stream {
        MaybeHttpsStream::Http(tcp) => Stream::Tcp(tcp.into_inner()),
        secured => Stream::Tls(Box::pin(TokioIo::new(secured))),
    }
}
