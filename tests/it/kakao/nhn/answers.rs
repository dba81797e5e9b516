//! What NHN Cloud answers: headers, recipients, rows, and the words for its codes.
use super::document;
use momo::model::http::Response;
use momo::model::nhn::response::{MessageStatus, SendResponse, parse_message_list};
use momo::model::nhn::{response_codes, result_codes};

#[test]
fn responses_are_read_by_header_and_by_recipient() {
    let read = |name: &str| {
        SendResponse::parse(&Response::new(200, "application/json", document(name))).unwrap()
    };
    let sent = read("friendtalk-sent.json");
    assert_eq!(sent.refusal(), None);
    assert_eq!(sent.request_id.as_deref(), Some("20261201100000DkzcJ8Xq0"));
    assert_eq!(read("brand-sent.json").refusal(), None);
    let partly = read("friendtalk-partly.json");
    assert!(partly.header.is_successful);
    assert_eq!(partly.refusal(), Some((-5000, "RecipientNo is invalid.")));
    let none = read("friendtalk-none.json");
    assert_eq!(
        (none.header.result_code, none.request_id.as_deref()),
        (-1031, None)
    );
    assert_eq!(none.refusal().unwrap().0, -2024);
    assert_eq!(
        read("refused.json").refusal(),
        Some((-1001, "Invalid secretKey."))
    );
    for text in ["", "null", "{}", "[]", r#"{"code":0,"data":{}}"#, "<html>"] {
        assert_eq!(
            SendResponse::parse(&Response::text(200, text)),
            None,
            "{text}"
        );
    }
    let of = |name: &str| {
        let (_, rows) =
            parse_message_list(&Response::new(200, "application/json", document(name))).unwrap();
        rows.iter().map(|row| row.status()).collect::<Vec<_>>()
    };
    assert_eq!(
        of("friendtalk-list.json"),
        [
            MessageStatus::Arrived,
            MessageStatus::SentAsSms,
            MessageStatus::Failed
        ]
    );
    assert_eq!(of("brand-list.json"), [MessageStatus::SmsPending]);
}

#[test]
fn every_result_code_is_explained_once() {
    for (at, code) in response_codes::CODES.iter().enumerate() {
        assert!(
            !code.meaning.is_empty() && code.advice.ends_with('.'),
            "{code:?}"
        );
        assert!(
            response_codes::CODES[..at]
                .iter()
                .all(|other| other.code != code.code),
            "{code:?}"
        );
    }
    for (at, result) in result_codes::RESULTS.iter().enumerate() {
        assert!(
            !result.meaning.is_empty() && result.advice.ends_with('.'),
            "{result:?}"
        );
        assert!(
            result_codes::RESULTS[..at]
                .iter()
                .all(|other| other.code != result.code),
            "{result:?}"
        );
    }
    assert!(response_codes::explain(-12345).0.contains("does not know"));
    assert!(result_codes::explain("7777").0.contains("does not know"));
}
