//! Diagnoses a bot that failed: finds the error that frameworks put into their response.
use super::Diagnosis;
use super::framework::Framework;
use crate::model::http::Response;
use crate::model::text::phrase::Phrase;
use serde_json::Value;

/// Maximum length of a quoted error in characters.
const MAX_CHARS: usize = 300;

pub(super) fn diagnose(response: &Response) -> Diagnosis {
    let message = match error_text(response) {
        Some(error) => Phrase::new("diagnosis.bot-failed-with").with("error", error),
        None => Phrase::new("diagnosis.bot-failed"),
    };
    Diagnosis::new(message.with("status", response.status))
        .hint(Phrase::new("diagnosis.hint-error-line"))
        .hint_if(
            Framework::recognise(response) == Some(Framework::Fastify),
            Phrase::new("diagnosis.hint-fastify-log"),
        )
}

/// Returns the error that the body tells; `None` for a body that repeats the status only.
fn error_text(response: &Response) -> Option<String> {
    let found = match serde_json::from_slice::<Value>(&response.body) {
        Ok(json) => json_error(&json),
        Err(_) => {
            let body = String::from_utf8_lossy(&response.body);
            express_error(&body).or_else(|| python_error(&body))
        }
    };
    let text = found?.trim().to_owned();
    let is_status = ["", "internal server error", "server error"]
        .iter()
        .any(|words| text.eq_ignore_ascii_case(words));
    (!is_status).then(|| text.chars().take(MAX_CHARS).collect())
}

/// Reads the JSON of Fastify, NestJS, Spring, Laravel (`message`), FastAPI (`detail`) and of many bots (`error`).
fn json_error(json: &Value) -> Option<String> {
    let keys = ["message", "detail", "error"];
    let mut texts = keys.iter().filter_map(|key| json.get(key)?.as_str());
    texts.next().map(str::to_owned)
}

/// Reads the page of Express, whose `<pre>` holds the error and, outside of production, its stack: takes the error and
/// the first place.
fn express_error(page: &str) -> Option<String> {
    let (_, stack) = page.split_once("<body>\n<pre>")?;
    let stack = stack.split("</pre>").next()?.replace("&nbsp;", " ");
    let mut lines = stack.split("<br>").map(str::trim);
    let error = lines.next()?;
    let place = lines.find(|line| line.starts_with("at "));
    let text = [error, place.unwrap_or_default()].join(" ");
    Some(
        text.replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}

/// Reads a traceback of Python, the last of several: its last line is the error. Flask's page holds it in a comment.
fn python_error(text: &str) -> Option<String> {
    let (_, traceback) = text.rsplit_once("Traceback (most recent call last):")?;
    let traceback = traceback.split("\n-->").next()?;
    let mut lines = traceback.trim_end().lines().rev();
    lines.next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(content_type: &str, body: &str) -> Option<String> {
        error_text(&Response::new(500, content_type, body.as_bytes().to_vec()))
    }

    /// Responses as the frameworks write them where a handler throws.
    #[test]
    fn error_is_found_in_the_frameworks_response() {
        let json = |body| error("application/json", body);
        let fastify =
            r#"{"statusCode":500,"error":"Internal Server Error","message":"x is not a function"}"#;
        assert_eq!(json(fastify).as_deref(), Some("x is not a function"));
        let nest = r#"{"statusCode":500,"message":"Internal server error"}"#;
        assert_eq!(json(nest), None);
        let fastapi = r#"{"detail":"no such order"}"#;
        assert_eq!(json(fastapi).as_deref(), Some("no such order"));
        let express = "<!DOCTYPE html><html><body>\n<pre>TypeError: Cannot read (reading &#39;0&#39;)<br> &nbsp; &nbsp;\
            at reply (file:///bot.js:33:42)<br> &nbsp; &nbsp;at file:///bot.js:28:11</pre>\n</body></html>";
        assert_eq!(
            error("text/html; charset=utf-8", express).as_deref(),
            Some("TypeError: Cannot read (reading '0') at reply (file:///bot.js:33:42)")
        );
        let production = "<html><body>\n<pre>Internal Server Error</pre></body></html>";
        assert_eq!(error("text/html", production), None);
        let python =
            "Traceback (most recent call last):\n  File \"bot.py\", line 3, in f\nKeyError: 'a'\n";
        assert_eq!(
            error("text/plain", python).as_deref(),
            Some("KeyError: 'a'")
        );
        let flask = format!("<html>{}<!--\n\n{python}\n-->\n", "<p>".repeat(2000));
        assert_eq!(error("text/html", &flask).as_deref(), Some("KeyError: 'a'"));
        let trace = "x".repeat(5000);
        let laravel = format!(r#"{{"message":"no such room","trace":"{trace}"}}"#);
        assert_eq!(json(&laravel).as_deref(), Some("no such room"));
        let django = "<body><table><tr><td><pre>secret = 1</pre></td></tr></table></body>";
        assert_eq!(error("text/html", django), None);
        assert_eq!(error("text/plain", "Internal Server Error"), None);
        assert_eq!(error("text/plain", "Traceback"), None);
    }
}
