//! What a check leaves: reports, the baseline, and what GitHub gets.
use super::{check_with, outcome};
use crate::support::{Momo, Peer, has_program, response, wait_for};
use serde_json::Value;

/// A home for a bot that takes what an empty secret signed.
fn wrong_bot() -> Momo {
    Momo::new().with("WRONG", "signature.empty-key")
}

const ONLY: [&str; 2] = ["--only", "signature"];

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn reports_tell_what_the_terminal_tells() {
    if !has_program("python3") {
        return;
    }
    let momo = wrong_bot();
    let files = "json=check.json,junit=check.xml,html=check.html,markdown=CHECKED.md";
    check_with(&momo, &[&ONLY[..], &["--report", files]].concat()).expect_notes(1);
    let report = momo.json_file("check.json");
    assert_eq!(outcome(&report, "signature.empty-key")["verdict"], "fail");
    let read = |name: &str| std::fs::read_to_string(momo.home().join(name)).unwrap();
    let xml = read("check.xml");
    assert!(xml.contains("<testsuite name=\"signature\""), "{xml}");
    let case = "<testcase name=\"signature.empty-key\" classname=\"momo.check.signature\"";
    assert!(
        xml.contains(case) && xml.contains("<failure message="),
        "{xml}"
    );
    assert_eq!(xml.matches("<failure").count(), 1, "{xml}");
    let html = read("check.html");
    assert!(
        html.contains("✗ fail") && !html.contains("<script"),
        "{html}"
    );
    let markdown = read("CHECKED.md");
    assert!(
        markdown.contains("- [ ] `signature.empty-key`: "),
        "{markdown}"
    );
    assert!(
        markdown.contains("- [x] `signature.missing`: "),
        "{markdown}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn baseline_knows_a_failure_until_it_expires() {
    if !has_program("python3") {
        return;
    }
    let momo = wrong_bot();
    let baseline = ["--baseline", "known.json"];
    let update = [&ONLY[..], &baseline, &["--baseline-update"]].concat();
    check_with(&momo, &update).expect_notes(1);
    let known = momo.json_file("known.json");
    let entries: Vec<_> = known["failures"].as_object().unwrap().keys().collect();
    assert_eq!(entries, ["signature.empty-key"]);
    assert!(!known.to_string().contains("_ms"), "latency is in {known}");
    let again = [&ONLY[..], &baseline].concat();
    let output = check_with(&momo, &again).expect_notes(0);
    assert!(output.out().contains("1 known failure"), "{output}");

    let mut expired: Value = known;
    expired["failures"]["signature.empty-key"]["expires"] = "2026-01-01".into();
    momo.file("known.json", expired.to_string());
    let output = check_with(&momo, &again).expect_notes(1);
    assert!(output.out().contains("known until 2026-01-01"), "{output}");

    // Another way to be wrong is new, and what was mended leaves the file.
    let mended = Momo::new().with("WRONG", "signature.missing");
    mended.file("known.json", expired.to_string());
    check_with(&mended, &update).expect_notes(1);
    let known = mended.json_file("known.json");
    let entries: Vec<_> = known["failures"].as_object().unwrap().keys().collect();
    assert_eq!(entries, ["signature.missing"]);
}

#[test]
fn baseline_without_a_reason_is_refused() {
    let momo = Momo::new();
    momo.file(
        "known.json",
        r#"{"failures":{"signature.empty":{"reason":""}}}"#,
    );
    let args = ["check", "3000", "--secret", "whsec-0123456789abcdef"];
    let output = momo.run(&[&args[..], &["--baseline", "known.json"]].concat());
    assert!(output.expect(2).err().contains("has no reason"));
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn github_gets_annotations_and_a_summary() {
    if !has_program("python3") {
        return;
    }
    let momo = wrong_bot().with("GITHUB_ACTIONS", "true");
    let summary = momo.home().join("summary.md");
    let momo = momo.with("GITHUB_STEP_SUMMARY", summary.to_str().unwrap());
    let output = check_with(&momo, &ONLY).expect_notes(1);
    let annotation = "::error title=momo check signature.empty-key::";
    assert_eq!(output.err().matches(annotation).count(), 1, "{output}");
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.starts_with("### momo check: "), "{summary}");
    assert!(
        summary.contains("| `signature.empty-key` | fail | "),
        "{summary}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn broken_off_check_leaves_no_file() {
    // Slow enough not to be at the end before the signal comes.
    let peer = Peer::raw(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        response(200, "text/plain", "ok")
    });
    let momo = Momo::new();
    let url = peer.url("/hook");
    let args = [
        "check",
        &*url,
        "--secret",
        "whsec-0123456789abcdef",
        "--report",
        "json=check.json",
    ];
    let running = momo.start(&args);
    wait_for("the first request", || {
        (!peer.seen().is_empty()).then_some(())
    });
    running.signal("INT");
    running.finish().expect_notes(130);
    let files = std::fs::read_dir(momo.home()).unwrap();
    let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    let is_report = |name: &&std::ffi::OsString| name.to_string_lossy().contains("check.json");
    assert!(!names.iter().any(|name| is_report(&name)), "{names:?}");
}
