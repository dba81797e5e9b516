//! `momo message send`: posts a message as a bot through the documented message API, on any platform.
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::cmd::sender::SenderArgs;
use crate::cmd::text_arg::{TextArg, parse_metadata};
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::flow::journal::HistorySink;
use crate::flow::message::{self, CallRetries, MessageRequest, SendProgress};
use crate::model::http::Response;
use crate::view::room;
use crate::view::terminal::told;
use serde_json::{Value, json};

/// Arguments of `momo message send`.
#[derive(clap::Args, Debug)]
pub(crate) struct SendMessage {
    #[command(flatten)]
    room: RoomArgs,
    /// The message that it answers
    #[arg(long, value_name = "MESSAGE_ID", value_parser = values::numeric_id)]
    reply_to: Option<i64>,
    /// A JSON object to go with it
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    #[command(flatten)]
    text: TextArg,
    #[command(flatten)]
    sender: SenderArgs,
}

impl Verb for SendMessage {
    const NAME: &'static str = "send";
    const ABOUT: &'static str = "Post a message to a room as the bot";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo message send 'Thanks. I received your message.'
  momo message send --room 123 --reply-to 456 --metadata '{\"intent\":\"ack\"}' 감사합니다
  echo hello | momo message send --room 123 --bot bot_xxx -";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let metadata = self.metadata.as_deref().map(parse_metadata).transpose()?;
        let body = self.text.read()?;
        let config = context.config()?;
        let sender = self.sender.resolve(&config)?;
        let room_id = self
            .room
            .resolve_for_bot(&config, &sender.bot, self.sender.bot_args())?;
        let message = MessageRequest {
            room_id,
            reply_to_message_id: self.reply_to,
            metadata,
            body,
        };
        let mut last_id = String::new();
        let policy = CallRetries::default();
        let mut history = HistorySink::new(context.history_file());
        let answer = message::send(&sender.api, &sender.bot.id, &message, policy, |step| {
            match step {
                SendProgress::AttemptEnded(exchange) => {
                    last_id.clone_from(&exchange.id);
                    if let Err(error) = history.store(*exchange) {
                        let warning = format!("this call is not kept in the history: {error}");
                        context.terminal.warn(warning);
                    }
                }
                SendProgress::RetryScheduled(status, wait) => context.terminal.note(format!(
                    "The answer is {status}: not now. Trying again in {wait:?}."
                )),
            }
            Ok(())
        })?;
        let response = answer.map_err(refused("the message was not sent"))?;
        print_response(context, room_id, &response, &last_id)
    }
}

/// Prints the response. MoMoTalk documents no response body, so any 2xx status counts as success.
fn print_response(
    context: &mut Context,
    room: i64,
    response: &Response,
    id: &str,
) -> Result<Verdict> {
    let answer: Option<Value> = serde_json::from_slice(&response.body).ok();
    let result = json!({
        "ok": true, "status": response.status, "answer": answer, "exchange_id": id,
    });
    context.terminal.show(&result, |terminal| {
        let message = result["answer"].get("message");
        terminal.print(match message.filter(|message| message.is_object()) {
            Some(message) => room::message(message, terminal.out_styles()),
            None => {
                let words = format!("sent to room {room} (the answer is {})", response.status);
                told(&words).into_owned()
            }
        })?;
        terminal.note(format!("All of it: `momo webhook history show {id}`"));
        Ok(())
    })
}
