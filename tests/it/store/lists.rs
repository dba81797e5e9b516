//! Lists: in order, in pages, filtered.
use super::*;
use momo::model::history::query::BodyChoice;

#[test]
fn lists_are_newest_first_and_paged() {
    let (_folder, path) = store();
    let mut history = History::open(&path).unwrap();
    let times = [
        ("ex_c", 30),
        ("ex_a", 10),
        ("ex_b2", 20),
        ("ex_b1", 20),
        ("ex_d", 40),
    ];
    let exchanges: Vec<_> = times.iter().map(|(id, time)| at(id, *time)).collect();
    history.append(&exchanges).unwrap();

    let query = Query {
        limit: Some(2),
        ..Query::default()
    };
    let first = history.list(&query).unwrap();
    assert_eq!(ids(&first), ["ex_d", "ex_c"]);
    // What comes in between two pages moves neither of them.
    history.append(&[at("ex_e", 50)]).unwrap();
    let after = |id: &str| Query {
        before: Some(id.into()),
        ..query.clone()
    };
    let second = history.list(&after("ex_c")).unwrap();
    assert_eq!(
        ids(&second),
        ["ex_b1", "ex_b2"],
        "of one moment, the later recorded first"
    );
    let third = history.list(&after("ex_b2")).unwrap();
    assert_eq!(ids(&third), ["ex_a"]);
    assert!(history.list(&after("ex_a")).unwrap().is_empty());
    assert!(history.list(&after("ex_z")).is_err());
}

#[test]
fn lists_can_leave_out_columns() {
    let (_folder, path) = store();
    let mut history = History::open(&path).unwrap();
    let sent = exchange(json!({
        "id": "ex_02", "direction": "sent", "kind": "api", "bot_id": "bot_2", "event_id": "evt_2",
        "event_type": "talk.other", "signature": { "verdict": "valid" }, "started_at": 5
    }));
    history.append(&[exchange(json!({})), sent]).unwrap();
    let cases = [
        (FilterTest::Direction(Direction::Received), "ex_01"),
        (FilterTest::Direction(Direction::Sent), "ex_02"),
        (FilterTest::Kind(ExchangeKind::Event), "ex_01"),
        (FilterTest::Kind(ExchangeKind::Api), "ex_02"),
        (FilterTest::Bot(Glob::new("bot_1")), "ex_01"),
        (FilterTest::Event(Glob::new("evt_2")), "ex_02"),
        (FilterTest::Type(Glob::new("talk.other")), "ex_02"),
        (FilterTest::Signature(SignatureVerdict::Invalid), "ex_01"),
        (FilterTest::Signature(SignatureVerdict::Valid), "ex_02"),
        (FilterTest::Since(Timestamp(6)), "ex_01"),
        (FilterTest::Until(Timestamp(6)), "ex_02"),
    ];
    for (test, id) in cases {
        let query = Query::from_tests([test]);
        assert_eq!(ids(&history.list(&query).unwrap()), [id], "{query:?}");
    }
    // All at once, and every pair with the index of the other.
    let all = [
        FilterTest::Event(Glob::new("evt_1")),
        FilterTest::Signature(SignatureVerdict::Invalid),
        FilterTest::Direction(Direction::Received),
        FilterTest::Kind(ExchangeKind::Event),
        FilterTest::Bot(Glob::new("bot_1")),
        FilterTest::Type(Glob::new("talk.message_created")),
        FilterTest::Since(Timestamp(6)),
        FilterTest::Until(Timestamp(i64::MAX)),
    ];
    for without in 0..3 {
        let query = Query::from_tests(all[without..].to_vec());
        assert_eq!(ids(&history.list(&query).unwrap()), ["ex_01"], "{query:?}");
    }
    let nobody = Query::from_tests([FilterTest::Bot(Glob::new("' OR 1=1 --"))]);
    assert!(history.list(&nobody).unwrap().is_empty());
    let heads = Query {
        bodies: BodyChoice::None,
        ..Query::default()
    };
    let heads = history.list(&heads).unwrap();
    assert_eq!(
        heads[0].request.headers,
        exchange(json!({})).request.headers
    );
    assert!(heads[0].request.body.is_empty());
}

