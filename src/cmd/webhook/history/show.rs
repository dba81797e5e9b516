//! `momo webhook history show`: shows an exchange, or one of its bodies byte for byte.
use crate::cmd::context::Context;
use crate::cmd::failure_notes;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::sqlite::History;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::curl;
use crate::model::history::exchange::Exchange;
use crate::view::terminal::Terminal;
use crate::view::{delivery, hex_dump, inspect};
use clap::ValueEnum;
use serde::Serialize;

/// Arguments of `momo webhook history show`.
#[derive(clap::Args, Debug)]
pub(crate) struct ShowExchange {
    /// An id, the beginning or the end of one, or `last`
    #[arg(value_name = "ID")]
    id: String,
    /// What is written [default: text]
    #[arg(long = "as", value_enum, value_name = "SHAPE")]
    shape: Option<ShowFormat>,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
enum ShowFormat {
    /// Everything, laid out for people
    Text,
    /// The request's body, byte for byte
    Raw,
    /// The response's body, byte for byte
    RawResponse,
    /// The request's body in hex
    Hex,
    /// A command that makes the request again
    Curl,
}

impl Verb for ShowExchange {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show an exchange in full";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook history show last
  momo webhook history show ex_01kd7n3h5s8jq2vz
  momo webhook history show last --json | jq .request.headers
  momo webhook history show last --as raw | momo sign --secret-file secret.txt
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if context.terminal.is_json() && self.shape.is_some() {
            return Err(Error::usage("`--as` and `--json` say two things")
                .hint("Leave one out: `--json` writes the whole exchange."));
        }
        let history = History::open_existing(&context.history_file()?)?;
        let exchange = history.find(&self.id)?;
        let explained = ExplainedExchange {
            diagnosis: failure_notes::stored_diagnosis(context, &history, &exchange),
            exchange: &exchange,
        };
        context
            .terminal
            .show(&explained, |terminal| self.print_text(terminal, &explained))
    }
}

/// The JSON of an exchange, with why the bot did not take its event.
#[derive(Serialize)]
struct ExplainedExchange<'a> {
    #[serde(flatten)]
    exchange: &'a Exchange,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<Diagnosis>,
}

impl ShowExchange {
    fn print_text(&self, terminal: &mut Terminal, explained: &ExplainedExchange<'_>) -> Result<()> {
        let exchange = explained.exchange;
        match self.shape.unwrap_or(ShowFormat::Text) {
            ShowFormat::Text => {
                let budget = exchange.protocol.response_timeout();
                let styles = terminal.out_styles();
                let why = explained.diagnosis.as_ref();
                let why = why.map_or_else(Vec::new, |it| delivery::diagnosis(styles, it));
                terminal.print(inspect::full(exchange, budget, &why, styles))
            }
            ShowFormat::Raw => terminal.print_bytes(&exchange.request.body),
            ShowFormat::RawResponse => terminal.print_bytes(response_body(exchange)?),
            ShowFormat::Hex => {
                terminal.print_bytes(hex_dump::dump(&exchange.request.body).as_bytes())
            }
            ShowFormat::Curl => {
                let variables = curl::credential_variables(&exchange.request);
                if !variables.is_empty() {
                    terminal.note(format!(
                        "the history keeps only fingerprints of credentials: set {} before you run it",
                        variables.join(" and ")
                    ));
                }
                let curl = curl::request_command(exchange);
                for remark in &curl.remarks {
                    terminal.note(remark);
                }
                terminal.print(curl.text)
            }
        }
    }
}

fn response_body(exchange: &Exchange) -> Result<&[u8]> {
    match &exchange.response {
        Some(response) => Ok(&response.body),
        None => Err(Error::unknown(format!(
            "no response came back in exchange `{}`",
            exchange.id
        ))),
    }
}
