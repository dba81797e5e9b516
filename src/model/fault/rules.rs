//! The fault rules of a local platform, and their effects on deliveries and on API calls of bots.
//!
//! Each delivery attempt and message call is evaluated exactly once, because rules count evaluations. With a seed, the
//! n-th evaluation of a rule always gives the same result.
use super::{Fault, FaultRule, FaultSpec, FaultSpecError, TransportEffect};
use crate::model::fault::rule::FaultTarget;
use crate::model::text::phrase::Phrase;
use std::collections::HashMap;
use std::time::Duration;

/// Fault rules of a running platform, in memory only.
#[derive(Debug, Default)]
pub struct FaultRules {
    rules: Vec<FaultRule>,
    created: u64,
    /// Postponed deliveries by their `seq`. An entry lasts until the delivery's next evaluation.
    postponed: HashMap<i64, PostponedDelivery>,
    /// Effects on attempts that did not reach their bot, by `seq`, for the next attempt.
    kept: HashMap<i64, DeliveryEffect>,
    is_changed: bool,
}

/// A delivery that is sent later because of fault rules.
#[derive(Debug)]
struct PostponedDelivery {
    faults: Vec<Fault>,
    bot_id: String,
    room_id: i64,
}

/// Delivery attempt to evaluate.
#[derive(Debug, Clone, Copy)]
pub struct DeliveryContext<'a> {
    /// Position in the outbox.
    pub seq: i64,
    pub bot_id: &'a str,
    pub room_id: i64,
    /// Bytes of the event.
    pub body: &'a [u8],
    /// Whether there was no attempt before.
    pub is_first: bool,
}

/// Effect of the rules on a delivery attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum DeliveryEffect {
    /// Attempt the delivery later: after `delay`, or after the next event of its room if that comes first.
    Postponed {
        /// Maximum wait.
        delay: Duration,
        /// Whether the room's next event goes first.
        is_overtaken: bool,
    },
    /// Send nothing; the attempt fails.
    Dropped {
        faults: Vec<Fault>,
        /// Failure message for people.
        message: Phrase,
    },
    /// Send, with these effects.
    Sent {
        faults: Vec<Fault>,
        /// `None` if the transport is not affected.
        transport: Option<TransportEffect>,
        has_bad_signature: bool,
        is_duplicated: bool,
    },
}

/// Effect of the rules on a message API call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiCallEffect {
    pub faults: Vec<Fault>,
    /// Latency added in each direction.
    pub latency: Duration,
    /// Error response instead of the real one; `None` lets the call through.
    pub error: Option<InjectedError>,
}

/// Error response that a rule injects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedError {
    pub status: u16,
    /// `Retry-After` in seconds.
    pub retry_after: Option<u64>,
    /// Reason, for people.
    pub message: Phrase,
}

impl FaultRules {
    /// Maximum number of rules.
    pub const MAX_RULES: usize = 100;

    /// Returns all rules in creation order.
    pub fn as_slice(&self) -> &[FaultRule] {
        &self.rules
    }

    /// Adds a rule. Returns `None` if there are [`Self::MAX_RULES`] already.
    ///
    /// # Errors
    /// Fails if a setting is invalid for the fault.
    pub fn add(
        &mut self,
        kind: Fault,
        spec: FaultSpec,
        seed: u32,
    ) -> Result<Option<&FaultRule>, FaultSpecError> {
        let rule = FaultRule::new(format!("fault_{}", self.created + 1), kind, spec, seed)?;
        if self.rules.len() >= Self::MAX_RULES {
            return Ok(None);
        }
        self.created += 1;
        self.is_changed = true;
        self.rules.push(rule);
        Ok(self.rules.last())
    }

    /// Updates a rule, and resets the settings with the JSON names in `reset`. Returns `None` for an unknown id.
    ///
    /// # Errors
    /// Fails if a setting is invalid for the fault.
    pub fn update(
        &mut self,
        id: &str,
        change: FaultSpec,
        reset: &[&str],
        seed: u32,
    ) -> Result<Option<&FaultRule>, FaultSpecError> {
        let Some(rule) = self.rules.iter_mut().find(|it| it.id == id) else {
            return Ok(None);
        };
        rule.update(change, reset, seed)?;
        self.is_changed = true;
        self.kept.clear();
        Ok(Some(rule))
    }

    /// Removes a rule. Returns `false` for an unknown id.
    pub fn remove(&mut self, id: &str) -> bool {
        let count_before = self.rules.len();
        self.rules.retain(|it| it.id != id);
        let is_removed = self.rules.len() < count_before;
        self.is_changed |= is_removed;
        if is_removed {
            self.kept.clear();
        }
        is_removed
    }

    /// Removes all rules and returns their number.
    pub fn clear(&mut self) -> usize {
        self.is_changed |= !self.rules.is_empty();
        self.kept.clear();
        std::mem::take(&mut self.rules).len()
    }

    /// Returns all rules if one has changed since the last call, otherwise `None`.
    pub fn take_changes(&mut self) -> Option<Vec<FaultRule>> {
        std::mem::take(&mut self.is_changed).then(|| self.rules.clone())
    }

    /// Returns the maximum time that a rule can postpone a delivery. A longer wait comes from a rule that was removed.
    pub fn max_delay(&self) -> Duration {
        let delaying = |it: &&FaultRule| matches!(it.kind, Fault::Delay | Fault::Reorder);
        let delaying = self.rules.iter().filter(delaying).map(FaultRule::delay);
        delaying.max().unwrap_or_default()
    }

