//! Conversations with Kakao skills: what the lines mean there, callbacks, refused answers and reports.
use crate::bots::express;
use crate::replay::report::cases;
use crate::support::{Momo, Output, has_program};
use serde_json::{Value, json};

const SKILL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/bots/python/skill_menu.py"
);

/// Plays the conversations of the file `a.chat` with the skill, with further flags; none where there is no Python.
fn talk(momo: &Momo, text: &str, flags: &[&str]) -> Option<Output> {
    momo.file("a.chat", text);
    has_program("python3").then(|| talk_with(momo, flags, &["python3", SKILL]))
}

fn talk_with(momo: &Momo, flags: &[&str], program: &[&str]) -> Output {
    let test = ["chat", "test", "a.chat", "--protocol", "kakao-skill"];
    momo.run(&[&test, flags, &["--"], program].concat())
}

/// The only conversation of a run that failed or passed.
fn result(output: Output, status: i32) -> Value {
    output.expect_notes(status).json_lines().remove(0)
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn outputs_of_an_answer_are_messages() {
    let momo = Momo::new();
    let text = "\
## 메뉴
앨리스: 메뉴
bot: 골라 주세요
bot shows card 라면
[예] [아니오]
앨리스 taps 라면 담기
bot: 라면, CARD_BUTTON_BLOCK
앨리스 taps 예
bot: 에코: 예!
앨리스: 메뉴
bot: 골라 주세요
bot shows 2 cards
## 카드
앨리스: 글 카드
bot shows card 알림
앨리스: 목록
bot shows card 분식
앨리스 taps 떡볶이
bot: 에코: 떡볶이 주세요
앨리스: 물건
bot shows card 모자
bot says nothing
앨리스: 표
bot shows card 영수증
앨리스: 그림
bot ~ 고양이
## 두 마디
앨리스: 두 마디
bot =~ /(?<first>하나)/
bot: 둘
앨리스: {first}
bot: 에코: 하나
";
    let Some(output) = talk(&momo, text, &["--json"]) else {
        return;
    };
    let lines = output.expect_notes(0).json_lines();
    let summary = lines.last().unwrap();
    assert_eq!(summary["passed"], 3);
    // Of the same button in another answer too.
    assert_eq!(summary["untapped"], json!(["김밥 담기", "아니오"]));
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn users_and_conversations_are_apart() {
    let momo = Momo::new();
    let one = "\
앨리스: 안녕
bot: 처음 뵙겠습니다
앨리스: 안녕
bot: 또 오셨네요
밥: 안녕
bot: 처음 뵙겠습니다
앨리스 in b: 안녕
bot in b: 또 오셨네요
";
    let several = "\
앨리스: 하나
밥: 둘
any order:
  bot: 에코: 둘
  bot: 에코: 하나
앨리스: 셋
밥: 넷
bot to 4: 에코: 넷
bot to 3: 에코: 셋
";
    let text = format!("## 가\n{one}## 나\n{one}## 다\n{several}");
    let Some(output) = talk(&momo, &text, &["--repeat", "2"]) else {
        return;
    };
    output.expect_notes(0);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn quick_reply_of_another_user_is_not_offered() {
    let momo = Momo::new();
    let text = "앨리스: 메뉴\nbot says more\n밥 taps 예\nbot: 네\n";
    let Some(output) = talk(&momo, text, &["--json"]) else {
        return;
    };
    let failure = &result(output, 1)["failure"];
    assert_eq!(failure["line"], 3);
    assert_eq!(failure["reason"], "no message offers quick replies");
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn late_answer_comes_by_callback() {
    let momo = Momo::new();
    let text = "앨리스: 나중에\nbot: 잠시만요\nbot within 20s: 다 됐어요\nbot says nothing\n";
    let Some(output) = talk(&momo, text, &["--with-callback", "--report", "html=a.html"]) else {
        return;
    };
    output.expect_notes(0);
    let page = std::fs::read_to_string(momo.home().join("a.html")).unwrap();
    // The call and the callback.
    assert_eq!(page.matches("class=\"exchange\"").count(), 2);
    let text = "앨리스: 나중에\nbot: 콜백이 없어요\n";
    talk(&momo, text, &[]).unwrap().expect_notes(0);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn promise_that_is_not_kept_fails_the_end() {
    let momo = Momo::new();
    let text = "앨리스: 약속만\nbot: 잠시만요\n";
    let flags = ["--with-callback", "--within", "300ms", "--json"];
    let Some(output) = talk(&momo, text, &flags) else {
        return;
    };
    let reason = &result(output, 1)["failure"]["reason"];
    assert_eq!(
        reason,
        "the skill's answer had not come within 300ms after the last line"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn line_that_is_not_met_is_decided_at_once() {
    let momo = Momo::new();
    for (text, line, reason) in [
        (
            "앨리스: 두 마디\nbot: 하나\n",
            2,
            "a message came that no line expects",
        ),
        (
            "앨리스: 하나\nbot: 에코: 하나\nbot within 1h: 둘\n",
            3,
            "the skill has answered, and says nothing more",
        ),
        (
            "앨리스: 글 카드\nbot: 알림\n",
            2,
            "the bot shows no text, but a card",
        ),
        (
            "앨리스: 그림\nbot: 고양이\n",
            2,
            "the bot shows no text, but an image",
        ),
        (
            "앨리스: 화남\nbot within 1h: 네\n",
            2,
            "the skill failed: the skill answered 500: the user sees nothing of it",
        ),
        (
            "앨리스: 화남\nbot says nothing\n",
            2,
            "the skill failed: the skill answered 500: the user sees nothing of it",
        ),
    ] {
        let Some(output) = talk(&momo, text, &["--json"]) else {
            return;
        };
        let failure = &result(output, 1)["failure"];
        let found = (&failure["line"], &failure["reason"]);
        assert_eq!(found, (&json!(line), &json!(reason)), "{text}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn answer_that_kakao_refuses_fails_its_line() {
    let momo = Momo::new();
    for (text, rule) in [
        ("앨리스: 너무 길게\nbot ~ *\n", "(simple-text/length)"),
        (
            "앨리스: 너무 길게\nbot says more\nbot ~ 에코*\n",
            "(simple-text/length)",
        ),
        ("앨리스: 빈 답\nbot says nothing\n", "(template/outputs)"),
    ] {
        let Some(output) = talk(&momo, text, &["--json"]) else {
            return;
        };
        let result = result(output, 1);
        let reason = result["failure"]["reason"].as_str().unwrap();
        assert!(reason.starts_with("Kakao would refuse the answer at `template.outputs"));
        assert!(reason.ends_with(rule), "{reason}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn lines_without_meaning_are_errors_of_their_place() {
    let momo = Momo::new();
    let text = "\
## a
fault drop
앨리스: 안녕
metadata {\"a\": 1}
bot a: 안녕
any order:
  bot: 안녕
  metadata /a = 1
clock +1h
";
    let Some(output) = talk(&momo, text, &[]) else {
        return;
    };
    let output = output.expect(2);
    let errors = output.err();
    let places: Vec<_> = errors
        .lines()
        .filter(|it| it.starts_with("a.chat:"))
        .collect();
    let starts = [
        "a.chat:2:1: a fault is of the delivery of events",
        "a.chat:3:1: a message to a skill has no metadata",
        "a.chat:5:1: a skill is the only bot of its room",
        "a.chat:7:3: the answer of a skill has no metadata",
    ];
    assert_eq!(places.len(), starts.len(), "{output}");
    for (place, start) in places.iter().zip(starts) {
        assert!(place.starts_with(start), "{place}");
    }
    let test = ["chat", "test", "a.chat", "--protocol", "kakao-skill"];
    momo.file("a.chat", "앨리스: 안녕\nbot ~ *\n");
    let output = momo.run(&[&test[..], &["--bot", "a=b"]].concat()).expect(2);
    assert!(output.err().contains("`--bot` is for bots of MoMoTalk"));
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn clock_ends_the_minute_of_a_callback() {
    let momo = Momo::new();
    let text = "앨리스: 약속만\nbot: 잠시만요\nclock +2m\nbot within 20s: 다 됐어요\n";
    let Some(output) = talk(&momo, text, &["--with-callback", "--json"]) else {
        return;
    };
    let result = result(output, 1);
    let reason = result["failure"]["reason"].as_str().unwrap();
    assert!(reason.starts_with("the skill failed: "), "{reason}");
    assert_eq!(result["failure"]["line"], 4);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn failed_lines_are_written_anew_and_reported() {
    let momo = Momo::new();
    let text = "## 인사\n앨리스: 안녕\nbot: 안녕\n앨리스: 글 카드\nbot shows card 알림\n## 가끔\n앨리스: 가끔\nbot: 홀수\n";
    let reports = "junit=a.xml,json=a.json";
    let flags = ["--repeat", "2", "--report", reports];
    let Some(output) = talk(&momo, text, &flags) else {
        return;
    };
    output.expect_notes(1);
    let cases = cases(&momo, "a.xml");
    let kinds: Vec<_> = cases.iter().map(|case| &case["wrong"][0][0]).collect();
    assert_eq!(kinds, ["failure", "failure"]);
    let report = momo.json_file("a.json");
    let verdicts = report["conversations"].as_array().unwrap().iter();
    let verdicts: Vec<_> = verdicts.map(|it| it["verdict"].clone()).collect();
    assert_eq!(verdicts, ["failed", "flaky"]);
    let talked = &report["conversations"][0];
    assert_eq!(talked["talk"][1]["text"], "처음 뵙겠습니다");
    assert_eq!(
        talked["talk"][1]["exchange_ids"][0],
        talked["exchanges"][0]["id"]
    );

    let flags = ["--update", "--filter", "인사"];
    talk(&momo, text, &flags).unwrap().expect_notes(0);
    let written = std::fs::read_to_string(momo.home().join("a.chat")).unwrap();
    assert_eq!(
        written,
        text.replacen("bot: 안녕", "bot: 처음 뵙겠습니다", 1)
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn skill_gets_its_secret_header() {
    let momo = Momo::new().with("SKILL_SECRET", "open-sesame");
    momo.file("secret.txt", "open-sesame");
    let text = "앨리스: 둘\nbot: 에코: 둘\n";
    let flags = [
        "--skill-header",
        "X-Skill-Secret",
        "--skill-secret-file",
        "secret.txt",
    ];
    let Some(output) = talk(&momo, text, &["--json"]) else {
        return;
    };
    let reason = &result(output, 1)["failure"]["reason"];
    assert!(reason.as_str().unwrap().contains("401"), "{reason}");
    talk(&momo, text, &flags).unwrap().expect_notes(0);
}

#[test]
fn express_skill_is_played_with() {
    let Some(script) = express() else {
        return;
    };
    let momo = Momo::new();
    let text = "\
앨리스: 메뉴
bot shows card 오늘의 메뉴
[주문]
앨리스 taps 김밥
bot: 에코: 김밥 주세요
앨리스 taps 주문
bot: 에코: 주문
앨리스: 나중에
bot: 생각 중이에요
bot within 20s: 다 생각했어요
";
    momo.file("a.chat", text);
    let script = script.with_file_name("skill.js");
    let program = ["node", script.to_str().unwrap()];
    talk_with(&momo, &["--with-callback"], &program).expect_notes(0);
}
