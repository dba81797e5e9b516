//! The faults that a local platform rehearses, and what they do to its deliveries and to the calls of its bots.
//!
//! Every attempt to deliver is asked about once, and every message call; what was asked about is counted. A fault that
//! comes by its seed strikes the same ones of what it sees again.
use super::{Fault, TransportEffect, FaultSpecError, FaultRule, FaultSpec};
use crate::model::fault::rule::FaultTarget;
use std::collections::HashMap;
use std::time::Duration;

/// The switches of a platform; in memory, for as long as it runs.
#[derive(Debug, Default)]
pub struct FaultRules {
    rules: Vec<FaultRule>,
    created: u64,
    /// What put off the events that wait for it, by their places in the outbox.
    postponed: HashMap<i64, Vec<Fault>>,
    is_changed: bool,
}

/// An attempt to deliver an event.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryContext<'a> {
    /// The event's place in the outbox.
    pub seq: i64,
    /// The bot that it is for.
    pub bot_id: &'a str,
    /// The room where it happened.
    pub room_id: i64,
    /// The event.
    pub body: &'a [u8],
    /// Whether it was never tried before.
    pub is_first: bool,
}

/// What befalls an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum DeliveryEffect {
    /// Not now: after this time, or, where it is overtaken, after the next of its room if that comes before.
    Postponed {
        /// How long it waits at most.
        delay: Duration,
        /// Whether the next one goes before it.
        is_overtaken: bool,
    },
    /// It never reaches the bot.
    Dropped {
        /// What befell it.
        faults: Vec<Fault>,
        /// The same for people.
        words: String,
    },
    /// It is sent.
    Sent {
        /// What befalls it.
        faults: Vec<Fault>,
        /// How it goes, where that is out of the ordinary.
        manner: Option<TransportEffect>,
        /// Whether its signature is wrong.
        is_forged: bool,
        /// Whether it is sent once more.
        is_doubled: bool,
    },
}

/// What befalls a call of the message API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiCallEffect {
    /// What it was.
    pub faults: Vec<Fault>,
    /// How long the way there takes, and how long the way back.
    pub latency: Duration,
    /// What it is answered, where nobody takes it.
    pub error: Option<InjectedError>,
}

/// How a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedError {
    /// The status.
    pub status: u16,
    /// The seconds of its `Retry-After`.
    pub retry_after: Option<u64>,
    /// Why, for people.
    pub message: String,
}

impl FaultRules {
    /// The most switches there may be.
    pub const MAX_RULES: usize = 100;

    /// All of them, in the order in which they were made.
    pub fn switches(&self) -> &[FaultRule] {
        &self.rules
    }

    /// Adds one; none where there are as many as there may be.
    pub fn add(
        &mut self,
        kind: Fault,
        wanted: FaultSpec,
        seed: u32,
    ) -> Result<Option<&FaultRule>, FaultSpecError> {
        let switch = FaultRule::new(format!("fault_{}", self.created + 1), kind, wanted, seed)?;
        if self.rules.len() >= Self::MAX_RULES {
            return Ok(None);
        }
        self.created += 1;
        self.is_changed = true;
        self.rules.push(switch);
        Ok(self.rules.last())
    }

    /// Changes one, and takes back its settings of these names; none where there is none of this id.
    pub fn update(
        &mut self,
        id: &str,
        change: FaultSpec,
        back: &[&str],
        seed: u32,
    ) -> Result<Option<&FaultRule>, FaultSpecError> {
        let Some(switch) = self.rules.iter_mut().find(|it| it.id == id) else {
            return Ok(None);
        };
        switch.update(change, back, seed)?;
        self.is_changed = true;
        Ok(Some(switch))
    }

    /// Takes one away; whether there was one of this id.
    pub fn remove(&mut self, id: &str) -> bool {
        let before = self.rules.len();
        self.rules.retain(|it| it.id != id);
        self.is_changed |= self.rules.len() < before;
        self.rules.len() < before
    }

    /// Takes all away; how many there were.
    pub fn clear(&mut self) -> usize {
        self.is_changed |= !self.rules.is_empty();
        std::mem::take(&mut self.rules).len()
    }

    /// All of them, where something has changed since this was asked before.
    pub fn take_changes(&mut self) -> Option<Vec<FaultRule>> {
        std::mem::take(&mut self.is_changed).then(|| self.rules.clone())
    }

