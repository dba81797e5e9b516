//! Errors in conversation files, as they are shown.
use crate::support::Momo;

/// The first line of what is said about a file, without its name; and its exit code is 1.
#[track_caller]
fn error(text: &str) -> String {
    let momo = Momo::new();
    momo.file("a.chat", text);
    let output = momo.run(&["chat", "check", "a.chat"]).expect(1);
    let err = output.err();
    err.lines()
        .next()
        .unwrap()
        .trim_start_matches("a.chat:")
        .to_owned()
}

#[test]
fn each_mistake_is_named_with_its_place() {
    for (text, message) in [
        ("안녕하세요", "1:1: this line is no step"),
        (
            "Bot: hi",
            "1:1: `Bot` is written `bot` where no user is meant",
        ),
        (": hi", "1:1: the name before the colon is missing"),
        ("앨리스:", "1:5: what is said is missing"),
        (
            "앨리스 taps",
            "1:9: the label of the quick reply is missing",
        ),
        ("\"앨리스: hi", "1:1: a quotation mark has no end"),
        (
            "bot hello",
            "1:10: a `bot` line ends before it says what is expected",
        ),
        ("bot a b: c", "1:7: `b` has no meaning here"),
        ("bot withn 5s: c", "1:11: `5s` has no meaning here"),
        (
            "bot within soon: c",
            "1:12: a time is written `300ms`, `5s` or `2m`",
        ),
        (
            "bot within 1s within 2s: c",
            "1:15: `within` is named twice",
        ),
        (
            "bot to x: c",
            "1:8: `to` is followed by the number of a user's message",
        ),
        (
            "bot to 1: c",
            "1:1: there is no message 1 before this line, only 0",
        ),
        ("bot says hello", "1:10: a bot says `nothing` or `more`"),
        (
            "bot within 1s says nothing",
            "1:15: `within` and `to` belong to a message that comes",
        ),
        (
            "bot says nothing at all",
            "1:18: behind `nothing` stands `for` and a time, or nothing at all",
        ),
        (
            "bot shows two cards",
            "1:11: a bot shows `card TITLE`, or `2 cards`",
        ),
        (
            "bot =~ 주문",
            "1:8: a regular expression stands between slashes: `bot =~ /[0-9]+/`",
        ),
        ("bot =~ /주문", "1:8: the regular expression has no end"),
        ("bot =~ /주문/ [예", "1:13: the quick reply has no `]`"),
        (
            "bot: a\n[예] 아니오",
            "2:5: quick replies are written `[예] [아니오]`, with `...` behind them where others may be offered too",
        ),
        (
            "앨리스: a\n[예]\nbot: b",
            "2:1: quick replies stand directly below the `bot` line that offers them",
        ),
        (
            "bot: a\nmetadata id = 1",
            "2:10: metadata of a bot's message is named by a JSON Pointer",
        ),
        ("bot: a\nmetadata /id = x", "2:16: this is no JSON value"),
        (
            "앨리스: a\nmetadata 1\nbot: b",
            "2:10: the metadata of a user's message is a JSON object on one line",
        ),
        ("bot: {이름}님", "1:6: no line before this one sets `이름`"),
        (
            "앨리스:\n  하나\n  두 {n}\nbot: a",
            "3:5: no line before this one sets `n`",
        ),
        ("bot =~ /^{n}$/", "1:10: no line before this one sets `n`"),
        ("any order:\nbot: a", "1:11: `any order:` has no lines"),
        (
            "any order:\n  앨리스: a",
            "2:3: `any order:` holds lines of messages of bots alone",
        ),
        (
            "any order:\n  bot: a\n bot: b",
            "3:2: this line is indented otherwise than its group",
        ),
        (
            "##title\nbot: a",
            "1:3: a space is missing before the title",
        ),
        ("##\nbot: a", "1:3: a conversation has no title"),
        (
            "# c\n  bot: a",
            "2:3: this line is indented, and nothing before it takes further lines",
        ),
        (
            "fault dorp",
            "1:7: there is no fault `dorp`: it is one of duplicate, delay, reorder, drop, bad-signature, slow-body, reply, outage, network",
        ),
        (
            "fault drop room=2",
            "1:7: a fault of a conversation has neither `bot` nor `room`",
        ),
        (
            "clock 1h",
            "1:7: the clock is moved ahead: `clock +90s`, `clock +24h`",
        ),
        ("tags", "1:5: `tags` names no tag"),
        ("include no.chat\nbot: a", "1:1: there is no file `no.chat`"),
        ("include a.chat\nbot: a", "1:1: `a.chat` includes itself"),
        ("# nothing", "1:1: this file has no conversation"),
        (
            "## a\n앨리스: hi\nbot says more",
            "1:1: the conversation `a` expects nothing, so it would always pass",
        ),
        ("> talk\nuser=Joe\nbot=Lula", "1:1: this line is no step"),
        (
            "user=Joe\nbot=Lula",
            "1:1: this is a `.chat` file of Bot Framework's `chatdown`",
        ),
    ] {
        assert_eq!(error(text), message, "{text:?}");
    }
}

