//! Published vectors, through the binary: `sign` makes the tag, `verify` takes it, and takes no other.
use crate::support::{Momo, data};
use serde_json::Value;

fn read(name: &str) -> Value {
    let text = std::fs::read(data("vectors").join(name)).unwrap();
    serde_json::from_slice(&text).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Runs `sign` and `verify` over one vector: the tag in hex, and the exit code of `verify`.
fn through_the_binary(momo: &Momo, key: &[u8], message: &[u8], tag: &str) -> (String, Option<i32>) {
    // One newline at a secret file's end is not part of the secret.
    let key = momo.file("key", [key, b"\n"].concat());
    let message = momo.file("message", message);
    let secret = ["--secret-file", &key, "--quiet"];
    let signed = momo
        .run(&[&["sign", &message], &secret[..]].concat())
        .expect_notes(0);
    let signature = format!("--signature={tag}");
    let verified = momo.run(&[&["verify", &message, &signature, "--raw"], &secret[..]].concat());
    (signed.out().trim().to_owned(), verified.status)
}

#[test]
fn wycheproof_vectors_hold() {
    let momo = Momo::new();
    let vectors = read("wycheproof_hmac_sha256_test.json");
    let mut count = 0;
    for group in vectors["testGroups"].as_array().unwrap() {
        let tag_size = group["tagSize"].as_u64().unwrap();
        for test in group["tests"].as_array().unwrap() {
            let hex = |key: &str| bytes(test[key].as_str().unwrap());
            let (tag, result) = (test["tag"].as_str().unwrap(), &test["result"]);
            let (signed, status) = through_the_binary(&momo, &hex("key"), &hex("msg"), tag);
            let is_valid = result == "valid";
            assert_eq!(signed.starts_with(tag), is_valid, "{test}");
            // A shortened tag is no signature, even where it is the beginning of the right one.
            let wanted = if is_valid && tag_size == 256 { 0 } else { 1 };
            assert_eq!(status, Some(wanted), "{test}");
            count += 1;
        }
    }
    assert_eq!(count, vectors["numberOfTests"].as_u64().unwrap());
}

#[test]
fn rfc_4231_vectors_hold() {
    let momo = Momo::new();
    let vectors = read("rfc4231_hmac_sha256.json");
    let cases = vectors["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let hex = |key: &str| bytes(case[key].as_str().unwrap());
        let tag = case["tag_hex"].as_str().unwrap();
        let (signed, status) = through_the_binary(&momo, &hex("key_hex"), &hex("msg_hex"), tag);
        assert!(signed.starts_with(tag), "{case}");
        let is_whole = case["tag_bytes"] == 32;
        assert_eq!(status, Some(if is_whole { 0 } else { 1 }), "{case}");
    }
}

#[test]
fn worked_examples_of_other_platforms_hold() {
    let momo = Momo::new();
    let vectors = read("webhook_signatures.json");
    let mut seen = Vec::new();
    for case in vectors["cases"].as_array().unwrap() {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        if text("secret_encoding") != "utf8" {
            continue; // its secret is base64, not bytes
        }
        let timestamp = case["timestamp"].to_string();
        let signed = text("signed").replace("{timestamp}", &timestamp);
        let body = signed.replace("{payload}", text("payload"));
        // Behind `sha256=` and `v0=` stands the signature itself; base64 is another form of it.
        let value = text("value");
        let bare = value.split_once("=").map_or(value, |(_, rest)| rest);
        let (signed, status) =
            through_the_binary(&momo, text("secret").as_bytes(), body.as_bytes(), bare);
        if text("encoding") == "hex" {
            assert_eq!((&*signed, status), (bare, Some(0)), "{case}");
        }
        let (_, as_published) =
            through_the_binary(&momo, text("secret").as_bytes(), body.as_bytes(), value);
        assert_eq!(as_published, Some(1), "{case}");
        let answer = momo.run(&[
            "verify",
            "message",
            &format!("--signature={value}"),
            "--secret-file",
            "key",
            "--explain",
            "--json",
        ]);
        let mistake = if text("encoding") == "hex" {
            "prefix"
        } else {
            "base64"
        };
        assert_eq!(
            answer.json()["explanation"][0]["mistake"],
            mistake,
            "{answer}"
        );
        seen.push(text("name"));
    }
    assert_eq!(seen, ["github", "slack", "line"]);
}
