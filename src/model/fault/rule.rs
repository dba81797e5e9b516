//! A fault that a local platform rehearses: what it strikes, how often, and what came of it.
use super::{Fault, DEFAULT_SLOW_BODY};
use crate::model::fault::simulation::is_selected;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::ops::RangeInclusive;
use std::time::Duration;

/// How long the way takes, each way, where nothing else is said.
const DEFAULT_LATENCY: Duration = Duration::from_millis(300);
/// The status of a refused call where none was chosen.
const DEFAULT_STATUS: u16 = 500;
/// The statuses with which a call may be refused.
const STATUSES: [u16; 5] = [429, 500, 502, 503, 504];
/// The greatest whole number that every reader of JSON keeps.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// What a fault strikes; everything where nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultScope {
    /// Only what goes to this bot or comes from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_id: Option<String>,
    /// Only this room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_id: Option<i64>,
    /// Only messages that hold this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}

/// What may be said of a fault; what is not said is as usual, or stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FaultSpec {
    /// Whether it strikes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<bool>,
    /// What it strikes.
    #[serde(flatten)]
    pub scope: FaultScope,
    /// It switches itself off after so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The part that it strikes, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// What decides which; the same seed, the same ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How long it holds something up, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_ms: Option<u64>,
    /// What a refused call is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The seconds of its `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

/// A fault of a local platform, switched on or off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FaultRule {
    /// `fault_1`.
    pub id: String,
    /// Which fault it is.
    #[serde(serialize_with = "kind", deserialize_with = "of_kind")]
    pub kind: Fault,
    /// Whether it strikes.
    pub on: bool,
    /// How it was asked for; `on` is that of the switch.
    #[serde(flatten)]
    pub spec: FaultSpec,
    /// How much came by that it could have struck.
    pub seen: u64,
    /// How much of that it struck.
    pub struck: u64,
}

/// What cannot be asked for: the field, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSpecError {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it; goes on after the field's name.
    pub message: String,
}

/// Something that a fault may strike.
#[derive(Debug, Clone, Copy)]
pub(super) struct FaultTarget<'a> {
    pub(super) bot_id: &'a str,
    pub(super) room_id: Option<i64>,
    pub(super) body: &'a [u8],
}

impl FaultRule {
    /// A fault that is switched on, unless it is wanted otherwise. `seed` is for one that strikes by chance.
    pub fn new(id: String, kind: Fault, mut wanted: FaultSpec, seed: u32) -> Result<Self, FaultSpecError> {
        check(kind, &wanted)?;
        let on = wanted.on.take().unwrap_or(true);
        wanted.fill_defaults(kind, seed);
        Ok(Self {
            id,
            kind,
            on,
            spec: wanted,
            seen: 0,
            struck: 0,
        })
    }

    /// Changes what is said, and takes back what stands under these names of JSON. What is switched on anew counts anew.
    pub fn update(&mut self, change: FaultSpec, back: &[&str], seed: u32) -> Result<(), FaultSpecError> {
        check(self.kind, &change)?;
        let mut old = self.spec.clone();
        for name in back {
            old.reset(name);
        }
        let aim = FaultScope {
            bot_id: change.scope.bot_id.or(old.scope.bot_id),
            room_id: change.scope.room_id.or(old.scope.room_id),
            contains: change.scope.contains.or(old.scope.contains),
        };
        self.spec = FaultSpec {
            on: None,
            scope: aim,
            times: change.times.or(old.times),
            rate: change.rate.or(old.rate),
            seed: change.seed.or(old.seed),
            delay_ms: change.delay_ms.or(old.delay_ms),
            status: change.status.or(old.status),
            retry_after: change.retry_after.or(old.retry_after),
        };
        self.spec.fill_defaults(self.kind, seed);
        if change.on == Some(true) && !self.on {
            (self.seen, self.struck) = (0, 0);
        }
        self.on = change.on.unwrap_or(self.on);
        Ok(())
    }

    /// How long it holds something up.
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.spec.delay_ms.unwrap_or_default())
    }

    /// Whether it strikes here; counts what it sees.
    pub(super) fn applies_to(&mut self, place: FaultTarget<'_>) -> bool {
        if !self.on || !self.spec.scope.matches(place) {
            return false;
        }
        let number = self.seen;
        self.seen += 1;
        let seed = self.spec.seed.unwrap_or_default();
        if !self
            .spec
            .rate
            .is_none_or(|rate| is_selected(seed, number, rate))
        {
            return false;
        }
        self.struck += 1;
        self.on = self.spec.times.is_none_or(|times| self.struck < times);
        true
    }
}

impl FaultSpec {
    /// What can be taken back, by the names of JSON.
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

