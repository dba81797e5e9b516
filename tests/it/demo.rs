//! `momo demo`: the main job from end to end, and each of its steps by its own command.
use crate::support::Momo;
use std::time::Instant;

#[test]
fn the_demo_passes_quickly_and_leaves_nothing_behind() {
    let momo = Momo::new();
    let temporary = momo.home().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let momo = momo.with("TMPDIR", temporary.to_str().unwrap());
    let began = Instant::now();
    let output = momo.run(&["demo"]).expect(0);
    assert!(began.elapsed().as_secs() < 5, "{output}");
    let text = output.out();
    for number in 1..=8 {
        assert!(
            text.contains(&format!("✓ {number}. ")),
            "step {number}\n{output}"
        );
    }
    assert!(text.contains("Echo: Echo: 안녕하세요"), "{output}");
    assert!(text.contains("X-MoMoTalk-Bot-Signature: "), "{output}");
    assert!(text.contains("-> 401 invalid signature"), "{output}");
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
    let own = std::fs::read_dir(momo.home()).unwrap().count();
    assert_eq!(own, 1, "the demo wrote into the user's home");
}

#[test]
fn the_demo_needs_no_home() {
    let momo = Momo::new();
    let mut command = momo.command(&["demo", "--json"]);
    let output = command.env_remove("MOMO_HOME").output().unwrap();
    assert!(output.status.success());
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 9);
    assert!(
        lines[..8]
            .iter()
            .all(|line| line["type"] == "step" && line["passed"] == true)
    );
    assert_eq!(lines[8]["type"], "summary");
    assert_eq!(lines[8]["passed"], true);
}

#[test]
fn what_a_demo_keeps_can_be_looked_at() {
    let momo = Momo::new();
    let momo = momo.with("TMPDIR", "/tmp");
    let output = momo.run(&["demo", "--keep", "--json"]).expect(0);
    let summary = output.json_lines().pop().unwrap();
    let home = summary["home"].as_str().unwrap().to_owned();
    let mut list = momo.command(&["bot", "env", "--as", "json"]);
    let output = list.env("MOMO_HOME", &home).output().unwrap();
    let env: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(env["MOMOTALK_BOT_ID"].as_str().unwrap().starts_with("bot_"));
    std::fs::remove_dir_all(&home).unwrap();
}
