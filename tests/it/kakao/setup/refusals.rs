//! What is not written, and why.
use super::{by_flags, shows_no_secret};
use crate::support::Momo;

#[test]
fn without_terminal_writing_needs_a_flag() {
    let momo = Momo::new();
    let output = by_flags(&momo, &[]).expect(2);
    assert!(output.err().contains("`--yes` is missing"), "{output}");
    assert!(
        output.out().contains("+ kakao.default.restApiKey"),
        "{output}"
    );
    assert!(!momo.home().join("config.json").exists());
    assert!(!momo.home().join("credentials.json").exists());
    let output = momo.run(&["kakao", "setup", "--yes"]).expect(2);
    assert!(output.err().contains("no value is given"), "{output}");
}

#[test]
fn mistakes_are_named_before_writing() {
    let momo = Momo::new();
    let refused = |flags: &[&str], why: &str| {
        let mut words = vec!["kakao", "setup", "--yes"];
        words.extend(flags);
        let output = momo.run(&words).expect(2);
        shows_no_secret(&output);
        assert!(output.err().contains(why), "{why}\n{output}");
    };
    let short = momo.file("short.txt", "canary-short");
    let prefixed = momo.file("prefixed.txt", "KakaoAK canary");
    let spaced = momo.file("spaced.txt", "canary one");
    let empty = momo.file("empty.txt", "\n");
    let korean = momo.file("korean.txt", "한글키값");
    refused(
        &["--rest-api-key-file", &korean],
        "`restApiKey` holds a character that no key has; was it typed in Korean?",
    );
    refused(&["--skill-url", "ftp://a"], "not http or https");
    refused(&["--skill-url", "my.example/skill"], "is no URL");
    refused(
        &["--skill-url", "http://localhost/x"],
        "is this machine, which Kakao does not reach",
    );
    refused(&["--path", "/a b"], "must be written as calls have it");
    refused(
        &["--sender-key-file", &short],
        "has 40 characters, and this text has 12",
    );
    refused(
        &["--rest-api-key-file", &prefixed],
        "without `KakaoAK ` before it",
    );
    refused(
        &["--rest-api-key-file", &spaced],
        "holds a space or a line break",
    );
    refused(&["--rest-api-key-file", &empty], "`restApiKey` is empty");
    refused(
        &[
            "--rest-api-key-file",
            &short,
            "--primary-admin-key-file",
            &short,
        ],
        "have the same value; guides call either of them `adminKey`, but they are two keys of the app",
    );
    refused(&["--port", "0"], "`0` is no port");
    refused(&["--path", "skill"], "`skill` does not begin with `/`");
    refused(
        &["--dm-policy", "opn"],
        "`opn` is none of `open`, `allowlist` and `disabled`",
    );
    refused(&["--text-chunk-limit", "1001"], "no number from 1 to 1000");
    refused(&["--skill-header", "a b"], "is no name of a header");
    refused(&["--compatibility-ends", "soon"], "is no day");
    refused(&["--agent", "http://"], "is no target");
    refused(&["--app-key", "a b"], "`a b` is no key: it holds a space");
    refused(&["--channel-id", "_a b"], "is no channel's id");
    refused(
        &["--allow-from", "u1, ,u2"],
        "`--allow-from`: ` ` is no user's id",
    );
    assert!(!momo.home().join("config.json").exists());
}

#[test]
fn values_refused_by_other_verbs_are_refused_at_once() {
    let momo = Momo::new();
    for (args, words) in [
        (&["--nhn-host", "foo"][..], "is no URL of a host"),
        (&["--nhn-host", "http://example.com"], "is no URL of a host"),
        (&["--channel-id", "chan id"], "it holds a space"),
        (
            &["--skill-header", "X-A"],
            "`skillHeader` is set without `skillSecret`",
        ),
    ] {
        let output = momo.run(&[&["kakao", "setup", "--yes"], args].concat());
        let output = output.expect(2);
        assert!(output.err().contains(words), "{output}");
    }
    assert!(!momo.home().join("config.json").exists());
    let secret = momo.file("secret.txt", "canary-skill");
    momo.run(&[
        "kakao",
        "setup",
        "--yes",
        "--skill-header",
        "X-A",
        "--skill-secret-file",
        &secret,
        "--nhn-host",
        "https://nhn.example",
    ])
    .expect_notes(0);
    // The one that is there already is enough.
    momo.run(&["kakao", "setup", "--yes", "--skill-header", "X-B"])
        .expect_notes(0);
}
