//! A secret that momo knows is never said or kept in clear, wherever a command line or a URL holds it by mistake.
use crate::support::{CANARIES, Momo, Peer, keep_bot};
use momo::model::secret::Secret;

const API: &str = "http://127.0.0.1:9/api";

/// What stands in the place of a secret.
fn mark(secret: &str) -> String {
    format!("[secret {}]", Secret::new(secret).unwrap().fingerprint())
}

fn momo() -> Momo {
    let momo = Momo::new();
    keep_bot(&momo, "bot_1", "local", API);
    momo
}

#[test]
fn error_names_the_fingerprint_of_a_kept_secret() {
    let momo = momo();
    let [token, secret] = [CANARIES[0], CANARIES[1]];
    for args in [
        &["webhook", "history", "show", secret][..],
        &["webhook", "replay", token, "--to", "3911/hook"],
        &["verify", token, "--signature", "00"],
        &["config", "get", token],
        &["chat", "check", token],
        &["bot", "env", "--bot", secret],
        &["message", "send", "--room", token, "hi"],
        &[token],
    ] {
        for json in [&[][..], &["--json"]] {
            // The run itself fails if its output has the secret.
            let output = momo.run(&[args, json].concat());
            let named = [token, secret].map(mark);
            assert!(
                named.iter().any(|it| output.err().contains(it)),
                "{args:?} {output}"
            );
        }
    }
}

#[test]
fn error_hides_secrets_of_flags_and_environment() {
    let momo = Momo::new().with("MOMOTALK_BOT_TOKEN", "token-of-the-environment");
    let output = momo
        .run(&["chat", "check", "token-of-the-environment"])
        .expect(2);
    assert!(
        output.err().contains(&mark("token-of-the-environment")),
        "{output}"
    );
    let secret = "secret-of-the-flag";
    let output = momo.run(&["sign", "--secret", secret, secret]);
    assert!(output.err().contains(&mark(secret)), "{output}");
}

#[test]
fn secret_in_a_url_is_sent_and_neither_shown_nor_kept() {
    let peer = Peer::answering(200, "text/plain", "ok");
    let momo = momo();
    let token = CANARIES[0];
    let to = peer.url(&format!("/hook?k={token}"));
    let output = momo.run(&["webhook", "replay", "momotalk/message_created", "--to", &to]);
    assert!(
        output.out().contains(&format!("/hook?k={}", mark(token))),
        "{output}"
    );
    output.expect_notes(0);
    momo.secrets(&[""]).assert_in_no_file(&[]);
    // It is filled in again where the same request is made again.
    momo.run(&["webhook", "replay", "last"]).expect_notes(0);
    let seen = peer.seen();
    assert_eq!(seen.len(), 2);
    for request in seen {
        assert_eq!(request.line, format!("POST /hook?k={token} HTTP/1.1"));
    }
    let curl = momo.run(&["webhook", "history", "show", "last", "--as", "curl"]);
    assert!(curl.out().contains("only a fingerprint"), "{curl}");
}
