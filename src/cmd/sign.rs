//! `momo sign`: prints the signature of a payload, as MoMoTalk would send it.
use super::context::Context;
use super::payload::PayloadArgs;
use super::secret::{ResolvedSecret, SecretArgs};
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::sign::{self, PayloadSource, SignedLine};
use crate::io::files::read_input;
use crate::model::history::curl;
use crate::model::http::Request;
use crate::model::http::target;
use crate::model::protocol;
use crate::model::secret::Secret;
use crate::model::secret::signature::{ALGORITHM, SIGNATURE_HEADER, Signer};
use clap::ValueEnum;
use serde::Serialize;

/// Arguments of `momo sign`.
#[derive(clap::Args, Debug)]
pub(crate) struct Sign {
    #[command(flatten)]
    payload: PayloadArgs,
    /// How the signature is written [default: hex]
    #[arg(long = "as", value_enum, value_name = "SHAPE")]
    output_style: Option<SignatureFormat>,
    /// Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed; takes as much memory as the longest line
    #[arg(long)]
    lines: bool,
    /// Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`
    #[arg(long, value_name = "TARGET", alias = "url")]
    to: Option<String>,
    #[command(flatten)]
    secret: SecretArgs,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum SignatureFormat {
    /// 64 hex digits
    Hex,
    /// The header line
    Header,
    /// A command that sends the signed payload to TARGET
    Curl,
    /// Signature, algorithm, size, fingerprint and origin of the secret
    Json,
}

#[derive(Serialize)]
struct SignatureJson<'a> {
    signature: String,
    algorithm: &'static str,
    bytes: u64,
    secret_fingerprint: String,
    secret_origin: &'a str,
}

impl Verb for Sign {
    const NAME: &'static str = "sign";
    const ABOUT: &'static str = "Print the signature of a payload";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo sign event.json
  printf '{}' | momo sign --secret-file secret.txt
  momo sign event.json --as curl --to 3000/momotalk/webhook | sh
  momo sign --lines events.ndjson";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let format = self.format(context)?;
        let target = self.target(format)?;
        let secret_uses_stdin = [("the secret", self.secret.takes_stdin())];
        let payload = self.payload.resolve(context, &secret_uses_stdin)?;
        let resolved = self.secret.resolve(context)?;
        resolved.warn_if_short(context);
        let signer = Signer::new(&resolved.secret);
        match target {
            Some(url) => print_curl(context, &resolved.secret, &payload, &url)?,
            None if self.lines => print_lines(context, &signer, &payload, format)?,
            None => print_one(context, &signer, &payload, format, &resolved)?,
        }
        Ok(Verdict::Yes)
    }
}

impl Sign {
    /// Combines `--as` and `--json`. Fails if they contradict each other.
    fn format(&self, context: &Context) -> Result<SignatureFormat> {
        match (self.output_style, context.terminal.is_json()) {
            (None | Some(SignatureFormat::Hex | SignatureFormat::Json), true) => {
                Ok(SignatureFormat::Json)
            }
            (Some(SignatureFormat::Header | SignatureFormat::Curl), true) => Err(Error::usage(
                "`--json` and `--as` ask for two different shapes",
            )
            .hint("Leave one of them out.")),
            (format, false) => Ok(format.unwrap_or(SignatureFormat::Hex)),
        }
    }

    fn target(&self, format: SignatureFormat) -> Result<Option<String>> {
        match (&self.to, format) {
            (Some(_), SignatureFormat::Curl) if self.lines => {
                Err(Error::usage("`--lines` and `--as curl` do not go together")
                    .hint("`momo webhook replay` sends many payloads."))
            }
            (Some(to), SignatureFormat::Curl) => target::resolve(to).map(Some),
            (None, SignatureFormat::Curl) => Err(Error::usage("`--as curl` needs `--to TARGET`")
                .hint("For example `--to 3000/momotalk/webhook`.")),
            (Some(_), _) => Err(Error::usage("`--to` is for `--as curl`")
                .hint("`momo webhook replay FILE --to TARGET` signs and sends.")),
            (None, _) => Ok(None),
        }
    }
}

