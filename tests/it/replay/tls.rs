//! Deliveries over TLS: to a server whose certificate is known, to one whose is not, and through a proxy's tunnel.
use super::{PLAIN, momo, replay};
use crate::support::{Momo, has_program};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// A TLS server with a certificate of its own for `localhost` and `bot.example`.
struct TlsServer {
    port: u16,
    certificate: PathBuf,
    /// The heads of all requests, by connection.
    connections: Arc<Mutex<Vec<Vec<String>>>>,
    _folder: tempfile::TempDir,
}

impl TlsServer {
    /// `None` where there is no `openssl` to make a certificate with.
    fn start() -> Option<Self> {
        if !has_program("openssl") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (
            folder.path().join("cert.pem"),
            folder.path().join("key.pem"),
        );
        let made = Command::new("openssl")
            .args([
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
            ])
            .args(["-subj", "/CN=bot.example", "-days", "2"])
            .args(["-addext", "subjectAltName=DNS:bot.example,DNS:localhost"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args([
                "-keyout".as_ref(),
                key.as_os_str(),
                "-out".as_ref(),
                certificate.as_os_str(),
            ])
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        let chain = vec![CertificateDer::from_pem_file(&certificate).unwrap()];
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::from_pem_file(&key).unwrap())
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::<Mutex<Vec<Vec<String>>>>::default();
        let kept = connections.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, kept) = (config.clone(), kept.clone());
                std::thread::spawn(move || serve(stream, config, &kept));
            }
        });
        Some(Self {
            port,
            certificate,
            connections,
            _folder: folder,
        })
    }

    fn knowing(&self) -> Momo {
        momo().with("SSL_CERT_FILE", self.certificate.to_str().unwrap())
    }

    fn connections(&self) -> Vec<Vec<String>> {
        let connections = self.connections.lock().unwrap();
        connections
            .iter()
            .filter(|it| !it.is_empty())
            .cloned()
            .collect()
    }
}

fn serve(tcp: TcpStream, config: Arc<rustls::ServerConfig>, kept: &Mutex<Vec<Vec<String>>>) {
    let mut stream = rustls::StreamOwned::new(rustls::ServerConnection::new(config).unwrap(), tcp);
    let index = {
        let mut kept = kept.lock().unwrap();
        kept.push(Vec::new());
        kept.len() - 1
    };
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.split("\r\nContent-Length: ").nth(1).unwrap();
        if body.len()
            == length
                .split("\r\n")
                .next()
                .unwrap()
                .parse::<usize>()
                .unwrap()
        {
            kept.lock().unwrap()[index].push(head.to_owned());
            bytes.clear();
            if stream.write_all(ANSWER).is_err() {
                return;
            }
        }
    }
}

/// A proxy that connects each tunnel to this port, and passes on the head that asked for it.
fn tunnel_to(port: u16) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (sender, heads) = mpsc::channel();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                client.read_exact(&mut byte).unwrap();
                head.push(byte[0]);
            }
            sender.send(String::from_utf8(head).unwrap()).unwrap();
            let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
            client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            std::thread::spawn(move || std::io::copy(&mut server, &mut client));
        }
    });
    (address, heads)
}

#[test]
fn events_are_delivered_over_one_tls_connection() {
    let Some(server) = TlsServer::start() else {
        return;
    };
    let url = format!("https://localhost:{}/hook", server.port);
    let args = [PLAIN, "--times", "3", "--to", &url];
    replay(&server.knowing(), &args).expect_notes(0);
    let connections = server.connections();
    let requests: Vec<_> = connections.iter().map(Vec::len).collect();
    // A connection that was idle for a second is not used again, which a busy machine may cause.
    assert_eq!(requests.iter().sum::<usize>(), 3, "{requests:?}");
    let head = &connections[0][0];
    assert!(head.starts_with("POST /hook HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains(&format!("\r\nHost: localhost:{}\r\n", server.port)),
        "{head}"
    );
    assert!(head.contains("\r\nX-MoMoTalk-Bot-Signature: "), "{head}");
}

#[test]
fn unknown_certificate_is_refused() {
    let Some(server) = TlsServer::start() else {
        return;
    };
    let url = format!("https://localhost:{}/", server.port);
    let output = replay(&momo(), &[PLAIN, "--json", "--to", &url]).expect_notes(3);
    assert!(output.out().contains(r#""cause":"tls""#), "{output}");
    assert!(server.connections().is_empty(), "nothing was sent");
}

#[test]
fn tunnel_of_a_proxy_is_used_with_its_password() {
    let Some(server) = TlsServer::start() else {
        return;
    };
    let (proxy, heads) = tunnel_to(server.port);
    let momo = server
        .knowing()
        .with("HTTPS_PROXY", &format!("http://me:canary-password@{proxy}"));
    let url = "https://bot.example/hook?x=1";
    let output = replay(&momo, &[PLAIN, "--to", url]).expect_notes(0);
    assert!(!output.to_string().contains("canary"), "{output}");
    let head = heads.recv().unwrap().to_ascii_lowercase();
    assert!(
        head.starts_with("connect bot.example:443 http/1.1\r\n"),
        "{head}"
    );
    // `me:canary-password` in base64.
    let password = "proxy-authorization: basic bwu6y2fuyxj5lxbhc3n3b3jk\r\n";
    assert!(head.contains(password), "{head}");
    let connections = server.connections();
    let head = &connections[0][0];
    assert!(
        head.starts_with("POST /hook?x=1 HTTP/1.1\r\nHost: bot.example\r\n"),
        "{head}"
    );
    assert!(!head.contains("Proxy-Authorization"), "{head}");
}
