//! A rule that makes a local platform inject a fault: scope, frequency, parameters and counters.
use super::{DEFAULT_DELAY, Fault};
use crate::model::fault::simulation::is_selected;
use crate::model::json::message_text::message_text;
use crate::model::text::phrase::Phrase;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Default latency in each direction.
const DEFAULT_LATENCY: Duration = Duration::from_millis(300);
/// Default status of an injected error.
const DEFAULT_STATUS: u16 = 500;
/// Statuses that an injected error may have.
const STATUSES: [u16; 5] = [429, 500, 502, 503, 504];
/// Greatest integer that every JSON parser reads without loss.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// Conditions under which a rule applies. `None` means no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultScope {
    /// Deliveries to this bot and its API calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_id: Option<i64>,
    /// Messages that contain this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}

/// Settings of a rule. `None` means the default in a new rule, and no change in an update.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FaultSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
    #[serde(flatten)]
    pub scope: FaultScope,
    /// Number of injections after which the rule turns itself off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Probability from 0 to 1; `None` in a rule means always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// Seed of the random selection by `rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Delay or latency in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// Status of the injected error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `Retry-After` of the injected error, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// Rule that injects one fault into a local platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaultRule {
    /// For example `fault_1`.
    pub id: String,
    #[serde(
        serialize_with = "serialize_kind",
        deserialize_with = "deserialize_kind"
    )]
    pub kind: Fault,
    pub on: bool,
    /// Settings; its `on` is always `None` here.
    #[serde(flatten)]
    pub spec: FaultSpec,
    /// Number of deliveries or calls within the scope while the rule was on.
    #[serde(rename = "seen")]
    pub matched: u64,
    /// Number of those into which the fault was injected.
    #[serde(rename = "struck")]
    pub applied: u64,
}

/// Invalid setting of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSpecError {
    /// Name of the field in JSON.
    pub field: &'static str,
    /// Predicate that follows the field's name in a sentence.
    pub message: Phrase,
}

/// Delivery or API call that a rule is checked against.
#[derive(Debug, Clone, Copy)]
pub(super) struct FaultTarget<'a> {
    pub(super) bot_id: &'a str,
    pub(super) room_id: Option<i64>,
    pub(super) body: &'a [u8],
}

impl FaultRule {
    /// Creates a rule, which is on unless `spec.on` is `Some(false)`. `seed` is the default for a rule with a rate.
    ///
    /// # Errors
    /// Fails if a setting is out of range or does not belong to this kind of fault.
    pub fn new(
        id: String,
        kind: Fault,
        mut spec: FaultSpec,
        seed: u32,
    ) -> Result<Self, FaultSpecError> {
        check(kind, &spec)?;
        let on = spec.on.take().unwrap_or(true);
        spec.fill_defaults(kind, seed);
        Ok(Self {
            id,
            kind,
            on,
            spec,
            matched: 0,
            applied: 0,
        })
    }

    /// Resets the settings whose JSON names are in `reset`, then applies `change`. Turning the rule on resets its
    /// counters.
    ///
    /// # Errors
    /// Fails if a setting is out of range or does not belong to this kind of fault.
    pub fn update(
        &mut self,
        change: FaultSpec,
        reset: &[&str],
        seed: u32,
    ) -> Result<(), FaultSpecError> {
        check(self.kind, &change)?;
        let mut old = self.spec.clone();
        for name in reset {
            old.reset(name);
        }
        let scope = FaultScope {
            bot_id: change.scope.bot_id.or(old.scope.bot_id),
            room_id: change.scope.room_id.or(old.scope.room_id),
            contains: change.scope.contains.or(old.scope.contains),
        };
        self.spec = FaultSpec {
            on: None,
            scope,
            times: change.times.or(old.times),
            rate: change.rate.or(old.rate),
            seed: change.seed.or(old.seed),
            delay_ms: change.delay_ms.or(old.delay_ms),
            status: change.status.or(old.status),
            retry_after: change.retry_after.or(old.retry_after),
        };
        self.spec.fill_defaults(self.kind, seed);
        if change.on == Some(true) && !self.on {
            (self.matched, self.applied) = (0, 0);
        }
        self.on = change.on.unwrap_or(self.on);
        Ok(())
    }

    /// Returns the delay or latency; zero for faults without one.
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.spec.delay_ms.unwrap_or_default())
    }

    /// Decides whether to inject the fault here, and updates the counters.
    pub(super) fn applies_to(&mut self, target: FaultTarget<'_>) -> bool {
        if !self.on || !self.spec.scope.matches(target) {
            return false;
        }
        let number = self.matched;
        self.matched += 1;
        let seed = self.spec.seed.unwrap_or_default();
        if !self
            .spec
            .rate
            .is_none_or(|rate| is_selected(seed, number, rate))
        {
            return false;
        }
        self.applied += 1;
        self.on = self.spec.times.is_none_or(|times| self.applied < times);
        true
    }
}

impl FaultSpec {
    /// JSON names of the settings that an update can reset.
    pub const RESETTABLE: [&str; 9] = [
        "bot_id",
        "room_id",
        "contains",
        "times",
        "rate",
        "seed",
        "delay_ms",
        "status",
        "retry_after",
    ];

