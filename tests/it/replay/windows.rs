//! Files as Windows writes them: byte order marks, UTF-16, CRLF.
use super::{PLAIN, fine, momo, replay};
use crate::support::Momo;

fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(encode).collect()
}

/// The text in the ways in which PowerShell, Notepad and others save it.
fn saved(text: &str) -> Vec<Vec<u8>> {
    let marked = format!("\u{feff}{text}");
    let crlf = marked.replace('\n', "\r\n");
    vec![
        marked.clone().into_bytes(),
        crlf.into_bytes(),
        utf16(&marked, u16::to_le_bytes),
        utf16(&marked, u16::to_be_bytes),
        utf16(text, u16::to_le_bytes),
    ]
}

/// Exports of two events.
fn exports() -> [String; 2] {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    for sample in [PLAIN, "momotalk/message_created.korean"] {
        replay(&momo, &[sample, "--to", &url]).expect_notes(0);
    }
    ["ndjson", "har"].map(|shape| {
        let export = ["webhook", "history", "export", "--as", shape];
        momo.run(&export).expect(0).out()
    })
}

#[test]
fn archive_is_read_as_what_it_is() {
    for export in exports() {
        for bytes in saved(&export) {
            let (momo, peer) = (momo(), fine());
            let file = momo.file("export", &bytes);
            replay(&momo, &[&file, "--to", &peer.url("/")]).expect_notes(0);
            assert_eq!(peer.seen().len(), 2);
            let target = Momo::new();
            let import = ["webhook", "history", "import", &file];
            let imported = target.run(&import).expect(0).out();
            assert!(
                imported.starts_with("2 exchanges imported from "),
                "{imported}"
            );
        }
    }
}

#[test]
fn payload_keeps_its_bytes_and_is_told() {
    for bytes in saved("{\"event_id\":\"evt_1\"}") {
        let (momo, peer) = (momo(), fine());
        let file = momo.file("payload.json", &bytes);
        let args = [&*file, "--keep-ids", "--to", &peer.url("/")];
        let output = replay(&momo, &args).expect_notes(0);
        let told = "begins with a byte order mark or is UTF-16, and is signed and sent as it is";
        assert!(output.err().contains(told), "{output}");
        assert_eq!(peer.only().body, bytes);
    }
}

#[test]
fn settings_headers_and_texts_are_read_in_every_encoding() {
    let signature = "00".repeat(32);
    let headers = format!("X-MoMoTalk-Bot-Signature: {signature}\n");
    for (settings, headers) in saved("{\"profile\": \"nowhere\"}\n")
        .iter()
        .zip(saved(&headers))
    {
        let momo = momo();
        let file = momo.file("headers.txt", headers);
        let verified = momo.run(&["verify", "--body", "x", "--headers", &file]);
        verified.expect_notes(1);
        momo.file("momo.json", settings);
        let listed = momo.run(&["bot", "list"]).expect(3);
        assert!(listed.to_string().contains("nowhere"), "{listed}");
    }
}

#[test]
fn mark_before_a_secret_is_told_and_named() {
    let plain = "a-secret-of-this-very-test";
    for (bytes, told, mistake) in [
        (
            format!("\u{feff}{plain}\n").into_bytes(),
            "begins with a byte order mark",
            "secret_bom_removed",
        ),
        (
            utf16(&format!("\u{feff}{plain}\r\n"), u16::to_le_bytes),
            "is UTF-16",
            "secret_utf16",
        ),
    ] {
        let momo = Momo::new();
        let file = momo.file("secret.txt", bytes);
        let sign = |args: &[&str]| momo.run(&[&["sign", "--body", "x"], args].concat());
        let signed = sign(&["--secret-file", &file]).expect_notes(0);
        assert!(signed.err().contains(told), "{signed}");
        let right = sign(&["--secret", plain]).expect(0).out();
        assert_ne!(signed.out(), right);
        let verify = |args: &[&str]| {
            let all = ["verify", "--body", "x", "--explain", "--json"];
            momo.run(&[&all[..], args].concat())
        };
        let verified = verify(&["-s", right.trim(), "--secret-file", &file]).expect_notes(1);
        assert!(verified.err().contains(told), "{verified}");
        assert_eq!(
            verified.json()["explanation"][0]["mistake"],
            mistake,
            "{verified}"
        );
        let key = [
            "kakao-share/direct_chat.get",
            "--to",
            "3000",
            "--kakao-admin-key-file",
            &file,
        ];
        let refused = replay(&momo, &key).expect(2);
        assert!(refused.err().contains(told), "{refused}");
        let add = ["bot", "add", "bot_1", "--secret-file", &file];
        let added = momo.run(&add).expect_notes(0);
        assert!(added.err().contains(told), "{added}");
    }
}

#[test]
fn mark_in_the_secret_of_the_signer_is_named() {
    let plain = "a-secret-of-this-very-test";
    let momo = Momo::new();
    let marked = format!("\u{feff}{plain}");
    let sign = ["sign", "--body", "x", "--secret", &marked];
    let signed = momo.run(&sign).expect_notes(0).out();
    let verify = [
        "verify",
        "--body",
        "x",
        "--explain",
        "--json",
        "--secret",
        plain,
    ];
    let verified = momo
        .run(&[&verify[..], &["-s", signed.trim()]].concat())
        .expect(1);
    let mistake = &verified.json()["explanation"][0]["mistake"];
    assert_eq!(mistake, "secret_bom_added", "{verified}");
}
