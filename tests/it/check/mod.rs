//! `momo webhook check`: each check fails a bot that is wrong in just that way, and a right bot passes all.
pub(crate) mod frameworks;
mod platform;
mod reports;
mod tls;
mod wrong;

use crate::bots::sources;
use crate::support::{Momo, Output, free_port, has_program};
use serde_json::Value;

/// Runs the check of the Python bot that is wrong in this way; right for an empty text.
fn check_python(wrong: &str, flags: &[&str]) -> Output {
    let momo = Momo::new().with("WRONG", wrong);
    if wrong != "rotation.old-secret" {
        return check_with(&momo, flags);
    }
    let momo = momo.with("OLD_SECRET", OLD_SECRET);
    momo.file("old.txt", OLD_SECRET);
    check_with(&momo, &[&["--old-secret-file", "old.txt"], flags].concat())
}

/// A secret that was replaced.
const OLD_SECRET: &str = "whsec-old-0123456789abcdef";

/// Runs the check of the Python bot in this home.
fn check_with(momo: &Momo, flags: &[&str]) -> Output {
    let script = sources().join("python/checked.py");
    let command = ["--", "python3", script.to_str().unwrap()];
    momo.run(&[&["webhook", "check"], flags, &command].concat())
}

/// Runs the check of the Python bot for KakaoTalk: of its `skill`, or of its `share`.
fn check_kakao(path: &str, wrong: &str, flags: &[&str]) -> Output {
    let momo = Momo::new()
        .with("WRONG", wrong)
        .with("SKILL_SECRET", "skill-secret-0123456789");
    let secret = momo.file("skill-secret.txt", "skill-secret-0123456789\n");
    let counts = momo.home().join("counts");
    std::fs::write(&counts, "").unwrap();
    let momo = momo.with("COUNT_FILE", counts.to_str().unwrap());
    let target = format!("{}/{path}", free_port());
    let protocol = format!("kakao-{path}");
    let script = sources().join("python/kakao_checked.py");
    let count = format!("wc -l < {}", counts.display());
    let more: &[&str] = match path {
        "skill" => &[
            "--skill-header",
            "X-Skill-Secret",
            "--skill-secret-file",
            &secret,
        ],
        _ => &["--effects", &count],
    };
    let args = ["webhook", "check", &target, "--protocol", &protocol];
    let command = ["--", "python3", script.to_str().unwrap()];
    momo.run(&[&args[..], more, flags, &command].concat())
}

/// The outcomes of a report by id.
fn outcome<'a>(report: &'a Value, id: &str) -> &'a Value {
    let outcomes = report["outcomes"].as_array().unwrap();
    let found = outcomes.iter().find(|outcome| outcome["id"] == id);
    found.unwrap_or_else(|| panic!("no outcome of {id}"))
}

/// Fails the test unless a bot passes everything that can be asked of it on this machine.
#[track_caller]
fn assert_passes_all(report: &Value) {
    for outcome in report["outcomes"].as_array().unwrap() {
        let id = outcome["id"].as_str().unwrap();
        let is_elsewhere = id.starts_with("tls.") || id == "rotation.old-secret";
        let wanted = if is_elsewhere {
            "not-applicable"
        } else {
            "pass"
        };
        assert_eq!(outcome["verdict"], wanted, "{outcome:#}");
    }
}

/// The ids that the catalogue lists.
fn listed() -> Vec<Value> {
    let list = Momo::new().run(&["webhook", "check", "--list", "--json"]);
    list.expect(0).json().as_array().unwrap().clone()
}

#[test]
fn catalogue_lists_each_check_once() {
    let listed = listed();
    let ids: Vec<_> = listed
        .iter()
        .map(|check| check["id"].as_str().unwrap())
        .collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len());
    for check in &listed {
        for field in ["what", "why", "source", "level"] {
            assert!(!check[field].as_str().unwrap().is_empty(), "{check}");
        }
    }
}

