//! Property tests that can run for as long as one likes: `MOMO_FUZZ_SECONDS=600 cargo test --test it fuzz_`.
//!
//! Without the variable a few hundred cases run, as in every other test. With it new cases are made until the time
//! is over, and the number of cases is printed. What such a run finds is kept as a test of its own.
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::cell::Cell;
use std::time::{Duration, Instant};

/// Checks this property on inputs that the strategy makes; the smallest input that breaks it fails the test.
#[track_caller]
pub fn fuzz<S: Strategy>(
    name: &str,
    strategy: &S,
    check: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    fuzz_slowly(name, 256, strategy, check);
}

/// The same where a case takes its time: so many of them do, where no time is set.
#[track_caller]
pub fn fuzz_slowly<S: Strategy>(
    name: &str,
    cases_at_least: u32,
    strategy: &S,
    check: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    assert_is_found_by_name();
    let time = std::env::var("MOMO_FUZZ_SECONDS").ok();
    let time = time.map(|seconds| Duration::from_secs(seconds.parse().unwrap()));
    let config = Config {
        cases: cases_at_least,
        failure_persistence: None,
        ..Config::default()
    };
    let begun = Instant::now();
    let cases = Cell::new(0_u64);
    loop {
        // A new runner has a new seed.
        let found = TestRunner::new(config.clone()).run(strategy, |input| {
            cases.set(cases.get() + 1);
            check(input)
        });
        if let Err(found) = found {
            panic!("{name}, after {} cases: {found}", cases.get());
        }
        if time.is_none_or(|time| begun.elapsed() >= time) {
            break;
        }
    }
    if time.is_some() {
        let seconds = begun.elapsed().as_secs();
        eprintln!(
            "{name}: {} cases in {seconds} s, nothing found",
            cases.get()
        );
    }
}

/// The long runs choose by name, so a test that can run long and is not called `fuzz_...` would be left out.
#[track_caller]
fn assert_is_found_by_name() {
    // A test has a thread of its own with its name; where only one runs at a time, it has none.
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("main");
    let is_found = test == "main" || test.contains("::fuzz_");
    assert!(is_found, "`{test}` calls `fuzz`: name it `fuzz_...`");
}
