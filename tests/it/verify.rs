//! `momo verify`: yes, no, and cannot say; signatures from flags, headers and captured exchanges.
use crate::support::{Momo, Output, Peer};
use serde_json::json;

const SECRET: &str = "test-webhook-secret-0123456789";
const BODY: &str = "{\"event_id\":\"evt_1\",\"bot_id\":\"bot_1\",\"message\":{\"body\":\"안녕\"}}";
// printf '%s' BODY | openssl dgst -sha256 -hmac SECRET
const SIGNATURE: &str = "3ffe884a2b951514d3092ce3522b2cf56d1b87378d1810d0637032b9f0b5a65d";

fn momo() -> Momo {
    Momo::new().with("MOMOTALK_WEBHOOK_SECRET", SECRET)
}

#[must_use]
fn verify(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["verify"], args].concat())
}

#[test]
fn right_signature_is_valid() {
    let momo = momo();
    let file = momo.file("event.json", BODY);
    verify(&momo, &[&file, "--signature", SIGNATURE]).is("\
valid    HMAC-SHA256, 65 bytes, secret e308da87 from the environment variable `MOMOTALK_WEBHOOK_SECRET`
--- status 0
");
    let output = verify(&momo, &["--body", BODY, "-s", SIGNATURE, "--json"]).expect(0);
    assert_eq!(
        output.json(),
        json!({
            "verdict": "valid",
            "algorithm": "HMAC-SHA256",
            "bytes": 65,
            "secret_fingerprint": "e308da87",
            "secret_origin": "the environment variable `MOMOTALK_WEBHOOK_SECRET`",
        })
    );
    // Either case, and white space around a header's value.
    verify(&momo, &[&file, "-s", &SIGNATURE.to_uppercase()]).expect(0);
    verify(&momo, &[&file, "-s", &format!(" {SIGNATURE}\t")]).expect(0);
    let output = momo.run_with_input(&["verify", "-", "-s", SIGNATURE], BODY.as_bytes());
    output.expect(0);
}

#[test]
fn last_event_and_id_of_the_history_are_verified() {
    let momo = momo();
    let peer = Peer::answering(200, "application/json", "{}");
    let missing = verify(&momo, &["last"]).expect(3);
    assert!(
        missing.err().contains("no event in the history"),
        "{missing}"
    );
    let args = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--json",
        "--to",
        &peer.url("/"),
    ];
    let sent = momo.run(&args).expect(0).json_lines().remove(0);
    let id = sent["id"].as_str().unwrap();
    for name in ["last", id, &id[..id.len() - 1]] {
        assert!(verify(&momo, &[name]).expect(0).out().starts_with("valid "));
    }
    let other = verify(&momo, &["last", "--secret", "another-secret-of-this-test"]).expect_notes(1);
    assert!(other.out().starts_with("invalid "), "{other}");
    // A file of that name wins.
    momo.file("last", BODY);
    verify(&momo, &["last", "-s", SIGNATURE]).expect(0);
    verify(&momo, &[id, "--raw", "-s", SIGNATURE]).expect(3);
}

#[test]
fn other_signatures_are_invalid() {
    let momo = momo();
    let file = momo.file("event.json", BODY);
    let changed = SIGNATURE.replace('0', "1");
    let double = SIGNATURE.repeat(2);
    for signature in [
        &*changed,
        "",
        " ",
        &SIGNATURE[..62],
        &SIGNATURE[..63],
        &format!("{SIGNATURE}0"),
        &format!("{SIGNATURE} junk"),
        &format!("sha256={SIGNATURE}"),
        &format!("{SIGNATURE},{SIGNATURE}"),
        &double,
        "--help",
        "안녕",
    ] {
        let given = format!("--signature={signature}");
        verify(&momo, &[&file, &given]).expect(1);
        verify(&momo, &[&file, &given, "--explain"]).expect(1);
    }
    let other = momo.file("other.json", format!("{BODY} "));
    verify(&momo, &[&other, "-s", SIGNATURE]).expect(1);
    verify(
        &momo,
        &[
            &file,
            "-s",
            SIGNATURE,
            "--secret",
            "another secret, long enough",
        ],
    )
    .expect(1);
    let output = verify(&momo, &[&file, "-s", "1234", "--json"]).expect(1);
    assert_eq!(
        output.json()["reason"],
        "a signature is 64 hex digits, this one has 4"
    );
}