#[test]
fn similar_exchanges_come_back_as_they_were() {
    let (_folder, path) = store();
    let mut history = History::open(&path).unwrap();
    let headers = |values: &[&str]| {
        let fields = values
            .iter()
            .map(|value| json!({ "name": "X-Value", "value": value }));
        json!({ "method": "POST", "url": "/", "headers": fields.collect::<Vec<_>>(), "body": "" })
    };
    let long = "long ".repeat(2000);
    let requests = [
        headers(&["one", "two"]),
        headers(&["one", "two"]),
        headers(&["", "3\"{"]),
        headers(&["one\"\"", "\\"]),
        headers(&["{", "}", "three"]),
        headers(&["오늘", ""]),
        headers(&[&long, "two"]),
        headers(&[&long, "three"]),
        headers(&[]),
    ];
    let exchanges = requests.into_iter().enumerate().map(|(number, request)| {
        exchange(json!({ "id": format!("ex_{number}"), "started_at": -1 - number as i64, "request": request }))
    });
    let exchanges: Vec<_> = exchanges.collect();
    for one in &exchanges {
        history.append(std::slice::from_ref(one)).unwrap();
    }
    assert_eq!(history.list(&Query::default()).unwrap(), exchanges);
}

/// More than are looked through: some are filed, some are not yet.
fn many() -> Vec<Exchange> {
    let exchange = |number: i64| {
        let verdict = ["valid", "valid", "invalid"][number as usize % 3];
        let kind = ["talk.message_created", "talk.left", "share"][number as usize / 5 % 3];
        exchange(json!({
            "id": format!("ex_{number:04}"),
            // Not in the order in which they are added, and some at one moment.
            "started_at": (number * 7 % 2_000) / 2,
            "event_id": format!("evt_{}", number / 2),
            "event_type": kind,
            "bot_id": format!("bot_{}", number % 4),
            "attempt": number % 2 + 1,
            "signature": { "verdict": verdict },
            "timing": { "total_ms": number % 1_200 },
            "starred": number % 37 == 0,
        }))
    };
    (0..2_600).map(exchange).collect()
}

#[test]
fn long_history_is_found_by_every_filter() {
    let (_folder, path) = store();
    let many = many();
    let mut history = History::open(&path).unwrap();
    many.chunks(600)
        .for_each(|some| history.append(some).unwrap());
    let clock = TimeParser {
        now: Timestamp(0),
        zone: momo::io::system::zone(),
    };
    for filter in [
        "",
        "type:talk.*",
        "sig:invalid type:share bot:bot_1",
        "-bot:bot_1,bot_2 ms:>1100",
        "ms:1000-1003",
        "ms:<2",
        "event:evt_7",
        "event:evt_1299 attempt:2",
        "id:ex_0003",
        "status:401 body:서명 ms:>=1199",
        "status:2xx",
        "type:share,talk.left attempt:1 -ms:<1198",
        "starred:yes",
        "starred:yes sig:invalid bot:bot_1",
        "starred:yes event:evt_37",
        "-starred:yes ms:1000-1003",
    ] {
        let filter = Filter::parse(filter, &clock).unwrap();
        let mut expected: Vec<_> = many.iter().enumerate().collect();
        expected.retain(|(_, exchange)| filter.matches(exchange));
        expected.sort_by_key(|(place, exchange)| (exchange.started_at.0, *place));
        let expected = expected.iter().map(|(_, exchange)| exchange.id.as_str());
        let mut expected: Vec<_> = expected.collect();
        let query = |limit, before: Option<&&str>, oldest_first| Query {
            limit,
            before: before.map(|id| (*id).to_owned()),
            oldest_first,
            filter: filter.clone(),
            bodies: BodyChoice::None,
            latest_per_event: false,
        };
        let list = |query| history.list(&query).unwrap();
        assert_eq!(ids(&list(query(None, None, true))), expected, "{filter:?}");
        let mut of_events = expected.clone();
        // Two follow one another of each event, and the second is the later one.
        of_events.retain(|id| id.ends_with(['1', '3', '5', '7', '9']));
        let latest = Query {
            latest_per_event: true,
            ..query(None, None, true)
        };
        assert_eq!(ids(&list(latest)), of_events, "{filter:?}");
        let first = &expected[..expected.len().min(9)];
        assert_eq!(ids(&list(query(Some(9), None, true))), first, "{filter:?}");
        expected.reverse();
        let mut before = None;
        for page in expected.chunks(400) {
            let found = list(query(Some(400), before, false));
            assert_eq!(ids(&found), page, "{filter:?}");
            before = page.last();
        }
    }
}
