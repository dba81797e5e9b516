//! Builds the requests of a replay: new identity, edits, signature, headers.
use super::{ItemOrigin, ReplayItem, ReplayPlan, Signing};
use crate::error::Result;
use crate::model::history::exchange::ExchangeKind;
use crate::model::http::coding::{self, CONTENT_ENCODING};
use crate::model::http::{Headers, Request, is_connection_header};
use crate::model::json::edit::apply_all;
use crate::model::protocol::momotalk_event::{EventIdentity, EventTemplate};
use crate::model::protocol::{
    BOT_ID_HEADER, Event, Protocol, RequestSigner, momotalk_authenticate, payload, set_payload,
    share_authenticate, skill_authenticate,
};
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, SignatureCheck, SignatureVerdict, Signer};
use std::sync::OnceLock;

/// Maximum cached templates. Further payloads get a new template for each request.
const MAX_TEMPLATES: usize = 1024;

/// Metadata of a built request.
#[derive(Clone)]
pub(super) struct RequestMeta {
    /// The event in the body.
    pub(super) event: Event,
    /// Expected result of the bot's signature check.
    pub(super) signature: SignatureCheck,
}

/// Builds the requests of a plan; used by many threads concurrently.
pub(super) struct RequestBuilder<'p> {
    plan: &'p ReplayPlan<'p>,
    templates: Vec<OnceLock<PayloadTemplate<'p>>>,
}

impl<'p> RequestBuilder<'p> {
    pub(super) fn new(plan: &'p ReplayPlan<'p>) -> Self {
        let count = plan.items.len().min(MAX_TEMPLATES);
        Self {
            plan,
            templates: (0..count).map(|_| OnceLock::new()).collect(),
        }
    }

    /// Builds request `number`, from 0.
    pub(super) fn build(&self, number: u64) -> Result<(Request, RequestMeta)> {
        let index = self.plan.item_index(number);
        let template = || PayloadTemplate::new(self.plan, &self.plan.items[index]);
        match self.templates.get(index) {
            Some(cached) => cached.get_or_init(template).build(number),
            None => template().build(number),
        }
    }
}

/// Parts that all requests of one payload share.
struct PayloadTemplate<'p> {
    plan: &'p ReplayPlan<'p>,
    item: &'p ReplayItem,
    event_template: EventTemplate<'p>,
    event: Event,
    headers: Headers,
    signer: Option<RequestSigner>,
    /// `None`: must be computed for each request.
    signature: Option<SignatureCheck>,
}

impl<'p> PayloadTemplate<'p> {
    fn new(plan: &'p ReplayPlan<'p>, item: &'p ReplayItem) -> Self {
        let captured = &item.captured;
        let request = &captured.request;
        // Connection headers of the original are not sent, so the history must not show them as sent.
        let mut headers = request.headers.clone();
        headers.retain(|header| !is_connection_header(&header.name));
        if !coding::matches_body(request) {
            headers.remove(CONTENT_ENCODING);
        }
        let signer = plan.signer(item);
        if let Some(signer) = &signer {
            signer.strip(&mut headers);
        }
        Self {
            plan,
            item,
            event_template: EventTemplate::parse(&request.body),
            event: Event::from_request(captured.protocol, request),
            headers,
            signer,
            signature: expected_check(plan, item),
        }
    }

    fn build(&self, number: u64) -> Result<(Request, RequestMeta)> {
        let captured_request = &self.item.captured.request;
        let identity = self.identity(number);
        let mut request = Request {
            method: captured_request.method.clone(),
            url: captured_request.url.clone(),
            headers: self.headers.clone(),
            body: match &identity {
                Some(identity) if self.item.is_momotalk() => self.event_template.fill(identity),
                _ => captured_request.body.clone(),
            },
        };
        let mut event = match &identity {
            Some(identity) => self.event.with_identity(identity),
            None => self.event.clone(),
        };
        if !self.plan.edits.is_empty() {
            let edited = apply_all(&payload(&request), &self.plan.edits)?;
            set_payload(&mut request, edited);
            event = Event::from_request(self.item.captured.protocol, &request);
        }
        self.set_headers(&mut request, &mut event, identity.as_ref());
        let signature = match &self.signature {
            Some(check) => self.with_other_secret(check.clone(), event.bot_id.as_deref()),
            None => self.authenticate(&request),
        };
        Ok((request, RequestMeta { event, signature }))
    }

