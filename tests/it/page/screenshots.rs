//! The pictures of the README: they are there, they are small, and a command makes them anew.
use crate::bots;
use crate::support::{Momo, Peer, browser_test, has_browser, has_program, readme};
use std::path::{Path, PathBuf};

/// What a picture may weigh.
const LIMIT: u64 = 200_000;

/// What the skill of the Kakao room answers.
const ANSWER: &str = r#"{
  "version": "2.0",
  "template": {
    "outputs": [
      { "simpleText": { "text": "오늘의 메뉴예요. 무엇을 드릴까요?" } },
      { "carousel": { "type": "basicCard", "items": [
        { "title": "아메리카노", "description": "4,500원 · 산미가 적은 원두",
          "thumbnail": { "imageUrl": "https://example.com/americano.jpg", "altText": "아메리카노" },
          "buttons": [{ "action": "message", "label": "주문하기", "messageText": "아메리카노 한 잔" }] },
        { "title": "유자차", "description": "5,500원 · 고흥 유자",
          "thumbnail": { "imageUrl": "https://example.com/yuja.jpg", "altText": "유자차" },
          "buttons": [{ "action": "message", "label": "주문하기", "messageText": "유자차 한 잔" }] }
      ] } }
    ],
    "quickReplies": [
      { "action": "message", "label": "영업 시간", "messageText": "언제 열어요?" },
      { "action": "message", "label": "오시는 길", "messageText": "어디에 있어요?" }
    ]
  }
}"#;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/screenshots")
}

#[test]
fn readme_pictures_exist_and_are_small() {
    let readme = readme();
    for file in std::fs::read_dir(folder()).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        assert!(
            readme.contains(&format!("(.github/screenshots/{name})")),
            "nobody shows {name}"
        );
        assert!(file.metadata().unwrap().len() < LIMIT, "{name} is large");
    }
    for picture in readme.split("(.github/screenshots/").skip(1) {
        let name = picture.split(')').next().unwrap();
        assert!(folder().join(name).is_file(), "there is no {name}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn pictures_are_made_anew_on_request() {
    let is_asked = std::env::var_os("MOMO_SCREENSHOTS").is_some();
    if !is_asked || !has_browser() || !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let skill = Peer::answering(200, "application/json", ANSWER);
    let bot = bots::sources().join("python/bot.py");
    let mut running = momo.start(&[
        "run",
        "--port",
        "0",
        "--name",
        "Echo",
        "--json",
        "--",
        "python3",
        bot.to_str().unwrap(),
    ]);
    let ready = running.json();
    while running.json()["type"] != "answers" {}
    browser_test(
        "screenshots.mjs",
        &[
            ("PAGE", ready["page"].as_str().unwrap()),
            ("SKILL", &skill.url("/skill")),
            ("FOLDER", folder().to_str().unwrap()),
        ],
    );
}