#[test]
fn missing_signature_is_a_usage_error() {
    let momo = momo();
    let file = momo.file("event.json", BODY);
    verify(&momo, &[&file]).is("\
--- stderr
error: no signature was given
  hint: Give `--signature HEX`, `--headers FILE`, or a captured exchange as FILE.
--- status 2
");
    let headers = momo.file("headers.txt", "Host: localhost\r\nDate: today\r\n");
    let output = verify(&momo, &["event.json", "--headers", "headers.txt"]);
    output.is("\
--- stderr
error: there is no X-MoMoTalk-Bot-Signature header in `headers.txt`
  hint: Headers found there: Host, Date.
--- status 2
");
    momo.file("other.txt", format!("X-Signature: sha256={SIGNATURE}\r\n"));
    verify(&momo, &["event.json", "--headers", "other.txt"]).is("\
--- stderr
error: there is no X-MoMoTalk-Bot-Signature header in `other.txt`
  hint: Headers found there: X-Signature.
  hint: `X-Signature` may hold a signature: `--signature` checks its value, but MoMoTalk sends none there.
--- status 2
");
    verify(&momo, &[&file, "-s", SIGNATURE, "--headers", &headers]).expect(2);
    verify(&momo, &["--headers", "-"]).expect(2);
    verify(&momo, &["-", "-s", SIGNATURE, "--secret-file", "-"]).expect(2);
    verify(&momo, &["missing.json", "-s", SIGNATURE]).expect(3);
    let bare = Momo::new();
    verify(&bare, &["--body", BODY, "-s", SIGNATURE]).expect(3);
}

#[test]
fn signature_is_found_in_captured_headers() {
    let momo = momo();
    let file = momo.file("event.json", BODY);
    for headers in [
        format!(
            "> POST / HTTP/1.1\n> Host: h\n> X-MoMoTalk-Bot-Signature: {SIGNATURE}\n>\n< HTTP/1.1 200 OK\n"
        ),
        format!("POST / HTTP/1.1\r\nx-momotalk-bot-signature: {SIGNATURE}\r\n\r\n{BODY}"),
        format!(":method\nPOST\nx-momotalk-bot-signature\n{SIGNATURE}\n"),
        format!("{{\"X-Momotalk-Bot-Signature\":\"{SIGNATURE}\"}}"),
    ] {
        let given = momo.file("headers", &headers);
        let output = verify(&momo, &[&file, "--headers", &given]);
        assert_eq!(output.status, Some(0), "{headers}\n{output}");
        let by_stdin =
            momo.run_with_input(&["verify", &file, "--headers", "-"], headers.as_bytes());
        by_stdin.expect(0);
    }
    let line = format!("X-MoMoTalk-Bot-Signature: {SIGNATURE}\n");
    let twice = momo.file("twice", line.repeat(2));
    let output = verify(&momo, &[&file, "--headers", &twice, "--json"]).expect(1);
    assert_eq!(
        output.json()["reason"],
        "there are 2 signature headers, not one"
    );
}

/// Captured exchanges: momo's own form, a HAR entry, a HAR file, a bare request.
#[test]
fn captured_exchange_holds_body_and_signature() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let momo = momo();
    let list = json!([{"name": "X-MoMoTalk-Bot-Signature", "value": SIGNATURE}]);
    let plain = json!({"method": "POST", "url": "/", "headers": list, "body": BODY});
    let based = json!({"method": "POST", "url": "/", "headers": list, "body_base64": STANDARD.encode(BODY)});
    let har = json!({"method": "POST", "url": "http://h/", "headers": list, "postData": {"mimeType": "application/json", "text": BODY}});
    let map =
        json!({"method": "POST", "headers": {"x-momotalk-bot-signature": SIGNATURE}, "body": BODY});
    let other = json!({"method": "GET", "url": "http://h/", "headers": []});
    for exchange in [
        json!({"id": "ex_1", "direction": "received", "protocol": "momotalk", "kind": "event", "request": plain}),
        json!({"request": based}),
        json!({"startedDateTime": "x", "request": har, "response": {"status": 200}}),
        json!({"request": map}),
        json!({"log": {"version": "1.2", "entries": [{"request": other}, {"request": har}]}}),
    ] {
        let file = momo.file("exchange.json", exchange.to_string());
        let output = verify(&momo, &[&file]);
        assert_eq!(output.status, Some(0), "{exchange}\n{output}");
        verify(&momo, &[&file, "-s", &"0".repeat(64)]).expect(1);
        // As bytes it is another payload.
        verify(&momo, &[&file, "--raw", "-s", SIGNATURE]).expect(1);
    }
    let line = json!({"request": plain}).to_string();
    let two = momo.file("two.ndjson", format!("{line}\n{line}\n"));
    verify(&momo, &[&two]).expect(2);
    let none = momo.file("none.json", json!({"request": other}).to_string());
    verify(&momo, &[&none]).expect(2);
}

#[test]
fn large_payloads_are_verified() {
    let momo = momo();
    let large = momo.file("large", "x".repeat((16 << 20) + 10));
    let signature = momo.run(&["sign", &large]).expect(0).out();
    let output = verify(&momo, &[&large, "-s", &signature, "--json"]).expect(0);
    assert_eq!(output.json()["bytes"], (16 << 20) + 10);
    let output = verify(&momo, &[&large, "-s", "1", "--json", "--explain"]).expect(1);
    assert_eq!(output.json()["bytes"], (16 << 20) + 10);
    let bytes = vec![b'x'; (16 << 20) + 10];
    let output = momo.run_with_input(&["verify", "-s", signature.trim()], &bytes);
    output.expect(0);
}

#[test]
fn untrusted_text_is_escaped_in_the_terminal() {
    let momo = momo();
    let file = momo.file("event.json", BODY);
    let given = format!("--signature=\u{1b}[31m={SIGNATURE}");
    let output = verify(&momo, &[&file, &given, "--explain"]).expect(1);
    assert!(!output.stdout.contains(&0x1b), "{output}");
}

mod property {

    use momo::model::http::header_text;
    use momo::model::replay::captured::CapturedRequest;
    use momo::model::secret::Secret;
    use momo::model::secret::signature::{Signature, Signer};
    use proptest::prelude::*;
    use sha2::{Digest, Sha256};

    /// HMAC as RFC 2104 writes it, from SHA-256 alone.
    fn hmac(key: &[u8], body: &[u8]) -> [u8; 32] {
        let mut block = [0; 64];
        if key.len() > 64 {
            block[..32].copy_from_slice(&Sha256::digest(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let padded = |pad: u8| block.map(|byte| byte ^ pad);
        let inner = Sha256::new()
            .chain_update(padded(0x36))
            .chain_update(body)
            .finalize();
        Sha256::new()
            .chain_update(padded(0x5c))
            .chain_update(inner)
            .finalize()
            .into()
    }

    proptest! {
        #[test]
        fn signature_equals_the_rfc_definition(
            key in proptest::collection::vec(any::<u8>(), 1..200),
            body: Vec<u8>,
            cut: prop::sample::Index,
        ) {
            let signer = Signer::new(&Secret::new(key.clone()).unwrap());
            let signature = signer.sign(&body);
            prop_assert_eq!(signature.bytes(), &hmac(&key, &body));
            let at = cut.index(body.len() + 1);
            let mut stream = signer.stream();
            stream.update(&body[..at]);
            stream.update(&body[at..]);
            prop_assert_eq!(stream.finish(), signature);
            prop_assert!(signer.verify(&body, &signature));
            prop_assert_eq!(Signature::parse(signature.to_string().as_bytes()), Ok(signature));
        }

        #[test]
        fn signature_is_exactly_64_hex_digits(text: Vec<u8>) {
            let trimmed = text.trim_ascii();
            let is_one = trimmed.len() == 64 && trimmed.iter().all(u8::is_ascii_hexdigit);
            prop_assert_eq!(Signature::parse(&text).is_ok(), is_one);
        }

        #[test]
        fn any_bytes_are_read_as_a_capture_without_panic(bytes: Vec<u8>, text in "[\\[\\]{}\":,a-z0-9\n ]{0,80}") {
            header_text::parse(&bytes);
            let _ = CapturedRequest::parse_all(&bytes);
            let text = format!("{{\"request\":{{\"headers\":{text}}}}}");
            let _ = CapturedRequest::parse_all(text.as_bytes());
        }
    }
}

#[test]
fn signature_of_sha1_is_named() {
    let momo = momo();
    // printf '%s' BODY | openssl dgst -sha1 -hmac SECRET
    let sha1 = "5a02720acaab47e849968cb70c68b019c79ba540";
    for signature in [sha1.to_owned(), format!("sha1={sha1}")] {
        let output = verify(&momo, &["--body", BODY, "-s", &signature]).expect_notes(1);
        let words =
            "it has the 40 hex digits of HMAC-SHA1: MoMoTalk signs with HMAC-SHA256, which has 64";
        assert!(output.out().contains(words), "{output}");
    }
}

#[test]
fn last_event_of_a_bot_of_one_run_is_told_as_that() {
    let peer = Peer::answering(200, "text/plain", "ok");
    let momo = Momo::new();
    crate::support::keep_bot(&momo, "bot_1", "local", "http://127.0.0.1:9/api");
    let event = BODY.replace("bot_1", "bot_of_one_run");
    momo.file("event.json", event);
    let to = peer.url("/");
    let replay = ["webhook", "replay", "./event.json", "--to", &to];
    momo.run(&[&replay[..], &["--secret", SECRET]].concat())
        .expect_notes(0);
    let output = verify(&momo, &["last"]).expect(3);
    assert!(
        output.err().contains("it was of one run, or is gone"),
        "{output}"
    );
    assert!(!output.err().contains("momo bot add"), "{output}");
    // What `last` is, both say.
    let output = verify(&momo, &["last", "--secret", SECRET]).expect_notes(0);
    assert!(output.out().contains("of the last event, ex_"), "{output}");
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    assert!(
        shown.out().contains("(the last exchange of any kind)"),
        "{shown}"
    );
}
