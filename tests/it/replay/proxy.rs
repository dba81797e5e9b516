//! Proxies of the environment: which requests go through them, and the messages when they fail.
use super::{PLAIN, fine, momo, replay};
use crate::support::{DeadPort, Peer};
use std::net::TcpListener;

/// A variable as momo names it: on Windows, where case does not matter, by the name that it looks for first.
fn told(variable: &str) -> String {
    match cfg!(windows) {
        true => variable.to_uppercase(),
        false => variable.to_owned(),
    }
}

/// A proxy that must not be called.
struct UnusedProxy(TcpListener);

impl UnusedProxy {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    #[track_caller]
    fn assert_unused(&self) {
        assert!(self.0.accept().is_err(), "the proxy was called");
    }
}

#[test]
fn this_machine_is_called_directly_in_every_spelling() {
    let (peer, proxy) = (fine(), UnusedProxy::new());
    let momo = momo().with("HTTP_PROXY", &proxy.address());
    let port = peer.port();
    let mut hosts = vec![
        "localhost",
        "LocalHost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
    ];
    // A socket of Windows is of one family: none of IPv6 gets there.
    if cfg!(unix) {
        hosts.push("[::ffff:127.0.0.1]");
    }
    for host in &hosts {
        let url = format!("http://{host}:{port}/");
        replay(&momo, &[PLAIN, "--to", &url]).expect_notes(0);
    }
    assert_eq!(peer.seen().len(), hosts.len());
    for host in ["[::1]", "[::]"] {
        // Nothing listens there, unless this machine serves both families.
        let url = format!("http://{host}:{port}/");
        let output = replay(&momo, &[PLAIN, "--to", &url]);
        assert!([Some(0), Some(3)].contains(&output.status), "{output}");
    }
    proxy.assert_unused();
}

#[test]
fn no_proxy_exempts_hosts() {
    let proxy = UnusedProxy::new();
    // Addresses for documentation: nobody answers.
    let cases = [
        ("*", "http://192.0.2.1/"),
        ("a.example, *", "http://bot.invalid/"),
        ("192.0.2.0/24", "http://192.0.2.1/"),
        (".invalid", "http://bot.invalid/"),
    ];
    for (exempt, url) in cases {
        let momo = momo()
            .with("ALL_PROXY", &proxy.address())
            .with("NO_PROXY", exempt);
        let output = replay(&momo, &[PLAIN, "--timeout", "200ms", "--to", url]).expect(3);
        assert!(!output.out().contains("PROXY"), "{output}");
    }
    proxy.assert_unused();
}

#[test]
fn proxy_that_answered_is_named() {
    let proxy = Peer::answering(502, "text/plain", "no way");
    let other = UnusedProxy::new();
    let momo = momo()
        .with("HTTPS_PROXY", &other.address())
        .with(
            "http_proxy",
            &proxy.url("/").replace("://", "://me:canary@"),
        )
        .with("ALL_PROXY", &other.address());
    let output = replay(&momo, &[PLAIN, "--to", "http://bot.example/hook"]).expect(1);
    let seen = proxy.only();
    assert_eq!(seen.line, "POST http://bot.example/hook HTTP/1.1");
    assert_eq!(seen.header("host"), Some("bot.example"));
    // `me:canary` in base64.
    let password = seen.header("proxy-authorization");
    assert_eq!(password, Some("Basic bWU6Y2FuYXJ5"));
    assert!(!output.to_string().contains("canary"), "{output}");
    let words = format!("{} is set", told("http_proxy"));
    assert!(output.out().contains(&words), "{output}");
    other.assert_unused();
}

#[test]
fn proxy_that_refuses_is_named() {
    let dead = DeadPort::new();
    let address = format!("127.0.0.1:{}", dead.port());
    for (variable, url) in [
        ("HTTP_PROXY", "http://bot.example/"),
        ("all_proxy", "http://192.0.2.1:3000/"),
        ("https_proxy", "https://bot.example/"),
    ] {
        let momo = momo().with(variable, &format!("http://me:canary-password@{address}"));
        let output = replay(&momo, &[PLAIN, "--to", url]).expect(3);
        let variable = told(variable);
        let words = format!("connection refused by the proxy `{address}` that {variable} sets");
        assert!(output.out().contains(&words), "{output}");
        assert!(!output.to_string().contains("canary"), "{output}");
    }
}

#[test]
fn proxy_that_cannot_be_used_is_refused_by_its_variable() {
    let proxy = UnusedProxy::new();
    let address = proxy.address();
    let cases = [
        (
            "ALL_PROXY",
            "socks5h://me:canary-password@",
            "asks for a SOCKS proxy",
        ),
        ("all_proxy", "socks5://", "asks for a SOCKS proxy"),
        ("HTTP_PROXY", "SOCKS4A://", "asks for a SOCKS proxy"),
        ("http_proxy", "socks://", "asks for a SOCKS proxy"),
        ("http_proxy", "ftp://", "asks for a `ftp` proxy"),
        ("HTTP_PROXY", "http://[", "holds no address of a proxy"),
    ];
    for (variable, start, words) in cases {
        let momo = momo().with(variable, &format!("{start}{address}"));
        let output = replay(&momo, &[PLAIN, "--to", "http://bot.invalid/"]).expect(3);
        let words = format!("{} {words}", told(variable));
        assert!(output.out().contains(&words), "{output}");
        assert_eq!(output.out().matches("hint:").count(), 1, "{output}");
        assert!(!output.to_string().contains("canary"), "{output}");
    }
    let momo = momo().with("https_proxy", &format!("socks5h://{address}"));
    let output = replay(&momo, &[PLAIN, "--to", "https://bot.invalid/"]).expect(3);
    let words = format!("{} asks for a SOCKS", told("https_proxy"));
    assert!(output.out().contains(&words), "{output}");
    proxy.assert_unused();
}
