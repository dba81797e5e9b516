//! The request of one delivery: stamped, changed, signed, with the headers that were asked for.
use super::{Item, Plan, Signing};
use crate::error::Result;
use crate::model::event::restamp;
use crate::model::exchange::Kind;
use crate::model::http::Request;
use crate::model::json_edit::apply_all;
use crate::model::protocol::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Protocol, momotalk_authenticate, momotalk_sign,
};
use crate::model::signature::{Check, SIGNATURE_HEADER, SignatureCheck};

/// The request as it will be sent: stamped, changed, signed, with the headers that were asked for.
pub(super) fn prepare(plan: &Plan<'_>, item: &Item, count: u64) -> Result<Request> {
    let mut request = item.captured.request.clone();
    if let Some(stamp) = plan.stamp
        && item.captured.protocol == Protocol::Momotalk
        && item.captured.kind == Kind::Event
    {
        let stamp = stamp(count)?;
        let stamp = if item.is_sample {
            stamp
        } else {
            stamp.without_message().with_bot(None)
        };
        request.body = restamp(&request.body, &stamp);
    }
    if !plan.edits.is_empty() {
        request.body = apply_all(&request.body, &plan.edits)?;
    }
    if item.captured.protocol == Protocol::Momotalk
        && item.captured.kind == Kind::Event
        && let Signing::Sign { secret, .. } = &plan.signing
    {
        for name in [BOT_ID_HEADER, EVENT_ID_HEADER, SIGNATURE_HEADER] {
            request.headers.remove(name);
        }
        momotalk_sign(&mut request, secret);
        if let (None, Some(bot_id)) = (request.headers.get(BOT_ID_HEADER), &plan.bot_id) {
            request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
        }
    }
    for (name, value) in &plan.headers {
        request.headers.set(name, value.as_bytes());
    }
    Ok(request)
}

/// What the bot should find when it checks the signature.
pub(super) fn check(plan: &Plan<'_>, item: &Item, request: &Request) -> SignatureCheck {
    if item.captured.protocol != Protocol::Momotalk || item.captured.kind != Kind::Event {
        return SignatureCheck::of(Check::Unchecked);
    }
    let secrets = match &plan.signing {
        Signing::Sign { secret, .. } | Signing::Keep(Some(secret)) => vec![secret.clone()],
        Signing::Keep(None) => Vec::new(),
    };
    momotalk_authenticate(request, &secrets)
}
