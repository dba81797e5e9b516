//! `momo --version`, alone and with how this momo was built.
use crate::support::Momo;

const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn version_is_one_line() {
    for flag in ["--version", "-V"] {
        let output = Momo::new().run(&[flag]).expect(0);
        output.is(&format!("momo {VERSION}\n--- status 0\n"));
    }
}

#[test]
fn verbose_version_tells_the_build() {
    let output = Momo::new().run(&["--version", "--verbose"]).expect(0);
    let out = output.out();
    let names: Vec<_> = out
        .lines()
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    assert_eq!(names, ["momo", "commit", "target", "features", "SQLite"]);
    let target = format!("target    {}-", std::env::consts::ARCH);
    assert!(out.contains(&target), "{output}");
    assert!(out.contains("\nSQLite    3."), "{output}");
}

#[test]
fn version_as_json_tells_the_build() {
    let build = Momo::new().run(&["--version", "--json"]).expect(0).json();
    assert_eq!(build["version"], VERSION);
    assert!(build["commit"].is_null() || build["commit"].is_string());
    assert!(build["target"].as_str().unwrap().contains('-'), "{build}");
    assert!(build["features"].as_array().unwrap().len() >= 2, "{build}");
}

#[test]
fn verbose_needs_version() {
    let output = Momo::new().run(&["--verbose", "sign"]).expect(2);
    assert!(output.err().contains("--version"), "{output}");
}
