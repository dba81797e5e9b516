//! `momo kakao say`: against fake skills, and against real ones on Express and on Python's standard library.
use crate::bots::{Bot, express, sources};
use crate::support::skill::{payload, post, text};
use crate::support::{Momo, Output, Peer, has_program, response};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::mpsc;

#[must_use]
fn say(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["kakao", "say"], args].concat())
}

#[test]
fn express_skill_answers() {
    if let Some(script) = express() {
        talks("node", &script.with_file_name("skill.js"));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn python_skill_answers() {
    if has_program("python3") {
        talks("python3", &sources().join("python/skill.py"));
    }
}

fn talks(program: &str, script: &Path) {
    let bot = Bot::with(
        program,
        script,
        &json!({ "KAKAO_PRIMARY_ADMIN_KEY": "adm1n" }),
    );
    let momo = Momo::new().with("KAKAO_PRIMARY_ADMIN_KEY", "adm1n");
    let say = |args: &[&str]| say(&momo, &[args, &["--skill", &bot.url]].concat());
    let menu = say(&["메뉴"]).expect(0).out();
    assert!(
        menu.contains("│ 오늘의 메뉴  ") && menu.contains("[1] 김밥") && menu.contains("[3] 주문"),
        "{menu}"
    );
    let tapped = say(&["--tap", "3", "--json"]).expect(0).json();
    assert_eq!(tapped["trigger"], "QUICKREPLY_BUTTON_BLOCK");
    let sent: Value =
        serde_json::from_str(tapped["exchange"]["request"]["body"].as_str().unwrap()).unwrap();
    assert_eq!(sent["action"]["clientExtra"], json!({ "menu": "김밥" }));
    assert_eq!(sent["contexts"][0]["name"], "order");
    assert_eq!(
        sent["userRequest"]["block"]["id"],
        "64a1b2c3d4e5f60718293aff"
    );
    let echo = say(&["안녕", "--variant", "bot-test"]).expect(0).out();
    assert!(echo.contains("│ 에코: 안녕\n"), "{echo}");
    let late = say(&["나중에", "--callback"]).expect_notes(0);
    assert!(late.out().contains("│ 다 생각했어요\n"), "{late}");
    assert!(
        late.err()
            .contains("The skill answers later (생각 중이에요)"),
        "{late}"
    );
    let long = say(&["너무 길게"]).expect(1).out();
    assert!(
        long.contains("\n│ ✗ text: 1001 characters, 1000 are allowed"),
        "{long}"
    );
    // The same servers take the samples.
    let replay = |name: &str, url: &str| momo.run(&["webhook", "replay", name, "--to", url]);
    replay("kakao-skill/quick_reply", &bot.url).expect(0);
    let share = bot.url.replace("/skill", "/share");
    for name in [
        "kakao-share/direct_chat.korean",
        "kakao-share/direct_chat.korean.get",
    ] {
        replay(name, &share).expect_notes(0);
    }
}

#[test]
fn answer_is_drawn_with_findings_in_place() {
    let answer = json!({ "version": "2.0", "template": {
        "outputs": [
            { "simpleText": { "text": "안녕하세요\n반가워요" } },
            { "basicCard": { "title": "보물상자", "description": "안에는 \u{1b}[31m뭐가 있을까", "thumbnail": { "imageUrl": "https://example.com/a.png" },
                "buttons": [{ "label": "열다섯글자가넘는긴단추이름이다", "action": "message", "messageText": "짜잔" }, { "label": "보기", "action": "webLink", "webLinkUrl": "https://example.com" }] } } ],
        "quickReplies": [{ "label": "도움말", "action": "message", "messageText": "도와줘" }, { "label": "처음", "action": "message", "messageText": "처음" }] } });
    let peer = Peer::answering(200, "application/json", &answer.to_string());
    let momo = Momo::new();
    let out = say(&momo, &["안녕", "--skill", &peer.url("/")])
        .expect(1)
        .out();
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(
        &lines[..lines.len() - 1],
        [
            "앨리스: 안녕",
            "│ 안녕하세요",
            "│ 반가워요",
            "┌──────────────────────────────────────────┐",
            "│ [image] https://example.com/a.png        │",
            "│ 보물상자                                 │",
            "│ 안에는 \\x1b[31m뭐가 있을까               │",
            "├──────────────────────────────────────────┤",
            "│ [1] 열다섯글자가넘는긴단추이름이다       │",
            "│ ✗ buttons[0].label: 15 characters, 14    │",
            "│ are allowed: the label of a button has   │",
            "│ at most 14 characters (buttons/label)    │",
            "│ [2] 보기 → webLink                       │",
            "└──────────────────────────────────────────┘",
            "[3] 도움말  [4] 처음",
        ]
    );
    assert!(lines[lines.len() - 1].starts_with("200 OK  "), "{out}");
    // Each user has a separate conversation: one without messages has nothing to tap.
    say(
        &momo,
        &["--tap", "1", "--skill", &peer.url("/"), "--user", "밥"],
    )
    .expect(2);
    say(&momo, &["--tap", "2", "--skill", &peer.url("/")]).expect(2);
    say(&momo, &["--tap", "5", "--skill", &peer.url("/")]).expect(2);
    say(&momo, &["--tap", "1", "--skill", &peer.url("/")]).expect(1);
    let tapped = payload(&peer.seen()[1]);
    assert_eq!(tapped["userRequest"]["utterance"], "짜잔");
    assert_eq!(tapped["flow"]["trigger"]["type"], "CARD_BUTTON_MESSAGE");
    assert_eq!(
        tapped["flow"]["lastBlock"],
        tapped["flow"]["trigger"]["referrerBlock"]
    );
    let first = payload(&peer.seen()[0]);
    assert_eq!(first["userRequest"]["user"], tapped["userRequest"]["user"]);
    say(&momo, &["--forget", "--skill", &peer.url("/")]).expect_notes(0);
    say(&momo, &["--tap", "1", "--skill", &peer.url("/")]).expect(2);
}

#[test]
fn each_finding_stands_at_its_box_or_reply() {
    let answer = json!({ "version": "2.0", "template": {
        "outputs": [{ "carousel": { "type": "basicCard", "items": [
            { "title": "하나", "thumbnail": { "imageUrl": "https://example.com/a.png" } },
            { "title": "둘" } ] } }, { "songCard": {} }],
        "quickReplies": [{ "label": "예", "action": "message", "messageText": "예" }, { "label": "주문", "action": "block" }] } });
    let peer = Peer::answering(200, "application/json", &answer.to_string());
    let momo = Momo::new();
    let out = say(&momo, &["안녕", "--skill", &peer.url("/")])
        .expect(1)
        .out();
    let at = |words: &str| {
        out.find(words)
            .unwrap_or_else(|| panic!("no {words}: {out}"))
    };
    let places = [
        at("2 of 2"),
        at("│ 둘 "),
        at("│ ! `thumbnail` is missing"),
        at("│ ✗ `songCard` is no component"),
        at("[1] 예  [2] 주문"),
        at("[2] ✗ "),
    ];
    assert!(places.is_sorted(), "{out}");
}

#[test]
fn long_text_is_folded_unless_all_is_asked_for() {
    let peer = Peer::answering(200, "application/json", &text(&"가".repeat(700)));
    let momo = Momo::new();
    let count = |args: &[&str]| {
        let out = say(&momo, &[args, &["--skill", &peer.url("/")]].concat())
            .expect(0)
            .out();
        out.lines()
            .filter(|line| line.starts_with('│'))
            .map(|line| line.matches('가').count())
            .sum::<usize>()
    };
    assert_eq!((count(&["긴"]), count(&["긴", "--whole"])), (500, 700));
}

#[test]
fn invalid_answer_is_a_no_and_no_server_is_unknown() {
    let momo = Momo::new();
    for (status, body) in [
        (200, "ok"),
        (200, ""),
        (200, "[]"),
        (404, "no"),
        (500, "boom"),
        (302, ""),
    ] {
        let peer = Peer::answering(status, "application/json", body);
        let output = say(&momo, &["안녕", "--skill", &peer.url("/")]).expect(1);
        assert!(output.out().contains('✗'), "{output}");
    }
    let late = json!({ "version": "2.0", "useCallback": true }).to_string();
    let peer = Peer::answering(200, "application/json", &late);
    let output = say(&momo, &["안녕", "--skill", &peer.url("/")])
        .expect(1)
        .out();
    assert!(output.contains("named no callback URL"), "{output}");
    let output = say(
        &momo,
        &[
            "안녕",
            "--skill",
            &peer.url("/"),
            "--callback",
            "--wait",
            "100ms",
        ],
    )
    .expect(1)
    .out();
    assert!(
        output.contains("no callback came within 100ms: the user sees no more"),
        "{output}"
    );
    say(&momo, &["안녕", "--skill", "1"]).expect(3);
    say(&momo, &[]).expect(2);
    say(&momo, &["안녕", "--tap", "1"]).expect(2);
}

#[test]
fn invalid_callback_is_named() {
    let skill = Peer::raw(move |seen| {
        let url = payload(seen)["userRequest"]["callbackUrl"].clone();
        post(url.as_str().unwrap(), &text("너무 일러"));
        response(
            200,
            "application/json",
            r#"{"version":"2.0","useCallback":true}"#,
        )
    });
    let url = skill.url("/");
    let words = ["안녕", "--skill", &url, "--callback", "--wait", "300ms"];
    let output = say(&Momo::new(), &words).expect(1);
    let expected = "Kakao would not take the callback that came (useCallback was not set in the skill's answer), and no other came within 300ms";
    assert!(output.out().contains(expected), "{output}");
}

/// A skill that answers by callback: it posts `body` to the callback URL, changed by `to_url`, until the call's answer has
/// been read, and sends what it got.
fn skill_by_callback(body: String, to_url: fn(&str) -> String) -> (Peer, mpsc::Receiver<Value>) {
    let (sender, replies) = mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let skill = Peer::raw(move |seen| {
        let payload = payload(seen);
        let url = to_url(payload["userRequest"]["callbackUrl"].as_str().unwrap());
        let (sender, body) = (sender.lock().unwrap().clone(), body.clone());
        std::thread::spawn(move || {
            let reply = loop {
                let reply = post(&url, &body);
                if !reply["message"].as_str().unwrap().contains("Use callback") {
                    break reply;
                }
            };
            let _ = sender.send(reply);
        });
        response(
            200,
            "application/json",
            r#"{"version":"2.0","useCallback":true}"#,
        )
    });
    (skill, replies)
}

#[test]
fn callback_with_an_error_is_refused_and_ends_the_turn() {
    let (skill, replies) = skill_by_callback(text(""), str::to_owned);
    let momo = Momo::new();
    let url = skill.url("/");
    let said = say(&momo, &["안녕", "--skill", &url, "--callback"]).expect(1);
    let output = said.out();
    for expected in [
        "Kakao would refuse the callback that came with \"Invalid json response from bot-skill.\"",
        "template.outputs[0].simpleText.text: `text` is empty",
    ] {
        assert!(output.contains(expected), "{output}");
    }
    let reply = replies.recv().unwrap();
    assert_eq!(reply["status"], "FAIL");
    assert_eq!(reply["message"], "Invalid json response from bot-skill.");
    let said = say(&momo, &["안녕", "--skill", &url, "--callback", "--json"]).expect(1);
    let said = said.json();
    assert_eq!(said["findings"][0]["rule"], "simple-text/text");
    assert_eq!(said["answer"], Value::Null);
}

#[test]
fn callback_token_of_a_test_cannot_be_used() {
    for variant in ["bot-test", "skill-test"] {
        let (skill, replies) = skill_by_callback(text("늦은 대답"), str::to_owned);
        let url = skill.url("/");
        let words = ["안녕", "--skill", &url, "--callback", "--variant", variant];
        let output = say(&Momo::new(), &words).expect(1).out();
        let word = "Invalid callback token for testing purposes.";
        assert!(output.contains(word), "{output}");
        assert_eq!(replies.recv().unwrap()["message"], word);
    }
}

#[test]
fn callback_to_another_bot_is_refused() {
    let other_bot = |url: &str| url.replace("/v1/bots/5", "/v1/bots/6");
    let (skill, replies) = skill_by_callback(text("늦은 대답"), other_bot);
    let url = skill.url("/");
    let words = ["안녕", "--skill", &url, "--callback", "--wait", "2s"];
    let output = say(&Momo::new(), &words).expect(1).out();
    assert!(output.contains("another bot's id"), "{output}");
    let reply = replies.recv().unwrap();
    assert_eq!(reply["message"], "Invalid bot ID. Check your Bot ID.");
}

#[test]
fn callback_is_accepted_once_and_only_where_requested() {
    let (sender, replies) = mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let skill = Peer::raw(move |seen| {
        let url = payload(seen)["userRequest"]["callbackUrl"]
            .as_str()
            .unwrap()
            .to_owned();
        // Before the call is answered nothing was asked for.
        let early = post(&url, &text("너무 일러"));
        let sender = sender.lock().unwrap().clone();
        sender.send(early).unwrap();
        std::thread::spawn(move || {
            let other = url.replace("/callback/", "/callback/x");
            // The answer is on its way to Kakao: until it is there, a callback is too early.
            let asked = loop {
                let reply = post(&url, "no json");
                if !reply["message"].as_str().unwrap().contains("Use callback") {
                    break reply;
                }
            };
            for reply in [
                asked,
                post(&other, &text("누구")),
                post(&url, &text("늦은 대답")),
            ] {
                let _ = sender.send(reply);
            }
        });
        response(
            200,
            "application/json",
            r#"{"version":"2.0","useCallback":true}"#,
        )
    });
    let momo = Momo::new();
    let said = say(
        &momo,
        &["안녕", "--skill", &skill.url("/"), "--callback", "--json"],
    )
    .expect_notes(0)
    .json();
    assert_eq!(
        said["answer"]["template"]["outputs"][0]["simpleText"]["text"],
        "늦은 대답"
    );
    let replies: Vec<_> = replies.iter().take(4).collect();
    let words: Vec<_> = replies
        .iter()
        .map(|reply| {
            (
                reply["status"].as_str().unwrap(),
                reply["message"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        words,
        [
            (
                "FAIL",
                "The skill server settings are incorrect. Use callback true setting required."
            ),
            ("FAIL", "Invalid json response from bot-skill."),
            ("FAIL", "Invalid callback token. Check your callback token."),
            ("SUCCESS", "SUCCESS"),
        ]
    );
    for reply in &replies {
        assert_eq!(reply["taskId"].as_str().unwrap().len(), 36);
        assert!(reply["timestamp"].is_u64());
    }
    // All of it is in the history: the call, and what came back to its callback.
    let list = momo
        .run(&["webhook", "history", "list", "--json"])
        .expect(0)
        .out();
    assert!(
        list.contains("kakao-skill") && list.contains("/callback/"),
        "{list}"
    );
}

#[test]
fn account_names_the_skill_url_and_header() {
    let peer = Peer::answering(200, "application/json", &text("네"));
    let momo = Momo::new().with("SKILL_SECRET", "sk1ll");
    let settings = json!({ "channels": { "kakao": { "webhookPort": peer.port(), "webhookPath": "/my/skill",
        "skillHeader": "X-Skill-Key", "skillSecret": "${SKILL_SECRET}" } } });
    std::fs::write(momo.home().join("config.json"), settings.to_string()).unwrap();
    let said = say(&momo, &["안녕", "--json"]).expect(0).out();
    let seen = peer.only();
    assert_eq!(seen.line, "POST /my/skill HTTP/1.1");
    assert_eq!(seen.header("x-skill-key"), Some("sk1ll"));
    assert!(!said.contains("sk1ll"), "{said}");
    assert_eq!(seen.header("user-agent"), Some("AHC/2.1"));
}

#[test]
fn prices_links_and_unknown_parts_are_drawn() {
    let answer = json!({"version": "2.0", "template": {"outputs": [
        {"commerceCard": {"description": "신발", "price": 1000, "discount": 100,
            "thumbnails": [{"imageUrl": "https://example.com/a.png"}]}},
        {"listCard": {"header": {"title": "목록"}, "items": [
            {"title": "하나", "link": {"web": "https://example.com"}}, {"title": "둘"}]}},
        {"videoCard": {"title": "영상"}},
    ]}});
    let skill = Peer::answering(200, "application/json", &answer.to_string());
    let said = say(&Momo::new(), &["안녕", "--skill", &skill.url("/")]).out();
    assert!(said.contains("900원, before 1000원"), "{said}");
    assert!(said.contains("하나 → webLink"), "{said}");
    assert!(!said.contains("둘 →"), "{said}");
    assert!(
        said.contains("[videoCard] is no component that is documented"),
        "{said}"
    );
}
