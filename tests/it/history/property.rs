//! Filters have two readers, and what is written can be read again: held over random filters and exchanges.
use crate::support::fuzz;
use momo::io::sqlite::History;
use momo::model::history::exchange::{
    Direction, Exchange, ExchangeKind, Failure, FailureCause, Timing,
};
use momo::model::history::filter::Filter;
use momo::model::history::hop::MissingPart;
use momo::model::history::query::Query;
use momo::model::http::{Headers, Request, Response};
use momo::model::protocol::Protocol;
use momo::model::secret::signature::{SignatureCheck, SignatureVerdict};
use momo::model::text::phrase::Phrase;
use momo::model::time::{TimeParser, Timestamp};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tempfile::TempDir;

const NOW: i64 = 1_780_834_200_000;

fn clock() -> TimeParser {
    TimeParser {
        now: Timestamp(NOW),
        zone: momo::io::system::zone(),
    }
}

/// Texts that are near one another, with all that could be taken for something else.
fn text() -> impl Strategy<Value = String> {
    let letters = select(vec![
        "a",
        "b",
        "*",
        "?",
        "[",
        "]",
        "%",
        "_",
        "\'",
        "\"",
        "\\",
        ",",
        " ",
        "-",
        ":",
        "A",
        "안",
        "\u{110b}\u{1161}",
        "\u{11ab}",
        "é",
        "\u{301}",
        "\u{1112}",
        "😀",
        "\n",
    ]);
    prop::collection::vec(letters, 0..4).prop_map(|letters| letters.concat())
}

/// Received data may hold a NUL too.
fn strangers() -> impl Strategy<Value = Option<String>> {
    let text = (text(), any::<bool>(), text())
        .prop_map(|(first, nul, last)| format!("{first}{}{last}", if nul { "\0" } else { "" }));
    prop::option::weighted(
        0.8,
        prop_oneof![text, Just("a".to_owned()), Just("ab".to_owned())],
    )
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        text().prop_map(String::into_bytes),
        text().prop_map(|text| serde_json::to_vec(&text).unwrap()),
        Just(br"\uc548".to_vec()),
        Just(br"\uC548\uD83D\uDE00".to_vec()),
        Just(vec![0, 255, b'a']),
    ];
    prop::collection::vec(piece, 0..3).prop_map(|pieces| pieces.concat())
}

fn answer() -> impl Strategy<Value = (Option<Response>, Option<Failure>)> {
    let status = select(vec![100, 199, 200, 204, 299, 300, 404, 500, 599]);
    let skill = select(vec![
        br#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":"a"}}]}}"#.to_vec(),
        br#"{"version":"2.0","template":{"outputs":[]}}"#.to_vec(),
    ]);
    let body = prop_oneof![2 => body(), 1 => skill];
    let response =
        (status, body).prop_map(|(status, body)| Response::new(status, "text/plain", body));
    let failure = select(FailureCause::ALL.to_vec()).prop_map(|cause| Failure {
        cause,
        message: Phrase::verbatim("no"),
    });
    (prop::option::of(response), prop::option::of(failure))
}

