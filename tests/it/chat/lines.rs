//! Each kind of line against a bot: what meets it, what does not, and what is said then.
use super::play;
use crate::support::Momo;

/// Plays conversations that all pass.
#[track_caller]
fn passes(text: &str) {
    let momo = Momo::new();
    if let Some(output) = play(&momo, text, &[]) {
        output.expect_notes(0);
    }
}

/// Plays one conversation that fails, and returns what its result tells; none where there is no Python.
#[track_caller]
fn failure(text: &str) -> Option<serde_json::Value> {
    let momo = Momo::new();
    let output = play(&momo, text, &["--json"])?.expect_notes(1);
    let result = output.json_lines().remove(0);
    assert_eq!(result["verdict"], "failed", "{output}");
    let ids = result["exchanges"].as_array().unwrap();
    assert!(!ids.is_empty(), "{output}");
    Some(result["failure"].clone())
}

#[test]
fn every_kind_of_line_is_met() {
    passes(
        "\
## orders, with values and quick replies
앨리스: 주문할게요
bot: 잠시만요
bot within 5s =~ /주문번호 (?<id>[0-9]+)/  [취소] [확인]
metadata /order/id = {id}
metadata /quick_replies/0 ~ 취*
앨리스 taps 확인
bot: {id}번을 확인했어요
bot says nothing

## texts
앨리스: *안녕* /help {{id}}
bot: *안녕* /help {{id}}
앨리스: 두 줄
bot:
  첫째 줄
    둘째 줄

  셋째 줄
앨리스: 하나
  둘
bot ~ 하나*둘

## any order, with the right line for each
앨리스: 섞어
any order:
  bot ~ *
  bot: 하나
  bot =~ /^[셋넷]$/

## replies to messages, whichever comes first
앨리스: 거꾸로 1
밥: 거꾸로 2
bot to 2: 2 로꾸거
bot to 1: 1 로꾸거

## silence
앨리스: 조용
bot says nothing
앨리스: 조용
bot says nothing for 800ms

## further messages
앨리스: 섞어
bot says more
bot: 둘
앨리스: 두 번
bot: 같은 말
bot says more

## rooms and users apart
앨리스: 주문할게요
밥 in 옆방: 안녕
bot in 옆방: 안녕
bot: 잠시만요
bot ~ 주문번호*
[취소] ...
",
    );
}

#[test]
fn faults_and_the_clock_are_part_of_the_talk() {
    passes(
        "\
## a lost event is sent again
fault drop
앨리스: 안녕
clock +1h
bot: 안녕

## the same event twice is one
fault duplicate
앨리스: 안녕
bot: 안녕
bot says nothing

## a forged signature is refused
fault bad-signature
앨리스: 안녕
bot: 안녕
",
    );
}

#[test]
fn other_text_is_shown_as_a_difference() {
    let Some(failure) = failure("## a\n앨리스: 두 줄\nbot:\n  첫째 줄\n  다른 줄\n  셋째 줄\n")
    else {
        return;
    };
    assert_eq!(failure["reason"], "the bot says something else");
    assert_eq!(
        (&failure["file"], &failure["line"]),
        (&"a.chat".into(), &3.into())
    );
    let lines = failure["diff"]["differences"][0]["lines"]
        .as_array()
        .unwrap()
        .iter();
    let texts: Vec<_> = lines.map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts,
        ["첫째 줄", "다른 줄", "  둘째 줄", "", "셋째 줄", ""]
    );
}

