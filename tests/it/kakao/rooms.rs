//! Kakao as `momo dev` plays it, against real skills: on Express and on Python's standard library, and `momo kakao serve`.
use super::serve::Serving;
use crate::bots::{Bot, express, sources};
use crate::platform::call;
use crate::support::skill::slow_agent;
use crate::support::{Momo, Peer, Running, has_program, kept, response, start_dev, wait_for};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

const SHOW: &str = "답변 보기";
const FAILED: &str = "죄송합니다. 메시지 처리 중 오류가 발생했습니다. 잠시 후 다시 시도해주세요.";

/// `momo dev` with a room for a skill.
struct Room {
    momo: Momo,
    _dev: Running,
    port: u16,
    token: String,
    id: String,
}

impl Room {
    fn of(room: &Value) -> Self {
        Self::in_home(Momo::new(), room)
    }

    fn in_home(momo: Momo, room: &Value) -> Self {
        let (dev, api_base) = start_dev(&momo);
        let port = api_base.trim_end_matches("/api").rsplit(':').next();
        let known = kept(&momo);
        let token = known.console_token(&api_base, "operator").unwrap();
        let mut room_of = Self {
            token: token.reveal_text().unwrap().to_owned(),
            port: port.unwrap().parse().unwrap(),
            momo,
            _dev: dev,
            id: String::new(),
        };
        let made = room_of.call("POST", "/kakao/rooms", Some(room));
        room_of.id = made["room_id"].as_str().unwrap().to_owned();
        room_of
    }

    #[track_caller]
    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        call(self.port, &self.token, method, path, body).good()
    }

    /// What a user says, and what came of it in the end.
    #[track_caller]
    fn say(&self, body: Value) -> Value {
        let path = format!("/kakao/rooms/{}/messages?wait=1", self.id);
        self.call("POST", &path, Some(&body))
    }

    #[track_caller]
    fn type_in(&self, text: &str) -> Value {
        self.say(json!({ "text": text }))
    }

    /// A tap on something of the last answer.
    #[track_caller]
    fn tap(&self, answer: &Value, path: &str) -> Value {
        self.say(json!({ "tap": { "message_id": answer["message_id"], "path": path } }))
    }

    #[track_caller]
    fn bubbles(&self) -> Vec<Value> {
        let path = format!("/kakao/rooms/{}/messages", self.id);
        self.call("GET", &path, None)["messages"]
            .as_array()
            .unwrap()
            .clone()
    }
}

/// The text of the last answer.
#[track_caller]
fn text(said: &Value) -> &str {
    let last = said["answers"].as_array().unwrap().last().unwrap();
    last["answer"]["template"]["outputs"][0]["simpleText"]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("no text: {said}"))
}

