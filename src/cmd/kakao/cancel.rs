//! `momo kakao cancel`: cancels a reserved message.
use super::nhn_client::{NhnArgs, parse_request_id, report_unknown_response};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::nhn::Via;
use crate::model::nhn::response::ResultHeader;
use crate::view::kakao::nhn as view;
use crate::view::terminal::label;
use serde_json::json;

/// Arguments of `momo kakao cancel`.
#[derive(clap::Args, Debug)]
pub(crate) struct Cancel {
    /// The request's id, as `momo kakao send` printed it
    #[arg(value_name = "REQUEST_ID", value_parser = parse_request_id)]
    request_id: String,
    /// Only these recipients of the request, by number [default: all]
    #[arg(value_name = "RECIPIENT_SEQ", value_parser = clap::value_parser!(u32).range(1..))]
    recipients: Vec<u32>,
    #[command(flatten)]
    nhn: NhnArgs,
}

impl Verb for Cancel {
    const NAME: &'static str = "cancel";
    const ABOUT: &'static str = "Cancel a message that is reserved for later (`send --at`)";
    const EFFECT: Effect = Effect::Destructive;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao cancel 20261122090000a1b2c3d4e5
  momo kakao cancel 20261122090000a1b2c3d4e5 2 3

Friend Talk and Brand Message each know their own; without `--via` both are asked.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let nhn = self.nhn.connect(context, false, None)?;
        nhn.note_destination(context);
        let mut first_refusal: Option<(ResultHeader, String)> = None;
        for via in nhn.via_choice.candidates() {
            let request = nhn.api.cancel(via, &self.request_id, &self.recipients);
            let (response, id) = nhn.call(context, &request, "nhn.cancel")?;
            let Some(header) = ResultHeader::parse(&response) else {
                return report_unknown_response(context, &response, &id);
            };
            let Some(_) = header.refusal() else {
                return self.print_cancelled(context, via, &id);
            };
            let is_key_error = header.is_key_error();
            first_refusal = first_refusal.or(Some((header, id)));
            if is_key_error {
                break;
            }
        }
        let (header, id) =
            first_refusal.unwrap_or_else(|| unreachable!("one way at least was asked"));
        let (code, message) = header.refusal().unwrap_or_default();
        let refusal = view::NhnRefusal::new(code, message);
        let result = json!({ "ok": false, "refusal": refusal.to_json(), "exchange_id": id });
        context.terminal.show(&result, |terminal| {
            let styles = terminal.out_styles();
            terminal.print(view::refused("nothing was cancelled", &refusal, styles))
        })?;
        Ok(Verdict::No)
    }
}

impl Cancel {
    fn print_cancelled(&self, context: &mut Context, via: Via, id: &str) -> Result<Verdict> {
        let result = json!({
            "ok": true, "via": via.name(), "request_id": self.request_id, "exchange_id": id,
        });
        context.terminal.show(&result, |terminal| {
            terminal.print(format!(
                "{}  {} {}",
                label("cancelled"),
                label("request"),
                self.request_id
            ))
        })
    }
}
