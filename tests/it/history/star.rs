//! Marks: set by hand, found by a filter, seen in lists, gone with their exchange.
use super::*;

/// The ids that the terminal lists.
fn listed(momo: &Momo, filter: &str) -> Vec<String> {
    let output = momo.run(&["webhook", "history", "list", "--json", "--filter", filter]);
    let lines = output.expect_notes(0).json_lines();
    let ids = lines.iter().map(|it| it["id"].as_str().unwrap().to_owned());
    ids.collect()
}

#[test]
fn star_is_found_shown_and_removed() {
    let momo = holding(&[event(), call()]);
    let star = |args: &[&str]| momo.run(&[&["webhook", "history", "star"], args].concat());
    star(&["ex_06gzv9hparbxw9nd"])
        .expect(0)
        .is("marked  ex_06gzv9hparbxw9nd\n--- status 0\n");
    assert_eq!(listed(&momo, "starred:yes"), ["ex_06gzv9hparbxw9nd"]);
    assert_eq!(listed(&momo, "starred:no"), ["ex_06gzv9hpasvtpa67"]);
    assert_eq!(listed(&momo, "-starred:no"), ["ex_06gzv9hparbxw9nd"]);
    let lines = momo.run(&["webhook", "history"]).expect(0).out();
    let marked: Vec<_> = lines.lines().filter(|line| line.contains('★')).collect();
    assert_eq!(marked.len(), 1, "{lines}");
    assert!(
        marked[0].contains("ex_06gzv9hparbxw9nd ★  received"),
        "{lines}"
    );
    let shown = momo.run(&["webhook", "history", "show", "ex_06gzv9hparbxw9nd"]);
    assert!(shown.expect(0).out().lines().next().unwrap().ends_with('★'));
    // Twice is once.
    star(&["last", "ex_06gzv9hparbxw9nd"]).expect(0);
    assert_eq!(listed(&momo, "starred:yes").len(), 2);
    let output = star(&["--remove", "last", "--json"]).expect(0);
    assert_eq!(
        output.json(),
        json!({ "id": "ex_06gzv9hpasvtpa67", "starred": false })
    );
    assert_eq!(listed(&momo, "starred:yes"), ["ex_06gzv9hparbxw9nd"]);
}

#[test]
fn starring_several_is_all_or_nothing() {
    let momo = holding(&[event(), call()]);
    let output = momo.run(&["webhook", "history", "star", "last", "ex_nothing"]);
    assert!(output.expect(3).err().contains("`ex_nothing`"));
    assert_eq!(listed(&momo, "starred:yes"), [""; 0]);
}

#[test]
fn star_goes_with_its_exchange_and_its_export() {
    let momo = holding(&[event(), call()]);
    momo.run(&["webhook", "history", "star", "last"]).expect(0);
    let kept = momo.run(&["webhook", "history", "export"]).expect(0).out();
    momo.run(&["webhook", "history", "clear", "--yes"])
        .expect(0);
    // What comes next gets the numbers that are free again.
    let plain = kept.replace(",\"starred\":true", "");
    momo.run_with_input(&["webhook", "history", "import", "-"], plain.as_bytes())
        .expect(0);
    assert_eq!(listed(&momo, "starred:yes"), [""; 0]);
    momo.run(&["webhook", "history", "clear", "--yes"])
        .expect(0);
    momo.run_with_input(&["webhook", "history", "import", "-"], kept.as_bytes())
        .expect(0);
    assert_eq!(listed(&momo, "starred:yes"), ["ex_06gzv9hpasvtpa67"]);
}
