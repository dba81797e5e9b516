//! The request of one delivery: stamped, changed, signed, with the headers that were asked for.
use super::{Item, Plan, Signing};
use crate::error::Result;
use crate::model::event::{Blank, Stamp};
use crate::model::exchange::Kind;
use crate::model::http::{Headers, Request};
use crate::model::json_edit::apply_all;
use crate::model::protocol::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, momotalk_authenticate, momotalk_sign_known,
};
use crate::model::secret::Secret;
use crate::model::signature::{Check, SIGNATURE_HEADER, SignatureCheck, Signer};
use std::sync::OnceLock;

/// Templates are kept for so many payloads; where there are more, each is found out anew.
const KEPT: usize = 1024;

/// What is known of a request besides what it holds.
#[derive(Clone)]
pub(super) struct About {
    /// What its body says.
    pub(super) event: Event,
    /// What the bot should find when it checks the signature.
    pub(super) signature: SignatureCheck,
}

/// Makes the requests of a plan, from any number of threads.
pub(super) struct Maker<'p> {
    plan: &'p Plan<'p>,
    templates: Vec<OnceLock<Template<'p>>>,
}

impl<'p> Maker<'p> {
    pub(super) fn new(plan: &'p Plan<'p>) -> Self {
        let kept = plan.items.len().min(KEPT);
        Self {
            plan,
            templates: (0..kept).map(|_| OnceLock::new()).collect(),
        }
    }

    /// The request of the delivery of this number, as it will be sent.
    pub(super) fn make(&self, count: u64) -> Result<(Request, About)> {
        let place = self.plan.place(count);
        let template = || Template::of(self.plan, &self.plan.items[place]);
        match self.templates.get(place) {
            Some(kept) => kept.get_or_init(template).make(count),
            None => template().make(count),
        }
    }
}

/// What is the same in all requests of one payload.
struct Template<'p> {
    plan: &'p Plan<'p>,
    item: &'p Item,
    blank: Blank<'p>,
    event: Event,
    headers: Headers,
    is_event: bool,
    signer: Option<Signer>,
    /// None where it must be found out for each.
    signature: Option<SignatureCheck>,
}

impl<'p> Template<'p> {
    fn of(plan: &'p Plan<'p>, item: &'p Item) -> Self {
        let captured = &item.captured;
        let request = &captured.request;
        let is_event = captured.protocol == Protocol::Momotalk && captured.kind == Kind::Event;
        let mut headers = request.headers.clone();
        let mut signer = None;
        if let Signing::Sign { secret, .. } = &plan.signing
            && is_event
        {
            for name in [BOT_ID_HEADER, EVENT_ID_HEADER, SIGNATURE_HEADER] {
                headers.remove(name);
            }
            signer = Some(Signer::new(secret));
        }
        Self {
            plan,
            item,
            blank: Blank::of(&request.body),
            event: Event::of(captured.protocol, request),
            headers,
            is_event,
            signer,
            signature: foreseen(plan, is_event),
        }
    }

    fn make(&self, count: u64) -> Result<(Request, About)> {
        let given = &self.item.captured.request;
        let stamp = self.stamp(count);
        let mut request = Request {
            method: given.method.clone(),
            url: given.url.clone(),
            headers: self.headers.clone(),
            body: match &stamp {
                Some(stamp) => self.blank.stamped(stamp),
                None => given.body.clone(),
            },
        };
        let mut event = match &stamp {
            Some(stamp) => self.event.stamped(stamp),
            None => self.event.clone(),
        };
        if !self.plan.edits.is_empty() {
            request.body = apply_all(&request.body, &self.plan.edits)?;
            event = Event::of(self.item.captured.protocol, &request);
        }
        self.address(&mut request, &event);
        let signature = match &self.signature {
            Some(foreseen) => foreseen.clone(),
            None => momotalk_authenticate(&request, &secrets(self.plan)),
        };
        Ok((request, About { event, signature }))
    }

    /// Its new identity, where it gets one. A message that exists stays the same message.
    fn stamp(&self, count: u64) -> Option<Stamp> {
        let stamp = self.plan.stamp.filter(|_| self.is_event)?(count);
        Some(match self.item.is_sample {
            true => stamp,
            false => stamp.without_message().with_bot(None),
        })
    }

    /// The headers of the platform, signed where it is to be, and those that were asked for.
    fn address(&self, request: &mut Request, event: &Event) {
        if let Some(signer) = &self.signer {
            momotalk_sign_known(request, event, signer);
            if let (None, Some(bot_id)) = (request.headers.get(BOT_ID_HEADER), &self.plan.bot_id) {
                request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
            }
        }
        for (name, value) in &self.plan.headers {
            request.headers.set(name, value.as_bytes());
        }
    }
}

/// What a bot will find in each request of a payload: what momo has just signed is valid, unless a header that was
/// asked for takes the signature's place.
fn foreseen(plan: &Plan<'_>, is_event: bool) -> Option<SignatureCheck> {
    let is_replaced = || {
        let mut names = plan.headers.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
    };
    match &plan.signing {
        _ if !is_event => Some(SignatureCheck::of(Check::Unchecked)),
        Signing::Sign { secret, .. } if !is_replaced() => Some(SignatureCheck {
            secret: Some(secret.fingerprint()),
            ..SignatureCheck::of(Check::Valid)
        }),
        Signing::Sign { .. } | Signing::Keep(_) => None,
    }
}

/// The secrets that the bot may check with.
fn secrets(plan: &Plan<'_>) -> Vec<Secret> {
    match &plan.signing {
        Signing::Sign { secret, .. } | Signing::Keep(Some(secret)) => vec![secret.clone()],
        Signing::Keep(None) => Vec::new(),
    }
}
