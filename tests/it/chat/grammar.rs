//! What each line of a conversation file means: text in, steps out.
use crate::support::Momo;
use serde_json::{Value, json};

/// The steps of a file without their places and blank lines, those before the title first.
#[track_caller]
fn steps(text: &str) -> Value {
    let momo = Momo::new();
    momo.file("a.chat", text);
    let output = momo
        .run(&["chat", "check", "a.chat", "--json"])
        .expect(0)
        .json();
    let document = &output["files"][0]["documents"][0];
    let conversations = document["conversations"].as_array().unwrap().iter();
    let lists = std::iter::once(&document["head"]).chain(conversations.map(|it| &it["items"]));
    lists
        .flat_map(|items| plain(items).as_array().unwrap().clone())
        .collect()
}

fn plain(items: &Value) -> Value {
    let items = items
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["step"] != "blank");
    let plain = items.map(|item| {
        let mut item = item.clone();
        let members = item.as_object_mut().unwrap();
        members.remove("line");
        members.remove("column");
        if let Some(items) = members.get_mut("items") {
            *items = plain(items);
        }
        item
    });
    plain.collect()
}

#[test]
fn each_line_means_one_step() {
    for (line, step) in [
        (
            "앨리스: 주문할게요",
            json!({"step": "say", "user": "앨리스", "text": "주문할게요"}),
        ),
        (
            "Kim Lee in lobby:  hi: there",
            json!({"step": "say", "user": "Kim Lee", "room": "lobby", "text": "hi: there"}),
        ),
        (
            r#""bot": hi"#,
            json!({"step": "say", "user": "bot", "text": "hi"}),
        ),
        (
            r#""a \" in b" in "방 하나": hi"#,
            json!({"step": "say", "user": "a \" in b", "room": "방 하나", "text": "hi"}),
        ),
        (
            "fault: hi",
            json!({"step": "say", "user": "fault", "text": "hi"}),
        ),
        (
            "밥: she taps 예",
            json!({"step": "say", "user": "밥", "text": "she taps 예"}),
        ),
        (
            "밥: # no comment",
            json!({"step": "say", "user": "밥", "text": "# no comment"}),
        ),
        (
            "밥: hi\nmetadata {\"a\": 1}",
            json!({"step": "say", "user": "밥", "text": "hi", "metadata": "{\"a\": 1}"}),
        ),
        (
            "앨리스 taps 예: 네",
            json!({"step": "tap", "user": "앨리스", "label": "예: 네"}),
        ),
        (
            "앨리스 in lobby taps 예",
            json!({"step": "tap", "user": "앨리스", "room": "lobby", "label": "예"}),
        ),
        (
            "bot: *감사* /합니다/ ?",
            json!({"step": "bot", "says": "exact", "text": "*감사* /합니다/ ?"}),
        ),
        (
            "bot: a [예]",
            json!({"step": "bot", "says": "exact", "text": "a [예]"}),
        ),
        (
            "bot ~ *감사*",
            json!({"step": "bot", "says": "glob", "text": "*감사*"}),
        ),
        (
            r"bot =~ /a\/[0-9]+/i  [취소] [a \] b] ...",
            json!({"step": "bot", "says": "regex",
            "regex": {"regex": r"a\/[0-9]+", "ignores_case": true}, "offers": {"labels": ["취소", "a ] b"], "or_more": true}}),
        ),
        (
            "bot: 살까요?\n[예] [아니오]",
            json!({"step": "bot", "says": "exact", "text": "살까요?",
            "offers": {"labels": ["예", "아니오"], "or_more": false}}),
        ),
        (
            "bot 가게 in lobby within 5s: a",
            json!({"step": "bot", "bot": "가게", "room": "lobby", "within": "5s", "says": "exact", "text": "a"}),
        ),
        (
            r#"bot "in": a"#,
            json!({"step": "bot", "bot": "in", "says": "exact", "text": "a"}),
        ),
        (
            "a: x\nbot to 1: y",
            json!({"step": "bot", "to": 1, "says": "exact", "text": "y"}),
        ),
        (
            "bot says nothing",
            json!({"step": "bot", "says": "nothing", "time": null}),
        ),
        (
            "bot says nothing for 1.5s",
            json!({"step": "bot", "says": "nothing", "time": "1.5s"}),
        ),
        (
            "bot: a\nbot 가게 says more",
            json!({"step": "bot", "bot": "가게", "says": "more"}),
        ),
        (
            "bot shows card 아메리카노",
            json!({"step": "bot", "says": "card", "title": "아메리카노"}),
        ),
        (
            "bot shows 3 cards",
            json!({"step": "bot", "says": "cards", "count": 3}),
        ),
        (
            "bot: a\nmetadata /order/id = 42\nmetadata /x ~ b*\nmetadata /y =~ /c/",
            json!({"step": "bot", "says": "exact", "text": "a",
            "metadata": [{"pointer": "/order/id", "is": "json", "value": "42"}, {"pointer": "/x", "is": "glob", "value": "b*"},
                {"pointer": "/y", "is": "regex", "value": {"regex": "c", "ignores_case": false}}]}),
        ),
        (
            "fault drop times=3",
            json!({"step": "fault", "text": "drop times=3"}),
        ),
        ("clock +24h", json!({"step": "clock", "ahead": "24h"})),
        (
            "tags slow, orders",
            json!({"step": "tags", "tags": ["slow", "orders"]}),
        ),
        (
            "# a comment",
            json!({"step": "comment", "text": " a comment"}),
        ),
    ] {
        // One line more, so that every file expects something.
        let found = steps(&format!("## t\n{line}\nbot: end\n"));
        let found = found.as_array().unwrap();
        assert_eq!(found[found.len() - 2], step, "{line}");
    }
}

