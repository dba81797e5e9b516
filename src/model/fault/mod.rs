//! Seeded chaos: what befalls a delivery on its way, as a network or a platform in trouble would have it.
//!
//! Everything follows from the seed and the delivery's number, so that a run can be had again exactly. The words are
//! those of network emulators (`tc netem`: duplicate, reorder, jitter).
mod send_order;
mod parse;
mod rule;
mod rule_text;
mod rules;
pub mod simulation;
pub mod stats;

pub use send_order::{SendOrder, ScheduledSend};
pub use rule::{FaultScope, FaultSpecError, FaultRule, FaultSpec};
pub use rules::{ApiCallEffect, DeliveryEffect, FaultRules, InjectedError, DeliveryContext};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::time::Duration;

/// How many later deliveries may overtake one, and how many may come before its duplicate.
pub const REORDER_WINDOW: u32 = 8;
/// How long a slow body takes, where nothing else is said.
pub const DEFAULT_SLOW_BODY: Duration = Duration::from_secs(1);

/// What was done to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Never sent.
    Drop,
    /// Sent once more.
    Duplicate,
    /// Overtaken by later ones.
    Reorder,
    /// Held back for some time.
    Jitter,
    /// Its body came in pieces with pauses.
    SlowBody,
    /// Its body came in chunks, without a Content-Length.
    Chunked,
    /// The connection was closed before the body was whole.
    EarlyClose,
    /// Held back for a time that was chosen.
    Delay,
    /// Signed wrongly.
    BadSignature,
    /// A call of the message API was refused.
    Reply,
    /// The platform could not be reached, nor reach anybody.
    Outage,
    /// The way there and the way back took longer.
    Network,
}

impl Fault {
    /// Those of a chaos, by their numbers.
    pub const REPLAY: [Self; 7] = [
        Self::Drop,
        Self::Duplicate,
        Self::Reorder,
        Self::Jitter,
        Self::SlowBody,
        Self::Chunked,
        Self::EarlyClose,
    ];

    /// Those that a local platform rehearses.
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

    /// The word of the flag and of JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Duplicate => "duplicate",
            Self::Reorder => "reorder",
            Self::Jitter => "jitter",
            Self::SlowBody => "slow-body",
            Self::Chunked => "chunked",
            Self::EarlyClose => "early-close",
            Self::Delay => "delay",
            Self::BadSignature => "bad-signature",
            Self::Reply => "reply",
            Self::Outage => "outage",
            Self::Network => "network",
        }
    }

    /// The word that the platform's API uses, which writes no hyphens.
    pub fn api_name(self) -> &'static str {
        match self {
            Self::SlowBody => "slow_body",
            Self::EarlyClose => "early_close",
            Self::BadSignature => "bad_signature",
            other => other.name(),
        }
    }

    /// That of a local platform with this name, written either way.
    pub fn from_platform_name(name: &str) -> Option<Self> {
        let is_it = |it: &Self| it.name() == name || it.api_name() == name;
        Self::PLATFORM.into_iter().find(is_it)
    }
}

/// How often each fault strikes: `duplicate=5%,reorder=10%,drop=1%,jitter=0..200ms,slow-body=5%,chunked=50%,early-close=1%`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FaultRates {
    rates: [f64; Fault::REPLAY.len()],
    jitter: (Duration, Duration),
    reorder_window: u32,
    slow_body: Duration,
}

/// What befalls an event before it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderEffect {
    /// It is never sent.
    pub is_dropped: bool,
    /// It waits until so many later events were due.
    pub delayed_by: Option<u32>,
    /// It comes again, after so many later events.
    pub duplicate_after: Option<u32>,
}

/// How a request goes over the wire, where that is out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransportEffect {
    /// How long it is held back.
    pub delay: Duration,
    /// How long the way there takes, and how long the way back.
    pub latency: Duration,
    /// How long its body takes, in pieces.
    pub slow_body: Option<Duration>,
    /// Whether the body comes in chunks, without a Content-Length.
    pub is_chunked: bool,
    /// Whether the connection is closed before the body is whole.
    pub closes_early: bool,
}

impl TransportEffect {
    /// The faults that it is made of.
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
            .filter_map(|(is, fault)| is.then_some(fault))
    }

    /// Whether the body is sent as any other.
    pub fn has_plain_body(&self) -> bool {
        self.slow_body.is_none() && !self.is_chunked && !self.closes_early
    }
}

impl FaultRates {
    /// What befalls the event of this number.
    pub fn order_effect(&self, seed: u64, number: u64) -> OrderEffect {
        let dice = SeededRandom::new(seed, number, 0, 0);
        let gap = |die: u32, least: u32| least + die % (self.reorder_window + 1 - least);
        OrderEffect {
            is_dropped: self.applies(Fault::Drop, &dice),
            delayed_by: self
                .applies(Fault::Reorder, &dice)
                .then(|| gap(dice.extra(0), 1)),
            duplicate_after: self
                .applies(Fault::Duplicate, &dice)
                .then(|| gap(dice.extra(1), 0)),
        }
    }

    /// How this attempt (from 1) of this copy (from 0) of the event of this number is sent; none as any other.
    pub fn transport_effect(&self, seed: u64, number: u64, copy: u32, attempt: u32) -> Option<TransportEffect> {
        let dice = SeededRandom::new(seed, number, copy, attempt);
        let strikes = |fault| self.applies(fault, &dice);
        let mut manner = TransportEffect {
            delay: Duration::ZERO,
            latency: Duration::ZERO,
            slow_body: strikes(Fault::SlowBody).then_some(self.slow_body),
            is_chunked: strikes(Fault::Chunked),
            closes_early: strikes(Fault::EarlyClose),
        };
        if strikes(Fault::Jitter) {
            let (least, most) = self.jitter;
            let part = f64::from(dice.extra(0)) / f64::from(u32::MAX);
            manner.delay = least + (most - least).mul_f64(part);
        }
        (manner != TransportEffect::default()).then_some(manner)
    }

    fn applies(&self, fault: Fault, dice: &SeededRandom) -> bool {
        let rate = self.rates[fault as usize];
        rate > 0.0 && f64::from(dice.for_fault(fault)) < rate * (f64::from(u32::MAX) + 1.0)
    }
}

/// Random numbers that seed and numbers always give again: one for each fault, so that no rate moves another's.
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
        let mut dice = [0; 16];
        for (number, words) in [half(0), half(1)].iter().enumerate() {
            for (place, word) in words.chunks_exact(4).enumerate() {
                let word = [word[0], word[1], word[2], word[3]];
                dice[number * 8 + place] = u32::from_be_bytes(word);
            }
        }
        Self(dice)
    }

    fn for_fault(&self, fault: Fault) -> u32 {
        self.0[fault as usize]
    }

    fn extra(&self, which: usize) -> u32 {
        self.0[8 + which]
    }
}

/// Random bits that seed and numbers always give again: for pauses that vary.
pub fn retry_jitter(seed: u64, number: u64, copy: u32, attempt: u32) -> u16 {
    let word = SeededRandom::new(seed, number, copy, attempt).extra(2);
    (word >> 16) as u16
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
