//! Any exchange that the history can hold, and a history that holds some.
use crate::support::Momo;
use momo::io::sqlite::History;
use momo::model::fault::Fault;
use momo::model::history::exchange::{
    Direction, Exchange, ExchangeKind, Failure, FailureCause, Timing,
};
use momo::model::history::hop::{Hop, MissingPart};
use momo::model::http::{Headers, Request, Response};
use momo::model::protocol::Protocol;
use momo::model::secret::signature::{SignatureCheck, SignatureVerdict};
use momo::model::text::phrase::Phrase;
use momo::model::time::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// A body: JSON, text or anything.
fn body() -> impl Strategy<Value = Vec<u8>> + Clone {
    prop_oneof![
        Just(Vec::new()),
        ".{0,40}".prop_map(String::into_bytes),
        r#"\{"event_id":"evt_[0-9a-f]{4}","timestamp":[0-9]{1,9}(,"a":"[^"\\]{0,5}")?\}"#
            .prop_map(String::into_bytes),
        vec(any::<u8>(), 0..40),
    ]
}

fn headers() -> impl Strategy<Value = Headers> + Clone {
    let name = prop_oneof![
        "[A-Za-z-]{1,12}",
        Just("Content-Type".to_owned()),
        Just("Authorization".to_owned()),
        Just("Host".to_owned()),
        Just("X-MoMoTalk-Event-Id".to_owned()),
    ];
    let value = prop_oneof![
        "[ -~]{0,20}".prop_map(String::into_bytes),
        "\\PC{0,10}".prop_map(String::into_bytes),
        vec(any::<u8>(), 0..12),
    ];
    // Credentials are fingerprints in every history.
    vec((name, value), 0..6).prop_map(|all| {
        let mut headers = Headers::from_iter(all);
        headers.hide_credentials();
        headers
    })
}

fn request() -> impl Strategy<Value = Request> {
    let url = prop_oneof![
        "/[a-z가-힣%?&=/+#-]{0,20}",
        "https?://[a-z.@:]{1,12}/[a-z?&=%#]{0,12}",
        "\\PC{0,12}",
    ];
    ("[A-Z]{1,7}|\\PC{1,4}", url, headers(), body()).prop_map(|(method, url, headers, body)| {
        Request {
            method,
            url,
            headers,
            body,
        }
    })
}

fn outcome() -> impl Strategy<Value = (Option<Response>, Option<Failure>)> {
    let response = (100..1000_u16, headers(), body()).prop_map(|(status, headers, body)| {
        let response = Response {
            status,
            headers,
            body,
        };
        (Some(response), None)
    });
    let cause = prop_oneof![
        Just(FailureCause::Dns),
        Just(FailureCause::Timeout),
        Just(FailureCause::Rejected)
    ];
    let failure = (cause, ".{0,20}").prop_map(|(cause, message)| Failure {
        cause,
        message: Phrase::verbatim(message),
    });
    prop_oneof![
        response.clone(),
        failure.clone().prop_map(|failure| (None, Some(failure))),
        // What was refused unread is answered and fails.
        (response, failure).prop_map(|((response, _), failure)| (response, Some(failure))),
        Just((None, None)),
    ]
}

/// Any exchange.
pub(crate) fn exchange() -> impl Strategy<Value = Exchange> {
    let check = prop_oneof![
        Just(SignatureVerdict::Valid),
        Just(SignatureVerdict::Invalid),
        Just(SignatureVerdict::Missing),
        Just(SignatureVerdict::Unchecked)
    ];
    let signature = (check, option::of("[0-9a-f]{8}"), vec(".{0,12}", 0..2)).prop_map(
        |(verdict, secret, explanation)| SignatureCheck {
            verdict,
            secret,
            explanation: explanation.into_iter().map(Phrase::verbatim).collect(),
        },
    );
    let timing = (
        0.0..1e6_f64,
        option::of(0.0..1e6_f64),
        option::of(0.0..1e6_f64),
        option::of(0.0..1e6_f64),
    )
        .prop_map(
            |(total_ms, first_byte_ms, connect_ms, sent_again_ms)| Timing {
                total_ms,
                sent_again_ms,
                first_byte_ms,
                connect_ms,
                ..Timing::default()
            },
        );
    let what = (
        any::<(bool, bool, bool)>(),
        option::of(select(&Hop::ALL)),
        subsequence(&MissingPart::ALL, 0..=MissingPart::ALL.len()),
        any::<i64>(),
        option::of("\\PC{0,9}"),
        option::of(any::<u32>()),
    );
    let said = (signature, request(), outcome(), timing);
    ("ex_[0-9a-z]{16}", what, said).prop_map(
        |(id, (choices, hop, missing, time, text, attempt), said)| {
            let (signature, request, (response, failure), timing) = said;
            let (is_sent, is_event, is_momotalk) = choices;
            Exchange {
                id,
                direction: if is_sent {
                    Direction::Sent
                } else {
                    Direction::Received
                },
                protocol: if is_momotalk {
                    Protocol::Momotalk
                } else {
                    Protocol::Http
                },
                kind: if is_event {
                    ExchangeKind::Event
                } else {
                    ExchangeKind::Api
                },
                hop,
                forwarded_from: is_event.then(|| "ex_0000000000000001".to_owned()),
                missing,
                started_at: Timestamp(time),
                event_id: text.clone(),
                event_type: text.clone(),
                bot_id: text,
                attempt,
                faults: if is_sent {
                    vec![Fault::Chunked, Fault::Drop]
                } else {
                    Vec::new()
                },
                signature,
                request,
                response,
                failure,
                timing,
                starred: time % 2 == 0,
            }
        },
    )
}

/// So many exchanges, the same in every run.
pub(crate) fn some(count: usize) -> Vec<Exchange> {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut one = || exchange().new_tree(&mut runner).unwrap().current();
    (0..count).map(|_| one()).collect()
}

/// A home whose history holds these.
pub(crate) fn home_with(exchanges: &[Exchange]) -> Momo {
    let momo = Momo::new();
    let home = momo::io::files::Home::in_folder(momo.home());
    let mut history = History::open(&home.history_file().unwrap()).unwrap();
    history.append(exchanges).unwrap();
    momo
}