    /// Evaluates the rules for a delivery attempt. A delivery is postponed at most once, before its first attempt.
    pub fn apply_to_delivery(&mut self, delivery: &DeliveryContext<'_>) -> DeliveryEffect {
        if let Some(effect) = self.kept.remove(&delivery.seq) {
            return effect;
        }
        let target = FaultTarget {
            bot_id: delivery.bot_id,
            room_id: Some(delivery.room_id),
            body: delivery.body,
        };
        let mut faults = match self.postponed.remove(&delivery.seq) {
            Some(postponed) => postponed.faults,
            None => match self.postpone(delivery, target) {
                Some(effect) => return effect,
                None => Vec::new(),
            },
        };
        for fault in [Fault::Outage, Fault::Drop] {
            if let Some(rule) = self.first_applying(fault, target) {
                let message = rule.phrase("fault.not-sent");
                faults.push(fault);
                return DeliveryEffect::Dropped { faults, message };
            }
        }
        let mut transport = TransportEffect::default();
        if let Some(rule) = self.first_applying(Fault::Network, target) {
            transport.latency = rule.delay();
        }
        if let Some(rule) = self.first_applying(Fault::SlowBody, target) {
            transport.slow_body = Some(rule.delay());
        }
        faults.extend(transport.faults());
        let has_bad_signature = self.first_applying(Fault::BadSignature, target).is_some();
        faults.extend(has_bad_signature.then_some(Fault::BadSignature));
        let is_duplicated = self.first_applying(Fault::Duplicate, target).is_some();
        faults.extend(is_duplicated.then_some(Fault::Duplicate));
        DeliveryEffect::Sent {
            faults,
            transport: (transport != TransportEffect::default()).then_some(transport),
            has_bad_signature,
            is_duplicated,
        }
    }

    /// Keeps the effect on an attempt that did not reach its bot for the next attempt, which is not evaluated again. A
    /// change of the rules discards it.
    pub fn keep(&mut self, seq: i64, effect: DeliveryEffect) {
        self.kept.insert(seq, effect);
    }

    /// Forgets a postponed delivery that will not be attempted.
    pub fn forget(&mut self, seq: i64) {
        self.postponed.remove(&seq);
        self.kept.remove(&seq);
    }

    /// Evaluates the rules for a message API call.
    pub fn apply_to_call(
        &mut self,
        bot_id: &str,
        room_id: Option<i64>,
        body: &[u8],
    ) -> ApiCallEffect {
        let target = FaultTarget {
            bot_id,
            room_id,
            body,
        };
        let mut effect = ApiCallEffect::default();
        if let Some(rule) = self.first_applying(Fault::Network, target) {
            effect.latency = rule.delay();
            effect.faults.push(Fault::Network);
        }
        if let Some(rule) = self.first_applying(Fault::Outage, target) {
            let error = InjectedError::from_rule(rule, 503);
            effect.error = Some(error);
            effect.faults.push(Fault::Outage);
        } else if let Some(rule) = self.first_applying(Fault::Reply, target) {
            let error = InjectedError::from_rule(rule, 500);
            effect.error = Some(error);
            effect.faults.push(Fault::Reply);
        }
        effect
    }

    fn postpone(
        &mut self,
        delivery: &DeliveryContext<'_>,
        target: FaultTarget<'_>,
    ) -> Option<DeliveryEffect> {
        if !delivery.is_first {
            return None;
        }
        let mut faults = Vec::new();
        let mut max_delay = Duration::ZERO;
        for fault in [Fault::Delay, Fault::Reorder] {
            // The delivery that goes before a reordered one is not reordered itself: both would be in order again.
            if fault == Fault::Reorder && self.overtakes(delivery) {
                continue;
            }
            if let Some(rule) = self.first_applying(fault, target) {
                max_delay = max_delay.max(rule.delay());
                faults.push(fault);
            }
        }
        let is_overtaken = faults.contains(&Fault::Reorder);
        if faults.is_empty() {
            return None;
        }
        let postponed = PostponedDelivery {
            faults,
            bot_id: delivery.bot_id.to_owned(),
            room_id: delivery.room_id,
        };
        self.postponed.insert(delivery.seq, postponed);
        Some(DeliveryEffect::Postponed {
            delay: max_delay,
            is_overtaken,
        })
    }

    /// Returns whether a delivery of the same bot and room waits to be overtaken.
    fn overtakes(&self, delivery: &DeliveryContext<'_>) -> bool {
        self.postponed.values().any(|postponed| {
            postponed.faults.contains(&Fault::Reorder)
                && postponed.bot_id == delivery.bot_id
                && postponed.room_id == delivery.room_id
        })
    }

    /// Returns the first rule of this fault that applies to the target.
    fn first_applying(&mut self, fault: Fault, target: FaultTarget<'_>) -> Option<&FaultRule> {
        let mut rules = self.rules.iter_mut().filter(|rule| rule.kind == fault);
        let applying = rules.find_map(|rule| rule.applies_to(target).then_some(&*rule));
        self.is_changed |= applying.is_some();
        applying
    }
}

impl FaultRule {
    /// Creates a phrase about the rule's fault and its id.
    fn phrase(&self, code: &'static str) -> Phrase {
        Phrase::new(code)
            .with("fault", self.kind.phrase())
            .with("id", &self.id)
    }
}

impl InjectedError {
    fn from_rule(rule: &FaultRule, default_status: u16) -> Self {
        Self {
            status: rule.spec.status.unwrap_or(default_status),
            retry_after: rule.spec.retry_after,
            message: rule.phrase("fault.injected"),
        }
    }
}
