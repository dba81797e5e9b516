//! Answers that come after Kakao's five seconds.
use super::{Serving, first_text, request, request_with_callback, texts};
use crate::support::skill::slow_agent;
use crate::support::{DeadPort, Momo, Peer, response, wait_for};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SHOW: &str = "답변 보기";

fn serving(agent: &Peer, args: &[&str]) -> Serving {
    let url = agent.url("/");
    let mut all = vec!["--agent", &*url, "--budget", "1s"];
    all.extend(args);
    Serving::with(Momo::new(), &all)
}

/// Kakao's side of a callback.
fn kakao(status: u16, body: &str) -> (Arc<Mutex<Vec<Instant>>>, Peer) {
    let times = Arc::new(Mutex::new(Vec::new()));
    let (kept, answer) = (times.clone(), response(status, "application/json", body));
    let peer = Peer::raw(move |_| {
        kept.lock().unwrap().push(Instant::now());
        answer.clone()
    });
    (times, peer)
}

const SUCCESS: &str = r#"{"taskId":"t","status":"SUCCESS","message":"success","timestamp":1}"#;

#[test]
fn late_answer_answers_the_next_utterance() {
    let (agent, go) = slow_agent();
    let mut serving = serving(&agent, &[]);
    let (status, answer) = serving.call(&request("u1", "slow").to_string());
    assert_eq!(status, 200);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["template"]["quickReplies"][0]["messageText"], SHOW);
    let note = serving.received()["note"].clone();
    assert_eq!(note, "late: its answer is kept for what the user says next");
    // It is not there yet: asking for it waits no longer than anything else, and loses nothing.
    assert!(serving.say(SHOW).starts_with("답변을 준비"));
    // Another user's answers are another user's.
    let other = request("u2", "안녕").to_string();
    assert_eq!(first_text(&serving.call(&other).1), "답: 안녕");
    go.send(()).unwrap();
    wait_for("the agent's answer", || {
        (serving.exchange()["response"]["body"] == "답: slow").then_some(())
    });
    let text = wait_for("the late answer", || {
        let text = serving.say(SHOW);
        (!text.starts_with("답변을")).then_some(text)
    });
    assert_eq!(text, "답: slow");
    // Once.
    assert_eq!(serving.say("안녕"), "답: 안녕");
}

#[test]
fn newer_utterance_supersedes_the_pending_question() {
    let (agent, go) = slow_agent();
    let mut serving = serving(&agent, &[]);
    assert!(serving.say("slow").starts_with("답변을"));
    assert_eq!(serving.say("안녕"), "답: 안녕");
    let notes = [serving.received(), serving.received()];
    assert_eq!(notes[1]["note"], "supersedes what was said before");
    go.send(()).unwrap();
    serving.exchange();
    assert_eq!(serving.say("또"), "답: 또");
}