    /// How long an event may be put off. Who waits longer waits for a fault that is gone.
    pub fn max_delay(&self) -> Duration {
        let delays = |it: &&FaultRule| matches!(it.kind, Fault::Delay | Fault::Reorder);
        let delays = self.rules.iter().filter(delays).map(FaultRule::delay);
        delays.max().unwrap_or_default()
    }

    /// What befalls this attempt. An event is put off once, before it is tried at all.
    pub fn apply_to_delivery(&mut self, trip: &DeliveryContext<'_>) -> DeliveryEffect {
        let place = FaultTarget {
            bot_id: trip.bot_id,
            room_id: Some(trip.room_id),
            body: trip.body,
        };
        let mut faults = match self.postponed.remove(&trip.seq) {
            Some(faults) => faults,
            None => match self.put_off(trip, place) {
                Some(lot) => return lot,
                None => Vec::new(),
            },
        };
        for fault in [Fault::Outage, Fault::Drop] {
            if let Some(switch) = self.first_applying(fault, place) {
                let words = format!(
                    "rehearsed: {} ({}); it was not sent",
                    fault.name(),
                    switch.id
                );
                faults.push(fault);
                return DeliveryEffect::Dropped { faults, words };
            }
        }
        let mut manner = TransportEffect::default();
        if let Some(switch) = self.first_applying(Fault::Network, place) {
            manner.latency = switch.delay();
        }
        if let Some(switch) = self.first_applying(Fault::SlowBody, place) {
            manner.slow_body = Some(switch.delay());
        }
        faults.extend(manner.faults());
        let is_forged = self.first_applying(Fault::BadSignature, place).is_some();
        faults.extend(is_forged.then_some(Fault::BadSignature));
        let is_doubled = self.first_applying(Fault::Duplicate, place).is_some();
        faults.extend(is_doubled.then_some(Fault::Duplicate));
        DeliveryEffect::Sent {
            faults,
            manner: (manner != TransportEffect::default()).then_some(manner),
            is_forged,
            is_doubled,
        }
    }

    /// An event that was put off will not be tried any more.
    pub fn forget(&mut self, seq: i64) {
        self.postponed.remove(&seq);
    }

    /// What befalls a call of the message API.
    pub fn apply_to_call(&mut self, bot_id: &str, room_id: Option<i64>, body: &[u8]) -> ApiCallEffect {
        let place = FaultTarget {
            bot_id,
            room_id,
            body,
        };
        let mut lot = ApiCallEffect::default();
        if let Some(switch) = self.first_applying(Fault::Network, place) {
            lot.latency = switch.delay();
            lot.faults.push(Fault::Network);
        }
        if let Some(switch) = self.first_applying(Fault::Outage, place) {
            let refused = InjectedError::from_rule(switch, 503);
            lot.error = Some(refused);
            lot.faults.push(Fault::Outage);
        } else if let Some(switch) = self.first_applying(Fault::Reply, place) {
            let refused = InjectedError::from_rule(switch, 500);
            lot.error = Some(refused);
            lot.faults.push(Fault::Reply);
        }
        lot
    }

    fn put_off(&mut self, trip: &DeliveryContext<'_>, place: FaultTarget<'_>) -> Option<DeliveryEffect> {
        if !trip.is_first {
            return None;
        }
        let mut faults = Vec::new();
        let mut longest = Duration::ZERO;
        for fault in [Fault::Delay, Fault::Reorder] {
            if let Some(switch) = self.first_applying(fault, place) {
                longest = longest.max(switch.delay());
                faults.push(fault);
            }
        }
        let is_overtaken = faults.contains(&Fault::Reorder);
        if faults.is_empty() {
            return None;
        }
        self.postponed.insert(trip.seq, faults);
        Some(DeliveryEffect::Postponed {
            delay: longest,
            is_overtaken,
        })
    }

    /// The first switch of this fault that strikes here.
    fn first_applying(&mut self, fault: Fault, place: FaultTarget<'_>) -> Option<&FaultRule> {
        let mut of_it = self.rules.iter_mut().filter(|it| it.kind == fault);
        let struck = of_it.find_map(|it| it.applies_to(place).then_some(&*it));
        self.is_changed |= struck.is_some();
        struck
    }
}

impl InjectedError {
    fn from_rule(switch: &FaultRule, usual: u16) -> Self {
        Self {
            status: switch.spec.status.unwrap_or(usual),
            retry_after: switch.spec.retry_after,
            message: format!("rehearsed: {} ({})", switch.kind.name(), switch.id),
        }
    }
}
