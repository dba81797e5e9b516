//! What else can be found out about a place that gave no answer: whether it can be reached, whether it speaks TLS. For diagnoses only: nothing of a payload or credential is sent, and every try is short.
use crate::model::http::target;
use rustls::pki_types::ServerName;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// How long each try may take.
const PATIENCE: Duration = Duration::from_millis(700);

/// Whether a server could listen on this port.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port on which nobody listens just now.
pub fn free_port() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}

/// Whether a connection comes about at all.
pub fn connects(url: &str) -> bool {
    connect(url).is_ok()
}

fn connect(url: &str) -> io::Result<TcpStream> {
    let secure = url.starts_with("https:");
    let authority = target::authority(url);
    let host = target::host(url);
    let port = if host.len() < authority.len() {
        authority[host.len() + 1..].parse().unwrap_or(0)
    } else if secure {
        443
    } else {
        80
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (bare, port).to_socket_addrs()?.take(3) {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_write_timeout(Some(PATIENCE))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Whether what listens there greets back when it is greeted with TLS; its certificate does not matter.
pub fn speaks_tls(url: &str) -> bool {
    greet(url).unwrap_or(false)
}

fn greet(url: &str) -> Option<bool> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let host = target::host(url)
        .trim_start_matches('[')
        .trim_end_matches(']');
    let name = ServerName::try_from(host.to_owned()).ok()?;
    let mut tls = rustls::ClientConnection::new(Arc::new(config), name).ok()?;
    let mut stream = connect(url).ok()?;
    let mut greeting = Vec::new();
    tls.write_tls(&mut greeting).ok()?;
    stream.write_all(&greeting).ok()?;
    // A server's greeting is a handshake record (22, 3, ...); a refusal in kind is an alert (21, 3, ...).
    let mut head = [0; 2];
    stream.read_exact(&mut head).ok()?;
    Some(matches!(head, [21 | 22, 3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_listener_is_reached() {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("its address");
        assert!(connects(&format!("http://{address}/")));
    }
}
