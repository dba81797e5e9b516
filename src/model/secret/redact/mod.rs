//! Exchanges that can be shown to others: no secret, no person, no place in them.
//!
//! What momo does not know is left out; only what is known to name nobody stays. Ids of users, rooms and messages,
//! names, hosts and paths become pseudonyms: the same id is the same pseudonym throughout, made with a key that only
//! the exporter has (HMAC), so that nobody can try ids until one fits. Texts, headers of unknown meaning and bodies
//! that are no JSON leave their length at most. Event ids, bot ids, times and verdicts stay: they name no person, and
//! without them nothing could be found.
mod body;
mod url;

use super::signature::{SIGNATURE_HEADER, SignatureCheck, Signer};
use crate::model::history::exchange::{Exchange, Failure};
use crate::model::http::{Headers, Request, Response};
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER};
use crate::model::secret::Secret;

/// In place of what is left out.
const REDACTED: &str = "(redacted)";

/// Headers whose values say how something was sent, not what or by whom.
const PLAIN_HEADERS: [&str; 9] = [
    "accept",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-encoding",
    "content-type",
    "keep-alive",
    "retry-after",
    "transfer-encoding",
];

/// The words of such values, beside short numbers.
const PLAIN_WORDS: [&str; 27] = [
    "",
    "*",
    "application",
    "br",
    "charset",
    "chunked",
    "close",
    "deflate",
    "form-data",
    "gzip",
    "html",
    "identity",
    "image",
    "json",
    "keep-alive",
    "max",
    "max-age",
    "multipart",
    "no-cache",
    "no-store",
    "octet-stream",
    "plain",
    "png",
    "text",
    "timeout",
    "x-www-form-urlencoded",
    "zstd",
];

/// Makes pseudonyms with a key.
pub struct Redactor {
    key: Signer,
}

impl Redactor {
    /// The same key gives the same pseudonyms again.
    pub fn new(key: &Secret) -> Self {
        Self {
            key: Signer::new(key),
        }
    }

    /// The exchange as others may see it. Its signature no longer fits its body.
    #[must_use]
    pub fn redact(&self, exchange: Exchange) -> Exchange {
        let mut known = body::ids(&exchange.request.body);
        if let Some(response) = &exchange.response {
            known.extend(body::ids(&response.body));
        }
        let of = ExchangeRedactor {
            key: &self.key,
            known_ids: known,
        };
        // Every field by name: a new one has to be thought of.
        Exchange {
            id: of.platform_id(&exchange.id, "ex_"),
            event_id: exchange.event_id.map(|id| of.platform_id(&id, "evt_")),
            event_type: exchange.event_type.map(|kind| of.protocol_word(&kind)),
            bot_id: exchange.bot_id.map(|id| of.platform_id(&id, "bot_")),
            signature: SignatureCheck::from_verdict(exchange.signature.verdict),
            request: of.request(exchange.request),
            response: exchange.response.map(|response| of.response(response)),
            failure: exchange.failure.map(|failure| Failure {
                message: format!("{}: {REDACTED}", failure.cause.name()),
                cause: failure.cause,
            }),
            direction: exchange.direction,
            protocol: exchange.protocol,
            kind: exchange.kind,
            started_at: exchange.started_at,
            attempt: exchange.attempt,
            faults: exchange.faults,
            timing: exchange.timing,
            starred: exchange.starred,
        }
    }
}

/// What is needed for one exchange.
struct ExchangeRedactor<'r> {
    key: &'r Signer,
    /// The ids that its bodies name: they may stand elsewhere too.
    known_ids: Vec<String>,
}

