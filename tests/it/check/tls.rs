//! Bots with a certificate, and without one where it is needed.
use super::outcome;
use crate::bots::sources;
use crate::support::{Momo, data, free_port, has_program};
use serde_json::Value;
use std::net::UdpSocket;

/// Runs the check of the Python bot at this host, with these variables.
fn check_at(scheme: &str, host: &str, wrong: &str, variables: &[(&str, &str)]) -> Value {
    let mut momo = Momo::new().with("WRONG", wrong);
    for (name, value) in variables {
        momo = momo.with(name, value);
    }
    let url = format!("{scheme}://{host}:{}/momotalk/webhook", free_port());
    let script = sources().join("python/checked.py");
    let args = [
        "check",
        &url,
        "--yes",
        "--json",
        "--skip",
        "load,http.too-large,event.1mib",
    ];
    let command = ["--", "python3", script.to_str().unwrap()];
    momo.run(&[&args[..], &command].concat()).json()
}

fn over_tls(wrong: &str) -> Value {
    let folder = data("tls");
    let bundle = folder.join("certificate.pem");
    let variables = [
        ("TLS_FOLDER", folder.to_str().unwrap()),
        ("SSL_CERT_FILE", bundle.to_str().unwrap()),
    ];
    check_at("https", "localhost", wrong, &variables)
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn old_version_of_tls_is_found() {
    if !has_program("python3") {
        return;
    }
    let right = over_tls("");
    for id in [
        "event.valid",
        "tls.https",
        "tls.old-version",
        "signature.missing",
        "duplicate.again",
    ] {
        assert_eq!(outcome(&right, id)["verdict"], "pass", "{right:#}");
    }
    assert_eq!(outcome(&right, "http.chunked")["verdict"], "not-applicable");
    let wrong = over_tls("tls.old-version");
    assert_eq!(outcome(&wrong, "tls.old-version")["verdict"], "fail");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn plain_http_between_machines_is_found() {
    // No packet is sent: the system only chooses its address for that way.
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    let host = socket
        .connect("192.0.2.1:9")
        .and_then(|()| socket.local_addr());
    let Some(host) = host
        .ok()
        .map(|host| host.ip())
        .filter(|host| !host.is_loopback())
    else {
        eprintln!("skipped: this machine has no address but that of itself");
        return;
    };
    if !has_program("python3") {
        return;
    }
    let report = check_at("http", &host.to_string(), "", &[("HOST", "0.0.0.0")]);
    assert_eq!(outcome(&report, "tls.https")["verdict"], "fail");
    assert_eq!(outcome(&report, "signature.missing")["verdict"], "pass");
}
