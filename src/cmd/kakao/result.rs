//! `momo kakao result`: prints the delivery status of a message that NHN Cloud accepted.
use super::nhn_client::{NhnArgs, parse_request_id, report_unknown_response};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::nhn::Via;
use crate::model::nhn::response::{MessageRecord, MessageStatus, ResultHeader, parse_message_list};
use crate::view::kakao::nhn as view;
use serde_json::{Value, json};

/// Arguments of `momo kakao result`.
#[derive(clap::Args, Debug)]
pub(crate) struct MessageResult {
    /// The request's id, as `momo kakao send` printed it
    #[arg(value_name = "REQUEST_ID", value_parser = parse_request_id)]
    request_id: String,
    #[command(flatten)]
    nhn: NhnArgs,
}

impl Verb for MessageResult {
    const NAME: &'static str = "result";
    const ABOUT: &'static str =
        "Say what became of a message: arrived, failed and why, or not known yet";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao result 20261122090000a1b2c3d4e5
  momo kakao result 20261122090000a1b2c3d4e5 --via brand --json

Friend Talk and Brand Message each know their own; without `--via` both are asked.
";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let nhn = self.nhn.connect(context, false, None)?;
        nhn.note_destination(context);
        let mut first_refusal = None;
        for via in nhn.via_choice.candidates() {
            let request = nhn.api.query_result(via, &self.request_id);
            let (response, id) = nhn.call(context, &request, "nhn.result")?;
            let Some((header, rows)) = parse_message_list(&response) else {
                return report_unknown_response(context, &response, &id);
            };
            if !rows.is_empty() {
                return print_messages(context, via, &self.request_id, &rows, &id);
            }
            // Report the refusal of the most likely API.
            first_refusal = first_refusal.or_else(|| Some((header.clone(), id)));
            if header.is_key_error() {
                break;
            }
        }
        let (header, id) =
            first_refusal.unwrap_or_else(|| unreachable!("one way at least was asked"));
        print_not_found(context, &header, &id)
    }
}

fn print_messages(
    context: &mut Context,
    via: Via,
    request_id: &str,
    rows: &[MessageRecord],
    id: &str,
) -> Result<Verdict> {
    let verdict = rows.iter().map(|row| verdict(row.status()));
    let verdict = verdict.fold(Verdict::Yes, Verdict::and);
    let messages: Vec<Value> = rows.iter().map(view::message_json).collect();
    let result = json!({
        "ok": verdict == Verdict::Yes, "via": via.name(), "request_id": request_id, "messages": messages,
        "exchange_id": id,
    });
    context.terminal.show(&result, |terminal| {
        terminal.print(view::messages(rows, terminal.out_styles()))
    })?;
    Ok(verdict)
}

fn verdict(status: MessageStatus) -> Verdict {
    match status {
        MessageStatus::Arrived | MessageStatus::SentAsSms => Verdict::Yes,
        MessageStatus::Failed | MessageStatus::Cancelled => Verdict::No,
        MessageStatus::SmsPending | MessageStatus::Pending => Verdict::Unknown,
    }
}

fn print_not_found(context: &mut Context, header: &ResultHeader, id: &str) -> Result<Verdict> {
    let refusal = match header.refusal() {
        Some((code, message)) => view::NhnRefusal::new(code, message),
        // NHN Cloud reports success for an empty list.
        None => view::NhnRefusal::new(-1016, ""),
    };
    let result = json!({
        "ok": false, "refusal": refusal.to_json(), "messages": [], "exchange_id": id,
    });
    context.terminal.show(&result, |terminal| {
        let styles = terminal.out_styles();
        terminal.print(view::refused("nothing was found", &refusal, styles))
    })?;
    Ok(Verdict::No)
}
