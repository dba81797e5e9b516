//! What to change in a bot that fails a check, in the words of its framework where that is known.
use super::BotCheck;
use crate::model::diagnosis::Framework;

/// Returns what to change, as sentences. `framework` is the one that answered.
pub fn repair(check: &BotCheck, framework: Option<Framework>) -> String {
    let mut sentences = vec![check.repair.to_owned()];
    sentences.extend(framework.and_then(|framework| in_framework(check, framework)));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

fn in_framework(check: &BotCheck, framework: Framework) -> Option<String> {
    let is_about_bytes = check.family() == "body"
        || [
            "signature.rewritten-body",
            "signature.before-parse",
            "signature.other-event",
        ]
        .contains(&check.id);
    if is_about_bytes {
        return Some(framework.raw_body_hint().to_string());
    }
    let text = match (check.id, framework) {
        ("errors.stack-trace", Framework::Express) => {
            "Express: an error handler after all routes, `app.use((error, req, res, next) => res.sendStatus(500))`."
        }
        ("errors.stack-trace", Framework::Flask) => "Flask: `app.run(debug=False)`.",
        ("errors.stack-trace", Framework::Django) => "Django: `DEBUG = False`.",
        (
            "event.malformed-json" | "event.wrong-types" | "event.missing-fields" | "event.deep",
            Framework::Express | Framework::Fastify | Framework::Node,
        ) => {
            "JavaScript: `try { event = JSON.parse(body) } catch { return 400 }`, then `typeof event?.message?.body === \"string\"`."
        }
        (
            "event.malformed-json" | "event.wrong-types" | "event.missing-fields" | "event.deep",
            Framework::FastApi | Framework::Flask | Framework::Django | Framework::HttpServer,
        ) => {
            "Python: `try: event = json.loads(body)` with `except (ValueError, RecursionError)`, then `isinstance(event, dict)`."
        }
        ("reply.answer-first", Framework::Express | Framework::Fastify | Framework::Node) => {
            "JavaScript: answer, then `reply(event).catch(console.error)`."
        }
        ("reply.answer-first", Framework::FastApi) => "FastAPI: `tasks.add_task(reply, event)`.",
        (
            "signature.truncated" | "signature.wrong",
            Framework::Express | Framework::Fastify | Framework::Node,
        ) => {
            "Node: `actual.length === expected.length && crypto.timingSafeEqual(actual, expected)`."
        }
        (
            "signature.truncated" | "signature.wrong",
            Framework::FastApi | Framework::Flask | Framework::Django | Framework::HttpServer,
        ) => "Python: `hmac.compare_digest(expected.encode(), actual.encode())`.",
        _ => return None,
    };
    Some(text.to_owned())
}
