//! Fault injection: faults that a failing network or platform would cause on a delivery.
//!
//! Three places inject them:
//!
//! - `webhook replay --chaos`: [`FaultRates`], a share of each fault; `flow::replay::fault_scheduler` plans with them.
//! - The local platform: [`FaultRules`], which `momo fault` and the page set; `flow::platform` asks them at each delivery
//!   attempt and API call.
//! - Receivers (`webhook listen`, `demo`): [`simulation`], the failing bot that a platform meets; it changes responses only.
//!
//! All decisions follow from the seed and the delivery's number, so that a run can be repeated exactly. The terms are
//! those of network emulators (`tc netem`: duplicate, reorder, jitter).
mod parse;
mod rule;
mod rule_text;
mod rules;
mod send_order;
pub mod simulation;
pub mod stats;

pub use rule::{FaultRule, FaultScope, FaultSpec, FaultSpecError};
pub use rules::{ApiCallEffect, DeliveryContext, DeliveryEffect, FaultRules, InjectedError};
pub use send_order::{ScheduledSend, SendOrder};

use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::Duration;

/// Maximum number of later deliveries that may overtake one, or come before its duplicate.
pub const REORDER_WINDOW: u32 = 8;
/// Default duration of a slow body, and default delay of other faults.
pub const DEFAULT_DELAY: Duration = Duration::from_secs(1);

named! {
    /// An injected fault.
    #[derive(PartialOrd, Ord)]
    pub enum Fault {
        /// Never sent.
        Drop = "drop",
        /// Sent twice.
        Duplicate = "duplicate",
        /// Overtaken by later deliveries.
        Reorder = "reorder",
        /// Delayed by a random time.
        Jitter = "jitter",
        /// Body sent in pieces with pauses.
        SlowBody = "slow-body",
        /// Body sent with chunked encoding, without `Content-Length`.
        Chunked = "chunked",
        /// Connection closed before the whole body is sent.
        EarlyClose = "early-close",
        /// Delayed by a configured time.
        Delay = "delay",
        /// Signed with a wrong signature.
        BadSignature = "bad-signature",
        /// Message API call answered with an error.
        Reply = "reply",
        /// Platform neither reachable nor able to deliver.
        Outage = "outage",
        /// Latency added in both directions.
        Network = "network",
    }
}

impl Fault {
    /// Faults of a replay, at most 8. Their order is that of the discriminants, which index [`FaultRates`] and the first
    /// words of `SeededRandom`.
    pub const REPLAY: [Self; 7] = [
        Self::Drop,
        Self::Duplicate,
        Self::Reorder,
        Self::Jitter,
        Self::SlowBody,
        Self::Chunked,
        Self::EarlyClose,
    ];

    /// Faults that a local platform injects.
    pub const PLATFORM: [Self; 9] = [
        Self::Duplicate,
        Self::Delay,
        Self::Reorder,
        Self::Drop,
        Self::BadSignature,
        Self::SlowBody,
        Self::Reply,
        Self::Outage,
        Self::Network,
    ];

    /// Returns the name as a phrase.
    pub fn phrase(self) -> Phrase {
        Phrase::new(format!("fault.{}", self.name()))
    }

    /// Returns the name in the platform's API, with underscores instead of hyphens.
    pub fn api_name(self) -> &'static str {
        match self {
            Self::SlowBody => "slow_body",
            Self::EarlyClose => "early_close",
            Self::BadSignature => "bad_signature",
            other => other.name(),
        }
    }

    /// Returns the platform fault of this name, with hyphens or underscores; `None` for an unknown name.
    pub fn from_platform_name(name: &str) -> Option<Self> {
        let has_name = |it: &Self| it.name() == name || it.api_name() == name;
        Self::PLATFORM.into_iter().find(has_name)
    }
}

/// Probability of each fault (0 to 1), with the ranges that some faults need.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FaultRates {
    rates: [f64; Fault::REPLAY.len()],
    jitter: (Duration, Duration),
    reorder_window: u32,
    slow_body: Duration,
}

/// Effect on the order in which an event is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderEffect {
    pub is_dropped: bool,
    /// Number of later events that are due first; `None` if the event keeps its position.
    pub delayed_by: Option<u32>,
    /// Number of later events before a duplicate is sent; `None` if there is no duplicate.
    pub duplicate_after: Option<u32>,
}

