//! One bot, wrong in one way at a time: it fails the check that is named so, and beside it only what follows from that.
use super::{check_python, listed, outcome};
use crate::support::has_program;
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Checks that a bot which is wrong in the first way may miss too, by id or by the beginning of ids.
const FOLLOWS: &[(&str, &[&str])] = &[
    // It takes whatever is signed in the right form.
    ("signature.wrong", &["signature.", "http.after-refusal"]),
    ("signature.other-secret", &["signature."]),
    ("body.hangul", &["body.", "event.emoji", "event.64kb"]),
    ("body.spaces", &["body.compact"]),
    ("event.out-of-order", &["reply.address"]),
    ("http.slow-body", &["event.64kb"]),
    // A copy is known as long as the first is at work.
    ("duplicate.again", &["duplicate."]),
    (
        "duplicate.after-failure",
        &["reply.rate-limited", "reply.server-error"],
    ),
    ("reply.answer-first", &["reply.", "duplicate."]),
    ("reply.server-error", &["reply.", "duplicate."]),
    ("event.64kb", &["event.1mib"]),
    ("http.kept", &["http."]),
    ("http.pipelined", &["http."]),
    ("http.redirect", &["http.content-type"]),
    ("http.methods", &["http.only-post"]),
    ("http.close", &["http."]),
    ("load.at-once", &["load.headroom"]),
    ("alive.after", &["signature.", "load."]),
];

/// Checks that take long, and that only a bot that is wrong in one of these ways is asked.
const LONG: [&str; 4] = [
    "event.1mib",
    "http.too-large",
    "load.at-once",
    "load.headroom",
];

fn follows(wrong: &str, other: &str) -> bool {
    let rows = FOLLOWS.iter().filter(|(id, _)| *id == wrong);
    let mut others = rows.flat_map(|(_, others)| *others);
    others.any(|beginning| other.starts_with(beginning))
}

fn is_missed(outcome: &Value) -> bool {
    ["fail", "warn"].contains(&outcome["verdict"].as_str().unwrap())
}

/// Runs the check of a bot that is wrong in this way and returns what is not as it should be.
fn problems_of(id: &str, level: &str, right: &Value) -> Vec<String> {
    let needs_long = LONG.contains(&id) || id == "alive.after" || id == "event.64kb";
    let skip = LONG.join(",");
    let flags: &[&str] = match needs_long {
        true => &["--json"],
        false => &["--json", "--skip", &skip],
    };
    let output = check_python(id, flags);
    let report = output.json();
    let own = outcome(&report, id);
    let mut problems = Vec::new();
    match level {
        "told" if own["note"] == outcome(right, id)["note"] => {
            problems.push(format!("{id} tells the same of a right bot"));
        }
        "told" => {}
        _ if own["verdict"] != level => problems.push(format!("{id} is not missed: {own}")),
        _ => {}
    }
    // Nothing else can be told of a bot that takes nothing.
    for other in report["outcomes"].as_array().unwrap() {
        let name = other["id"].as_str().unwrap();
        if name != id && is_missed(other) && !follows(id, name) {
            problems.push(format!("wrong in {id}, it misses {name} too: {other}"));
        }
    }
    let wanted = if level == "fail" { Some(1) } else { Some(0) };
    if output.status != wanted && !FOLLOWS.iter().any(|(wrong, _)| *wrong == id) {
        problems.push(format!(
            "wrong in {id}, the exit code is {:?}",
            output.status
        ));
    }
    problems
}

#[test]
fn right_bot_passes_all_and_each_wrong_one_fails_its_check() {
    if !has_program("python3") {
        return;
    }
    let right = check_python("", &["--json"]);
    let report = right.clone().expect_notes(0).json();
    for outcome in report["outcomes"].as_array().unwrap() {
        assert_eq!(outcome["verdict"], "pass", "{outcome:#}");
    }
    let checks = listed();
    let of_momotalk = checks
        .iter()
        .filter(|check| check["protocol"] == "momotalk");
    let checks: Vec<_> = of_momotalk
        .map(|check| {
            (
                check["id"].as_str().unwrap(),
                check["level"].as_str().unwrap(),
            )
        })
        .collect();
    let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((id, level)) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut found = problems_of(id, level, &report);
                    if !found.is_empty() {
                        // A busy machine may make one run late.
                        found = problems_of(id, level, &report);
                    }
                    problems.lock().unwrap().extend(found);
                }
            });
        }
    });
    let problems = problems.into_inner().unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