#[test]
fn call_without_user_stores_no_answer() {
    let (agent, go) = slow_agent();
    let mut serving = serving(&agent, &[]);
    let nameless = request("", "slow").to_string();
    assert_eq!(serving.call(&nameless).0, 200);
    let note = serving.received()["note"].to_string();
    assert!(note.contains("given up"), "{note}");
    go.send(()).unwrap();
    serving.exchange();
    let next = request("", "안녕").to_string();
    assert_eq!(first_text(&serving.call(&next).1), "답: 안녕");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn late_answer_is_posted_to_the_callback_url_once() {
    let (agent, go) = slow_agent();
    let (times, kakao) = kakao(200, SUCCESS);
    let mut serving = serving(&agent, &["--callback-host", "127.0.0.1"]);
    let path = "/v1/bots/5ae9b76d7409b11ec845b746!/callback/cbtoken:-a_b%20C~0";
    let body = request_with_callback("u1", "slow", &kakao.url(path)).to_string();
    let (status, answer) = serving.call(&body);
    let answered = Instant::now();
    assert_eq!(status, 200);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["useCallback"], true);
    assert_eq!(answer["template"], Value::Null);
    let call = serving.received();
    assert_eq!(call["note"], "late: its answer goes to the callback URL");
    go.send(()).unwrap();
    let agent_call = serving.exchange();
    assert_eq!(agent_call["response"]["body"], "답: slow");
    let callback = serving.exchange();
    assert_eq!(callback["direction"], "sent");
    assert_eq!(callback["note"], "callback: SUCCESS: success");
    assert_eq!(callback["forwarded_from"], call["id"]);
    assert_eq!(callback["findings"], json!([]));
    let seen = kakao.only();
    assert_eq!(seen.line, format!("POST {path} HTTP/1.1"));
    assert_eq!(
        first_text(std::str::from_utf8(&seen.body).unwrap()),
        "답: slow"
    );
    // Kakao must have taken in that it will come.
    let waited = times.lock().unwrap()[0].duration_since(answered);
    assert!(waited > Duration::from_millis(900), "{waited:?}");
    // It is not kept for the next utterance as well.
    assert_eq!(serving.say("안녕"), "답: 안녕");
    let id = callback["id"].as_str().unwrap();
    assert!(serving.history().get(id).unwrap().is_some());
    let summary = serving.stop_for_summary();
    assert_eq!(summary["callbacks"], 1);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn answer_in_time_needs_no_callback() {
    let (agent, _go) = slow_agent();
    let serving = Serving::agent(&agent.url("/"), &["--callback-host", "127.0.0.1"]);
    let body = request_with_callback("u1", "안녕", "http://127.0.0.1:9/x").to_string();
    assert_eq!(first_text(&serving.call(&body).1), "답: 안녕");
    let summary = serving.stop_for_summary();
    assert_eq!(summary["callbacks"], 0);
}

#[test]
fn response_to_a_callback_is_shown() {
    let refused = r#"{"taskId":"t","status":"FAIL","message":"invalid token","timestamp":1}"#;
    let (agent, go) = slow_agent();
    let (_, kakao) = kakao(200, refused);
    let mut serving = serving(&agent, &["--callback-host", "127.0.0.1"]);
    let body = request_with_callback("u1", "slow", &kakao.url("/c")).to_string();
    serving.call(&body);
    go.send(()).unwrap();
    let line = wait_for("the callback", || {
        let line = serving.exchange();
        line["note"]
            .as_str()?
            .starts_with("callback")
            .then_some(line)
    });
    let note = line["note"].as_str().unwrap();
    assert!(note.contains("callback: FAIL: invalid token"), "{note}");
    kakao.only();
}

#[test]
fn foreign_callback_url_is_never_called() {
    let (agent, go) = slow_agent();
    let mut serving = serving(&agent, &[]);
    let body = request_with_callback("u1", "slow", "http://127.0.0.1:9/x").to_string();
    let (_, answer) = serving.call(&body);
    assert!(first_text(&answer).starts_with("답변을"), "{answer}");
    let note = serving.received()["note"].to_string();
    assert!(note.contains("--callback-host"), "{note}");
    go.send(()).unwrap();
    serving.exchange();
    // The answer waits for the user instead, and what is said meanwhile is answered as well.
    let (_, answer) = serving.call(&request("u1", "그래서?").to_string());
    assert_eq!(texts(&answer), ["답: slow", "답: 그래서?"]);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn rejected_callback_is_kept_for_the_next_utterance() {
    let refused = r#"{"taskId":"t","status":"FAIL","message":"invalid token","timestamp":1}"#;
    let gone = DeadPort::new();
    let kakaos = [
        kakao(200, refused).1,
        kakao(500, SUCCESS).1,
        kakao(302, "").1,
        // No answer of Kakao's, which always says how it went.
        kakao(200, "<html>ok</html>").1,
        kakao(200, "").1,
    ];
    let urls = kakaos.iter().map(|kakao| kakao.url("/c"));
    for url in urls.chain([gone.url("/c")]) {
        let (agent, go) = slow_agent();
        let mut serving = serving(&agent, &["--callback-host", "127.0.0.1"]);
        serving.call(&request_with_callback("u1", "slow", &url).to_string());
        go.send(()).unwrap();
        let note = wait_for("the callback", || {
            let note = serving.exchange()["note"].clone();
            note.as_str()?
                .starts_with("callback")
                .then(|| note.to_string())
        });
        assert!(note.contains("kept for what the user says next"), "{note}");
        let (_, answer) = serving.call(&request("u1", "안녕").to_string());
        assert_eq!(texts(&answer), ["답: slow", "답: 안녕"], "{url}");
        let summary = serving.stop_for_summary();
        assert_eq!(summary["failed_callbacks"], 1);
    }
}

#[test]
fn full_late_answer_comes_first_and_the_new_question_is_still_asked() {
    let (agent, go) = slow_agent();
    let account = json!({ "textChunkLimit": 4 });
    let url = agent.url("/");
    let mut serving = Serving::configured(&account, &["--agent", &url, "--budget", "1s"]);
    serving.say("slow 123");
    go.send(()).unwrap();
    wait_for("the agent's answer", || {
        (serving.exchange()["response"]["body"] == "답: slow 123").then_some(())
    });
    let (_, answer) = serving.call(&request("u1", "안녕").to_string());
    assert_eq!(texts(&answer), ["답:", "slow", "123"]);
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["template"]["quickReplies"][0]["messageText"], SHOW);
    let (_, answer) = serving.call(&request("u1", SHOW).to_string());
    assert_eq!(texts(&answer), ["답:", "안녕"]);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn newer_utterance_supersedes_a_callback() {
    let (agent, go) = slow_agent();
    let mut serving = serving(&agent, &["--callback-host", "127.0.0.1"]);
    let body = request_with_callback("u1", "slow", "http://127.0.0.1:9/x").to_string();
    serving.call(&body);
    assert_eq!(serving.say("안녕"), "답: 안녕");
    let (first, second) = (serving.received(), serving.received());
    assert_eq!(second["note"], "supersedes what was said before", "{first}");
    go.send(()).unwrap();
    serving.exchange();
    let end = serving.stop("TERM").expect_notes(0);
    assert!(
        end.err().contains("no callback: the answer was given up"),
        "{end}"
    );
    assert_eq!(end.json_lines().pop().unwrap()["callbacks"], 0);
}

#[test]
fn agent_time_limit_ends_before_its_callback_and_is_announced() {
    let (agent, go) = slow_agent();
    let (_, kakao) = kakao(200, SUCCESS);
    let account = json!({ "timeoutSeconds": 100 });
    let url = agent.url("/");
    let args = [
        "--agent",
        &url,
        "--budget",
        "1s",
        "--callback-host",
        "127.0.0.1",
    ];
    let mut serving = Serving::configured(&account, &args);
    serving.call(&request_with_callback("u1", "slow", &kakao.url("/c")).to_string());
    let note = serving.received()["note"].to_string();
    assert!(
        note.contains("the agent has 55 s of its `timeoutSeconds` (100)"),
        "{note}"
    );
    go.send(()).unwrap();
    wait_for("the callback", || {
        let note = serving.exchange()["note"].to_string();
        note.contains("callback: SUCCESS").then_some(())
    });
    kakao.only();
}
