//! Lines of the talk of users and bots as it happens: each message with its sender and its bot, and how its delivery ended.
use super::room::repeated_reply;
use super::terminal::{self, Styles, label, told};
use super::{cells, delivery, escape, live};
use crate::model::activity::Activity;
use crate::model::chat::matching::QuickReply;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::platform::outbox::{Delivery, DeliveryState};
use crate::model::platform::room::{Message, Sender};
use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// Number of users' messages whose text is kept until their delivery.
const MAX_MESSAGES: usize = 256;

/// Renders quick replies with their numbers.
pub fn offers(offers: &[QuickReply], styles: Styles) -> String {
    let offers = offers.iter().enumerate().map(|(index, offer)| {
        let number = styles.faint((index + 1).to_string());
        format!(" {number} [{}]", escape::line(&offer.label))
    });
    format!("   {}", offers.collect::<String>())
}

/// Renders the lines; remembers the bots' names and the last messages.
#[derive(Debug, Default)]
pub struct TalkLines {
    names: HashMap<String, String>,
    /// Users' messages by number, oldest first: `#1 앨리스: 안녕`.
    messages: VecDeque<(i64, String)>,
    /// `seq` of the newest delivery shown: a retry publishes a delivery again.
    last_seq: i64,
}

impl TalkLines {
    /// Sets the name of a bot; one without a name is called by its id.
    pub fn set_name(&mut self, bot_id: &str, name: &str) {
        self.names.insert(bot_id.to_owned(), name.to_owned());
    }

    /// Renders an activity as a line; `None` for what is no part of the talk. `width` in cells is that of
    /// [`live::headings`].
    pub fn line(
        &mut self,
        activity: &Activity,
        width: Option<usize>,
        styles: Styles,
    ) -> Option<String> {
        match activity {
            Activity::Message(message) => self.message(message, styles),
            Activity::Delivery(delivery, false) => self.sent(delivery, styles),
            Activity::Exchange(observed) => {
                let exchange = &observed.exchange;
                match exchange.is_success() {
                    true => self.success(exchange, styles),
                    false => {
                        let arrow = self.arrow(exchange, Styles::plain());
                        let width =
                            width.map(|width| width.saturating_sub(cells::width(&arrow) + 1));
                        let line = live::activity(activity, width, styles)?;
                        Some(format!("{} {line}", self.arrow(exchange, styles)))
                    }
                }
            }
            Activity::BotAbsent {
                bot_id,
                callback_url,
            } => {
                let name = self.names.get(bot_id).unwrap_or(bot_id);
                Some(live::bot_absent(name, callback_url, styles))
            }
            _ => None,
        }
    }

    /// Renders a bot's message; keeps a user's until it is sent to a bot.
    fn message(&mut self, message: &Message, styles: Styles) -> Option<String> {
        let (content, id) = (&message.content, message.id);
        let body = escape::line(&content.body);
        match &message.sender {
            Sender::User(user) => {
                if self.messages.len() == MAX_MESSAGES {
                    self.messages.pop_front();
                }
                let name = escape::line(&user.name);
                let room = content.room_id;
                let text = format!("#{id} {name} {}: {body}", told(&format!("in room {room}")));
                self.messages.push_back((id, text));
                None
            }
            Sender::Bot { id: bot, name } => {
                self.set_name(bot, name);
                let to = content.reply_to;
                let to = to.map_or_else(String::new, |to| {
                    format!(" ({})", told(&format!("to #{to}")))
                });
                let repeated = repeated_reply(message.reply_number, content.reply_to, styles);
                let name = self.name(bot, styles);
                Some(styles.prose(&format!("{name} -> #{id}{to}: {body}{repeated}")))
            }
        }
    }

    /// Renders a message for a bot when it comes into the outbox.
    fn sent(&mut self, delivery: &Delivery, styles: Styles) -> Option<String> {
        if delivery.seq <= self.last_seq {
            return None;
        }
        self.last_seq = delivery.seq;
        let is_new = delivery.attempts == 0 && delivery.state == DeliveryState::Waiting;
        let mut messages = self.messages.iter().rev();
        let (_, text) = messages.find(|(id, _)| *id == delivery.message_id && is_new)?;
        let name = self.name(&delivery.bot_id, styles);
        Some(styles.prose(&format!("{name} <- {text}")))
    }

    /// Renders a delivery that a bot took. A successful call of the message API is shown by its message.
    fn success(&self, exchange: &Exchange, styles: Styles) -> Option<String> {
        if exchange.kind != ExchangeKind::Event || exchange.direction != Direction::Sent {
            return None;
        }
        let subject = message_id(exchange).map_or_else(
            || escape::line(label(&exchange.title())).to_string(),
            |id| format!("#{id}"),
        );
        let attempt = exchange.attempt.filter(|attempt| *attempt > 1);
        let attempt = attempt.map_or_else(String::new, |n| {
            format!(", {}", told(&format!("attempt {n}")))
        });
        let status = exchange.response.as_ref()?.status;
        let outcome = styles.good(format!("{status}"));
        let millis = exchange.timing.total_ms;
        let arrow = self.arrow(exchange, styles);
        let took = format!("in {millis:.0} ms");
        let took = told(&took);
        Some(format!("{arrow} {subject} {outcome} {took}{attempt}"))
    }

    /// Renders the bot's name and the direction of an exchange.
    fn arrow(&self, exchange: &Exchange, styles: Styles) -> String {
        let bot = exchange.bot_id.as_deref().unwrap_or("?");
        let sign = match exchange.kind {
            ExchangeKind::Event => "<-",
            ExchangeKind::Api => "->",
        };
        format!("{} {sign}", self.name(bot, styles))
    }

    fn name(&self, bot_id: &str, styles: Styles) -> String {
        let name = self.names.get(bot_id).map_or(bot_id, String::as_str);
        styles.accent(escape::line(name))
    }
}

/// Renders an exchange below the message that it belongs to: direction, bot, outcome, milliseconds, attempt and id.
pub fn wire_line(exchange: &Exchange, bot: &str, styles: Styles) -> String {
    let arrow = match exchange.kind {
        ExchangeKind::Event => "->",
        ExchangeKind::Api => "<-",
    };
    let outcome = terminal::render(&delivery::outcome(exchange));
    let outcome = match exchange.is_success() {
        true => styles.good(outcome),
        false => styles.bad(outcome),
    };
    let attempt = exchange.attempt.filter(|attempt| *attempt > 1);
    let attempt = attempt.map_or_else(String::new, |n| {
        format!(", {}", told(&format!("attempt {n}")))
    });
    let bot = escape::line(bot);
    let millis = exchange.timing.total_ms;
    let id = styles.faint(&exchange.id);
    styles.prose(&format!(
        "  {arrow} {bot}  {outcome}  {millis:.0} ms{attempt}  {id}"
    ))
}

/// Returns the number of the event's message; `None` without one.
fn message_id(exchange: &Exchange) -> Option<i64> {
    let event: Value = serde_json::from_slice(&exchange.request.body).ok()?;
    // The event of a webhook test has number 0.
    event["message"]["message_id"].as_i64().filter(|id| *id > 0)
}
