//! What else can be found out about a place that gave no answer: who listens here, whether it can be reached, whether
//! it speaks TLS. For diagnoses only: nothing of a payload or credential is sent, and every try is short.
use crate::model::target;
use rustls::pki_types::ServerName;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// How long each try may take.
const PATIENCE: Duration = Duration::from_millis(700);

/// The addresses of this machine on which something takes TCP connections, where the system tells (Linux).
pub fn listeners() -> Vec<SocketAddr> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let read = tables
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok());
    read.flat_map(|table| table.lines().filter_map(listener).collect::<Vec<_>>())
        .filter(|address| address.ip().is_loopback() || address.ip().is_unspecified())
        .collect()
}

/// `0: 0100007F:0BB8 00000000:0000 0A ...`: a socket that listens (state 0A), its address as the kernel writes it.
fn listener(line: &str) -> Option<SocketAddr> {
    let mut words = line.split_whitespace().skip(1);
    let (address, _, state) = (words.next()?, words.next()?, words.next()?);
    let (ip, port) = address.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    // 32-bit words in the byte order of the machine.
    let word = |at: usize| u32::from_str_radix(ip.get(at * 8..at * 8 + 8)?, 16).ok();
    let ip = match ip.len() {
        8 => IpAddr::from(Ipv4Addr::from(word(0)?.to_ne_bytes())),
        32 => {
            let mut bytes = [0; 16];
            for (at, part) in bytes.chunks_exact_mut(4).enumerate() {
                part.copy_from_slice(&word(at)?.to_ne_bytes());
            }
            IpAddr::from(Ipv6Addr::from(bytes))
        }
        _ => return None,
    };
    (state == "0A").then(|| SocketAddr::new(ip, port))
}

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
    fn the_kernels_table_is_read() {
        let line =
            "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000";
        if cfg!(target_endian = "little") {
            assert_eq!(listener(line), "127.0.0.1:3000".parse().ok());
        }
        let line = "   1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0";
        if cfg!(target_endian = "little") {
            assert_eq!(listener(line), "[::1]:8080".parse().ok());
        }
        assert_eq!(listener(&line.replace(" 0A ", " 01 ")), None);
        for bad in [
            "",
            "sl local_address rem_address st",
            "0: zz:1 0:0 0A",
            "0: 0100007F 0 0A",
        ] {
            assert_eq!(listener(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_listener_of_our_own_is_found() {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("its address");
        if cfg!(target_os = "linux") {
            assert!(listeners().contains(&address));
        }
        assert!(connects(&format!("http://{address}/")));
    }
}
