//! Agents that are commands: JSON in, text or a SkillResponse out, killed with all that they started.
use super::{Serving, connect, request, send};
use crate::support::{Momo, has_program, wait_for};
use serde_json::json;
use std::path::Path;

const FAILED: &str = "죄송합니다. 메시지 처리 중 오류가 발생했습니다. 잠시 후 다시 시도해주세요.";

/// A server whose agent is this script of `sh`.
fn shell(script: &str, account: serde_json::Value) -> Serving {
    let momo = Momo::new();
    let path = momo.file("agent.sh", script);
    let settings = json!({
        "channels": { "kakao": account },
        "routing": { "bindings": [{ "channel": "kakao", "agent": "script" }] },
        "agents": { "script": { "command": ["sh", path] } },
    });
    momo.file("config.json", settings.to_string());
    Serving::with(momo, &["--budget", "15s"])
}

fn is_alive(id: &str) -> bool {
    Path::new("/proc").join(id.trim()).exists()
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn python_command_answers_one_call_per_process() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let script = momo.file(
        "agent.py",
        r#"
import json, os, sys
lines = sys.stdin.read().split("\n")
asked = json.loads(lines[0])
assert len(lines) == 2 and lines[1] == "", lines
said = asked["userRequest"]["utterance"]
if said == "card":
    print(json.dumps({"version": "2.0", "template": {"outputs": [{"simpleText": {"text": "카드"}}]}}, indent=2))
else:
    print(said, os.getpid(), sep="\n")
"#,
    );
    let mut serving = Serving::with(momo, &["--agent", &format!("python3 '{script}'")]);
    let (first, second) = (serving.say("하나"), serving.say("둘"));
    assert!(first.starts_with("하나\n") && second.starts_with("둘\n"));
    assert_ne!(
        first.split('\n').next_back(),
        second.split('\n').next_back()
    );
    assert_eq!(serving.say("card"), "카드");
    // However the request is laid out, it is one line.
    let pretty = serde_json::to_string_pretty(&request("u1", "셋")).unwrap();
    assert!(serving.call(&pretty).1.contains("셋"));
    assert_eq!(serving.received()["direction"], "received");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn concurrent_calls_are_all_answered() {
    let serving = shell("sed 's/.*\"id\":\"\\(u[0-9]*\\)\".*/\\1/'", json!({}));
    std::thread::scope(|scope| {
        for number in 0..20 {
            let port = serving.port;
            scope.spawn(move || {
                let user = format!("u{number}");
                let body = request(&user, "안녕").to_string();
                let (_, answer) = send(&mut connect(port), "POST", "/kakao/webhook", "", &body);
                assert_eq!(super::first_text(&answer), user);
            });
        }
    });
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn slow_command_is_killed_with_its_children() {
    let script = "cat >/dev/null\nsleep 600 &\necho $$ $! > \"$MOMO_HOME/ids\"\nwait\n";
    let mut serving = shell(script, json!({ "timeoutSeconds": 1 }));
    assert_eq!(serving.say("안녕"), FAILED);
    let line = serving.received();
    assert_eq!(
        line["note"],
        "the agent failed: it took too long and was ended"
    );
    let ids = std::fs::read_to_string(serving.momo.home().join("ids")).unwrap();
    for id in ids.split(' ') {
        wait_for("the process to be gone", || (!is_alive(id)).then_some(()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn processes_left_behind_are_killed() {
    let script = "cat >/dev/null\nsleep 600 >/dev/null 2>&1 &\necho $!\n";
    let serving = shell(script, json!({}));
    let id = serving.say("안녕");
    wait_for("the process to be gone", || (!is_alive(&id)).then_some(()));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn command_has_answered_when_it_exits_even_with_open_output() {
    let script = "cat >/dev/null\necho 답\nsleep 600 &\n";
    let serving = shell(script, json!({}));
    let begun = std::time::Instant::now();
    assert_eq!(serving.say("안녕"), "답");
    assert!(begun.elapsed().as_secs() < 10);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, sends a signal to a process")]
fn waiting_commands_end_with_the_server() {
    let script = "echo $$ >> \"$MOMO_HOME/ids\"\nsleep 600 < /dev/null\n";
    let serving = shell(script, json!({ "timeoutSeconds": 1 }));
    let ids = serving.momo.home().join("ids");
    let ids = wait_for("two to be started", || {
        let ids = std::fs::read_to_string(&ids).ok()?;
        (ids.lines().count() >= 2).then_some(ids)
    });
    serving.running.signal("INT");
    let Serving { running, momo, .. } = serving;
    running.finish().expect(130);
    drop(momo);
    for id in ids.lines() {
        wait_for("the process to be gone", || (!is_alive(id)).then_some(()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn failures_and_stderr_are_shown_safely() {
    let script = "cat >/dev/null\nprintf 'oh \\033[31mno\\n' >&2\necho half\nexit 3\n";
    let mut serving = shell(script, json!({}));
    assert_eq!(serving.say("안녕"), FAILED);
    let line = serving.received();
    assert_eq!(
        line["note"],
        "the agent failed: it ended with exit status: 3"
    );
    let end = serving.stop("TERM").expect_notes(0);
    assert!(end.err().contains("agent: oh \\x1b[31mno"), "{end}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn unusual_programs_are_tolerated() {
    for (script, answer) in [
        // Does not read, and has answered before it was asked.
        ("echo early", "early"),
        ("true", "메시지를 처리했습니다."),
        ("cat >/dev/null; printf '\\377'", FAILED),
        ("cat >/dev/null; head -c 200000 /dev/zero", FAILED),
        ("kill -9 $$", FAILED),
    ] {
        let serving = shell(script, json!({}));
        assert_eq!(serving.say("안녕"), answer, "{script}");
        // A request that is larger than any pipe.
        let large = request("u1", &"가".repeat(200_000)).to_string();
        assert_eq!(serving.call(&large).0, 200, "{script}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn file_that_names_a_command_is_announced_before_it_runs() {
    let serving = shell("cat >/dev/null; echo 네", json!({}));
    let end = serving.stop("TERM").expect_notes(0);
    let told = end.err();
    let (named, ready) = (
        told.find("config.json` says that the command `sh"),
        told.find("answers from"),
    );
    assert!(named.is_some() && named < ready, "{end}");
    assert!(told.contains("(`agents.script`): it is run now"), "{end}");
    // Who names it himself needs no word about it.
    let serving = Serving::agent("cat", &[]);
    let end = serving.stop("TERM").expect_notes(0);
    assert!(!end.err().contains("it is run now"), "{end}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn daemon_that_leaves_the_group_delays_no_answer_and_ends_with_momo() {
    if !has_program("setsid") {
        return;
    }
    let script = "cat >/dev/null\nsetsid sleep 600 &\necho $! > \"$MOMO_HOME/id\"\nprintf 답\n";
    let serving = shell(script, json!({}));
    let begun = std::time::Instant::now();
    assert_eq!(serving.say("안녕"), "답");
    assert!(begun.elapsed().as_secs() < 10);
    let id = std::fs::read_to_string(serving.momo.home().join("id")).unwrap();
    let id = id.trim();
    assert!(is_alive(id));
    serving.stop("TERM").expect_notes(0);
    if cfg!(target_os = "linux") {
        wait_for("the daemon's end", || (!is_alive(id)).then_some(()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn broken_json_is_sent_as_text_with_a_note_and_counted() {
    let script = "read line\ncase $line in *half*) printf '{\"text\":';; *) exit 3;; esac\n";
    let mut serving = shell(script, json!({}));
    assert_eq!(serving.say("half"), "{\"text\":");
    let line = serving.received();
    let note = line["note"].as_str().unwrap();
    assert!(
        note.contains("begins with `{` and is no JSON (EOF"),
        "{note}"
    );
    assert_eq!(serving.say("안녕"), FAILED);
    let summary = serving.stop_for_summary();
    assert_eq!(summary["agent_calls"], 2);
    assert_eq!(summary["failed_agent_calls"], 1);
}
