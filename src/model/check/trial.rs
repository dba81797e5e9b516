//! Trials: one request each, and which answers to it are right.
use super::{EventMaker, MadeEvent};
use crate::model::http::{Request, Response};
use crate::model::kakao::lint::{Severity, lint};

/// A request of a check and what its answer should be.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Which of the check's requests it is; empty if there is one.
    pub variant: &'static str,
    pub request: Request,
    pub wire: WireForm,
    pub expected: Expected,
    /// Room of its event, in which a refused event has no effect; `None` without one.
    pub room_id: Option<i64>,
}

/// How the request is written on the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireForm {
    /// With `Content-Length`, at once.
    Plain,
    /// In chunks.
    Chunked,
    /// In pieces, with pauses.
    Slow,
    /// Waits for `100 Continue` before the body.
    Expect,
    /// With header names in lower case.
    LowerCase,
}

/// The statuses that are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// 2xx.
    Taken,
    /// One of the statuses with which the bot refuses strangers.
    Refused,
    /// 2xx or one of these.
    TakenOr(&'static [u16]),
    /// Any below 500.
    Handled,
    /// Any below 500, or 501.
    HandledOr501,
    /// 2xx with an answer in which the lint of Kakao's rules finds no error.
    SkillAnswer,
}

impl Expected {
    /// Returns whether a status is right. `refusal` holds those of [`Expected::Refused`].
    pub fn holds(self, status: u16, refusal: &[u16]) -> bool {
        let is_success = (200..300).contains(&status);
        match self {
            Self::Taken => is_success,
            Self::Refused => refusal.contains(&status),
            Self::TakenOr(others) => is_success || others.contains(&status),
            Self::Handled => status < 500,
            Self::HandledOr501 => status < 500 || status == 501,
            Self::SkillAnswer => is_success,
        }
    }

    /// Returns what is wrong with a response whose status is right; `None` if nothing is.
    pub fn problem(self, response: &Response) -> Option<String> {
        if self != Self::SkillAnswer {
            return None;
        }
        let findings = lint(&response.body);
        let error = findings
            .iter()
            .find(|finding| finding.level == Severity::Error)?;
        let place = match &*error.path {
            "" => String::new(),
            path => format!("{path}: "),
        };
        Some(format!("{} with {place}{}", response.status, error.phrase))
    }

    /// Describes what is right: `401, 403 or 400`.
    pub fn text(self, refusal: &[u16]) -> String {
        match self {
            Self::Taken => "2xx".into(),
            Self::Refused => list_statuses(None, refusal),
            Self::TakenOr(others) => list_statuses(Some("2xx"), others),
            Self::Handled => "an answer below 500".into(),
            Self::HandledOr501 => "an answer below 500, or 501".into(),
            Self::SkillAnswer => "2xx with a valid SkillResponse".into(),
        }
    }
}

/// Joins statuses with commas and `or`.
fn list_statuses(first: Option<&str>, statuses: &[u16]) -> String {
    let first = first.map(str::to_owned);
    let mut texts: Vec<_> = first
        .into_iter()
        .chain(statuses.iter().map(u16::to_string))
        .collect();
    let last = texts.pop().unwrap_or_default();
    match texts.is_empty() {
        true => last,
        false => format!("{} or {last}", texts.join(", ")),
    }
}

impl Trial {
    /// Creates a trial of one plain request.
    pub fn new(request: Request, expected: Expected) -> Self {
        Self {
            variant: "",
            request,
            wire: WireForm::Plain,
            expected,
            room_id: None,
        }
    }

    /// Names the variant.
    #[must_use]
    pub fn variant(mut self, variant: &'static str) -> Self {
        self.variant = variant;
        self
    }

    #[must_use]
    pub fn wire(mut self, wire: WireForm) -> Self {
        self.wire = wire;
        self
    }

    /// Sets the room of its event.
    #[must_use]
    pub fn room(mut self, room_id: i64) -> Self {
        self.room_id = Some(room_id);
        self
    }
}

/// Returns a trial of a new event with this signature, to be refused; `None` leaves the header out.
pub(super) fn refused(
    maker: &EventMaker,
    signature: impl Fn(&MadeEvent) -> Option<String>,
) -> Trial {
    let event = maker.event();
    let request = maker.request(&event, signature(&event).as_deref());
    Trial::new(request, Expected::Refused).room(event.room_id)
}

/// Returns a trial of a new event whose body is rewritten before it is signed.
pub(super) fn signed(
    maker: &EventMaker,
    expected: Expected,
    rewrite: impl Fn(String) -> Vec<u8>,
) -> Trial {
    let mut event = maker.event();
    let text = String::from_utf8_lossy(&event.body).into_owned();
    event.body = rewrite(text);
    Trial::new(maker.signed(&event), expected)
}

/// Returns a trial of an event whose text is this JSON, without its quotes.
pub(super) fn said(maker: &EventMaker, json: &str, expected: Expected) -> Trial {
    const MARK: &str = "momo check text";
    let mut event = maker.event_of(MARK);
    let text = String::from_utf8_lossy(&event.body).into_owned();
    event.body = text.replacen(MARK, json, 1).into_bytes();
    Trial::new(maker.signed(&event), expected)
}
