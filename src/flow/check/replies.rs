//! Plays what a bot's replies are about: where they go, and what the message API does to them.
use super::duplicates::replies;
use super::effects::is_of;
use super::stand_in::{RoomRule, StandIn, StandInCall};
use super::{CheckRun, Effects, judged};
use crate::model::check::{BotCheck, CheckOutcome, MadeEvent};
use crate::model::secret::Secret;
use std::time::Duration;

/// 2^53 + 1: the first whole number that a double cannot hold.
const BIG_ID: i64 = 9_007_199_254_740_993;
/// Number of events in each of two rooms.
const TALKS: i64 = 4;
/// What `Retry-After` asks for.
const PAUSE: Duration = Duration::from_secs(1);
/// How much earlier than asked a reply may come again.
const EARLY: Duration = Duration::from_millis(100);

impl CheckRun<'_> {
    fn stand_in(&self) -> Option<(&StandIn, Option<&Secret>)> {
        match &self.plan.effects {
            Effects::StandIn(stand_in, token) => Some((stand_in, token.as_ref())),
            Effects::Unseen | Effects::Platform(_) | Effects::Counted(_) => None,
        }
    }

    fn calls_of(&self, event: &MadeEvent) -> Vec<StandInCall> {
        let calls = self.stand_in().map(|(stand_in, _)| stand_in.calls());
        let is_own = |call: &StandInCall| is_of(event, &call.room_id, call.reply_to.as_deref());
        calls
            .unwrap_or_default()
            .into_iter()
            .filter(is_own)
            .collect()
    }

    pub(super) fn refusal_without_effect(&mut self, check: &BotCheck) -> CheckOutcome {
        std::thread::sleep(self.visibility.quiet());
        let calls = self.stand_in().map(|(stand_in, _)| stand_in.calls());
        let rooms: Vec<_> = self.refused_rooms.iter().map(i64::to_string).collect();
        if rooms.is_empty() {
            return CheckOutcome::could_not_tell(check, "No event was sent that is to be refused");
        }
        let calls = calls.unwrap_or_default();
        let count = calls
            .iter()
            .filter(|call| rooms.contains(&call.room_id))
            .count();
        judged(check, count == 0, "no reply", replies(count as u64))
    }

    pub(super) fn big_ids(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let event = maker.event_with(BIG_ID, BIG_ID + 2, &maker.text);
        self.send(maker.signed(&event));
        let Some((stand_in, _)) = self.stand_in() else {
            return CheckOutcome::could_not_tell(check, "No reply can be seen");
        };
        // No other room of a check has an id of so many digits, rounded or not.
        let has_big_room = |call: &StandInCall| call.room_id.len() >= BIG_ID.to_string().len();
        stand_in.wait_for(Duration::from_secs(2), |calls| {
            calls.iter().any(has_big_room)
        });
        let Some(call) = stand_in.calls().into_iter().find(has_big_room) else {
            let expected = format!("a reply in the room {BIG_ID}");
            return CheckOutcome::missed(check, expected, "no reply");
        };
        let message_id = event.message_id.to_string();
        let expected = address(
            &BIG_ID.to_string(),
            call.reply_to.as_ref().map(|_| &*message_id),
        );
        let got = address(&call.room_id, call.reply_to.as_deref());
        judged(check, got == expected, &expected, &*got)
    }

    pub(super) fn reply_address(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let rooms = [maker.event(), maker.event()];
        let mut events = Vec::new();
        for number in 1..=TALKS {
            for room in &rooms {
                events.push(maker.event_with(
                    room.room_id,
                    room.message_id + number * 100,
                    &maker.text,
                ));
            }
        }
        let requests = events.iter().map(|event| maker.signed(event)).collect();
        let before = self
            .stand_in()
            .map_or(0, |(stand_in, _)| stand_in.calls().len());
        self.send_at_once(requests);
        let wanted = usize::try_from(self.visibility.per_event).unwrap_or(1) * events.len();
        let Some((stand_in, token)) = self.stand_in() else {
            return CheckOutcome::could_not_tell(check, "No reply can be seen");
        };
        stand_in.wait_for(Duration::from_secs(3), |calls| {
            calls.len() >= before + wanted
        });
        let calls = stand_in.calls().split_off(before);
        let wrong = calls
            .iter()
            .find_map(|call| wrong_address(call, &events, token, &maker.bot_id));
        match wrong {
            Some((expected, got)) => CheckOutcome::missed(check, expected, got),
            None => judged(
                check,
                calls.len() >= wanted,
                &replies(wanted as u64),
                replies(calls.len() as u64),
            ),
        }
    }

    pub(super) fn answer_before_reply(&mut self, check: &BotCheck) -> CheckOutcome {
        let event = self.plan.maker.event();
        if let Some((stand_in, _)) = self.stand_in() {
            stand_in.set_rule(event.room_id, Some(RoomRule::Hold));
        }
        let sent = self.send(self.plan.maker.signed(&event));
        if let Some((stand_in, _)) = self.stand_in() {
            stand_in.set_rule(event.room_id, None);
        }
        let expected = format!("2xx within {:?}", self.plan.budget);
        judged(check, sent.is_taken(), &expected, sent.got())
    }

    pub(super) fn reply_rate_limited(&mut self, check: &BotCheck) -> CheckOutcome {
        let event = self.plan.maker.event();
        let request = self.plan.maker.signed(&event);
        let room = event.room_id.to_string();
        if let Some((stand_in, _)) = self.stand_in() {
            stand_in.set_rule(event.room_id, Some(RoomRule::Limit(PAUSE - EARLY)));
        }
        let sent = self.send(request.clone());
        let is_accepted = |calls: &[StandInCall]| {
            calls
                .iter()
                .any(|call| call.room_id == room && call.is_accepted())
        };
        let wait = |time: Duration| {
            self.stand_in()
                .is_some_and(|(it, _)| it.wait_for(time, is_accepted))
        };
        let mut came = wait(PAUSE + Duration::from_millis(600));
        if !came && !sent.is_taken() {
            // A bot that refuses the event relies on its being delivered again.
            self.send(request);
            came = self
                .stand_in()
                .is_some_and(|(it, _)| it.wait_for(Duration::from_secs(1), is_accepted));
        }
        std::thread::sleep(self.visibility.quiet());
        let calls = self.calls_of(&event);
        let early = calls.iter().filter(|call| call.status == 429).count();
        let accepted = calls.iter().filter(|call| call.is_accepted()).count() as u64;
        let per_event = self.visibility.per_event;
        let expected = format!("{} after `Retry-After: 1`", replies(per_event));
        match () {
            () if early == 0 => {
                CheckOutcome::could_not_tell(check, "The bot did not reply to the event")
            }
            () if !came => {
                CheckOutcome::missed(check, expected, "no further call: the reply is lost")
            }
            () if early as u64 > per_event => {
                CheckOutcome::missed(check, expected, format!("{early} calls before it was over"))
            }
            () => judged(check, accepted <= per_event, &expected, replies(accepted)),
        }
    }

    pub(super) fn reply_server_error(&mut self, check: &BotCheck) -> CheckOutcome {
        let (failing, next) = (self.plan.maker.event(), self.plan.maker.event());
        if let Some((stand_in, _)) = self.stand_in() {
            stand_in.set_rule(failing.room_id, Some(RoomRule::Fail));
        }
        let sent = self.send(self.plan.maker.signed(&failing));
        if sent.status() == 0 {
            return CheckOutcome::missed(check, "an answer", sent.got());
        }
        let mark = self.plan.effects.mark();
        let after = self.send(self.plan.maker.signed(&next));
        if let Some((stand_in, _)) = self.stand_in() {
            stand_in.set_rule(failing.room_id, None);
        }
        if !after.is_taken() {
            return CheckOutcome::missed(check, "2xx for the next event", after.got());
        }
        let wanted = self.visibility.per_event;
        let seen = self
            .visibility
            .settled(&self.plan.effects, mark, &next, wanted);
        judged(
            check,
            seen >= wanted,
            &format!("{} to the next event", replies(wanted)),
            replies(seen),
        )
    }
}