fn print_one(
    context: &mut Context,
    signer: &Signer,
    payload: &PayloadSource,
    format: SignatureFormat,
    resolved: &ResolvedSecret,
) -> Result<()> {
    let signed = sign::sign_payload(signer, payload)?;
    note_likely_mistakes(context, signed.starts_with_bom, signed.ends_in_newline);
    let signature = signed.signature.to_string();
    match format {
        SignatureFormat::Header => context
            .terminal
            .print(format!("{SIGNATURE_HEADER}: {signature}")),
        SignatureFormat::Json => context.terminal.print_json(&SignatureJson {
            signature,
            algorithm: ALGORITHM,
            bytes: signed.bytes,
            secret_fingerprint: resolved.secret.fingerprint(),
            secret_origin: &resolved.origin,
        }),
        SignatureFormat::Hex | SignatureFormat::Curl => context.terminal.print(signature),
    }
}

fn print_lines(
    context: &mut Context,
    signer: &Signer,
    payload: &PayloadSource,
    format: SignatureFormat,
) -> Result<()> {
    let (before, after) = match format {
        SignatureFormat::Header => (format!("{SIGNATURE_HEADER}: "), ""),
        SignatureFormat::Json => (r#"{"type":"signature","signature":""#.to_owned(), "\""),
        SignatureFormat::Hex | SignatureFormat::Curl => (String::new(), ""),
    };
    let write_line = |line: &SignedLine, text: &mut Vec<u8>| {
        text.extend_from_slice(before.as_bytes());
        text.extend_from_slice(&line.signature.hex_digits());
        text.extend_from_slice(after.as_bytes());
        if format == SignatureFormat::Json {
            text.extend_from_slice(format!(",\"bytes\":{}}}", line.bytes).as_bytes());
        }
        text.push(b'\n');
    };
    let terminal = &mut context.terminal;
    let stats = sign::sign_lines(signer, payload, &write_line, &mut |text| {
        terminal.print_bytes(text)
    })?;
    note_likely_mistakes(context, stats.starts_with_bom, false);
    if stats.crlf > 0 {
        context.terminal.note(format!(
            "note: {} of {} lines end in CRLF; the CR was taken as part of the line's end and not signed.",
            stats.crlf, stats.lines
        ));
    }
    Ok(())
}

/// Prints a curl command that sends exactly these bytes with the documented headers.
fn print_curl(
    context: &mut Context,
    secret: &Secret,
    payload: &PayloadSource,
    url: &str,
) -> Result<()> {
    let (bytes, file) = match payload {
        PayloadSource::File(path) => {
            let is_file = path.as_os_str() != "-";
            (read_input(path)?, path.to_str().filter(|_| is_file))
        }
        PayloadSource::Bytes(bytes) => (bytes.clone(), None),
    };
    let bom = bytes.starts_with(b"\xef\xbb\xbf");
    note_likely_mistakes(context, bom, bytes.ends_with(b"\n"));
    let mut request = Request::post(url, "application/json", bytes);
    protocol::momotalk_sign(&mut request, secret);
    let body = match file {
        Some(path) => curl::BodySource::File(path),
        None => curl::BodySource::Bytes(&request.body),
    };
    context
        .terminal
        .print(curl::post_command(url, &request.headers, body))
}

/// Prints notes about a byte order mark or final newline, which are often signed by mistake.
fn note_likely_mistakes(context: &mut Context, starts_with_bom: bool, ends_in_newline: bool) {
    let mut note = |what: &str| context.terminal.note(format!("note: {what}"));
    if starts_with_bom {
        note("the payload begins with a byte order mark, which is signed too.");
    }
    if ends_in_newline {
        note("the payload ends in a newline, which is signed too; `printf '%s' TEXT` writes none.");
    }
}
