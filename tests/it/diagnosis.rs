//! `model::diagnosis`: the words for each way in which a delivery goes wrong; and TLS, which wants a real server.
use crate::support::{Momo, Peer, data, response};
use momo::io::probe;
use momo::model::diagnosis::{Diagnosis, DiagnosisContext, diagnose};
use momo::model::history::exchange::{
    Direction, Exchange, ExchangeKind, Failure, FailureCause, Timing,
};
use momo::model::http::{Request, Response};
use momo::model::protocol::Protocol;
use momo::model::secret::signature::{SignatureCheck, SignatureVerdict};
use momo::model::text::phrase::Phrase;
use momo::model::time::Timestamp;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

const URL: &str = "http://127.0.0.1:3000/hook";

fn exchange(url: &str) -> Exchange {
    Exchange {
        id: "ex_1".into(),
        direction: Direction::Sent,
        protocol: Protocol::Momotalk,
        kind: ExchangeKind::Event,
        hop: None,
        forwarded_from: None,
        missing: Vec::new(),
        started_at: Timestamp(0),
        event_id: None,
        event_type: None,
        bot_id: None,
        attempt: None,
        faults: Vec::new(),
        signature: SignatureCheck {
            secret: Some("1a2b3c4d".into()),
            ..SignatureCheck::from_verdict(SignatureVerdict::Valid)
        },
        request: Request::post(url, "application/json", "{}"),
        response: None,
        failure: None,
        timing: Timing::default(),
        starred: false,
    }
}

/// All the words for an answer.
fn words(url: &str, status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let mut answer = Response::new(status, "text/plain", body);
    for (name, value) in headers {
        answer.headers.set(name, *value);
    }
    let exchange = Exchange {
        response: Some(answer),
        ..exchange(url)
    };
    spelled(diagnose(&exchange, &DiagnosisContext::default()))
}

fn failed(url: &str, cause: FailureCause, message: &str, facts: &DiagnosisContext) -> String {
    let exchange = Exchange {
        failure: Some(Failure {
            cause,
            message: Phrase::verbatim(message),
        }),
        ..exchange(url)
    };
    spelled(diagnose(&exchange, facts))
}

fn spelled(diagnosis: Option<Diagnosis>) -> String {
    diagnosis.map_or_else(String::new, |diagnosis| {
        let message = diagnosis.message.to_string();
        let hints: Vec<_> = diagnosis.hints.iter().map(Phrase::to_string).collect();
        assert!(!message.ends_with('.'), "{diagnosis:?}");
        assert!(
            hints
                .iter()
                .all(|hint| hint.ends_with(['.', '?', ')', ':'])),
            "{diagnosis:?}"
        );
        format!("{message} | {}", hints.join(" | "))
    })
}

#[track_caller]
fn says(words: &str, parts: &[&str]) {
    for part in parts {
        assert!(words.contains(part), "`{part}` is missing in: {words}");
    }
}

#[test]
fn each_status_has_its_diagnosis() {
    assert_eq!(words(URL, 204, &[], ""), "");
    says(&words(URL, 400, &[], "bad"), &["malformed"]);
    says(
        &words(URL, 401, &[], "invalid signature"),
        &[
            "refused the signature (401)",
            "1a2b3c4d",
            "sha256sum",
            "express.raw",
        ],
    );
    says(
        &words(URL, 403, &[], "CSRF verification failed"),
        &["CSRF token"],
    );
    says(
        &words(URL, 403, &[], "Blocked request. This host is not allowed"),
        &["host name", "-H 'Host: NAME'"],
    );
    says(
        &words(URL, 401, &[("WWW-Authenticate", "Basic realm=x")], ""),
        &["wants a login (`Basic realm=x`)"],
    );
    says(
        &words(URL, 404, &[], "Cannot POST /hook"),
        &["knows no path `/hook`", "Express's words"],
    );
    says(
        &words("http://127.0.0.1:3000/", 404, &[], ""),
        &["--to http://127.0.0.1:3000/momotalk/webhook"],
    );
    says(
        &words(URL, 405, &[("Allow", "GET, HEAD")], ""),
        &["takes only GET, HEAD"],
    );
    says(&words(URL, 411, &[], ""), &["Content-Length"]);
    says(
        &words(URL, 413, &[], "PayloadTooLargeError"),
        &["it has 2 bytes", "limit"],
    );
    says(&words(URL, 415, &[], ""), &["`application/json`"]);
    says(
        &words(URL, 421, &[], ""),
        &["does not answer for the host `127.0.0.1:3000`"],
    );
    says(
        &words(URL, 429, &[("Retry-After", "7")], ""),
        &["`Retry-After: 7`"],
    );
    says(
        &words(URL, 500, &[], "Traceback"),
        &["the bot failed (500)"],
    );
    says(
        &words(URL, 502, &[("Server", "ngrok")], ""),
        &["(`ngrok`) could not reach the bot (502)"],
    );
    says(&words(URL, 418, &[], ""), &["418"]);
}

