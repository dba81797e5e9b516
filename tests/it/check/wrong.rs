//! Bots that are wrong in one way at a time: each fails the check that is named so, and beside it only what follows from that.
use super::{assert_passes_all, check_kakao, check_python, listed, outcome};
use crate::support::{Output, data, has_program};
use serde_json::Value;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Checks that take long, and that only a bot that is wrong in one of these ways is asked.
const LONG: [&str; 4] = [
    "event.1mib",
    "http.too-large",
    "load.at-once",
    "load.headroom",
];

/// Bots that show less without them.
const NEED_LONG: [&str; 2] = ["alive.after", "event.64kb"];

/// A bot, the checks that it is asked, and what follows from each way to be wrong.
struct Table {
    protocol: &'static str,
    run: fn(&str, &[&str]) -> Output,
    long: &'static [&'static str],
    /// By the way to be wrong: other checks that it may miss too, by the beginning of their ids.
    follows: Value,
}

impl Table {
    fn new(
        protocol: &'static str,
        run: fn(&str, &[&str]) -> Output,
        long: &'static [&'static str],
    ) -> Self {
        let follows = std::fs::read(data("check_follows.json")).unwrap();
        Self {
            protocol,
            run,
            long,
            follows: serde_json::from_slice(&follows).unwrap(),
        }
    }

    fn follows(&self, wrong: &str, other: &str) -> bool {
        let others = self.follows[wrong].as_array().into_iter().flatten();
        let mut others = others.map(|beginning| beginning.as_str().unwrap());
        others.any(|beginning| other.starts_with(beginning))
    }

    /// Runs the check of a bot that is wrong in this way and returns what is not as it should be.
    fn problems_of(&self, id: &str, level: &str, right: &Value) -> Vec<String> {
        let needs_long = self.long.contains(&id) || NEED_LONG.contains(&id);
        let skip = self.long.join(",");
        let flags: &[&str] = match needs_long || skip.is_empty() {
            true => &["--json"],
            false => &["--json", "--skip", &skip],
        };
        let output = (self.run)(id, flags);
        if output.stdout.is_empty() {
            return vec![format!("wrong in {id}, there is no report:\n{output}")];
        }
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
        for other in report["outcomes"].as_array().unwrap() {
            let name = other["id"].as_str().unwrap();
            if name != id && is_missed(other) && !self.follows(id, name) {
                problems.push(format!("wrong in {id}, it misses {name} too: {other}"));
            }
        }
        let wanted = if level == "fail" { Some(1) } else { Some(0) };
        if output.status != wanted && self.follows[id].is_null() {
            problems.push(format!(
                "wrong in {id}, the exit code is {:?}",
                output.status
            ));
        }
        problems
    }

    /// The right bot passes all; each wrong one fails its check.
    fn holds(&self) {
        if !has_program("python3") {
            return;
        }
        let report = (self.run)("", &["--json"]).expect_notes(0).json();
        assert_passes_all(&report);
        let checks = listed();
        let own = checks
            .iter()
            .filter(|check| check["protocol"] == self.protocol)
            // Bots with certificates are in a file of their own.
            .filter(|check| check["family"] != "tls");
        let checks: Vec<_> = own
            .map(|check| {
                (
                    check["id"].as_str().unwrap(),
                    check["level"].as_str().unwrap(),
                )
            })
            .collect();
        let (next, problems) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while let Some((id, level)) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let mut found = self.problems_of(id, level, &report);
                        if !found.is_empty() {
                            // A busy machine may make one run late.
                            found = self.problems_of(id, level, &report);
                        }
                        problems.lock().unwrap().extend(found);
                    }
                });
            }
        });
        let problems = problems.into_inner().unwrap();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

fn is_missed(outcome: &Value) -> bool {
    ["fail", "warn"].contains(&outcome["verdict"].as_str().unwrap())
}

#[test]
fn each_wrong_bot_fails_its_check() {
    Table::new("momotalk", check_python, &LONG).holds();
}

#[test]
fn each_wrong_skill_fails_its_check() {
    let run = |wrong: &str, flags: &[&str]| check_kakao("skill", wrong, flags);
    Table::new("kakao-skill", run, &[]).holds();
}

#[test]
fn each_wrong_share_receiver_fails_its_check() {
    let run = |wrong: &str, flags: &[&str]| check_kakao("share", wrong, flags);
    Table::new("kakao-share", run, &[]).holds();
}
