//! `momo verify`: checks a signature and explains a mismatch.
use super::context::Context;
use super::payload::PayloadArgs;
use super::secret::{ResolvedSecrets, SECRET_HINT, SecretArgs};
use super::webhook::sources;
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::sign::PayloadSource;
use crate::flow::verify::BufferedPayload;
use crate::io::files::{decode_text, is_stdin, read_text};
use crate::io::os::words;
use crate::io::sqlite::History;
use crate::io::system;
use crate::model::history::exchange::ExchangeKind;
use crate::model::history::filter::{Filter, FilterTest};
use crate::model::history::hop::unsendable;
use crate::model::history::query::{BodyChoice, Query};
use crate::model::http::Headers;
use crate::model::http::header_text;
use crate::model::protocol::{BOT_ID_HEADER, Event};
use crate::model::replay::captured::CapturedRequest;
use crate::model::secret::explain::{Explanation, OtherEvent, explain, holds_signature};
use crate::model::secret::signature::{ALGORITHM, SIGNATURE_HEADER, Signature, SignatureVerdict};
use crate::model::secret::verification::not_the_bots;
use crate::model::text::id::fits_path;
use crate::model::text::phrase::Phrase;
use crate::view::terminal::{self, label, told};
use crate::view::{cells, escape};
use serde::Serialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Maximum number of stored events that a mismatched signature is compared with.
const MAX_EVENTS: usize = 1000;

/// Help of FILE, which names exchanges too, as that of `momo sign` does not.
const FILE_HELP: &str = "The payload, byte for byte; or a captured exchange: its JSON, an `ex_...` of the history or its `last` event. \
    Without it and --body, or as `-`, standard input";

/// Arguments of `momo verify`.
#[derive(clap::Args, Debug)]
#[command(mut_arg("file", |file| file.help(FILE_HELP)))]
pub(crate) struct Verify {
    #[command(flatten)]
    payload: PayloadArgs,
    /// The signature: 64 hex digits
    #[arg(
        long,
        short,
        value_name = "HEX",
        conflicts_with = "headers",
        allow_hyphen_values = true
    )]
    signature: Option<OsString>,
    /// A file with the request's headers as curl, a browser or a log prints them, or as JSON; `-` for standard input
    #[arg(long, value_name = "FILE")]
    headers: Option<PathBuf>,
    /// Take FILE as bytes even where it holds a captured exchange as JSON
    #[arg(long)]
    raw: bool,
    /// Try the known mistakes where the signature does not match [default: on a terminal]
    #[arg(long, conflicts_with = "no_explain")]
    explain: bool,
    /// Only say yes or no
    #[arg(long)]
    no_explain: bool,
    #[command(flatten)]
    secret: SecretArgs,
}

#[derive(Serialize)]
struct VerifyJson {
    verdict: SignatureVerdict,
    algorithm: &'static str,
    bytes: u64,
    /// Fingerprint of the matching secret, else of the first one tried.
    secret_fingerprint: String,
    secret_origin: String,
    /// Why the text cannot be a signature; `None` if it is well-formed.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The same as a phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_phrase: Option<Phrase>,
    /// `None` if no explanation was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Vec<Explanation>>,
}

impl VerifyJson {
    fn set_reason(&mut self, reason: Phrase) {
        self.reason = Some(reason.to_string());
        self.reason_phrase = Some(reason);
    }
}

/// A payload and its signature headers. More than one signature makes it invalid.
struct VerifyInput<'a> {
    payload: BufferedPayload<'a>,
    signatures: Vec<Vec<u8>>,
    bot_id: Option<String>,
    /// Fingerprint of the secret with which momo signed the captured exchange. `None` if momo did not sign it.
    signed_with: Option<String>,
}