#[test]
fn refusals_of_momo_are_not_blamed_on_a_proxy() {
    for own in [
        "the event could not be stored, please deliver it again\n",
        "all connections are busy\n",
        "too many bodies are coming in at once\n",
    ] {
        let words = words(URL, 503, &[("Server", "momo")], own);
        says(&words, &["momo listens there", own.trim_end()]);
        assert!(!words.contains("proxy"), "{words}");
    }
    says(&words(URL, 503, &[], "busy"), &["proxy or tunnel"]);
}

#[test]
fn redirects_are_told_apart() {
    let to = |location: &str| words(URL, 308, &[("Location", location)], "");
    says(
        &to("/hook/"),
        &["Only the slash at the end differs: `--to http://127.0.0.1:3000/hook/`."],
    );
    says(
        &to("https://127.0.0.1:3000/hook"),
        &["The server wants HTTPS"],
    );
    says(&to("/login?next=/hook"), &["leads to a login"]);
    says(&to("other"), &["`--to http://127.0.0.1:3000/other`"]);
    says(
        &to("//bot.example/x"),
        &["another host", "http://bot.example/x"],
    );
    says(&words(URL, 302, &[], ""), &["without a `Location`"]);
}

#[test]
fn html_pages_are_recognised() {
    let page = "<!DOCTYPE html><html><head><title>Welcome to nginx!</title>";
    says(
        &words(URL, 200, &[], page),
        &["an HTML page, `Welcome to nginx!`", "really the bot"],
    );
    says(
        &words(
            URL,
            404,
            &[("Content-Type", "text/html; charset=utf-8")],
            "<p>Nothing here",
        ),
        &["Note that the answer is an HTML page"],
    );
    says(
        &words(
            URL,
            400,
            &[],
            "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title>",
        ),
        &[
            "speaks TLS, and was called without",
            "--to https://127.0.0.1:3000/hook",
        ],
    );
}

#[test]
fn each_failure_has_its_diagnosis() {
    let none = DiagnosisContext::default();
    says(
        &failed("http://web/", FailureCause::Dns, "", &none),
        &["`web` has no address", "containers"],
    );
    says(
        &failed("http://bot.example:81/", FailureCause::Refused, "", &none),
        &["nothing listens on port 81 there"],
    );
    let listeners = |addresses: &[&str]| DiagnosisContext {
        listeners: addresses
            .iter()
            .map(|address| address.parse().unwrap())
            .collect(),
        ..DiagnosisContext::default()
    };
    says(
        &failed(
            URL,
            FailureCause::Refused,
            "",
            &listeners(&[
                "127.0.0.1:8080",
                "0.0.0.0:5000",
                "127.0.0.1:22",
                "127.0.0.1:40000",
            ]),
        ),
        &[
            "nothing listens on `127.0.0.1:3000`",
            "something listens on ports 5000, 8080.",
        ],
    );
    says(
        &failed(URL, FailureCause::Refused, "", &listeners(&["[::1]:3000"])),
        &["`[::1]:3000`, which is another address: try `--to http://[::1]:3000/hook`"],
    );
    says(
        &failed(
            "http://10.0.0.1/",
            FailureCause::Connect,
            "no connection to `10.0.0.1`: Network is unreachable",
            &none,
        ),
        &["Network is unreachable"],
    );
    let connects = |connects| DiagnosisContext {
        can_connect: Some(connects),
        timeout: Some(std::time::Duration::from_secs(3)),
        ..DiagnosisContext::default()
    };
    says(
        &failed(URL, FailureCause::Timeout, "", &connects(true)),
        &["takes connections, but did not answer within 3s"],
    );
    for (protocol, limit) in [
        (Protocol::Momotalk, "MoMoTalk documents no time limit"),
        (Protocol::KakaoShare, "Kakao gives a Share webhook 3 s"),
        (Protocol::KakaoSkill, "Kakao gives a skill 5 s"),
    ] {
        let mut exchange = exchange(URL);
        exchange.protocol = protocol;
        exchange.failure = Some(Failure {
            cause: FailureCause::Timeout,
            message: Phrase::verbatim(""),
        });
        says(&spelled(diagnose(&exchange, &connects(true))), &[limit]);
    }
    says(
        &failed(URL, FailureCause::Timeout, "", &connects(false)),
        &["no connection to `127.0.0.1:3000` came about within 3s"],
    );
    says(
        &failed(URL, FailureCause::Broken, "", &none),
        &["closed the connection"],
    );
    let tls = DiagnosisContext {
        speaks_tls: Some(true),
        ..DiagnosisContext::default()
    };
    says(
        &failed(URL, FailureCause::Broken, "", &tls),
        &["speaks TLS", "--to https://127.0.0.1:3000/hook"],
    );
    let proxy = DiagnosisContext {
        proxy: Some("HTTP_PROXY".into()),
        ..DiagnosisContext::default()
    };
    says(
        &failed("http://bot.example/", FailureCause::Broken, "", &proxy),
        &["HTTP_PROXY is set"],
    );
    let refused = "connection refused by the proxy `127.0.0.1:3128` that HTTP_PROXY sets";
    says(
        &failed(
            "http://bot.example/",
            FailureCause::Refused,
            refused,
            &proxy,
        ),
        &[refused, "Does the proxy run"],
    );
    says(
        &failed(
            URL,
            FailureCause::Protocol,
            "what `x` sent is no HTTP answer: invalid",
            &none,
        ),
        &["Another kind of server"],
    );
    says(
        &failed(
            URL,
            FailureCause::TooLarge,
            "the answer (200) is larger than 1048576 bytes",
            &none,
        ),
        &["larger than 1048576 bytes", "a file or a page"],
    );
}