/// Returns `room 1, message 2`.
fn address(room_id: &str, message_id: Option<&str>) -> String {
    match message_id {
        Some(message_id) => format!("room {room_id}, message {message_id}"),
        None => format!("room {room_id}"),
    }
}

/// Returns what is wrong with the address of a reply, as what was expected and what came.
fn wrong_address(
    call: &StandInCall,
    events: &[MadeEvent],
    token: Option<&Secret>,
    bot_id: &str,
) -> Option<(String, String)> {
    if call.bot_id != bot_id {
        return Some((
            format!("a reply of the bot {bot_id}"),
            format!("one of {}", call.bot_id),
        ));
    }
    let bearer = call.authorization.strip_prefix("Bearer ");
    let is_right_token = match token {
        Some(token) => bearer.is_some_and(|bearer| token.matches(bearer.as_bytes())),
        None => bearer.is_some_and(|bearer| !bearer.is_empty()),
    };
    if !is_right_token {
        let expected = "`Authorization: Bearer` with the bot's token";
        let got = if bearer.is_some() {
            "another token"
        } else {
            "no bearer token"
        };
        return Some((expected.into(), got.into()));
    }
    let replied =
        |event: &&MadeEvent| call.reply_to.as_ref() == Some(&event.message_id.to_string());
    match (&call.reply_to, events.iter().find(replied)) {
        (None, _) => {
            let is_known = events
                .iter()
                .any(|event| event.room_id.to_string() == call.room_id);
            (!is_known).then(|| {
                (
                    "a reply in one of the two rooms".into(),
                    format!("one in the room {}", call.room_id),
                )
            })
        }
        (Some(id), None) => Some((
            "a reply to one of the messages".into(),
            format!("one to the message {id}"),
        )),
        (Some(id), Some(event)) => (event.room_id.to_string() != call.room_id).then(|| {
            (
                format!("the reply to message {id} in the room {}", event.room_id),
                format!("in the room {}", call.room_id),
            )
        }),
    }
}