#[test]
fn unknown_check_is_refused_with_the_nearest_one() {
    let momo = Momo::new();
    let output = momo.run(&["webhook", "check", "3000", "--only", "signature.mising"]);
    let output = output.expect(2);
    assert!(output.err().contains("`signature.missing`"), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn old_secret_is_told_to_be_taken_or_refused() {
    if !has_program("python3") {
        return;
    }
    let only = [
        "--only",
        "event.valid,rotation,signature.no-effect",
        "--json",
    ];
    let note = |report: &Value| outcome(report, "rotation.old-secret")["note"].clone();
    let takes = check_python("rotation.old-secret", &only)
        .expect_notes(0)
        .json();
    let taken = "it answers 200: the old secret is still taken, as it should while it is being replaced, and never afterwards";
    assert_eq!(note(&takes), taken);
    let momo = Momo::new();
    momo.file("old.txt", format!("{OLD_SECRET}\n"));
    let flags = [&only[..], &["--old-secret-file", "old.txt"]].concat();
    let refuses = check_with(&momo, &flags).expect_notes(0).json();
    let refused =
        "it answers 401: the old secret is refused, as it should once the time of grace is over";
    assert_eq!(note(&refuses), refused);
    // Without the flag nothing is asked.
    let without = check_with(&momo, &only).expect_notes(0).json();
    let verdict = &outcome(&without, "rotation.old-secret")["verdict"];
    assert_eq!(*verdict, "not-applicable");
}

#[test]
fn old_secret_that_is_the_present_one_is_refused() {
    let momo = Momo::new();
    momo.file("secret.txt", OLD_SECRET);
    momo.file("empty.txt", "\n");
    for (old, why) in [
        ("secret.txt", "signs now, not an old one"),
        ("empty.txt", "is empty"),
    ] {
        let args = [
            "check",
            "3000",
            "--secret-file",
            "secret.txt",
            "--old-secret-file",
            old,
        ];
        let output = momo.run(&args).expect(2);
        assert!(output.err().contains(why), "{output}");
    }
}

#[test]
fn another_machine_needs_yes_and_is_told_what_comes() {
    let args = [
        "check",
        "https://bot.example/hook",
        "--secret",
        "whsec-0123456789abcdef",
    ];
    let output = Momo::new().run(&args).expect(2);
    assert!(
        output.err().contains("requests, of which many are hostile"),
        "{output}"
    );
    assert!(output.err().contains("`--yes`"), "{output}");
}

#[test]
fn unreached_bot_could_not_be_told() {
    let port = free_port().to_string();
    let args = [
        "check",
        &*port,
        "--secret",
        "whsec-0123456789abcdef",
        "--json",
    ];
    let report = Momo::new().run(&args).expect_notes(3).json();
    let outcomes = report["outcomes"].as_array().unwrap();
    let is_open = |outcome: &Value| outcome["verdict"] == "could-not-tell";
    assert!(
        outcomes.len() > 50 && outcomes.iter().all(is_open),
        "{report}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn failure_names_expectation_answer_repair_and_how_to_repeat() {
    if !has_program("python3") {
        return;
    }
    let output = check_python("signature.empty-key", &["--only", "signature"]).expect_notes(1);
    let out = output.out();
    for words in [
        "✗ fail signature.empty-key",
        "expected  401, 403 or 400, got 200 from http://127.0.0.1:",
        "End at the start where MOMOTALK_WEBHOOK_SECRET is not set or empty",
        "momo webhook check --only signature.empty-key -- python3 ",
        "curl -sS -X POST http://127.0.0.1:",
        "1 failed",
    ] {
        assert!(out.contains(words), "no `{words}` in\n{output}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn command_that_repeats_a_check_fails_again() {
    if !has_program("python3") {
        return;
    }
    let output = check_python(
        "signature.truncated",
        &["--only", "signature.truncated", "--json"],
    );
    let report = output.expect_notes(1).json();
    let repeat = &outcome(&report, "signature.truncated")["repeat"]["momo"];
    let words = repeat
        .as_str()
        .unwrap()
        .split(' ')
        .skip(1)
        .collect::<Vec<_>>();
    let momo = Momo::new().with("WRONG", "signature.truncated");
    momo.run(&words).expect_notes(1);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_that_is_not_seen_replying_is_told_how() {
    if !has_program("python3") {
        return;
    }
    let output = check_python(
        "",
        &["--only", "duplicate", "--effects", "echo 0", "--json"],
    );
    let report = output.expect_notes(0).json();
    let again = outcome(&report, "duplicate.again");
    assert_eq!(again["verdict"], "could-not-tell");
    assert!(!again["note"].as_str().unwrap().is_empty());
}