impl Verb for Verify {
    const NAME: &'static str = "verify";
    const ABOUT: &'static str = "Check a signature, and explain why it does not match";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo verify event.json --signature \"$SIGNATURE\"
  momo verify event.json --headers headers.txt --explain
  momo verify last --explain
  momo webhook history show ex_06f1w2 --json | momo verify
  momo verify exchange.json --secret-file secret.txt --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let uses = [
            ("the headers", self.headers.as_deref().is_some_and(is_stdin)),
            ("the secret", self.secret.takes_stdin()),
        ];
        let payload = self.payload.resolve(context, &uses)?;
        let stored = self.stored(context)?;
        let input = self.input(&payload, stored)?;
        let secrets = self.secret.resolve_all(context)?;
        if secrets.secrets.is_empty(system::now()) {
            return Err(Error::unknown("no webhook secret is known").hint(SECRET_HINT));
        }
        let answer = self.check(context, input, &secrets)?;
        if context.terminal.is_json() {
            context.terminal.print_json(&answer)?;
        } else {
            print(context, &answer)?;
            self.hint_at_explain(context, answer.verdict);
        }
        Ok(Verdict::from_bool(
            answer.verdict == SignatureVerdict::Valid,
        ))
    }
}

impl Verify {
    /// Returns the exchange of the history that FILE names, `None` if it names none.
    fn stored(&self, context: &Context) -> Result<Option<CapturedRequest>> {
        let name = self.payload.file.as_deref().and_then(Path::to_str);
        let name = name.filter(|name| !self.raw && sources::is_exchange(name));
        let item = name.map(|name| sources::from_history(name, context));
        Ok(item.transpose()?.map(|item| item.captured))
    }