#[test]
fn indented_lines_are_the_text() {
    for (text, expected) in [
        ("bot:\n  하나\n    둘\n  셋\n", "하나\n  둘\n셋"),
        ("bot: 하나\n    둘\n   셋\n", "하나\n 둘\n셋"),
        ("bot:\n\n  하나\n\n  bot: 둘\n\nbot: x", "하나\n\nbot: 둘"),
        ("bot:\n\t# 하나  \n\t## 둘\n", "# 하나\n## 둘"),
        ("bot:   하나\t\r\n", "하나"),
    ] {
        let found = steps(text);
        assert_eq!(found[0]["text"], expected, "{text:?}");
    }
    let found = steps("앨리스 taps\n  긴\n  이름\nbot: x\n");
    assert_eq!(found[0]["label"], "긴\n이름");
}

#[test]
fn group_holds_its_lines_alone() {
    let found =
        steps("any order:\n    # why\n    bot: a\n      b\n\n    bot ~ c\n    [예]\nbot: d\n");
    assert_eq!(
        found,
        json!([
            {"step": "any_order", "items": [
                {"step": "comment", "text": " why"},
                {"step": "bot", "says": "exact", "text": "a\nb"},
                {"step": "bot", "says": "glob", "text": "c", "offers": {"labels": ["예"], "or_more": false}},
            ]},
            {"step": "bot", "says": "exact", "text": "d"},
        ])
    );
}

#[test]
fn titles_begin_conversations() {
    let momo = Momo::new();
    momo.file(
        "a.chat",
        "tags all\n## 주문: 하나\ntags slow\nbot: a\n## two\nbot: b\n",
    );
    momo.file("greets.chat", "앨리스: 안녕\nbot: 안녕\n");
    let words = ["chat", "check", "a.chat", "greets.chat"];
    momo.run(&words)
        .expect(0)
        .is("a.chat: 2 conversations\ngreets.chat: 1 conversation\n--- status 0\n");
    let output = momo
        .run(&[&words[..], &["--json"]].concat())
        .expect(0)
        .json();
    assert_eq!(
        output["files"][0]["conversations"],
        json!([
            {"title": "주문: 하나", "line": 2, "tags": ["all", "slow"], "steps": 1},
            {"title": "two", "line": 5, "tags": ["all"], "steps": 1},
        ])
    );
    assert_eq!(output["files"][1]["conversations"][0]["title"], "greets");
}

#[test]
fn included_steps_are_played_in_place() {
    let momo = Momo::new();
    std::fs::create_dir(momo.home().join("parts")).unwrap();
    momo.file(
        "parts/_login.chat",
        "앨리스: 로그인\nbot =~ /(?<이름>.+)님/\nbot to 1: 네\n",
    );
    momo.file(
        "a.chat",
        "## a\n밥: 먼저\ninclude parts/_login.chat\nbot: {이름}님\nbot to 1: 응\n",
    );
    let output = momo.run(&["chat", "check", ".", "--json"]).expect(0).json();
    assert_eq!(output["files"].as_array().unwrap().len(), 1);
    assert_eq!(output["files"][0]["conversations"][0]["steps"], 6);
}

#[test]
fn fences_of_markdown_are_conversations() {
    let momo = Momo::new();
    let text = "# Shop\n\n## Orders\n\n```chat\n앨리스:  a\nbot:   b\n```\n\n````sh\n```chat\nno\n```\n````\n\n- as\n\n  ~~~chat {x}\n  ## two\n  bot: c\n  ~~~\n";
    momo.file("README.md", text);
    momo.file("other.md", "# Nothing\n");
    let output = momo.run(&["chat", "check", ".", "--json"]).expect(0).json();
    assert_eq!(output["files"].as_array().unwrap().len(), 1);
    let conversations = &output["files"][0]["conversations"];
    assert_eq!(
        conversations[0],
        json!({"title": "Orders", "line": 6, "tags": [], "steps": 2})
    );
    assert_eq!(
        conversations[1],
        json!({"title": "two", "line": 19, "tags": [], "steps": 1})
    );
    momo.run(&["chat", "fmt", "README.md"]).expect(0);
    let formatted = std::fs::read_to_string(momo.home().join("README.md")).unwrap();
    assert_eq!(
        formatted,
        text.replace("앨리스:  a\nbot:   b", "앨리스: a\nbot: b")
    );
}
