//! Tests ask dependencies for no features for which momo does not ask itself, so that `cargo run` and `cargo test` share one build.
use std::collections::BTreeSet;
use std::process::Command;

#[test]
#[cfg_attr(windows, ignore = "runs cargo, which is not in Wine")]
fn tests_ask_dependencies_for_no_more_features() {
    let (alone, with_tests) = (built("normal,build"), built("normal,build,dev"));
    let package = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let more: Vec<_> = alone.difference(&with_tests).collect();
    assert!(alone.len() > 100, "{alone:?}");
    let instead: Vec<_> = with_tests
        .iter()
        .filter(|line| more.iter().any(|it| package(it) == package(line)))
        .collect();
    assert!(
        more.is_empty(),
        "momo alone is built with {more:#?}\nand beside its tests with {instead:#?}\nName these features in Cargo.toml."
    );
}

/// Packages that are built with these kinds of dependencies: name, version and features.
fn built(edges: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--prefix", "none"]);
    cargo.args(["--edges", edges, "--format", "{p} {f}"]);
    let output = cargo.current_dir(super::root()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let lines = String::from_utf8_lossy(&output.stdout);
    let lines = lines.lines().map(|line| line.trim_end_matches(" (*)"));
    lines.map(|line| line.trim_end().to_owned()).collect()
}