    /// Reads payload and signature. Either may come from a captured exchange. Fails if there is no signature.
    fn input<'a>(
        &self,
        source: &'a PayloadSource,
        stored: Option<CapturedRequest>,
    ) -> Result<VerifyInput<'a>> {
        let mut payload = BufferedPayload::from_bytes(Vec::new());
        if stored.is_none() {
            payload = BufferedPayload::open(source)?;
        }
        let (mut headers, mut signed_with) = (Headers::new(), None);
        let parsed = match payload.complete().filter(|_| !self.raw) {
            Some(bytes) if stored.is_none() => captured(&decode_text(bytes))?,
            _ => stored,
        };
        if let Some(captured) = parsed {
            check_is_whole(&captured)?;
            payload = BufferedPayload::from_bytes(captured.request.body);
            headers = captured.request.headers;
            signed_with = captured.signed_with;
        }
        if let Some(file) = &self.headers {
            headers = header_text::parse(&read_text(file)?);
        }
        let signatures: Vec<Vec<u8>> = match &self.signature {
            Some(text) => vec![words::into_bytes(text.clone())],
            None => headers
                .get_all(SIGNATURE_HEADER)
                .map(<[u8]>::to_vec)
                .collect(),
        };
        if signatures.is_empty() {
            return Err(self.missing_signature(&headers));
        }
        let named = headers.text(BOT_ID_HEADER).map(str::to_owned);
        let in_body = || Event::parse(payload.complete().unwrap_or_default()).bot_id;
        Ok(VerifyInput {
            bot_id: named.or_else(in_body),
            payload,
            signatures,
            // A signature of a flag or a file is another one.
            signed_with: signed_with.filter(|_| self.signature.is_none() && self.headers.is_none()),
        })
    }

    /// Returns the error for a missing signature, which is a usage error and not the verdict "invalid".
    fn missing_signature(&self, headers: &Headers) -> Error {
        let place = match &self.headers {
            Some(file) => format!("in `{}`", file.display()),
            None if !headers.is_empty() => "in the captured request".into(),
            None => {
                return Error::usage("no signature was given").hint(
                    "Give `--signature HEX`, `--headers FILE`, or a captured exchange as FILE.",
                );
            }
        };
        let holder = headers.iter().find(|it| holds_signature(&it.value));
        let names: Vec<_> = headers
            .iter()
            .map(|header| &*header.name)
            .take(20)
            .collect();
        let found_headers = match names.is_empty() {
            true => "No header was found there.".into(),
            false => format!("Headers found there: {}.", names.join(", ")),
        };
        let error = Error::usage(format!("there is no {SIGNATURE_HEADER} header {place}"));
        let error = error.hint(found_headers);
        match holder {
            Some(header) => error.hint(format!(
                "`{}` may hold a signature: `--signature` checks its value, but MoMoTalk sends none there.",
                header.name
            )),
            None => error,
        }
    }

    fn check(
        &self,
        context: &mut Context,
        mut input: VerifyInput,
        resolved: &ResolvedSecrets,
    ) -> Result<VerifyJson> {
        let (now, bot_id) = (system::now(), input.bot_id.clone());
        let bot_id = bot_id.as_deref();
        let secrets = resolved.secrets.for_bot(bot_id, now);
        let mut answer = VerifyJson {
            verdict: SignatureVerdict::Invalid,
            algorithm: ALGORITHM,
            bytes: 0,
            secret_fingerprint: secrets[0].fingerprint(),
            secret_origin: resolved.origin(bot_id),
            reason: None,
            reason_phrase: None,
            explanation: None,
        };
        let [signature_text] = &input.signatures[..] else {
            let count = input.signatures.len();
            answer.set_reason(Phrase::new("signature.count").with("n", count));
            answer.bytes = input.payload.byte_count()?;
            return Ok(answer);
        };
        match Signature::parse(signature_text) {
            Ok(signature) => {
                let checked = input.payload.check(&secrets, &signature)?;
                answer.bytes = checked.bytes;
                if let Some(matched) = checked.secret {
                    answer.verdict = SignatureVerdict::Valid;
                    answer.secret_fingerprint = secrets[matched].fingerprint();
                    return Ok(answer);
                }
            }
            Err(error) => {
                answer.set_reason(error.phrase());
                answer.bytes = input.payload.byte_count()?;
            }
        }
        let unkept = bot_id.filter(|id| resolved.lacks_secret_of(id) && answer.reason.is_none());
        let explains = self.explain
            || (!self.no_explain && (context.terminal.out_is_terminal() || unkept.is_some()));
        if let (true, Some(body)) = (explains, input.payload.complete()) {
            let candidates = resolved.secrets.candidates(bot_id, now);
            let events = known_events(context, signature_text, body);
            let explanation = explain(body, signature_text, &candidates, &events);
            // The simplest one that is known; the secret that momo itself used is a fact.
            let signed_with = input.signed_with.as_deref().and_then(|secret| {
                let kept = &answer.secret_fingerprint;
                (secret != kept).then(|| Explanation {
                    mistake: "other_secret".into(),
                    text: not_the_bots(secret, kept),
                })
            });
            answer.explanation = Some(explanation.or(signed_with).into_iter().collect());
        }
        let is_explained = answer
            .explanation
            .as_ref()
            .is_some_and(|causes| !causes.is_empty());
        match unkept.filter(|_| !is_explained) {
            Some(id) => Err(unkept_secret_error(id)),
            None => Ok(answer),
        }
    }
}

impl Verify {
    /// Prints a hint about `--explain` without a terminal, where mismatches are explained only on request.
    fn hint_at_explain(&self, context: &mut Context, verdict: SignatureVerdict) {
        let is_decided = self.explain || self.no_explain || context.terminal.out_is_terminal();
        if verdict != SignatureVerdict::Valid && !is_decided {
            context
                .terminal
                .note("hint: `--explain` looks for the mistake that explains it.");
        }
    }
}

/// Returns the error for an event whose bot has no stored secret, and which no other stored secret has signed: whether
/// the signature is right is unknown.
fn unkept_secret_error(id: &str) -> Error {
    let error = Error::unknown(format!(
        "no webhook secret of the bot `{id}` is kept here, and this is its event"
    ));
    let error = match fits_path(id) {
        true => error.hint(format!(
            "Keep it with `momo bot add {id} --secret-file FILE`."
        )),
        false => error,
    };
    error
        .hint("None of the secrets that are kept made this signature.")
        .hint(SECRET_HINT)
}

