//! The request of one delivery: stamped, changed, signed, with the headers that were asked for.
use super::{ReplayItem, ReplayPlan, Signing};
use crate::error::Result;
use crate::model::history::exchange::Kind;
use crate::model::http::{Headers, Request, is_of_connection};
use crate::model::json::edit::apply_all;
use crate::model::protocol::momotalk_event::{Blank, Stamp};
use crate::model::protocol::{
    BOT_ID_HEADER, Event, Protocol, Seal, momotalk_authenticate, payload, set_payload,
    share_authenticate, skill_authenticate,
};
use crate::model::secret::Secret;
use crate::model::secret::signature::{Check, SIGNATURE_HEADER, SignatureCheck, Signer};
use std::sync::OnceLock;

/// Templates are kept for so many payloads; where there are more, each is found out anew.
const MAX_TEMPLATES: usize = 1024;

/// What is known of a request besides what it holds.
#[derive(Clone)]
pub(super) struct RequestMeta {
    /// What its body says.
    pub(super) event: Event,
    /// What the bot should find when it checks the signature.
    pub(super) signature: SignatureCheck,
}

/// Makes the requests of a plan, from any number of threads.
pub(super) struct RequestBuilder<'p> {
    plan: &'p ReplayPlan<'p>,
    templates: Vec<OnceLock<PayloadTemplate<'p>>>,
}

impl<'p> RequestBuilder<'p> {
    pub(super) fn new(plan: &'p ReplayPlan<'p>) -> Self {
        let kept = plan.items.len().min(MAX_TEMPLATES);
        Self {
            plan,
            templates: (0..kept).map(|_| OnceLock::new()).collect(),
        }
    }

    /// The request of the delivery of this number, as it will be sent.
    pub(super) fn build(&self, count: u64) -> Result<(Request, RequestMeta)> {
        let place = self.plan.item_index(count);
        let template = || PayloadTemplate::new(self.plan, &self.plan.items[place]);
        match self.templates.get(place) {
            Some(kept) => kept.get_or_init(template).build(count),
            None => template().build(count),
        }
    }
}

/// What is the same in all requests of one payload.
struct PayloadTemplate<'p> {
    plan: &'p ReplayPlan<'p>,
    item: &'p ReplayItem,
    blank: Blank<'p>,
    event: Event,
    headers: Headers,
    seal: Option<Seal>,
    /// None where it must be found out for each.
    signature: Option<SignatureCheck>,
}

impl<'p> PayloadTemplate<'p> {
    fn new(plan: &'p ReplayPlan<'p>, item: &'p ReplayItem) -> Self {
        let captured = &item.captured;
        let request = &captured.request;
        // What stood for another connection is not sent, and so not kept as sent.
        let mut headers = request.headers.clone();
        headers.retain(|header| !is_of_connection(&header.name));
        let seal = plan.seal(item);
        if let Some(seal) = &seal {
            seal.open(&mut headers);
        }
        Self {
            plan,
            item,
            blank: Blank::of(&request.body),
            event: Event::of(captured.protocol, request),
            headers,
            seal,
            signature: expected_check(plan, item),
        }
    }

    fn build(&self, count: u64) -> Result<(Request, RequestMeta)> {
        let given = &self.item.captured.request;
        let stamp = self.stamp(count);
        let mut request = Request {
            method: given.method.clone(),
            url: given.url.clone(),
            headers: self.headers.clone(),
            body: match &stamp {
                Some(stamp) if self.item.is_momotalk() => self.blank.stamped(stamp),
                _ => given.body.clone(),
            },
        };
        let mut event = match &stamp {
            Some(stamp) => self.event.stamped(stamp),
            None => self.event.clone(),
        };
        if !self.plan.edits.is_empty() {
            let edited = apply_all(&payload(&request), &self.plan.edits)?;
            set_payload(&mut request, edited);
            event = Event::of(self.item.captured.protocol, &request);
        }
        self.set_headers(&mut request, &mut event, stamp.as_ref());
        let signature = match &self.signature {
            Some(foreseen) => foreseen.clone(),
            None => self.authenticate(&request),
        };
        Ok((request, RequestMeta { event, signature }))
    }

    /// Its new identity, where it gets one. A message that exists stays the same message.
    fn stamp(&self, count: u64) -> Option<Stamp> {
        let is_platforms = !matches!(self.item.captured.protocol, Protocol::Nhn | Protocol::Http);
        let is_event = self.item.captured.kind == Kind::Event;
        let stamp = self.plan.stamp.filter(|_| is_platforms && is_event)?(count);
        Some(match self.item.is_sample {
            true => stamp,
            false => stamp.without_message().with_bot(None),
        })
    }

    /// What the bot will find when it checks the request.
    fn authenticate(&self, request: &Request) -> SignatureCheck {
        let kakao = &self.plan.kakao;
        match self.item.captured.protocol {
            Protocol::KakaoShare => share_authenticate(request, kakao.admin_key.as_slice()),
            Protocol::KakaoSkill => skill_authenticate(request, kakao.skill.as_ref()),
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => {
                momotalk_authenticate(request, &secrets(self.plan))
            }
        }
    }

    /// The headers of the platform, signed where it is to be, and those that were asked for.
    fn set_headers(&self, request: &mut Request, event: &mut Event, stamp: Option<&Stamp>) {
        if let Some(seal) = &self.seal {
            seal.close(request, event, stamp);
            if let (Seal::Momotalk(_), None, Some(bot_id)) =
                (seal, request.headers.get(BOT_ID_HEADER), &self.plan.bot_id)
            {
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
fn expected_check(plan: &ReplayPlan<'_>, item: &ReplayItem) -> Option<SignatureCheck> {
    let is_replaced = || {
        let mut names = plan.headers.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
    };
    let is_platforms = !matches!(item.captured.protocol, Protocol::Nhn | Protocol::Http);
    match &plan.signing {
        _ if !is_platforms || item.captured.kind != Kind::Event => {
            Some(SignatureCheck::of(Check::Unchecked))
        }
        _ if !item.is_momotalk() => None,
        Signing::Sign { secret, .. } if !is_replaced() => Some(SignatureCheck {
            secret: Some(secret.fingerprint()),
            ..SignatureCheck::of(Check::Valid)
        }),
        Signing::Sign { .. } | Signing::Keep(_) => None,
    }
}

impl ReplayItem {
    /// Whether it is an event of MoMoTalk's, which alone have ids and a signature in and over their bodies.
    fn is_momotalk(&self) -> bool {
        self.captured.protocol == Protocol::Momotalk && self.captured.kind == Kind::Event
    }
}

impl ReplayPlan<'_> {
    /// What the requests of this payload are sealed with; none sends them as they are.
    fn seal(&self, item: &ReplayItem) -> Option<Seal> {
        if item.captured.kind != Kind::Event {
            return None;
        }
        match (item.captured.protocol, &self.signing) {
            (Protocol::Momotalk, Signing::Sign { secret, .. }) => {
                Some(Seal::Momotalk(Signer::new(secret)))
            }
            (Protocol::KakaoShare, _) => Some(Seal::Share(self.kakao.admin_key.clone())),
            (Protocol::KakaoSkill, _) => Some(Seal::Skill(self.kakao.skill.clone())),
            _ => None,
        }
    }
}

/// The secrets that the bot may check with.
fn secrets(plan: &ReplayPlan<'_>) -> Vec<Secret> {
    match &plan.signing {
        Signing::Sign { secret, .. } | Signing::Keep(Some(secret)) => vec![secret.clone()],
        Signing::Keep(None) => Vec::new(),
    }
}
