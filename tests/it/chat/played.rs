//! The calls of the page that record a room, check the text of a file, and play it.
use super::running::Beside;
use crate::support::wait_for;
use momo::flow::api::{ApiClient, ApiResult};
use serde_json::{Value, json};

const STEPS: &str = "## a\n앨리스: 안녕\nbot: 안녕\n앨리스: 조용\nbot says nothing\n";

fn post(api: &ApiClient, path: &str, body: &Value) -> ApiResult {
    api.post(path, body).unwrap()
}

#[track_caller]
fn refused(result: ApiResult, status: u16, words: &str) {
    let problem = result.unwrap_err();
    assert_eq!(problem.status, status, "{problem:?}");
    assert!(problem.message.contains(words), "{problem:?}");
}

/// Waits until a playback is in this state, and returns it.
fn reaches(api: &ApiClient, id: &str, state: &str) -> Value {
    wait_for(state, || {
        let playback = api.get(&format!("/playbacks/{id}")).unwrap().unwrap();
        (playback["state"] == state).then_some(playback)
    })
}

#[test]
fn text_of_a_file_is_checked_without_opening_another() {
    let Some(beside) = Beside::start() else {
        return;
    };
    let api = beside.api("admin");
    let check = |text: &str| post(&api, "/conversations/check", &json!({ "text": text }));
    let right = check(STEPS).unwrap();
    assert_eq!(right["ok"], true);
    let conversation = &right["conversations"][0];
    assert_eq!(
        (&conversation["title"], &conversation["line"]),
        (&json!("a"), &json!(1))
    );
    assert_eq!(
        conversation["steps"][3],
        json!({ "line": 5, "end_line": 5 })
    );
    beside.momo.file("secret.chat", STEPS);
    let include = format!(
        "## a\ninclude {}/secret.chat\nbot: 안녕\n",
        beside.momo.home().display()
    );
    for (text, line, message) in [
        (
            "## a\n앨리스: 안녕\nbot 안녕\n",
            3,
            "ends before it says what is expected",
        ),
        (&*include, 2, "no file is opened for it"),
        (
            "## a\n앨리스: {env:HOME}\nbot: x\n",
            1,
            "which the page does not read",
        ),
        ("# nothing\n", 1, "no conversation"),
    ] {
        let wrong = check(text).unwrap();
        assert_eq!(wrong["ok"], false);
        let error = &wrong["errors"][0];
        assert_eq!(error["line"], line, "{wrong}");
        assert!(
            error["message"].as_str().unwrap().contains(message),
            "{wrong}"
        );
        assert_eq!(error["source"], text.lines().nth(line - 1).unwrap());
    }
    refused(
        check(&"#".repeat(200_001)),
        422,
        "longer than 200000 characters",
    );
    refused(check(&"#".repeat(2 << 20)), 413, "");
    refused(check(""), 422, "`text`");
    refused(
        post(&api, "/conversations/check", &json!({})),
        422,
        "`text`",
    );
}

#[test]
fn conversation_is_played_step_by_step_and_forgotten() {
    let Some(beside) = Beside::start() else {
        return;
    };
    let api = beside.api("admin");
    let before = beside.places();
    let start = |text: &str, stepwise: bool| {
        let body = json!({ "text": text, "stepwise": stepwise, "room_id": 1 });
        post(&api, "/playbacks", &body)
    };
    let started = start(STEPS, true).unwrap();
    let id = started["playback_id"].as_str().unwrap();
    let path = format!("/playbacks/{id}");
    let go = |word: &str| api.patch(&path, &json!({ "go": word })).unwrap();
    for met in 0..4 {
        let waiting = wait_for("the next line", || {
            let playback = api.get(&path).unwrap().unwrap();
            (playback["state"] == "waiting" && playback["met"] == met).then_some(playback)
        });
        assert_eq!(waiting["failure"], Value::Null);
        go("next").unwrap();
    }
    let passed = reaches(&api, id, "passed");
    assert_eq!(passed["met"], 4);
    refused(go("next"), 409, "does not wait");
    refused(go("back"), 422, "`go`");
    let room = passed["room_ids"][0].as_i64().unwrap();
    let recorded = api
        .get(&format!("/rooms/{room}/recording?title=again"))
        .unwrap()
        .unwrap();
    assert!(
        recorded["chat"].as_str().unwrap().starts_with("## again\n"),
        "{recorded}"
    );
    api.delete(&path).unwrap().unwrap();
    refused(api.get(&path).unwrap(), 404, "there is no playback");
    assert_eq!(beside.places(), before);

    let failing = start("## b\n앨리스: 안녕\nbot: 다른 말\n", false).unwrap();
    let failed = reaches(&api, failing["playback_id"].as_str().unwrap(), "failed");
    let failure = &failed["failure"];
    assert_eq!(
        (&failure["line"], &failure["expected"], &failure["got"]),
        (&json!(3), &json!("다른 말"), &json!("안녕"))
    );
    let stopped = start(STEPS, true).unwrap();
    let id = stopped["playback_id"].as_str().unwrap();
    api.patch(&format!("/playbacks/{id}"), &json!({ "go": "stop" }))
        .unwrap()
        .unwrap();
    assert_eq!(reaches(&api, id, "stopped")["met"], 0);
}

#[test]
fn playback_that_cannot_begin_says_why() {
    let Some(mut beside) = Beside::start() else {
        return;
    };
    let api = beside.api("admin");
    let start = |more: Value| {
        let mut body = json!({ "text": STEPS });
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        post(&api, "/playbacks", &body)
    };
    refused(start(json!({ "line": 2 })), 422, "`line`");
    refused(start(json!({ "room_id": 99 })), 404, "room 99");
    refused(start(json!({ "text": "## a\nbot x\n" })), 422, "2:6");
    let body = json!({ "text": STEPS });
    refused(post(&beside.api("developer"), "/playbacks", &body), 403, "");
    refused(
        api.get("/rooms/1/recording").unwrap(),
        409,
        "nothing to record",
    );
    let many: Vec<_> = (0..8)
        .map(|_| start(json!({ "stepwise": true })).unwrap())
        .collect();
    refused(start(json!({})), 409, "too many");
    for playback in many {
        let id = playback["playback_id"].as_str().unwrap();
        api.delete(&format!("/playbacks/{id}")).unwrap().unwrap();
    }
    beside.bot = None;
    let absent = start(json!({ "text": "## a\n앨리스: 안녕\nbot within 1s: 안녕\n" })).unwrap();
    let failed = reaches(&api, absent["playback_id"].as_str().unwrap(), "failed");
    let hint = failed["failure"]["hints"][0].as_str().unwrap();
    assert!(hint.contains("Nothing listens at"), "{failed}");
    refused(start(json!({})), 409, "no bot listens");
}