    /// Adds to a valid signature that it is not made with the secret of the event's bot.
    fn with_other_secret(&self, mut check: SignatureCheck, bot_id: Option<&str>) -> SignatureCheck {
        if let (Signing::Sign { kept, .. }, Some(secret)) = (&self.plan.signing, &check.secret) {
            check.explanation.extend(kept.foreign(bot_id, secret));
        }
        check
    }

    /// Returns the new identity of an event; `None` to leave it unchanged. Only samples get a new message id and bot.
    fn identity(&self, number: u64) -> Option<EventIdentity> {
        let has_protocol = !matches!(self.item.captured.protocol, Protocol::Nhn | Protocol::Http);
        let is_event = self.item.captured.kind == ExchangeKind::Event;
        let identity = self.plan.identity.filter(|_| has_protocol && is_event)?(number);
        Some(match self.item.origin {
            ItemOrigin::Sample => identity,
            ItemOrigin::LocalRoom => identity.without_message(),
            ItemOrigin::Captured => identity.without_message().with_bot(None),
        })
    }

    /// Computes the result of the bot's signature check.
    fn authenticate(&self, request: &Request) -> SignatureCheck {
        let kakao = &self.plan.kakao;
        match self.item.captured.protocol {
            Protocol::KakaoShare => share_authenticate(request, kakao.admin_key.as_slice()),
            Protocol::KakaoSkill => skill_authenticate(request, kakao.skill.as_ref()),
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => {
                momotalk_authenticate(request, &verification_secrets(self.plan))
            }
        }
    }

    /// Signs the request and sets the platform's headers, then the user's.
    fn set_headers(
        &self,
        request: &mut Request,
        event: &mut Event,
        identity: Option<&EventIdentity>,
    ) {
        if let Some(signer) = &self.signer {
            signer.sign(request, event, identity);
            if let (RequestSigner::Momotalk(_), None, Some(bot_id)) = (
                signer,
                request.headers.get(BOT_ID_HEADER),
                &self.plan.bot_id,
            ) {
                request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
            }
        }
        request.headers.replace(&self.plan.headers);
    }
}

/// Returns the signature check that all requests of a payload share: unchecked if it is no event of a platform that
/// authenticates, valid if momo signs a MoMoTalk event and no user header replaces the signature. `None`: it must be
/// computed for each request.
fn expected_check(plan: &ReplayPlan<'_>, item: &ReplayItem) -> Option<SignatureCheck> {
    let is_replaced = || {
        let mut names = plan.headers.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
    };
    let has_protocol = !matches!(item.captured.protocol, Protocol::Nhn | Protocol::Http);
    match &plan.signing {
        _ if !has_protocol || item.captured.kind != ExchangeKind::Event => {
            Some(SignatureCheck::from_verdict(SignatureVerdict::Unchecked))
        }
        _ if !item.is_momotalk() => None,
        Signing::Sign { secret, .. } if !is_replaced() => Some(SignatureCheck {
            secret: Some(secret.fingerprint()),
            ..SignatureCheck::from_verdict(SignatureVerdict::Valid)
        }),
        Signing::Sign { .. } | Signing::Keep(_) => None,
    }
}

impl ReplayItem {
    /// Returns whether the item is a MoMoTalk event. Only their bodies hold ids and are signed.
    fn is_momotalk(&self) -> bool {
        self.captured.protocol == Protocol::Momotalk && self.captured.kind == ExchangeKind::Event
    }
}

impl ReplayPlan<'_> {
    /// Returns the signer of a payload; `None` sends it as it is.
    fn signer(&self, item: &ReplayItem) -> Option<RequestSigner> {
        if item.captured.kind != ExchangeKind::Event {
            return None;
        }
        match (item.captured.protocol, &self.signing) {
            (Protocol::Momotalk, Signing::Sign { secret, .. }) => {
                Some(RequestSigner::Momotalk(Signer::new(secret)))
            }
            (Protocol::KakaoShare, _) => Some(RequestSigner::Share(self.kakao.admin_key.clone())),
            (Protocol::KakaoSkill, _) => Some(RequestSigner::Skill(self.kakao.skill.clone())),
            _ => None,
        }
    }
}

/// Returns the secrets that the bot may verify with.
fn verification_secrets(plan: &ReplayPlan<'_>) -> Vec<Secret> {
    match &plan.signing {
        Signing::Sign { secret, .. } | Signing::Keep(Some(secret)) => vec![secret.clone()],
        Signing::Keep(None) => Vec::new(),
    }
}
