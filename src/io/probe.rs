//! Probes ports of this machine and servers: is a port free, is a server reachable, does it speak TLS?
//!
//! No payload and no credential is sent.
use super::system;
use crate::model::http::target;
use rustls::pki_types::ServerName;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// Limit of each connect, read and write.
const TIMEOUT: Duration = Duration::from_millis(700);

/// Returns whether a server could listen on this port of 127.0.0.1.
pub fn is_port_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Returns a currently free port of 127.0.0.1, for a program that binds it later. By default the system gives no program a
/// port of this range, so that it stays free meanwhile.
pub fn free_port() -> io::Result<u16> {
    let random_port = || {
        let number = u16::from_be_bytes(system::random_bytes().ok()?);
        Some(10_000 + number % 22_000)
    };
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let listener = (0..20).find_map(|_| bind(random_port()?).ok());
    let listener = listener.map_or_else(|| bind(0), Ok)?;
    Ok(listener.local_addr()?.port())
}

/// Returns whether a TCP connection to one of the first three addresses of the URL's host succeeds.
pub fn can_connect(url: &str) -> bool {
    connect(url).is_ok()
}

fn connect(url: &str) -> io::Result<TcpStream> {
    let port = target::port(url).unwrap_or(0);
    let bare_host = target::bare_host(target::host(url));
    let mut last_error = io::Error::from(io::ErrorKind::NotFound);
    for address in (bare_host, port).to_socket_addrs()?.take(3) {
        match TcpStream::connect_timeout(&address, TIMEOUT) {
            Ok(stream) => {
                stream.set_read_timeout(Some(TIMEOUT))?;
                stream.set_write_timeout(Some(TIMEOUT))?;
                return Ok(stream);
            }
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}

/// Returns whether the server responds to a TLS ClientHello with a TLS record. Does not check certificates.
pub fn speaks_tls(url: &str) -> bool {
    answers_client_hello(url).unwrap_or(false)
}

fn answers_client_hello(url: &str) -> Option<bool> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let host = target::bare_host(target::host(url));
    let name = ServerName::try_from(host.to_owned()).ok()?;
    let mut tls = rustls::ClientConnection::new(Arc::new(config), name).ok()?;
    let mut stream = connect(url).ok()?;
    let mut greeting = Vec::new();
    tls.write_tls(&mut greeting).ok()?;
    stream.write_all(&greeting).ok()?;
    // A ServerHello is a handshake record (22, 3, ...); a TLS server may also respond with an alert (21, 3, ...).
    let mut head = [0; 2];
    stream.read_exact(&mut head).ok()?;
    Some(matches!(head, [21 | 22, 3]))
}

/// Returns whether a TLS server accepts version 1.1, which RFC 8996 forbids; `None` if it cannot be reached.
pub fn accepts_tls_1_1(url: &str) -> Option<bool> {
    let host = target::host(url).trim_matches(['[', ']']);
    let mut stream = connect(url).ok()?;
    stream.write_all(&client_hello_1_1(host)).ok()?;
    // A ServerHello (2) in a handshake record (22); a server that refuses sends an alert, or closes.
    let mut head = [0; 6];
    let is_accepted = stream.read_exact(&mut head).is_ok() && head[0] == 22 && head[5] == 2;
    Some(is_accepted)
}

/// Writes the ClientHello of a client that knows nothing above TLS 1.1 (RFC 4346, section 7.4.1.2), with the name of the server.
fn client_hello_1_1(host: &str) -> Vec<u8> {
    let with_length = |bytes: &[u8]| -> Vec<u8> {
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        [&length.to_be_bytes(), bytes].concat()
    };
    // Suites of ECDHE and RSA with AES and SHA-1.
    let suites = [
        0xc0, 0x13, 0xc0, 0x14, 0xc0, 0x09, 0xc0, 0x0a, 0x00, 0x2f, 0x00, 0x35,
    ];
    let name = with_length(&[&[0][..], &with_length(host.as_bytes())].concat());
    let groups = with_length(&[0x00, 0x1d, 0x00, 0x17, 0x00, 0x18]);
    let extensions = [
        [&[0x00, 0x00][..], &with_length(&name)].concat(),
        [&[0x00, 0x0a][..], &with_length(&groups)].concat(),
        [&[0x00, 0x0b][..], &with_length(&[1, 0])].concat(),
    ];
    let hello = [
        &[3, 2][..],
        &[0x6d; 32],
        &[0],
        &with_length(&suites),
        &[1, 0],
        &with_length(&extensions.concat()),
    ];
    let hello = hello.concat();
    let handshake = [&[1, 0][..], &with_length(&hello)].concat();
    [&[22, 3, 1][..], &with_length(&handshake)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_listener_is_reached() {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("its address");
        assert!(can_connect(&format!("http://{address}/")));
    }
}