    /// What is not said is as usual for the kind; `seed` is for chance where nobody chose another.
    fn fill_defaults(&mut self, kind: Fault, seed: u32) {
        let usual = delay(kind).map(|(usual, _)| usual);
        self.delay_ms = self.delay_ms.or(usual);
        self.status = self.status.or((kind == Fault::Reply).then_some(DEFAULT_STATUS));
        self.seed = self.seed.or(self.rate.map(|_| seed.into()));
    }

    /// As if the setting of this name had never been said.
    fn reset(&mut self, name: &str) {
        match name {
            "bot_id" => self.scope.bot_id = None,
            "room_id" => self.scope.room_id = None,
            "contains" => self.scope.contains = None,
            "times" => self.times = None,
            // Without a share there is no chance that could begin with anything.
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
    fn matches(&self, place: FaultTarget<'_>) -> bool {
        let is_bot = self.bot_id.as_deref().is_none_or(|it| it == place.bot_id);
        let is_room = self.room_id.is_none_or(|it| place.room_id == Some(it));
        let text = self.contains.as_deref();
        is_bot && is_room && text.is_none_or(|text| message_text(place.body).contains(text))
    }
}

/// What is said in a message call or in an event of a message; the whole body where it is neither.
fn message_text(body: &[u8]) -> String {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = value.pointer("/message/body").or_else(|| value.get("body"));
    match text.and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => String::from_utf8_lossy(body).into_owned(),
    }
}

/// How many milliseconds a fault holds something up, usually and at most; none where it holds nothing up.
fn delay(kind: Fault) -> Option<(u64, u64)> {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    match kind {
        Fault::Delay => Some((millis(DEFAULT_SLOW_BODY), 86_400_000)),
        Fault::Reorder | Fault::SlowBody => Some((millis(DEFAULT_SLOW_BODY), 60_000)),
        Fault::Network => Some((millis(DEFAULT_LATENCY), 10_000)),
        _ => None,
    }
}

fn check(kind: Fault, wanted: &FaultSpec) -> Result<(), FaultSpecError> {
    let FaultSpec { scope: aim, times, .. } = wanted;
    let words = |text: &Option<String>| text.as_ref().map(|text| text.chars().count() as u64);
    check_range("bot_id", words(&aim.bot_id), 1..=200, " characters")?;
    check_range("contains", words(&aim.contains), 1..=1000, " characters")?;
    let room_id = aim.room_id.map(|id| u64::try_from(id).unwrap_or_default());
    check_range("room_id", room_id, 1..=MAX_SAFE_INTEGER, "")?;
    check_range("times", *times, 1..=MAX_SAFE_INTEGER, "")?;
    check_range("seed", wanted.seed, 0..=MAX_SAFE_INTEGER, "")?;
    if wanted.rate.is_some_and(|rate| !(0.0..=1.0).contains(&rate)) {
        return Err(spec_error("rate", "is not between 0 and 1"));
    }
    match delay(kind) {
        Some((_, most)) => check_range("delay_ms", wanted.delay_ms, 1..=most, "")?,
        None => require_absent(wanted.delay_ms.is_none(), "delay_ms", kind)?,
    }
    if kind != Fault::Reply {
        require_absent(wanted.status.is_none(), "status", kind)?;
        return require_absent(wanted.retry_after.is_none(), "retry_after", kind);
    }
    if wanted.status.is_some_and(|it| !STATUSES.contains(&it)) {
        let known = STATUSES.map(|status| status.to_string()).join(", ");
        return Err(spec_error("status", format!("is none of {known}")));
    }
    check_range("retry_after", wanted.retry_after, 0..=3600, "")
}

fn spec_error(field: &'static str, words: impl Into<String>) -> FaultSpecError {
    let words = words.into();
    FaultSpecError { field, message: words }
}

fn require_absent(is_so: bool, field: &'static str, kind: Fault) -> Result<(), FaultSpecError> {
    match is_so {
        true => Ok(()),
        false => Err(spec_error(field, format!("is nothing for `{}`", kind.api_name()))),
    }
}

fn check_range(
    field: &'static str,
    value: Option<u64>,
    bounds: RangeInclusive<u64>,
    unit: &str,
) -> Result<(), FaultSpecError> {
    match value {
        Some(value) if !bounds.contains(&value) => {
            let (least, most) = (bounds.start(), bounds.end());
            Err(spec_error(
                field,
                format!("is not between {least} and {most}{unit}"),
            ))
        }
        _ => Ok(()),
    }
}

fn serialize_kind<S: Serializer>(fault: &Fault, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(fault.api_name())
}

fn deserialize_kind<'a, D: Deserializer<'a>>(from: D) -> Result<Fault, D::Error> {
    let kind = String::deserialize(from)?;
    Fault::from_platform_name(&kind).ok_or_else(|| D::Error::custom("no fault that is known"))
}