#[test]
fn unmet_lines_are_named() {
    for (text, line, reason) in [
        (
            "앨리스: 조용\nbot within 50ms: 안녕",
            3,
            "no message came within 50ms",
        ),
        (
            "앨리스: 조용\nbot within 50ms to 1 ~ *",
            3,
            "no reply to message 1 came within 50ms",
        ),
        (
            "앨리스: 안녕\nbot ~ *하세요",
            3,
            "what the bot says does not match *하세요",
        ),
        (
            "앨리스: 안녕\nbot =~ /^[0-9]+$/i",
            3,
            "what the bot says does not match /^[0-9]+$/i",
        ),
        (
            "앨리스: 안녕\nbot says nothing",
            3,
            "the bot speaks, where it is to say nothing",
        ),
        (
            "앨리스: 늦게\nbot says nothing for 3s",
            3,
            "the bot speaks, where it is to say nothing",
        ),
        (
            "앨리스: 화남\nbot says nothing",
            3,
            "the bot did not take the event: the callback answered 500",
        ),
        (
            "앨리스: 화남\nbot within 400ms: 안녕",
            3,
            "the bot did not take the event: the callback answered 500",
        ),
        (
            "앨리스: 안녕\nbot: 안녕\n[예]",
            3,
            "the message offers no quick reply",
        ),
        (
            "앨리스: 주문할게요\nbot: 잠시만요\nbot ~ *\n[취소]",
            4,
            "the message offers [취소] [확인]",
        ),
        (
            "앨리스: 주문할게요\nbot: 잠시만요\nbot ~ *\n앨리스 taps 예",
            5,
            "this quick reply is not offered, only [취소] [확인]",
        ),
        (
            "앨리스: 안녕\nbot: 안녕\n앨리스 taps 예\nbot: 예",
            4,
            "no message offers quick replies",
        ),
        (
            "앨리스: 안녕\nbot: 안녕\nmetadata /a = 1",
            3,
            "the message has no metadata at `/a`",
        ),
        (
            "앨리스: 주문할게요\nbot: 잠시만요\nbot ~ *\nmetadata /order/id = 1",
            4,
            "`/order/id` of the metadata is 1000, not 1",
        ),
        (
            "앨리스: 안녕\nbot shows 2 cards",
            3,
            "the message has 0 cards instead of 2",
        ),
        (
            "앨리스: 안녕\nbot shows card 메뉴",
            3,
            "the message has no card of this title",
        ),
        (
            "앨리스: 섞어\nany order:\n  bot: 하나\n  bot: 셋\n  bot: 넷",
            3,
            "a message came that no line of the group expects",
        ),
        (
            "앨리스: 안녕\nany order:\n  bot within 50ms: 안녕\n  bot within 50ms: 넷",
            3,
            "not all 2 messages of the group came within 50ms",
        ),
        (
            "앨리스: 두 번\nbot: 같은 말",
            3,
            "a message came that no line expects",
        ),
        (
            "앨리스: 섞어\nbot: 셋",
            3,
            "a message came that no line expects",
        ),
    ] {
        let Some(failure) = failure(&format!("## a\n{text}\n")) else {
            return;
        };
        assert_eq!(failure["reason"], reason, "{text}");
        assert_eq!(failure["line"], line, "{text}");
    }
}

#[test]
fn message_in_another_room_is_named() {
    for (text, hint) in [
        (
            "밥 in 옆방: 안녕\nbot in 옆반 within 300ms ~ *녕",
            "A message that fits came in the room `옆방`: 안녕",
        ),
        (
            "밥: 안녕\nbot in 옆방 within 300ms: 잘 가",
            "A message that no line has claimed came in the first room, which has no name: 안녕",
        ),
        (
            "밥 in \"다른 방\": 안녕\nany order:\n  bot within 300ms: 안녕\n  bot within 300ms: 넷",
            "A message that fits came in the room `\"다른 방\"`: 안녕",
        ),
    ] {
        let Some(failure) = failure(&format!("## a\n{text}\n")) else {
            return;
        };
        assert_eq!(failure["hints"][0]["message"], hint, "{text}");
    }
}

#[test]
fn line_of_a_bot_that_is_not_there_fails_at_once() {
    for says in [" says nothing", " says more\nbot: 안녕", ": 안녕"] {
        let text = format!("## a\n밥: 조용\nbot momi{says}\n");
        let Some(failure) = failure(&text) else {
            return;
        };
        let reason = failure["reason"].as_str().unwrap();
        assert!(
            reason.starts_with("there is no bot `momi` here, only `"),
            "{reason}"
        );
    }
}

#[test]
fn message_after_the_end_fails_its_conversation() {
    // The second conversation is played while the late message of the first comes.
    let text =
        "## late\n앨리스: 늦게\nbot says nothing\n## other\n밥: 조용\nbot says nothing for 500ms\n";
    let momo = Momo::new();
    let Some(output) = play(&momo, text, &["--json"]) else {
        return;
    };
    let lines = output.expect_notes(1).json_lines();
    let results = |title: &str| -> Vec<_> {
        let lines = lines.iter().filter(|line| line["title"] == title);
        lines
            .map(|line| (line["verdict"].as_str(), line["failure"]["reason"].as_str()))
            .collect()
    };
    // One result each, although the message came after the last line was met.
    let late = "a message came after the end of the conversation";
    assert_eq!(results("late"), [(Some("failed"), Some(late))]);
    assert_eq!(results("other"), [(Some("passed"), None)]);
}

#[test]
fn event_that_is_handled_twice_is_found() {
    let momo = Momo::new().with("FORGETFUL", "1");
    let text = "## a\nfault duplicate\n앨리스: 안녕\nbot: 안녕\n";
    let Some(output) = play(&momo, text, &["--json"]) else {
        return;
    };
    let failure = output.expect_notes(1).json_lines()[0]["failure"].take();
    assert_eq!(failure["reason"], "a message came that no line expects");
    let hint = failure["hints"][0]["phrase"]["code"].clone();
    assert_eq!(hint, "chat.hint-duplicate");
}
