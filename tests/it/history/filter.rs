//! The filter language: what each term means, and what is said of what cannot be read.
use super::{call, event, holding};
use momo::model::history::exchange::Exchange;
use momo::model::history::filter::Filter;
use momo::model::time::{TimeParser, Timestamp};
use serde_json::Value;

/// Ten minutes after the event.
fn clock() -> TimeParser {
    TimeParser {
        now: Timestamp(1_780_834_200_123),
        zone: momo::io::system::zone(),
    }
}

fn exchange(value: Value) -> Exchange {
    serde_json::from_value(value).unwrap()
}

/// Whether the filter means the event, and whether it means the call.
fn means(filter: &str) -> (bool, bool) {
    let filter =
        Filter::parse(filter, &clock()).unwrap_or_else(|error| panic!("{filter}: {error:?}"));
    (
        filter.matches(&exchange(event())),
        filter.matches(&exchange(call())),
    )
}

#[test]
fn each_term_means_what_the_help_says() {
    let (event, call, both, neither) = ((true, false), (false, true), (true, true), (false, false));
    for (filter, expected) in [
        ("", both),
        ("type:talk.*", event),
        ("type:Talk.*", neither),
        ("type:talk", neither),
        ("-type:talk.*", call),
        ("type:*", event),
        ("status:200", event),
        ("status:2xx", event),
        ("status:>=400", neither),
        ("status:100-200", event),
        ("status:none", call),
        ("status:refused", call),
        ("-status:200", call),
        ("-status:500", both),
        ("sig:valid", event),
        ("sig:invalid,unchecked", call),
        ("bot:bot_1", event),
        ("bot:bot_*", both),
        ("event:evt_1", event),
        ("-event:evt_1", call),
        ("id:ex_06gzv9hparbxw9nd", event),
        ("id:ex_06gzv9hpa", both),
        ("id:a67", call),
        ("url:/webhook", event),
        ("url:messages", call),
        ("body:안", event),
        ("body:ok", event),
        ("body:OK", neither),
        ("body:\"\\\"n\\\":1e2\"", event),
        ("ms:>12", event),
        ("ms:<=0.25", call),
        ("ms:0.25-12.34", both),
        ("ms:<0.013s", both),
        ("attempt:>0", neither),
        ("-attempt:>0", both),
        ("dir:sent", call),
        ("dir:RECEIVED", event),
        ("kind:event", event),
        ("protocol:momotalk", both),
        ("-protocol:http", both),
        ("since:10m", both),
        ("since:9m", neither),
        ("until:600s", neither),
        ("since:2026-06-07T12:00:01Z", call),
        ("until:2026-06-07T12:00:01Z", event),
        ("failed", call),
        ("is:failed", call),
        ("-failed", event),
        ("\"failed\"", neither),
        ("webhook", event),
        ("bot_2", call),
        ("talk.message", event),
        ("evt_1,bot_2", both),
        ("evt_1 bot_2", neither),
        ("kind:event -status:5xx ms:>1", event),
    ] {
        assert_eq!(means(filter), expected, "{filter}");
    }
}

