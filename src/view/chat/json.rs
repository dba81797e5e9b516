//! Results of conversations as JSON.
use super::result::turns;
use crate::model::chat::outcome::{
    ChatFailure, ChatVerdict, ConversationResult, LinePlace, TalkExchange, TalkLine, untapped,
};
use crate::model::time::millis;
use serde_json::{Value, json};
use std::time::Duration;

/// Converts a result. Talk and exchanges are those of the attempt that failed first, else of the last.
pub fn to_json(result: &ConversationResult) -> Value {
    let attempt = result.shown_attempt();
    let attempts = result.attempts.iter().map(|attempt| {
        json!({ "passed": attempt.has_passed(), "turns": attempt.turns, "elapsed_ms": millis(attempt.elapsed) })
    });
    let talk = attempt.map(|it| it.talk.iter().map(talk_line).collect::<Vec<_>>());
    let exchanges = attempt.map(|it| it.exchanges.iter().map(exchange).collect::<Vec<_>>());
    json!({
        "type": "conversation",
        "file": result.file,
        "line": result.line,
        "title": result.title,
        "tags": result.tags,
        "verdict": result.verdict().name(),
        "attempts": attempts.collect::<Vec<_>>(),
        "failure": attempt.and_then(|it| it.failure.as_ref()).map(failure),
        "error": attempt.and_then(|it| it.error.as_ref()),
        "talk": talk.unwrap_or_default(),
        "exchanges": exchanges.unwrap_or_default(),
    })
}

/// Returns the summary of a run.
pub fn summary_json(results: &[ConversationResult], elapsed: Duration) -> Value {
    let mut value = json!({
        "type": "summary",
        "conversations": results.len(),
        "turns": turns(results),
        "elapsed_ms": millis(elapsed),
        "untapped": untapped(results),
    });
    for verdict in ChatVerdict::ALL {
        let count = results.iter().filter(|it| it.verdict() == verdict).count();
        value[verdict.name()] = count.into();
    }
    value
}

/// Renders the report as one JSON object with a final newline.
pub fn report_json(results: &[ConversationResult], elapsed: Duration) -> String {
    let report = json!({
        "type": "report",
        "summary": summary_json(results, elapsed),
        "conversations": results.iter().map(to_json).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn failure(failure: &ChatFailure) -> Value {
    let hints = failure
        .hints
        .iter()
        .map(|hint| json!({ "message": hint.to_string(), "phrase": hint }));
    let mut value = place(&failure.place);
    value["step"] = failure.line.as_str().into();
    value["reason"] = failure.reason.to_string().into();
    value["reason_phrase"] = json!(failure.reason);
    value["expected"] = json!(failure.expected);
    value["got"] = json!(failure.got);
    value["diff"] = json!(failure.diff());
    value["waited_ms"] = millis(failure.waited).into();
    value["hints"] = hints.collect();
    value
}

fn talk_line(line: &TalkLine) -> Value {
    json!({
        "room": (!line.room.is_empty()).then_some(&line.room),
        "speaker": line.speaker,
        "is_bot": line.is_bot,
        "text": line.text,
        "tapped": line.tapped,
        "offers": line.offers,
        "buttons": line.buttons,
        "cards": line.cards,
        "at_ms": millis(line.at),
        "message_id": line.message_id,
        "claimed_by": line.place.as_ref().map(place),
        "covered": line.is_covered,
        "exchange_ids": line.exchange_ids,
    })
}

fn place(place: &LinePlace) -> Value {
    json!({
        "file": place.file,
        "line": place.position.line,
        "column": place.position.column,
        "included_from": place.includes,
    })
}

/// Converts an exchange without its bodies.
fn exchange(talk: &TalkExchange) -> Value {
    let exchange = &talk.exchange;
    json!({
        "id": exchange.id,
        "kind": exchange.kind.name(),
        "status": exchange.response.as_ref().map(|response| response.status),
        "failure": exchange.failure,
        "total_ms": exchange.timing.total_ms,
        "faults": exchange.faults,
        "diagnosis": talk.diagnosis,
    })
}