/// Fails if parts of the request are missing: a signature is over all of it.
fn check_is_whole(captured: &CapturedRequest) -> Result<()> {
    let Some(reason) = unsendable(&captured.missing, captured.direction) else {
        return Ok(());
    };
    let id = captured.id.as_deref().unwrap_or("the exchange");
    let phrase = Phrase::new("verify.impossible").with("id", id);
    Err(Error::unknown(terminal::render(
        &phrase.with("what", reason),
    )))
}

/// Reads the captured exchange in these bytes; `None` if they are a plain payload, or several exchanges of which none
/// is signed. Fails if several are signed.
fn captured(bytes: &[u8]) -> Result<Option<CapturedRequest>> {
    let Some(mut exchanges) = CapturedRequest::parse_all(bytes)? else {
        return Ok(None);
    };
    if exchanges.len() > 1 {
        // A capture of a web page or a history contains unsigned requests too.
        exchanges.retain(|exchange| exchange.request.headers.get(SIGNATURE_HEADER).is_some());
    }
    match exchanges.len() {
        0 | 1 => Ok(exchanges.pop()),
        count => Err(Error::usage(format!(
            "there are {count} signed exchanges, and `momo verify` takes one"
        ))
        .hint("Give it one of the lines, or take them as bytes with `--raw`.")),
    }
}

/// Returns the newest stored events with a valid signature, at most [`MAX_EVENTS`] and without those of this very body; none
/// if the history cannot be read.
fn known_events(context: &Context, signature_text: &[u8], body: &[u8]) -> Vec<OtherEvent> {
    let query = Query {
        limit: Some(MAX_EVENTS),
        filter: Filter::from_tests([
            FilterTest::Kind(ExchangeKind::Event),
            FilterTest::Signature(SignatureVerdict::Valid),
        ]),
        bodies: BodyChoice::None,
        ..Query::default()
    };
    let history = context
        .home()
        .and_then(|home| History::open_existing(&home.history_file()?));
    let Ok(history) = history else {
        return Vec::new();
    };
    let given = String::from_utf8_lossy(signature_text).to_ascii_lowercase();
    let has_this_body = |id: &str| {
        let found = history.get(id).ok().flatten();
        found.is_some_and(|exchange| exchange.request.body == body)
    };
    let exchanges = history.list(&query).unwrap_or_default().into_iter();
    exchanges
        .filter_map(|exchange| {
            let signature = exchange.request.headers.text(SIGNATURE_HEADER)?.to_owned();
            if given.contains(&signature.to_ascii_lowercase()) && has_this_body(&exchange.id) {
                return None;
            }
            Some(OtherEvent {
                id: exchange.event_id.unwrap_or(exchange.id),
                signature,
            })
        })
        .collect()
}

fn print(context: &mut Context, answer: &VerifyJson) -> Result<()> {
    let styles = context.terminal.out_styles();
    let verdict = cells::pad_right(label(answer.verdict.name()), 8);
    let verdict = match answer.verdict {
        SignatureVerdict::Valid => styles.good(verdict),
        _ => styles.bad(verdict),
    };
    let bytes = match answer.bytes {
        1 => "1 byte".to_owned(),
        count => format!("{count} bytes"),
    };
    let secret = format!("secret {} from", answer.secret_fingerprint);
    context.terminal.print(format!(
        "{verdict} {ALGORITHM}, {}, {} {}",
        told(&bytes),
        told(&secret),
        escape::line(&told(&answer.secret_origin))
    ))?;
    let explanations = answer.explanation.iter().flatten();
    let lines = explanations.map(|explanation| &explanation.text);
    for line in answer.reason_phrase.iter().chain(lines) {
        let line = terminal::render(line);
        context
            .terminal
            .print(format!("         {}", escape::line(&line)))?;
    }
    if answer.explanation.as_ref().is_some_and(Vec::is_empty) {
        let line = terminal::render(&Phrase::new("mistake.unknown"));
        context
            .terminal
            .print(format!("         {}", styles.faint(line)))?;
    }
    Ok(())
}