#[test]
fn answer_that_kakao_refuses_has_failed() {
    let fine = r#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":"네"}}]}}"#;
    let refused = r#"{"version":"2.0","template":{"outputs":[]}}"#;
    let (ask, validation) = ("{}", r#"{"isInSlotFilling":true}"#);
    let cases = [
        ("kakao-skill", ask, fine, false),
        ("kakao-skill", ask, refused, true),
        ("kakao-skill", ask, "no json", true),
        // Only an answer that is shown to a user has Kakao's form.
        ("kakao-skill", validation, refused, false),
        ("momotalk", ask, refused, false),
    ];
    let mut exchanges = Vec::new();
    for (at, (protocol, request, response, _)) in (0..).zip(cases) {
        let mut exchange = event();
        exchange["id"] = format!("ex_06gzv9hparbxw9n{at}").into();
        exchange["protocol"] = protocol.into();
        exchange["request"]["body"] = request.into();
        exchange["response"]["body"] = response.into();
        exchanges.push(exchange);
    }
    // What its archive does not hold says nothing.
    let mut unknown = exchanges[2].clone();
    unknown["id"] = "ex_06gzv9hparbxw9nx".into();
    unknown["missing"] = serde_json::json!(["response_body"]);
    exchanges.push(unknown);
    let found: Vec<_> = cases.iter().map(|case| case.3).chain([false]).collect();
    let failed = Filter::parse("is:failed", &clock()).unwrap();
    let by_model: Vec<_> = exchanges
        .iter()
        .map(|it| failed.matches(&exchange(it.clone())))
        .collect();
    assert_eq!(by_model, found);
    let momo = holding(&exchanges);
    for (filter, is_failed) in [("is:failed", true), ("-is:failed", false)] {
        let list = ["webhook", "history", "list", "--filter", filter, "--json"];
        let mut ids = momo.run(&list).expect(0).json_lines();
        ids.sort_by_key(|it| it["id"].to_string());
        let ids: Vec<_> = ids.iter().map(|it| &it["id"]).collect();
        let expected = exchanges.iter().zip(&found);
        let expected = expected.filter(|(_, it)| **it == is_failed);
        assert_eq!(ids, expected.map(|(it, _)| &it["id"]).collect::<Vec<_>>());
    }
}

#[test]
fn text_is_found_where_json_escapes_it() {
    let mut exchange = exchange(event());
    for (body, text, is_found) in [
        (r#"{"text":"\uc548\ub155"}"#, "안녕", true),
        (r#"{"text":"\uC548\uB155"}"#, "안녕", true),
        (r#"{"text":"\ud83d\ude00"}"#, "😀", true),
        (r#"{"text":"say \"hi\""}"#, "\"hi\"", true),
        (r#"{"text":"\uc548"}"#, "안녕", false),
    ] {
        exchange.request.body = body.into();
        let quoted = format!("body:\"{}\"", text.replace('"', "\\\""));
        let filter = Filter::parse(&quoted, &clock()).unwrap();
        assert_eq!(filter.matches(&exchange), is_found, "{body} {text}");
    }
}

#[test]
fn text_is_found_composed_and_decomposed() {
    let (composed, decomposed) = ("안녕", "\u{110b}\u{1161}\u{11ab}\u{1102}\u{1167}\u{11bc}");
    let mut exchanges = [event(), event()].map(exchange);
    for (exchange, text) in exchanges.iter_mut().zip([composed, decomposed]) {
        exchange.request.body = format!("{{\"body\":\"{text}하세요\"}}").into_bytes();
    }
    exchanges[1].id = "ex_06gzv9hparbxw9ne".into();
    let momo = holding(&[event(), call()]);
    let path = momo.home().join("history.db");
    let mut history = momo::io::sqlite::History::open(&path).unwrap();
    exchanges[0].id = "ex_06gzv9hparbxw9nf".into();
    history.append(&exchanges).unwrap();
    for text in [composed, decomposed] {
        for filter in [format!("body:{text}"), text.to_owned()] {
            let wanted = Filter::parse(&filter, &clock()).unwrap();
            assert!(exchanges.iter().all(|exchange| wanted.matches(exchange)));
            let list = ["webhook", "history", "list", "--json", "--filter", &filter];
            assert_eq!(momo.run(&list).expect(0).json_lines().len(), 2, "{filter}");
        }
    }
}

#[test]
fn invalid_filter_is_named_with_its_column() {
    for (filter, column, message, hint) in [
        (
            "stauts:500",
            1,
            "no term is called `stauts:`",
            "Perhaps `status:` is meant.",
        ),
        (
            "안녕 -sig:ok",
            9,
            "`ok` is nothing that `sig:` knows",
            "`valid`, `invalid`, `missing`, `unchecked`",
        ),
        (
            "sig:valid,invlaid",
            11,
            "`invlaid` is nothing that `sig:` knows",
            "Perhaps `sig:invalid` is meant.",
        ),
        (
            "http://localhost",
            1,
            "no term is called `http:`",
            "`\"http:...\"`",
        ),
        ("status:6000", 8, "`6000` is no status", "`5xx`"),
        (
            "status:tiemout",
            8,
            "`tiemout` is no status",
            "Perhaps `status:timeout`",
        ),
        ("ms:1000", 4, "`1000` alone is too exact", "`ms:>1000`"),
        ("ms:slow", 4, "`slow` is no length of time", "`ms:>1000`"),
        ("since:soon", 7, "`soon` is no time", "`2h`"),
        ("type:", 6, "`type:` says nothing here", "A value follows"),
        ("type:a,", 8, "`type:` says nothing here", "A value follows"),
        ("a -", 3, "`-` stands alone", "`-type:talk.*`"),
        ("body:\"a b", 6, "this quote is never closed", ""),
        (
            "body:\"a\"b",
            9,
            "a space or a comma must follow the quote",
            "",
        ),
        (
            "is:late",
            4,
            "`late` is nothing that `is:` knows",
            "`failed`",
        ),
        (
            "attempt:first",
            9,
            "`first` is no number of an attempt",
            "`attempt:>1`",
        ),
        ("a\0b", 2, "no text holds a NUL", ""),
    ] {
        let misread = Filter::parse(filter, &clock()).expect_err(filter);
        assert_eq!(misread.column, column, "{filter}: {misread:?}");
        assert!(
            misread.message.to_string().starts_with(message),
            "{filter}: {misread:?}"
        );
        let hints: Vec<_> = misread.hints.iter().map(ToString::to_string).collect();
        let hints = hints.join(" ");
        assert!(hints.contains(hint), "{filter}: {misread:?}");
    }
    assert!(Filter::parse(&"a ".repeat(64), &clock()).is_ok());
    assert!(Filter::parse(&"a ".repeat(65), &clock()).is_err());
    assert!(Filter::parse(&"a".repeat(5000), &clock()).is_err());
}

#[test]
fn terminal_accepts_filters() {
    let momo = holding(&[event(), call()]);
    let list = |flags: &[&str]| {
        let list = ["webhook", "history", "list", "--json"];
        momo.run(&[&list[..], flags].concat())
    };
    let (event, call) = ("ex_06gzv9hparbxw9nd", "ex_06gzv9hpasvtpa67");
    for (flags, ids) in [
        (vec!["--filter", "type:talk.* body:안"], vec![event]),
        (vec!["--filter", "failed,evt_1"], vec![call, event]),
        (vec!["--filter", "-bot:bot_1"], vec![call]),
        (vec!["--since", "2026-06-07T12:00:01"], vec![call]),
        (vec!["--until", "2026-06-07 12:00:01"], vec![event]),
        (
            vec!["--since", "2026-06-07", "--until", "2026-06-08"],
            vec![call, event],
        ),
        (vec!["--since", "1h"], vec![]),
        (
            vec!["--type", "talk.*", "--filter", "sig:valid"],
            vec![event],
        ),
        (vec!["--bot", "bot_1,bot_2"], vec![call, event]),
    ] {
        let list = list(&flags).expect_notes(0);
        let lines = list.json_lines();
        let found: Vec<_> = lines.iter().map(|line| line["id"].clone()).collect();
        assert_eq!(found, ids, "{flags:?}\n{list}");
    }
    momo.run(&["webhook", "history", "list", "--filter", "안녕 stauts:500"])
        .is("\
--- stderr
error: `--filter`, column 4: no term is called `stauts:`
  hint: Perhaps `status:` is meant.
  hint: Terms are `type:`, `status:`, `sig:`, `bot:`, `event:`, `id:`, `url:`, `body:`, `ms:`, `attempt:`, `dir:`, `kind:`, `protocol:`, `since:`, `until:`, `is:`, `starred:`.
--- status 2
");
    let error = list(&["--since", "soon"]).expect(2);
    assert!(
        error
            .err()
            .contains("`--since`, column 1: `soon` is no time"),
        "{error}"
    );
}

#[test]
fn help_shows_a_readable_filter_of_every_kind() {
    let shown = momo::model::history::filter::HELP;
    let lines = shown.lines().filter_map(|line| line.strip_prefix("    "));
    let mut count = 0;
    for line in lines.filter(|line| !line.starts_with(' ')) {
        let filter = line.split("  ").next().unwrap();
        Filter::parse(filter, &clock()).unwrap_or_else(|error| panic!("{filter}: {error:?}"));
        count += 1;
    }
    assert_eq!(count, 17, "{shown}");
    let momo = crate::support::Momo::new();
    let help = momo
        .run(&["webhook", "history", "list", "--help"])
        .expect(0);
    for line in shown.lines() {
        assert!(help.out().contains(line.trim()), "{line}\n{help}");
    }
}