/// Effect on the transport of one request; by default none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransportEffect {
    /// Wait before sending.
    pub delay: Duration,
    /// Latency added in each direction.
    pub latency: Duration,
    /// Time over which the body is sent in pieces; `None` sends it at once.
    pub slow_body: Option<Duration>,
    /// Whether the body uses chunked encoding, without `Content-Length`.
    pub is_chunked: bool,
    /// Whether the connection closes before the whole body is sent.
    pub closes_early: bool,
}

impl TransportEffect {
    /// Returns the faults that make up this effect.
    pub fn faults(&self) -> impl Iterator<Item = Fault> {
        let faults = [
            (!self.delay.is_zero(), Fault::Jitter),
            (!self.latency.is_zero(), Fault::Network),
            (self.slow_body.is_some(), Fault::SlowBody),
            (self.is_chunked, Fault::Chunked),
            (self.closes_early, Fault::EarlyClose),
        ];
        faults
            .into_iter()
            .filter_map(|(is_present, fault)| is_present.then_some(fault))
    }

    /// Returns whether the body is sent without any fault.
    pub fn has_plain_body(&self) -> bool {
        self.slow_body.is_none() && !self.is_chunked && !self.closes_early
    }
}

impl FaultRates {
    /// Returns the effect on the order of event `number`.
    pub fn order_effect(&self, seed: u64, number: u64) -> OrderEffect {
        let random = SeededRandom::new(seed, number, 0, 0);
        let gap = |bits: u32, min: u32| min + bits % (self.reorder_window + 1 - min);
        OrderEffect {
            is_dropped: self.applies(Fault::Drop, &random),
            delayed_by: self
                .applies(Fault::Reorder, &random)
                .then(|| gap(random.extra(0), 1)),
            duplicate_after: self
                .applies(Fault::Duplicate, &random)
                .then(|| gap(random.extra(1), 0)),
        }
    }

    /// Returns the effect on one request: event `number`, `copy` from 0, `attempt` from 1. `None` means no effect.
    pub fn transport_effect(
        &self,
        seed: u64,
        number: u64,
        copy: u32,
        attempt: u32,
    ) -> Option<TransportEffect> {
        let random = SeededRandom::new(seed, number, copy, attempt);
        let applies = |fault| self.applies(fault, &random);
        let mut effect = TransportEffect {
            delay: Duration::ZERO,
            latency: Duration::ZERO,
            slow_body: applies(Fault::SlowBody).then_some(self.slow_body),
            is_chunked: applies(Fault::Chunked),
            closes_early: applies(Fault::EarlyClose),
        };
        if applies(Fault::Jitter) {
            let (min, max) = self.jitter;
            let part = f64::from(random.extra(0)) / f64::from(u32::MAX);
            effect.delay = min + (max - min).mul_f64(part);
        }
        (effect != TransportEffect::default()).then_some(effect)
    }

    fn applies(&self, fault: Fault, random: &SeededRandom) -> bool {
        let rate = self.rates[fault as usize];
        rate > 0.0 && f64::from(random.for_fault(fault)) < rate * (f64::from(u32::MAX) + 1.0)
    }
}

/// Random numbers derived from the seed and the request's numbers. Each fault has its own number, so that changing one
/// rate does not change where the other faults occur.
struct SeededRandom([u32; 16]);

impl SeededRandom {
    fn new(seed: u64, number: u64, copy: u32, attempt: u32) -> Self {
        let half = |half: u8| {
            Sha256::new()
                .chain_update(b"momo chaos")
                .chain_update(seed.to_be_bytes())
                .chain_update(number.to_be_bytes())
                .chain_update(copy.to_be_bytes())
                .chain_update(attempt.to_be_bytes())
                .chain_update([half])
                .finalize()
        };
        let mut random = [0; 16];
        for (half_index, chunk) in [half(0), half(1)].iter().enumerate() {
            for (index, word) in chunk.chunks_exact(4).enumerate() {
                let word = [word[0], word[1], word[2], word[3]];
                random[half_index * 8 + index] = u32::from_be_bytes(word);
            }
        }
        Self(random)
    }

    fn for_fault(&self, fault: Fault) -> u32 {
        self.0[fault as usize]
    }

    fn extra(&self, index: usize) -> u32 {
        self.0[8 + index]
    }
}

/// Returns random bits for the jitter of a retry's delay; the same arguments give the same bits.
pub fn retry_jitter(seed: u64, number: u64, copy: u32, attempt: u32) -> u16 {
    let word = SeededRandom::new(seed, number, copy, attempt).extra(2);
    (word >> 16) as u16
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