    /// Fills in the defaults of this kind. `seed` is used only if there is a rate without a seed.
    fn fill_defaults(&mut self, kind: Fault, seed: u32) {
        let default = delay_limits(kind).map(|(default, _)| default);
        self.delay_ms = self.delay_ms.or(default);
        self.status = self
            .status
            .or((kind == Fault::Reply).then_some(DEFAULT_STATUS));
        self.seed = self.seed.or(self.rate.map(|_| seed.into()));
    }

    /// Removes the setting of this JSON name.
    fn reset(&mut self, name: &str) {
        match name {
            "bot_id" => self.scope.bot_id = None,
            "room_id" => self.scope.room_id = None,
            "contains" => self.scope.contains = None,
            "times" => self.times = None,
            // A seed has no meaning without a rate.
            "rate" => (self.rate, self.seed) = (None, None),
            "seed" => self.seed = None,
            "delay_ms" => self.delay_ms = None,
            "status" => self.status = None,
            "retry_after" => self.retry_after = None,
            _ => {}
        }
    }
}

impl FaultScope {
    fn matches(&self, target: FaultTarget<'_>) -> bool {
        let is_bot = self.bot_id.as_deref().is_none_or(|it| it == target.bot_id);
        let is_room = self.room_id.is_none_or(|it| target.room_id == Some(it));
        let text = self.contains.as_deref();
        is_bot && is_room && text.is_none_or(|text| searched_text(target.body).contains(text))
    }
}

/// Returns the text of a message call or message event, or the whole body if it is neither.
fn searched_text(body: &[u8]) -> String {
    message_text(body).unwrap_or_else(|| String::from_utf8_lossy(body).into_owned())
}

/// Returns the default and the maximum of `delay_ms` in milliseconds; `None` if the fault has no delay.
fn delay_limits(kind: Fault) -> Option<(u64, u64)> {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match kind {
        Fault::Delay => Some((millis(DEFAULT_DELAY), 86_400_000)),
        Fault::Reorder | Fault::SlowBody => Some((millis(DEFAULT_DELAY), 60_000)),
        Fault::Network => Some((millis(DEFAULT_LATENCY), 10_000)),
        _ => None,
    }
}

fn check(kind: Fault, spec: &FaultSpec) -> Result<(), FaultSpecError> {
    let FaultSpec { scope, times, .. } = spec;
    let text = |text: &Option<String>| text.as_ref().map(|text| text.chars().count() as u64);
    check_range(
        "bot_id",
        text(&scope.bot_id),
        1..=200,
        Some("unit.characters"),
    )?;
    check_range(
        "contains",
        text(&scope.contains),
        1..=1000,
        Some("unit.characters"),
    )?;
    let room_id = scope
        .room_id
        .map(|id| u64::try_from(id).unwrap_or_default());
    check_range("room_id", room_id, 1..=MAX_SAFE_INTEGER, None)?;
    check_range("times", *times, 1..=MAX_SAFE_INTEGER, None)?;
    check_range("seed", spec.seed, 0..=MAX_SAFE_INTEGER, None)?;
    if spec.rate.is_some_and(|rate| !(0.0..=1.0).contains(&rate)) {
        return check_range("rate", Some(u64::MAX), 0..=1, None);
    }
    match delay_limits(kind) {
        Some((_, max)) => check_range("delay_ms", spec.delay_ms, 1..=max, None)?,
        None => require_absent(spec.delay_ms.is_none(), "delay_ms", kind)?,
    }
    if kind != Fault::Reply {
        require_absent(spec.status.is_none(), "status", kind)?;
        return require_absent(spec.retry_after.is_none(), "retry_after", kind);
    }
    if spec.status.is_some_and(|it| !STATUSES.contains(&it)) {
        let statuses = STATUSES.map(|status| status.to_string()).join(", ");
        let message = Phrase::new("field.none-of").with("known", statuses);
        return Err(FaultSpecError {
            field: "status",
            message,
        });
    }
    check_range("retry_after", spec.retry_after, 0..=3600, None)
}

fn require_absent(is_absent: bool, field: &'static str, kind: Fault) -> Result<(), FaultSpecError> {
    match is_absent {
        true => Ok(()),
        false => {
            let message = Phrase::new("fault.useless-field").with("kind", kind.api_name());
            Err(FaultSpecError { field, message })
        }
    }
}

/// Checks a number. `unit` is the code of its unit; `None` for a plain number.
fn check_range(
    field: &'static str,
    value: Option<u64>,
    bounds: RangeInclusive<u64>,
    unit: Option<&'static str>,
) -> Result<(), FaultSpecError> {
    if value.is_none_or(|value| bounds.contains(&value)) {
        return Ok(());
    }
    let (least, most) = bounds.into_inner();
    let message = Phrase::new("field.range").with("least", least);
    let message = match unit {
        Some(unit) => message.with("most", Phrase::new(unit).with("n", most)),
        None => message.with("most", most),
    };
    Err(FaultSpecError { field, message })
}

fn serialize_kind<S: Serializer>(fault: &Fault, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(fault.api_name())
}

fn deserialize_kind<'a, D: Deserializer<'a>>(from: D) -> Result<Fault, D::Error> {
    let kind = String::deserialize(from)?;
    Fault::from_platform_name(&kind).ok_or_else(|| D::Error::custom("no fault that is known"))
}
