//! `momo kakao result`: what became of a message that NHN Cloud took.
use super::outbound::{OutboundArgs, not_understood, request_id};
use crate::cmd::Verb;
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::model::nhn::Via;
use crate::model::nhn::answer::{Fate, Header, Row, rows};
use crate::view::kakao::nhn as view;
use serde_json::{Value, json};

/// Arguments of `momo kakao result`.
#[derive(clap::Args, Debug)]
pub(crate) struct Outcome {
    /// The request's id, as `momo kakao send` printed it
    #[arg(value_name = "REQUEST_ID", value_parser = request_id)]
    request_id: String,
    #[command(flatten)]
    outbound: OutboundArgs,
}

impl Verb for Outcome {
    const NAME: &'static str = "result";
    const ABOUT: &'static str =
        "Say what became of a message: arrived, failed and why, or not known yet";
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao result 20261122090000a1b2c3d4e5
  momo kakao result 20261122090000a1b2c3d4e5 --via brand --json

Friend Talk and Brand Message each know their own; without `--via` both are asked.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let outbound = self.outbound.open(context, false, None)?;
        outbound.say_where(context);
        let mut last = None;
        for via in outbound.choice.ways() {
            let request = outbound.access.result(via, &self.request_id);
            let (response, id) = outbound.call(context, &request, "nhn.result")?;
            let Some((header, found)) = rows(&response) else {
                return not_understood(context, &response, &id);
            };
            if !found.is_empty() {
                return tell(context, via, &self.request_id, &found, &id);
            }
            // The first refusal is that of the way that was most likely meant.
            last = last.or_else(|| Some((header.clone(), id)));
            if header.is_about_the_keys() {
                break;
            }
        }
        let (header, id) = last.unwrap_or_else(|| unreachable!("one way at least was asked"));
        nothing(context, &header, &id)
    }
}

fn tell(
    context: &mut Context,
    via: Via,
    request_id: &str,
    found: &[Row],
    id: &str,
) -> Result<Verdict> {
    let verdict = found.iter().map(|row| verdict(row.fate()));
    let verdict = verdict.fold(Verdict::Yes, Verdict::and);
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        let messages: Vec<Value> = found.iter().map(view::row_json).collect();
        terminal.print_json(&json!({
            "ok": verdict == Verdict::Yes, "via": via.name(), "request_id": request_id, "messages": messages,
            "exchange_id": id,
        }))?;
    } else {
        let ink = terminal.out_styles();
        terminal.print(view::rows(found, ink))?;
    }
    Ok(verdict)
}

fn verdict(fate: Fate) -> Verdict {
    match fate {
        Fate::Arrived | Fate::BySms => Verdict::Yes,
        Fate::Failed | Fate::Cancelled => Verdict::No,
        Fate::OnSms | Fate::Open => Verdict::Unknown,
    }
}

fn nothing(context: &mut Context, header: &Header, id: &str) -> Result<Verdict> {
    let refusal = match header.refusal() {
        Some((code, says)) => view::Refusal::of(code, says),
        // An empty list is a success in NHN Cloud's words.
        None => view::Refusal::of(-1016, ""),
    };
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        terminal.print_json(&json!({
            "ok": false, "refusal": refusal.to_json(), "messages": [], "exchange_id": id,
        }))?;
    } else {
        let ink = terminal.out_styles();
        terminal.print(view::refused("nothing was found", &refusal, ink))?;
    }
    Ok(Verdict::No)
}