#[test]
fn silence_in_a_room_in_which_no_user_speaks_is_an_error() {
    for (text, message) in [
        (
            "Bob in hall: order milk\nbot in hal says nothing for 1s",
            "2:8: no user speaks in `hal`, so the line would always hold; did you mean `hall`?",
        ),
        (
            "Bob: hi\nbot: hi\nbot in kitchen says nothing",
            "3:8: no user speaks in `kitchen`, so the line would always hold",
        ),
        (
            "Bob in hall: hi\nbot says nothing",
            "2:1: no user speaks in the first room, which has no name, so the line would always hold",
        ),
        (
            "Bob in hall: hi\nbot in hall: hi\nbot in \"hall \" says more",
            "3:8: no user speaks in `hall `, so the line would always hold; did you mean `hall`?",
        ),
    ] {
        assert_eq!(error(text), message, "{text:?}");
    }
    // A user may speak later, the bot may open the room, and without users the line is all that is asked.
    for text in [
        "bot in hall says nothing\nBob in hall: hi\nbot in hall: hi",
        "Bob: open\nbot in hall: welcome\nbot in hall says nothing",
        "bot says nothing for 1s",
    ] {
        let momo = Momo::new();
        momo.file("a.chat", text);
        momo.run(&["chat", "check", "a.chat"]).expect(0);
    }
}

#[test]
fn mistyped_room_of_a_silent_line_is_shown_and_never_played() {
    let momo = Momo::new();
    momo.file(
        "typo.chat",
        "## milk\nBob in hall: order milk\nbot in hal says nothing for 1s\n",
    );
    momo.run(&["chat", "test", "typo.chat", "--", "no-such-program"])
        .expect(2)
        .is("\
--- stderr
typo.chat:3:8: no user speaks in `hal`, so the line would always hold; did you mean `hall`?
  3 | bot in hal says nothing for 1s
    |        ^
  hint: Users of this conversation speak `in hall`.
  hint: A room that the bot opens by itself has a line with what it says there: `bot in ROOM: text`.
error: the conversations have errors
  hint: Nothing was played.
--- status 2
");
}

#[test]
fn errors_are_shown_with_a_caret_below_the_place() {
    let momo = Momo::new();
    momo.file(
        "order.chat",
        "## 주문\n앨리스: 주문할게요\nbot =~ /주문번호 (/\n\nbot withn: a\n\tbot: b\nbot 5s withn: c\n",
    );
    momo.run(&["chat", "check", "order.chat"]).expect(1).is("\
--- stderr
order.chat:3:9: `/주문번호 (/` is no regular expression: found open group without closing ')'
  3 | bot =~ /주문번호 (/
    |         ^
order.chat:7:8: `withn` has no meaning here
  7 | bot 5s withn: c
    |        ^
  hint: Did you mean `within`?
  hint: A `bot` line is `bot: text`, `bot ~ text with *`, `bot =~ /regex/`, `bot says nothing`, `bot says more`, `bot shows card TITLE` or `bot shows 2 cards`; before that may stand a bot's name, `in ROOM`, `to 2`, `within 5s`.
--- status 1
");
}

#[test]
fn chain_of_includes_is_shown() {
    let momo = Momo::new();
    momo.file("_inner.chat", "밥: {이름}\n");
    momo.file("_outer.chat", "# one line\ninclude _inner.chat\nbot: x\n");
    momo.file(
        "a.chat",
        "## a\ninclude _outer.chat\n## b\ninclude _outer.chat\n",
    );
    let output = momo.run(&["chat", "check", "a.chat"]).expect(1);
    let err = output.err();
    assert!(
        err.starts_with(
            "_inner.chat:1:4: no line before this one sets `이름`\n  1 | 밥: {이름}\n    |     ^\n  \
             included from _outer.chat:2\n  included from a.chat:2\n  hint: "
        ),
        "{output}"
    );
    let errors = momo
        .run(&["chat", "check", "a.chat", "--json"])
        .expect(1)
        .json();
    assert_eq!(errors["errors"][0]["included_from"][1]["line"], 2);
    assert_eq!(errors["errors"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_to_read_is_a_usage_error() {
    let momo = Momo::new();
    std::fs::create_dir(momo.home().join("tests")).unwrap();
    momo.file("tests/_part.chat", "앨리스: a\n");
    for (path, message) in [
        ("tests", "there is no conversation in `tests`"),
        ("order.chat", "there is no file `order.chat`"),
    ] {
        let output = momo.run(&["chat", "check", path]).expect(2);
        assert!(output.err().contains(message), "{output}");
    }
    momo.file("bytes.chat", b"bot: \xff\n");
    let output = momo.run(&["chat", "check", "bytes.chat"]).expect(2);
    assert!(output.err().contains("it is no text in UTF-8"), "{output}");
}