impl ExchangeRedactor<'_> {
    /// Eight or twelve digits in place of a value.
    fn pseudonym_digits(&self, value: &str, count: usize) -> String {
        let signature = self.key.sign(value.as_bytes()).to_string();
        signature[..count].to_owned()
    }

    /// A pseudonym for an id, with the prefix by which momo's and MoMoTalk's ids say what they are.
    fn pseudonym_id(&self, id: &str) -> String {
        let kinds = ["user", "room", "message", "msg", "evt", "bot", "ex"];
        let prefix = id.split('_').next().unwrap_or_default();
        let prefix = if kinds.contains(&prefix) {
            prefix
        } else {
            "id"
        };
        format!("{prefix}_{}", self.pseudonym_digits(id, 12))
    }

    /// Another number for a number that is an id.
    fn pseudonym_number(&self, number: &str) -> u32 {
        u32::from_str_radix(&self.pseudonym_digits(number, 8), 16).unwrap_or_default() >> 1
    }

    /// Whether one of the ids that the bodies name stands in it.
    fn contains_known_id(&self, text: &str) -> bool {
        self.known_ids.iter().any(|id| text.contains(&**id))
    }

    /// An id of an event, a bot or an exchange stays, where it is one.
    fn platform_id(&self, id: &str, prefix: &str) -> String {
        let rest = id.strip_prefix(prefix);
        let is_own = rest.is_some_and(|rest| {
            rest.len() <= 48 && rest.bytes().all(|digit| digit.is_ascii_alphanumeric())
        });
        match is_own && !self.contains_known_id(id) {
            true => id.to_owned(),
            false => self.pseudonym_id(id),
        }
    }

    /// A word of a protocol, such as `talk.message_created`, stays.
    fn protocol_word(&self, word: &str) -> String {
        let is_letter = |ch: u8| ch.is_ascii_alphabetic() || b"._-".contains(&ch);
        let is_word = word.len() <= 40 && word.bytes().all(is_letter);
        match is_word && !self.contains_known_id(word) {
            true => word.to_owned(),
            false => format!("word-{}", self.pseudonym_digits(word, 8)),
        }
    }

    fn request(&self, request: Request) -> Request {
        let body = self.body(&request.body);
        Request {
            method: match &*request.method {
                "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" => request.method,
                other => self.protocol_word(other),
            },
            url: self.url(&request.url),
            headers: self.headers(&request.headers, body.len()),
            body,
        }
    }

    fn response(&self, response: Response) -> Response {
        let body = self.body(&response.body);
        Response {
            status: response.status,
            headers: self.headers(&response.headers, body.len()),
            body,
        }
    }

    fn headers(&self, headers: &Headers, length: usize) -> Headers {
        let is_letter = |ch: u8| ch.is_ascii_alphabetic() || ch == b'-';
        let mut redacted = Headers::new();
        for header in headers.iter() {
            let name = &header.name;
            let is_plain = name.len() <= 40 && name.bytes().all(is_letter);
            let name = match is_plain && !self.contains_known_id(name) {
                true => name.clone(),
                false => format!("X-{}", self.pseudonym_digits(name, 8)),
            };
            let value = std::str::from_utf8(&header.value).unwrap_or_default();
            let value = self.header(&name, value, length);
            redacted.push(name, value);
        }
        redacted
    }

    fn header(&self, name: &str, value: &str, length: usize) -> String {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        match () {
            () if is("content-length") => length.to_string(),
            () if is("host") => self.host(value),
            () if is(BOT_ID_HEADER) => self.platform_id(value, "bot_"),
            () if is(EVENT_ID_HEADER) => self.platform_id(value, "evt_"),
            () if is(SIGNATURE_HEADER) => REDACTED.to_owned(),
            () if PLAIN_HEADERS.into_iter().any(is) => self.plain_header(value),
            () => REDACTED.to_owned(),
        }
    }

    /// A header's value, where it is made of known words and short numbers: no parameter, such as a file's name, stays.
    fn plain_header(&self, value: &str) -> String {
        let value = value.split(';').next().unwrap_or_default();
        let is_number = |word: &str| word.len() <= 6 && word.bytes().all(|it| it.is_ascii_digit());
        let is_plain = |word: &str| PLAIN_WORDS.contains(&word) || is_number(word);
        let is_kept = value.split([' ', ',', '/', '+', '=']).all(is_plain);
        let kept = if is_kept { value } else { REDACTED };
        kept.to_owned()
    }
}
