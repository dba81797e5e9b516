//! Plays events that come twice, late, or for another bot.
use super::effects::EffectMark;
use super::stand_in::RoomRule;
use super::{CheckRun, Effects};
use crate::model::check::{BotCheck, CheckOutcome, MadeEvent, WireForm};
use crate::model::http::Request;
use crate::model::protocol::EVENT_ID_HEADER;

/// Number of copies that are sent at once.
const COPIES: usize = 3;

impl CheckRun<'_> {
    /// Returns the outcome by the number of replies to an event, which should be that of one event.
    fn one_reply(&self, check: &BotCheck, mark: EffectMark, event: &MadeEvent) -> CheckOutcome {
        let wanted = self.visibility.per_event;
        let seen = self
            .visibility
            .settled(&self.plan.effects, mark, event, wanted);
        match seen == wanted {
            true => CheckOutcome::pass(check),
            false => CheckOutcome::missed(check, replies(wanted), replies(seen)),
        }
    }

    pub(super) fn duplicate_again(&mut self, check: &BotCheck) -> CheckOutcome {
        let (event, mark) = (self.plan.maker.event(), self.plan.effects.mark());
        let request = self.plan.maker.signed(&event);
        self.send(request.clone());
        // The second copy comes when the work on the first is done.
        let wanted = self.visibility.per_event;
        self.visibility
            .settled(&self.plan.effects, mark, &event, wanted);
        self.send(request);
        self.one_reply(check, mark, &event)
    }

    pub(super) fn duplicate_at_once(&mut self, check: &BotCheck) -> CheckOutcome {
        let (event, mark) = (self.plan.maker.event(), self.plan.effects.mark());
        let request = self.plan.maker.signed(&event);
        self.send_at_once(vec![request; COPIES]);
        self.one_reply(check, mark, &event)
    }

    pub(super) fn duplicate_other_header(&mut self, check: &BotCheck) -> CheckOutcome {
        let (event, mark) = (self.plan.maker.event(), self.plan.effects.mark());
        let request = self.plan.maker.signed(&event);
        self.send(request.clone());
        let wanted = self.visibility.per_event;
        self.visibility
            .settled(&self.plan.effects, mark, &event, wanted);
        let other = self.plan.maker.event().event_id;
        let mut with_other = request.clone();
        with_other.headers.set(EVENT_ID_HEADER, other.into_bytes());
        let mut without = request;
        without.headers.remove(EVENT_ID_HEADER);
        self.send(without);
        self.send(with_other);
        self.one_reply(check, mark, &event)
    }

    pub(super) fn duplicate_after_failure(&mut self, check: &BotCheck) -> CheckOutcome {
        let Effects::StandIn(stand_in, _) = &self.plan.effects else {
            return CheckOutcome::could_not_tell(check, "No reply can be seen");
        };
        let (event, mark) = (self.plan.maker.event(), self.plan.effects.mark());
        let request = self.plan.maker.signed(&event);
        stand_in.set_rule(event.room_id, Some(RoomRule::Fail));
        self.send(request.clone());
        stand_in.wait_for(self.visibility.quiet() * 2, |calls| {
            calls
                .iter()
                .any(|call| call.status == 500 && call.room_id == event.room_id.to_string())
        });
        stand_in.set_rule(event.room_id, None);
        self.send(request);
        self.one_reply(check, mark, &event)
    }

    pub(super) fn other_bot(&mut self, check: &BotCheck) -> CheckOutcome {
        let (mut event, mark) = (self.plan.maker.event(), self.plan.effects.mark());
        let text = String::from_utf8_lossy(&event.body).into_owned();
        let other = format!("{}_other", event.bot_id);
        event.body = text
            .replacen(&format!("\"{}\"", event.bot_id), &format!("\"{other}\""), 1)
            .into_bytes();
        event.bot_id = other;
        self.send(self.plan.maker.signed(&event));
        let seen = self.visibility.settled(&self.plan.effects, mark, &event, 0);
        match seen {
            0 => CheckOutcome::pass(check),
            seen => CheckOutcome::missed(check, "no reply", replies(seen)),
        }
    }

    pub(super) fn older_event(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let mark = self.plan.effects.mark();
        let (mut older, newer) = maker.two_in_one_room();
        let (now, before) = (maker.now.seconds(), maker.now.seconds() - 600);
        let text = String::from_utf8_lossy(&older.body).into_owned();
        older.body = text
            .replace(&now.to_string(), &before.to_string())
            .into_bytes();
        let (newer, request) = (maker.signed(&newer), maker.signed(&older));
        self.send(newer);
        self.send(request);
        // The stand-in counts what is said in their room.
        let is_counted_together = !matches!(self.plan.effects, Effects::Platform(_));
        let wanted = match is_counted_together {
            true => self.visibility.per_event * 2,
            false => self.visibility.per_event,
        };
        let effects = &self.plan.effects;
        let seen = self.visibility.settled(effects, mark, &older, wanted);
        match seen >= wanted {
            true => CheckOutcome::pass(check),
            false => CheckOutcome::missed(check, replies(wanted), replies(seen)),
        }
    }

    /// Sends requests at the same time, each on a thread of its own.
    pub(super) fn send_at_once(&mut self, requests: Vec<Request>) -> Vec<super::SentRequest> {
        let (sender, maker) = (&self.sender, &self.plan.maker);
        let sent: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = requests
                .into_iter()
                .map(|request| scope.spawn(move || sender.send(maker, request, WireForm::Plain)))
                .collect();
            threads
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect()
        });
        self.last = sent.last().cloned();
        sent
    }
}

/// Returns `1 reply`, `2 replies`.
pub(super) fn replies(count: u64) -> String {
    match count {
        0 => "no reply".into(),
        1 => "1 reply".into(),
        count => format!("{count} replies"),
    }
}