fn exchange() -> impl Strategy<Value = Exchange> {
    let names = (strangers(), strangers(), strangers(), text());
    let words = (
        select(Direction::ALL.to_vec()),
        select(ExchangeKind::ALL.to_vec()),
        select(Protocol::ALL.to_vec()),
        select(SignatureVerdict::ALL.to_vec()),
        subsequence(&MissingPart::ALL, 0..=MissingPart::ALL.len()),
    );
    let numbers = (
        select(vec![NOW - 7_200_000, NOW - 60_000, NOW - 59_999, NOW, 0]),
        prop::option::of(0..4_u32),
        select(vec![0.0, 0.1, 49.9, 50.0, 100.0, 1000.0, 1500.5]),
    );
    (names, words, numbers, body(), answer()).prop_map(|(names, words, numbers, body, answer)| {
        Exchange {
            id: String::new(),
            direction: words.0,
            protocol: words.2,
            kind: words.1,
            missing: words.4,
            started_at: Timestamp(numbers.0),
            event_id: names.0,
            event_type: names.1,
            bot_id: names.2,
            attempt: numbers.1,
            signature: SignatureCheck::from_verdict(words.3),
            request: Request {
                method: "POST".into(),
                url: format!("/{}", names.3),
                headers: Headers::new(),
                body,
            },
            response: answer.0,
            failure: answer.1,
            timing: Timing {
                total_ms: numbers.2,
                ..Timing::default()
            },
            starred: words.0 == Direction::Sent && numbers.1.is_some(),
            ..serde_json::from_value(super::event()).unwrap()
        }
    })
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

/// A term that a user could type.
fn term() -> impl Strategy<Value = String> {
    let texts =
        || prop::collection::vec(text().prop_filter("a value", |text| !text.is_empty()), 1..3);
    let free = (
        select(vec!["type:", "bot:", "event:", "id:", "url:", "body:", ""]),
        texts(),
    )
        .prop_map(|(key, texts)| {
            let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
            format!("{key}{}", texts.join(","))
        });
    let fixed = select(vec![
        "type:a*",
        "bot:a",
        "event:a",
        "event:a*b",
        "id:ex_1",
        "id:2",
        "status:200",
        "status:2xx",
        "status:>=300",
        "status:<300",
        "status:>200",
        "status:<=200",
        "status:200-404",
        "status:none",
        "status:timeout",
        "status:none,404",
        "sig:valid",
        "sig:invalid",
        "sig:missing",
        "sig:invalid,missing",
        "dir:sent",
        "dir:received",
        "kind:event",
        "kind:api",
        "protocol:http",
        "ms:>50",
        "ms:>=50",
        "ms:<50",
        "ms:<=50",
        "ms:0.1-1s",
        "attempt:1",
        "attempt:>1",
        "attempt:<2",
        "since:1m",
        "until:1m",
        "since:2h,1m",
        "until:1970-01-01",
        "is:failed",
        "starred:yes",
        "starred:no",
        "starred:no,yes",
        "failed",
        "a",
        "안",
    ])
    .prop_map(str::to_owned);
    let term = prop_oneof![free, fixed];
    (any::<bool>(), term)
        .prop_map(|(negated, term)| format!("{}{term}", if negated { "-" } else { "" }))
}

fn filter() -> impl Strategy<Value = String> {
    prop::collection::vec(term(), 0..4).prop_map(|terms| terms.join(" "))
}

fn read(text: &str) -> Result<Filter, TestCaseError> {
    Filter::parse(text, &clock()).map_err(|error| TestCaseError::fail(format!("{text}: {error:?}")))
}

#[test]
fn fuzz_history_and_model_agree() {
    let exchanges = prop::collection::vec(exchange(), 1..12);
    let filters = prop::collection::vec(filter(), 1..12);
    fuzz("filters", &(exchanges, filters), |(exchanges, filters)| {
        let exchanges: Vec<_> = (0..)
            .zip(exchanges)
            .map(|(number, exchange)| Exchange {
                id: format!("ex_{number}"),
                ..exchange
            })
            .collect();
        let folder = TempDir::new().unwrap();
        let mut history = History::open(&folder.path().join("history.db")).unwrap();
        history.append(&exchanges).unwrap();
        for text in filters {
            let filter = read(&text)?;
            let query = Query {
                limit: None,
                filter: filter.clone(),
                ..Query::default()
            };
            let found = history.list(&query).unwrap();
            let mut found: Vec<_> = found.iter().map(|it| &it.id).collect();
            found.sort();
            let expected = exchanges.iter().filter(|it| filter.matches(it));
            let mut expected: Vec<_> = expected.map(|it| &it.id).collect();
            expected.sort();
            prop_assert_eq!(found, expected, "{}", text);
        }
        Ok(())
    });
}

#[test]
fn fuzz_displayed_filter_is_read_again() {
    fuzz("shown filters", &filter(), |text| {
        let filter = read(&text)?;
        let shown = filter.to_string();
        prop_assert_eq!(read(&shown)?, filter, "{}", shown);
        Ok(())
    });
}

#[test]
fn fuzz_any_text_is_read_or_refused() {
    let odd = prop_oneof![
        ".*",
        "[a-z:,\"' <>=0-9*-]{0,40}",
        "(type|status|ms|since|until|id):[^ ]{0,12}",
        "(since|until):[-0-9:TZ.+smhdw]{0,20}",
    ];
    fuzz("odd filters", &odd, |text| {
        match Filter::parse(&text, &clock()) {
            Ok(filter) => {
                let shown = filter.to_string();
                prop_assert_eq!(read(&shown)?, filter, "{}", shown);
            }
            Err(misread) => {
                let end = text.chars().count() + 1;
                prop_assert!((1..=end).contains(&misread.column), "{:?}", misread);
            }
        }
        Ok(())
    });
}
