//! `momo webhook replay FILE` of archives that are broken, or in an unusual form.
use super::{fine, momo, replay};
use crate::support::{DeadPort, Momo, Output, Peer};
use serde_json::json;

fn exchange(text: &str) -> String {
    let body = json!({ "event_type": "talk.message_created", "text": text }).to_string();
    let request = json!({ "method": "POST", "url": "/", "headers": [], "body": body });
    json!({ "protocol": "momotalk", "kind": "event", "request": request }).to_string()
}

fn deliver(momo: &Momo, peer: &Peer, file: &str) -> Output {
    replay(momo, &[file, "--to", &peer.url("/"), "--keep-signature"])
}

#[test]
fn broken_archive_is_refused_with_its_place() {
    let (momo, peer) = (momo(), fine());
    let first = exchange("하나");
    let cut = format!("{first}\n{}", &first[..30]);
    let latin = [first.as_bytes(), b"\n{\"id\": \"caf\xe9\"}\n"].concat();
    for (name, bytes, words) in [
        (
            "cut.har",
            br#"{"log": {"entries": [{"#.to_vec(),
            "looks like a HAR and cannot be read: line 1 column ",
        ),
        (
            "cut.ndjson",
            cut.into_bytes(),
            "cannot be read: line 2 column 30: ",
        ),
        ("latin.ndjson", latin, "cannot be read: line 2 column "),
        (
            "curl.sh",
            b"# ex_1  event\ncurl -X POST 'http://x/'\n".to_vec(),
            "holds curl commands",
        ),
    ] {
        let file = momo.file(name, bytes.clone());
        let refused = deliver(&momo, &peer, &file).expect(3);
        let err = refused
            .err()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(err.contains(words), "{refused}");
        assert!(
            err.contains("`--raw` sends the bytes as they are"),
            "{refused}"
        );
        assert!(peer.seen().is_empty(), "{refused}");
    }
    let file = momo.file("raw.har", br#"{"log": {"entries": [{"#);
    let raw = [&*file, "--raw", "--to", &peer.url("/")];
    replay(&momo, &raw).expect_notes(0);
    assert_eq!(peer.seen()[0].body, br#"{"log": {"entries": [{"#);
}

#[test]
fn list_and_other_line_ends_are_read_as_lines() {
    let momo = momo();
    let exchanges = [exchange("하나"), exchange("둘")];
    for (name, text) in [
        ("list.json", format!("[{}]", exchanges.join(", "))),
        ("cr.ndjson", exchanges.join("\r")),
        ("crlf.ndjson", exchanges.join("\r\n")),
    ] {
        let (peer, file) = (fine(), momo.file(name, text));
        deliver(&momo, &peer, &file).expect_notes(0);
        assert_eq!(peer.seen().len(), 2, "{name}");
    }
}

#[test]
fn request_that_cannot_be_written_is_no_answer_of_the_bot() {
    let (momo, nowhere) = (momo(), DeadPort::new());
    for request in [
        json!({ "method": "P OST", "url": "/", "headers": [], "body": "{}" }),
        json!({ "method": "POST", "url": "/", "headers": [{ "name": "X Y", "value": "1" }], "body": "{}" }),
    ] {
        let file = momo.file("one.json", json!({ "request": request }).to_string());
        let words = [&file, "--to", &nowhere.url("/"), "--keep-signature"];
        replay(&momo, &words).expect(3);
    }
}
