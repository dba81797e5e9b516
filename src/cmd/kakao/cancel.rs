//! `momo kakao cancel`: takes a reserved message back.
use super::outbound::{OutboundArgs, not_understood, request_id};
use crate::cmd::Verb;
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::model::nhn::Via;
use crate::model::nhn::answer::Header;
use crate::view::kakao::nhn as view;
use serde_json::json;

/// Arguments of `momo kakao cancel`.
#[derive(clap::Args, Debug)]
pub(crate) struct Cancel {
    /// The request's id, as `momo kakao send` printed it
    #[arg(value_name = "REQUEST_ID", value_parser = request_id)]
    request_id: String,
    /// Only these recipients of the request, by number [default: all]
    #[arg(value_name = "RECIPIENT_SEQ", value_parser = clap::value_parser!(u32).range(1..))]
    recipients: Vec<u32>,
    #[command(flatten)]
    outbound: OutboundArgs,
}

impl Verb for Cancel {
    const NAME: &'static str = "cancel";
    const ABOUT: &'static str = "Cancel a message that is reserved for later (`send --at`)";
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao cancel 20261122090000a1b2c3d4e5
  momo kakao cancel 20261122090000a1b2c3d4e5 2 3

Friend Talk and Brand Message each know their own; without `--via` both are asked.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let outbound = self.outbound.open(context, false, None)?;
        outbound.say_where(context);
        let mut refused: Option<(Header, String)> = None;
        for via in outbound.choice.ways() {
            let request = outbound
                .access
                .cancel(via, &self.request_id, &self.recipients);
            let (response, id) = outbound.call(context, &request, "nhn.cancel")?;
            let Some(header) = Header::read(&response) else {
                return not_understood(context, &response, &id);
            };
            let Some(_) = header.refusal() else {
                return self.done(context, via, &id);
            };
            let stop = header.is_about_the_keys();
            refused = refused.or(Some((header, id)));
            if stop {
                break;
            }
        }
        let (header, id) = refused.unwrap_or_else(|| unreachable!("one way at least was asked"));
        let (code, says) = header.refusal().unwrap_or_default();
        let refusal = view::Refusal::of(code, says);
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            let answer = json!({ "ok": false, "refusal": refusal.to_json(), "exchange_id": id });
            terminal.print_json(&answer)?;
        } else {
            let ink = terminal.out_styles();
            terminal.print(view::refused("nothing was cancelled", &refusal, ink))?;
        }
        Ok(Verdict::No)
    }
}

impl Cancel {
    fn done(&self, context: &mut Context, via: Via, id: &str) -> Result<Verdict> {
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            terminal.print_json(&json!({
                "ok": true, "via": via.name(), "request_id": self.request_id, "exchange_id": id,
            }))?;
        } else {
            let text = format!("cancelled  request {}", self.request_id);
            terminal.print(text)?;
        }
        Ok(Verdict::Yes)
    }
}
