//! Untrusted text cannot control a terminal.
use momo::model::fault::stats::FaultStats;
use momo::model::history::exchange::Exchange;
use momo::model::http::Response;
use momo::model::replay::latency::LatencyHistogram;
use momo::model::time::Timestamp;
use momo::view::exchange::HistoryColumns;
use momo::view::live::{self, Remarks};
use momo::view::summary::{self, Goal, SummaryData};
use momo::view::terminal::{ColorChoice, Styles, Terminal, TerminalOptions};
use momo::view::{cells, inspect};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// An exchange with untrusted text in every field that a peer controls.
fn exchange(texts: &[String], body: Vec<u8>, answer: Option<Vec<u8>>, is_api: bool) -> Exchange {
    let text = |place: usize| texts[place % texts.len()].clone();
    let mut exchange: Exchange = serde_json::from_value(serde_json::json!({
        "id": text(0), "direction": if is_api { "sent" } else { "received" }, "protocol": "momotalk",
        "kind": if is_api { "api" } else { "event" }, "started_at": 1_780_833_600_123_i64, "event_id": text(1),
        "event_type": text(2), "bot_id": text(3),
        "signature": { "verdict": "invalid", "secret": text(4), "explanation": [text(5)] },
        "request": { "method": text(6), "url": text(7), "headers": [{ "name": text(8), "value": text(9) }] },
        "failure": { "cause": "broken", "message": text(10) },
        "timing": { "total_ms": 1.5, "first_byte_ms": 1.0 }
    }))
    .unwrap();
    exchange.request.headers.push("X-Bytes", body.clone());
    exchange.request.body = body;
    exchange.response = answer.map(|body| Response::new(299, &text(11), body));
    exchange
}

/// Characters that move the cursor, hide text, or turn it round.
fn steers(ch: char) -> bool {
    ch.is_control() && !matches!(ch, '\n' | '\t')
        || matches!(ch, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The text without momo's own colours: `ESC [ digits and semicolons m`.
fn without_colours(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some(at) = rest.find("\x1b[") {
        plain.push_str(&rest[..at]);
        let code = rest[at + 2..].trim_start_matches(|ch: char| ch.is_ascii_digit() || ch == ';');
        match code.strip_prefix('m') {
            Some(after) => rest = after,
            None => return format!("{plain}\x1b{code}"),
        }
    }
    plain + rest
}

/// Colours as on a terminal.
fn colours() -> Styles {
    let facts = TerminalOptions {
        color: ColorChoice::Always,
        ..TerminalOptions::default()
    };
    Terminal::new(facts).out_styles()
}

fn faces(exchange: &Exchange, ink: Styles) -> Vec<String> {
    let columns = |width| HistoryColumns::new(width, Timestamp(0)).line(exchange, ink);
    vec![
        inspect::full(exchange, Duration::from_secs(3), &[], ink),
        columns(None),
        columns(Some(80)),
        columns(Some(200)),
        live::line(exchange, Remarks::default(), None, ink),
        live::line(exchange, Remarks::default(), Some(80), ink),
        live::body(exchange),
    ]
}

/// Strings with a bad habit, and bytes of all kinds.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        any::<String>(),
        "[\\x00-\\x1f\\x7f-\\x9f\u{202e}\u{2066}\u{feff}안a]{0,12}"
    ]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        nasty().prop_map(String::into_bytes),
        nasty().prop_map(
            |text| serde_json::json!({ "text": text, "list": [text, 1] })
                .to_string()
                .into_bytes()
        ),
    ]
}

proptest! {
    #[test]
    fn control_characters_are_escaped(
        texts in proptest::collection::vec(nasty(), 1..14),
        body in bytes(),
        answer in proptest::option::of(bytes()),
        is_api in any::<bool>(),
    ) {
        let exchange = exchange(&texts, body, answer, is_api);
        for face in faces(&exchange, Styles::plain()) {
            prop_assert!(!face.contains(steers), "{face:?}");
        }
        for face in faces(&exchange, colours()) {
            prop_assert!(!without_colours(&face).contains(steers), "{face:?}");
        }
    }

    #[test]
    fn history_line_fits_the_terminal(
        texts in proptest::collection::vec(nasty(), 1..14),
        is_api in any::<bool>(),
        width in 80_usize..300,
    ) {
        let exchange = exchange(&texts, Vec::new(), None, is_api);
        let columns = HistoryColumns::new(Some(width), Timestamp(0));
        let line = columns.line(&exchange, Styles::plain());
        prop_assert!(!line.contains('\n'));
        prop_assert!(cells::width(&line) <= width, "{} > {width}: {line}", cells::width(&line));
    }
}

#[test]
fn columns_stand_below_their_headings() {
    let texts = ["한글이벤트이름이아주길어요한글".to_owned()];
    let exchange = exchange(&texts, Vec::new(), None, false);
    for width in [None, Some(80), Some(104), Some(105), Some(140)] {
        let columns = HistoryColumns::new(width, Timestamp(0));
        let (heading, line) = (
            columns.heading(Styles::plain()),
            columns.line(&exchange, Styles::plain()),
        );
        let cells_before = |text: &str, part: &str| cells::width(&text[..text.find(part).unwrap()]);
        if width.is_some() {
            assert_eq!(
                cells_before(&heading, "signature"),
                cells_before(&line, "invalid"),
                "{heading}\n{line}"
            );
            assert_eq!(
                cells_before(&heading, "answer"),
                cells_before(&line, "broken"),
                "{heading}\n{line}"
            );
        }
        if let Some(width) = width {
            assert!(
                cells::width(&line) <= width && cells::width(&heading) <= width,
                "{heading}\n{line}"
            );
        }
    }
}

#[test]
fn live_line_fits_eighty_cells() {
    let exchange = serde_json::json!({
        "id": "ex_06gzv9hparbxw9nd", "direction": "received", "protocol": "momotalk", "kind": "event",
        "started_at": 0, "event_id": "evt_1", "event_type": "talk.message_created",
        "signature": { "verdict": "unchecked" },
        "request": { "method": "POST", "url": "/", "headers": [], "body": "x" },
        "response": { "status": 200, "headers": [], "body": "" },
        "timing": { "total_ms": 12345.6 }
    });
    let exchange: Exchange = serde_json::from_value(exchange).unwrap();
    let plain = Terminal::new(TerminalOptions::default()).out_styles();
    let line = live::line(&exchange, Remarks::default(), Some(80), plain);
    assert!(line.contains("talk.message_created  unchecked"), "{line}");
    for line in [line, live::headings(Some(80))] {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert_eq!(live::headings(None).chars().count(), 95);
}

#[test]
fn progress_of_a_replay_names_each_kind_of_delivery() {
    let latency = LatencyHistogram::default();
    let summary = SummaryData {
        total: 10,
        expected: 4,
        unexpected: 3,
        unreached: 2,
        uncompared: 1,
        warmup: 0,
        unsent: 0,
        cut_off: 0,
        is_interrupted: false,
        elapsed: Duration::from_secs(2),
        throughput: 5.0,
        statuses: &BTreeMap::new(),
        causes: &BTreeMap::new(),
        latency: &latency,
        fault_stats: &FaultStats::default(),
        is_from_due: false,
    };
    let goal = Goal {
        total: Some(20),
        duration: None,
    };
    let line = summary::progress(&summary, goal);
    let counts = "10 of 20, 3 not as expected, 2 reached nobody, 1 with no recorded answer  5/s";
    assert!(line.ends_with(counts), "{line}");
}
