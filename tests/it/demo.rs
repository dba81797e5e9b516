//! `momo demo`: the main job from end to end, and each of its steps by its own command.
use crate::support::{Momo, Output};
use std::time::Instant;

#[test]
fn demo_passes_quickly_and_leaves_nothing_behind() {
    let momo = Momo::new();
    let temporary = momo.home().join("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let momo = momo.with("TMPDIR", temporary.to_str().unwrap());
    let began = Instant::now();
    let output = momo.run(&["demo"]).expect_notes(0);
    assert!(began.elapsed().as_secs() < 30, "{output}");
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
fn demo_needs_no_home() {
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
fn demo_with_keep_can_be_inspected() {
    let momo = Momo::new();
    let momo = momo.with("TMPDIR", "/tmp");
    let output = momo.run(&["demo", "--keep", "--json"]).expect_notes(0);
    let summary = output.json_lines().pop().unwrap();
    let home = summary["home"].as_str().unwrap().to_owned();
    let mut list = momo.command(&["bot", "env", "--as", "json"]);
    let output = list.env("MOMO_HOME", &home).output().unwrap();
    let env: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(env["MOMOTALK_BOT_ID"].as_str().unwrap().starts_with("bot_"));
    std::fs::remove_dir_all(&home).unwrap();
}

/// Every command that the demo shows, typed in its order: they do what the demo did.
#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn each_demo_step_works_by_its_shown_command() {
    let momo = Momo::new();
    let shown: Vec<String> = momo
        .run(&["demo", "--json"])
        .expect_notes(0)
        .json_lines()
        .iter()
        .filter_map(|line| line["step"]["command"].as_str().map(str::to_owned))
        .collect();
    // The listener takes a free port, the platform too; the callback URL follows.
    assert_eq!(shown[0], "momo dev");
    let mut dev = momo.start(&["dev", "--port", "0", "--json"]);
    assert_eq!(dev.json()["type"], "ready");
    let placeholder = shown[1].replace("3000", "9");
    sh(&momo, &placeholder).expect_notes(0);
    let listen = shown[2].split_once("    # then: ").unwrap();
    let words: Vec<String> = listen
        .0
        .split(' ')
        .skip(1)
        .map(|it| it.replace("3000", "0"))
        .collect();
    let mut listener = momo.start(&[&words[..], &["--json".into()]].concat());
    let port = listener.json()["port"].to_string();
    momo.run(&["bot", "update", "--callback-url", &port])
        .expect_notes(0);
    assert!(
        sh(&momo, listen.1)
            .expect_notes(0)
            .out()
            .starts_with("delivered")
    );
    assert!(sh(&momo, &shown[3]).expect(0).out().contains("안녕하세요"));
    let messages = || Some(sh(&momo, &shown[5]).expect(0).out());
    crate::support::wait_for("the reply", || {
        messages().filter(|text| text.contains("Echo: 안녕하세요"))
    });
    // The reply may be there before the delivery is over and in the history.
    crate::support::wait_for("the delivery in the history", || {
        let verified = sh(&momo, &shown[4]);
        (verified.status == Some(0)).then(|| assert!(verified.out().starts_with("valid")))
    });
    let forged = sh(&momo, &shown[6].replace("3000", &port)).expect(1);
    assert!(forged.out().starts_with("401 Unauthorized"), "{forged}");
    assert!(sh(&momo, &shown[7]).expect(0).out().lines().count() >= 7);
}

/// Types a line into `sh`, with `momo` on the PATH.
#[must_use]
fn sh(momo: &Momo, line: &str) -> Output {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_momo"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", binary.parent().unwrap().display());
    let nothing: [&str; 0] = [];
    let output = std::process::Command::new("sh")
        .args(["-c", line])
        .envs(
            momo.command(&nothing)
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .env("PATH", path)
        .current_dir(momo.home())
        .output()
        .unwrap();
    Output {
        status: output.status.code(),
        stdout: output.stdout,
        stderr: output.stderr,
    }
}
