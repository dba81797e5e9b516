//! Redacts exchanges for publication: removes secrets, persons and addresses.
//!
//! Uses an allow list: unknown data is removed. Ids of users, rooms and messages, names, hosts and paths become
//! pseudonyms, equal for equal values. Pseudonyms are HMACs with a key of the exporter, so ids cannot be guessed by
//! trial. Texts and bodies that are not JSON leave at most their length. Event ids, bot ids, times and verdicts stay:
//! they identify no person, and readers need them to find an exchange.
mod body;
mod url;

use super::signature::{SIGNATURE_HEADER, SignatureCheck, Signer};
use crate::model::history::exchange::{Exchange, Failure};
use crate::model::http::{Headers, Request, Response};
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER};
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;

/// Replaces a removed value.
const REDACTED: &str = "(redacted)";

/// Headers that describe the transfer and contain neither content nor persons.
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

/// Allowed words in the values of these headers, besides short numbers.
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

/// Redacts exchanges, with pseudonyms of one key.
pub struct Redactor {
    key: Signer,
}

impl Redactor {
    /// Creates a redactor. Equal keys give equal pseudonyms.
    pub fn new(key: &Secret) -> Self {
        Self {
            key: Signer::new(key),
        }
    }

    /// Returns the redacted exchange. Its signature no longer matches its body.
    #[must_use]
    pub fn redact(&self, exchange: Exchange) -> Exchange {
        let mut known_ids = body::ids(&exchange.request.body);
        if let Some(response) = &exchange.response {
            known_ids.extend(body::ids(&response.body));
        }
        let redactor = ExchangeRedactor {
            key: &self.key,
            known_ids,
        };
        // Names every field, so that a new field does not compile until it is handled here.
        Exchange {
            id: redactor.platform_id(&exchange.id, "ex_"),
            event_id: exchange
                .event_id
                .map(|id| redactor.platform_id(&id, "evt_")),
            event_type: exchange
                .event_type
                .map(|event_type| redactor.protocol_word(&event_type)),
            bot_id: exchange.bot_id.map(|id| redactor.platform_id(&id, "bot_")),
            signature: SignatureCheck::from_verdict(exchange.signature.verdict),
            request: redactor.request(exchange.request),
            response: exchange
                .response
                .map(|response| redactor.response(response)),
            failure: exchange.failure.map(|failure| Failure {
                message: Phrase::verbatim(format!("{}: {REDACTED}", failure.cause.name())),
                cause: failure.cause,
            }),
            direction: exchange.direction,
            protocol: exchange.protocol,
            kind: exchange.kind,
            hop: exchange.hop,
            forwarded_from: exchange
                .forwarded_from
                .map(|id| redactor.platform_id(&id, "ex_")),
            missing: exchange.missing,
            started_at: exchange.started_at,
            attempt: exchange.attempt,
            faults: exchange.faults,
            timing: exchange.timing,
            starred: exchange.starred,
        }
    }
}

/// Redacts one exchange.
struct ExchangeRedactor<'r> {
    key: &'r Signer,
    /// The ids and names in its bodies, which may also occur in URL and headers.
    known_ids: Vec<String>,
}

impl ExchangeRedactor<'_> {
    /// Returns the first `count` hex digits of the HMAC of a value.
    fn pseudonym_digits(&self, value: &str, count: usize) -> String {
        let signature = self.key.sign(value.as_bytes()).to_string();
        signature[..count].to_owned()
    }

    /// Returns a pseudonym for an id, with the type prefix of momo's and MoMoTalk's ids.
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

    /// Returns a pseudonym for a numeric id: 31 bits.
    fn pseudonym_number(&self, number: &str) -> u32 {
        u32::from_str_radix(&self.pseudonym_digits(number, 8), 16).unwrap_or_default() >> 1
    }

    /// Returns whether the text contains an id from the bodies.
    fn contains_known_id(&self, text: &str) -> bool {
        self.known_ids.iter().any(|id| text.contains(&**id))
    }

    /// Keeps a well-formed id of an event, bot or exchange with this prefix. Replaces anything else.
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

    /// Keeps a protocol word such as `talk.message_created`. Replaces anything else.
    fn protocol_word(&self, word: &str) -> String {
        let is_word_byte = |byte: u8| byte.is_ascii_alphabetic() || b"._-".contains(&byte);
        let is_word = word.len() <= 40 && word.bytes().all(is_word_byte);
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
        let is_name_byte = |byte: u8| byte.is_ascii_alphabetic() || byte == b'-';
        let mut redacted = Headers::new();
        for header in headers.iter() {
            let name = &header.name;
            let is_plain = name.len() <= 40 && name.bytes().all(is_name_byte);
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

    /// Keeps a header value of allowed words and short numbers. Drops parameters, such as a file name.
    fn plain_header(&self, value: &str) -> String {
        let value = value.split(';').next().unwrap_or_default();
        let is_number =
            |word: &str| word.len() <= 6 && word.bytes().all(|digit| digit.is_ascii_digit());
        let is_plain = |word: &str| PLAIN_WORDS.contains(&word) || is_number(word);
        let is_plain_value = value.split([' ', ',', '/', '+', '=']).all(is_plain);
        let plain = if is_plain_value { value } else { REDACTED };
        plain.to_owned()
    }
}