#[test]
fn express_skill_answers_in_a_room() {
    if let Some(script) = express() {
        talks("node", &script.with_file_name("skill.js"));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn python_skill_answers_in_a_room() {
    if has_program("python3") {
        talks("python3", &sources().join("python/skill.py"));
    }
}

fn talks(program: &str, script: &Path) {
    let bot = Bot::with(program, script, &json!({}));
    let room = Room::of(&json!({ "skill_url": bot.url, "callback": true }));
    let menu = room.type_in("메뉴");
    let card = &menu["answers"][0];
    assert_eq!(menu["message"]["state"], "answered");
    assert_eq!(
        card["answer"]["template"]["outputs"][0]["basicCard"]["title"],
        "오늘의 메뉴"
    );
    let labels = card["choices"].as_array().unwrap().iter();
    let labels: Vec<_> = labels.map(|it| it["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["김밥", "지도", "주문"]);
    let tapped = room.tap(card, "template.outputs[0].basicCard.buttons[0]");
    assert_eq!(text(&tapped), "에코: 김밥 주세요");
    let late = room.type_in("나중에");
    assert_eq!(late["answers"][0]["text"], "생각 중이에요");
    assert_eq!(text(&late), "다 생각했어요");
    let long = room.type_in("너무 길게");
    assert_eq!(long["message"]["state"], "failed");
    let finding = &long["answers"][0]["findings"][0];
    assert_eq!(
        (&finding["level"], &finding["path"]),
        (
            &json!("error"),
            &json!("template.outputs[0].simpleText.text")
        )
    );
    // What was said in the room can be replayed, against the same skill or another.
    let id = tapped["message"]["exchange_id"].as_str().unwrap();
    let replayed = room.momo.run(&["webhook", "replay", id, "--json"]);
    let replayed = replayed.expect(0).out();
    assert!(replayed.contains("에코: 김밥 주세요"), "{replayed}");
    let id = long["message"]["exchange_id"].as_str().unwrap();
    room.momo
        .run(&["webhook", "replay", id, "--to", &bot.url])
        .expect(1);
    let samples = ["kakao-skill/text", "kakao-skill/quick_reply"];
    for sample in samples {
        room.momo
            .run(&["webhook", "replay", sample, "--to", &bot.url])
            .expect(0);
    }
}

/// `momo kakao serve` with this agent, which answers Kakao after a second in any case.
fn serve(agent: &str) -> (Serving, String) {
    let args = ["--budget", "1s", "--callback-host", "127.0.0.1"];
    let serving = Serving::agent(agent, &args);
    let url = format!("{}/kakao/webhook", serving.port());
    (serving, url)
}

#[test]
fn momo_skill_server_answers_the_local_platform() {
    let (agent, go) = slow_agent();
    let (_serving, url) = serve(&agent.url("/"));
    let room = Room::of(&json!({ "skill_url": url }));
    assert_eq!(text(&room.type_in("안녕")), "답: 안녕");
    // Without a callback URL the user asks for the late answer.
    let late = room.type_in("slow");
    let bubble = &late["answers"][0];
    assert_eq!(bubble["choices"][0]["message"], SHOW);
    assert_eq!(bubble["findings"], json!([]));
    go.send(()).unwrap();
    wait_for("the late answer", || {
        let shown = room.tap(bubble, "template.quickReplies[0]");
        (text(&shown) == "답: slow").then_some(())
    });
}

#[test]
fn late_answer_of_the_skill_server_arrives_by_callback() {
    let (agent, go) = slow_agent();
    let (_serving, url) = serve(&agent.url("/"));
    let room = Room::of(&json!({ "skill_url": url, "callback": true }));
    // In time no callback is needed.
    assert_eq!(text(&room.type_in("안녕")), "답: 안녕");
    let path = format!("/kakao/rooms/{}/messages", room.id);
    room.call("POST", &path, Some(&json!({ "text": "slow" })));
    wait_for("the waiting message", || {
        (room.bubbles()[2]["state"] == "waits_callback").then_some(())
    });
    assert_eq!(room.bubbles()[3]["from"], "notice");
    go.send(()).unwrap();
    let bubbles = wait_for("the late answer", || {
        Some(room.bubbles()).filter(|it| it[2]["state"] == "answered")
    });
    let late = json!({ "answers": [bubbles[4]] });
    assert_eq!(text(&late), "답: slow");
    assert_ne!(bubbles[4]["exchange_id"], bubbles[2]["exchange_id"]);
}

#[test]
fn failing_agent_is_reported() {
    let agent = Peer::answering(500, "text/plain", "boom");
    let (_serving, url) = serve(&agent.url("/"));
    let room = Room::of(&json!({ "skill_url": url }));
    assert_eq!(text(&room.type_in("안녕")), FAILED);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn command_agent_answers_and_a_hanging_one_is_killed() {
    let momo = Momo::new();
    let script = momo.file(
        "agent.sh",
        "read -r asked\ncase $asked in *hang*) sleep 600;; *slow*) sleep 2; echo late;; *) echo now;; esac\n",
    );
    let settings = json!({
        "channels": { "kakao": { "timeoutSeconds": 3, "skillHeader": "X-Key", "skillSecret": "sk1ll" } },
        "routing": { "bindings": [{ "channel": "kakao", "agent": "script" }] },
        "agents": { "script": { "command": ["sh", script] } },
    });
    momo.file("config.json", settings.to_string());
    let serving = Serving::with(momo, &["--budget", "1s", "--callback-host", "127.0.0.1"]);
    let url = format!("{}/kakao/webhook", serving.port());
    let header = json!({ "name": "X-Key", "value": "sk1ll" });
    let room = json!({ "skill_url": url, "callback": true, "header": header });
    let room = Room::of(&room);
    assert_eq!(text(&room.type_in("안녕")), "now");
    assert_eq!(text(&room.type_in("slow")), "late");
    assert_eq!(text(&room.type_in("hang")), FAILED);
    // Without the header no call is answered.
    let path = format!("/kakao/rooms/{}", room.id);
    room.call("PATCH", &path, Some(&json!({ "header": {} })));
    let refused = room.type_in("안녕");
    assert_eq!(
        refused["message"]["trouble"],
        "the skill answered 401: the user sees nothing of it"
    );
}

#[test]
fn skill_slower_than_five_seconds_times_out() {
    let (release, wait) = channel::<()>();
    let wait = Mutex::new(wait);
    let skill = Peer::raw(move |_| {
        let _ = wait.lock().unwrap().recv_timeout(Duration::from_secs(30));
        response(200, "application/json", "{}")
    });
    let room = Room::of(&json!({ "skill_url": skill.url("/"), "callback": true }));
    let said = room.type_in("안녕");
    assert_eq!(said["message"]["state"], "failed");
    assert_eq!(
        said["answers"][0]["trouble"],
        "no answer within five seconds: Kakao gives this turn up, and calls it a time-out (1001)"
    );
    drop(release);
}
