//! Waits for the answers to a message.
use super::{event_ids, message_id};
use crate::cmd::console::{Console, refused};
use crate::error::Result;
use crate::model::platform::answer::{Answers, ExpectedAnswers};
use crate::model::platform::outbox::DeliveryState;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Pause between two looks at the room.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// Time that a bot gets beyond the wait to handle the event, where no answer is wanted: before that its silence says
/// nothing.
const HANDLING_GRACE: Duration = Duration::from_secs(5);
/// Number of messages that are read at once.
const PAGE: usize = 1000;

/// What came after a message until its answers were there, or until the time was over.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) answers: Answers,
    /// The newest deliveries of the room.
    pub(super) deliveries: Vec<Value>,
    /// The number of the newest message read.
    newest: i64,
}

/// Polls until the answers are as expected and every bot has handled the event once, or until `wait` has passed: a bot
/// that answers twice does so before it has handled the event.
///
/// Ends at once if no bot gets the event, and if an answer came and none was wanted.
pub(super) fn for_answers(
    console: &Console,
    room: i64,
    posted: &Value,
    expected: &ExpectedAnswers,
    wait: Duration,
) -> Result<Outcome> {
    let until = Instant::now() + wait;
    let mut outcome = Outcome {
        newest: message_id(posted),
        ..Outcome::default()
    };
    loop {
        // The deliveries first: what a handled event caused is among the messages that are read after.
        outcome.read_deliveries(console, room)?;
        outcome.read_messages(console, room, message_id(posted))?;
        let is_over = match expected.none {
            true => !expected.are_met(&outcome.answers.answers),
            false => expected.are_met(&outcome.answers.answers) && outcome.is_handled(posted),
        };
        let until = match expected.none && !outcome.is_handled(posted) {
            true => until + HANDLING_GRACE,
            false => until,
        };
        let now = Instant::now();
        if is_over || now >= until || event_ids(posted).is_empty() {
            return Ok(outcome);
        }
        std::thread::sleep(POLL_INTERVAL.min(until - now));
    }
}

impl Outcome {
    fn read_deliveries(&mut self, console: &Console, room: i64) -> Result<()> {
        let answer = console.api.get(&format!("/deliveries?room_id={room}"))?;
        let mut answer = answer.map_err(refused("the deliveries cannot be read"))?;
        self.deliveries = take_list(&mut answer, "deliveries");
        Ok(())
    }

    /// Reads the messages that are new.
    fn read_messages(&mut self, console: &Console, room: i64, id: i64) -> Result<()> {
        loop {
            let path = format!("/rooms/{room}/messages?after={}&limit={PAGE}", self.newest);
            let answer = console.api.get(&path)?;
            let mut answer = answer.map_err(refused("the room cannot be read"))?;
            let messages = take_list(&mut answer, "messages");
            let count = messages.len();
            for message in messages {
                let number = message["message_id"].as_i64().unwrap_or(0);
                if number > self.newest {
                    self.newest = number;
                    self.answers.add(message, id);
                }
            }
            if count < PAGE {
                return Ok(());
            }
        }
    }

    /// Returns the present state of the message's deliveries.
    pub(super) fn deliveries_of<'a>(
        &'a self,
        posted: &'a Value,
    ) -> impl Iterator<Item = &'a Value> {
        let events = event_ids(posted);
        let is_of = move |delivery: &&Value| {
            let id = delivery["event_id"].as_str();
            id.is_some_and(|id| events.contains(&id))
        };
        self.deliveries.iter().filter(is_of)
    }

    /// Returns whether each bot has taken the event.
    pub(super) fn is_taken(&self, posted: &Value) -> bool {
        let delivered = DeliveryState::Delivered.name();
        let mut deliveries = self.deliveries_of(posted);
        deliveries.all(|delivery| delivery["state"] == delivered)
    }

    /// Returns whether each bot has handled the event once, well or not.
    fn is_handled(&self, posted: &Value) -> bool {
        let open = [DeliveryState::Waiting, DeliveryState::UnderWay].map(DeliveryState::name);
        let mut deliveries = self.deliveries_of(posted);
        deliveries.all(|delivery| {
            was_attempted(delivery) || open.iter().all(|name| delivery["state"] != *name)
        })
    }
}

pub(super) fn was_attempted(delivery: &Value) -> bool {
    delivery["attempts"].as_i64() > Some(0)
}

pub(super) fn take_list(value: &mut Value, key: &str) -> Vec<Value> {
    match value[key].take() {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}