/// A TLS server with an untrusted certificate; it answers every request with 200.
fn tls_server() -> u16 {
    let certificate = CertificateDer::from_pem_file(data("tls/certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(data("tls/key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream);
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(&response(200, "text/plain", "ok"));
            }
        }
    });
    port
}

/// A home on a machine whose bundle holds one authority, which signed nothing here.
fn with_authority() -> Momo {
    let authority = data("tls/authority.pem");
    Momo::new().with("SSL_CERT_FILE", authority.to_str().unwrap())
}

#[test]
#[cfg_attr(windows, ignore = "names its authorities by SSL_CERT_FILE")]
fn untrusted_certificate_is_a_tls_failure() {
    let port = tls_server();
    let args = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--secret",
        "x",
        "--to",
    ];
    let run = |momo: Momo, to: &str| momo.run(&[&args[..], &[to]].concat()).expect(3).out();
    for host in ["127.0.0.1", "localhost"] {
        says(
            &run(with_authority(), &format!("https://{host}:{port}/")),
            &[
                "no TLS  ",
                &format!("the certificate of `{host}` comes from nobody that this machine trusts"),
            ],
        );
    }
    // A machine without a bundle sends plain HTTP all the same.
    let bare = || {
        Momo::new()
            .with("SSL_CERT_FILE", "/nowhere")
            .with("SSL_CERT_DIR", "/nowhere")
    };
    says(
        &run(bare(), &format!("https://127.0.0.1:{port}/")),
        &["no TLS  ", "this machine has no CA certificates"],
    );
    let peer = Peer::raw(|_| response(200, "text/plain", ""));
    bare()
        .run(&[&args[..], &[&peer.url("/")]].concat())
        .expect_notes(0);
}

#[test]
fn wrong_scheme_is_found() {
    let port = tls_server();
    let momo = Momo::new();
    let args = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--secret",
        "x",
        "--to",
    ];
    let plain = momo
        .run(&[&args[..], &[&format!("http://127.0.0.1:{port}/hook")]].concat())
        .expect(1)
        .out();
    says(
        &plain,
        &[
            "speaks TLS, and was called without",
            &format!("--to https://127.0.0.1:{port}/hook"),
        ],
    );
    let peer = Peer::raw(|_| response(200, "text/plain", ""));
    let secure = peer.url("/hook").replace("http:", "https:");
    let output = momo.run(&[&args[..], &[&secure]].concat()).expect(3).out();
    says(
        &output,
        &["does not speak TLS", &format!("--to {}", peer.url("/hook"))],
    );
    assert!(!probe::speaks_tls(&peer.url("/")));
    assert!(probe::speaks_tls(&format!("https://127.0.0.1:{port}")));
    momo.run(&[&args[..], &[&peer.url("/")]].concat())
        .expect_notes(0);
}
