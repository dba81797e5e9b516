//! Resends a recorded request, unchanged or edited, with the old or a new signature.
//! A sent request goes only to its original URL, a received one only to a configured target.
use super::{ExchangeParams, Inspector};
use crate::flow::replay::{self, ReplayItem, ReplayPlan, Signing, restore_credentials};
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, Problem, created};
use crate::io::files::known_secrets;
use crate::model::activity::ObservedExchange;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::history::hop::Hop;
use crate::model::history::summary::ExchangeSummary;
use crate::model::http::target;
use crate::model::http::{Headers, Request};
use crate::model::protocol::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Event, KakaoKeys, Protocol, REPLAY_HEADER, SkillKey,
};
use crate::model::secret::verification::BotFingerprints;
use crate::model::text::phrase::Phrase;
use serde_json::json;

/// Edits to the request. `None` keeps headers and body; `sign` defaults to whether the body is edited.
struct RequestEdits {
    headers: Option<Headers>,
    body: Option<Vec<u8>>,
    sign: Option<bool>,
}

pub(super) fn resend(
    inspector: &Inspector,
    http_request: &Request,
    params: &ExchangeParams<'_>,
) -> HandlerResult {
    let edits = RequestEdits::read(http_request)?;
    let original = inspector.exchange(&params.id)?;
    if let Some(obstacle) = inspector.resend_obstacle(&original) {
        let phrase = Phrase::new("resend.impossible").with("id", &params.id);
        let problem = Problem::conflict(phrase.with("what", obstacle));
        return Err(match original.unsendable() {
            Some(_) => problem,
            None => problem.hint("resend.hint-replay"),
        });
    }
    let bot_id = original.bot_id.clone();
    let (plan, left_out) = inspector.plan(original, edits)?;
    let mut exchange = replay::replay_first(&plan, &inspector.host.client)?;
    // The body of a call of the API names no bot.
    exchange.bot_id = exchange.bot_id.or(bot_id);
    let exchange = exchange.sent_on(Hop::Resent, &params.id);
    let summary = ExchangeSummary::from_exchange(&exchange).to_json();
    let journal = &inspector.host.journal;
    journal.record(ObservedExchange::new(exchange));
    Ok(created(
        &json!({ "exchange": summary, "left_out": left_out }),
    ))
}

impl RequestEdits {
    fn read(http_request: &Request) -> HandlerResult<Self> {
        let mut fields = JsonFields::read_optional(http_request)?;
        let edits = Self {
            headers: fields.headers("headers")?,
            body: fields.bytes("body", "body_base64")?,
            sign: fields.boolean("sign")?,
        };
        fields.finish()?;
        Ok(edits)
    }
}

impl Inspector {
    /// Returns why an exchange cannot be resent; `None` if it can.
    pub(super) fn resend_obstacle(&self, exchange: &Exchange) -> Option<Phrase> {
        if let Some(obstacle) = exchange.unsendable() {
            return Some(obstacle);
        }
        let url = &exchange.request.url;
        let obstacle = match exchange.direction {
            Direction::Received if self.host.routes.is_empty() => "resend.received",
            Direction::Received if self.target(exchange).is_none() => "resend.no-route",
            Direction::Sent if !url.contains("://") => "resend.unknown-target",
            Direction::Sent if known_secrets().reveal_url(url).is_none() => "resend.hidden-url",
            Direction::Sent if exchange.protocol == Protocol::Nhn => "resend.app-key",
            _ => return None,
        };
        Some(obstacle.into())
    }

    /// Returns the request for its target; `None` for a received event that no target takes.
    fn target(&self, exchange: &Exchange) -> Option<Request> {
        if exchange.direction == Direction::Sent {
            let mut request = exchange.request.clone();
            request.url = known_secrets().reveal_url(&request.url)?;
            return Some(request);
        }
        let event_type = exchange.event_type.as_deref();
        let mut routes = self.host.routes.iter();
        let route = routes.find(|route| route.accepts(event_type))?;
        Some(route.forwarded_request(&exchange.request))
    }

    /// Builds the replay, and names the headers whose credentials cannot be restored.
    fn plan(
        &self,
        original: Exchange,
        edits: RequestEdits,
    ) -> HandlerResult<(ReplayPlan<'static>, Vec<String>)> {
        let signing = self.signing(&original, &edits)?;
        let bot_id = original.bot_id.clone();
        let replay_header = (REPLAY_HEADER.to_owned(), original.id.clone());
        let target_request = self.target(&original);
        let original_host = original.request.headers.get("Host").map(<[u8]>::to_vec);
        let mut payload = ReplayItem::from_exchange(original);
        let request = &mut payload.captured.request;
        if let Some(target_request) = target_request {
            (request.url, request.headers) = (target_request.url, target_request.headers);
        }
        if let Some(body) = edits.body {
            request.body = body;
        }
        let mut headers = identity_headers(request, edits.headers.as_ref());
        headers.push(replay_header);
        if let Some(new_headers) = edits.headers {
            request.headers = new_headers;
            // The old target's name; a different `Host` was set on purpose.
            if request.headers.get("Host") == original_host.as_deref() {
                request.headers.remove("Host");
            }
        }
        let kakao_keys = self.kakao_keys(request);
        let mut payloads = vec![payload];
        let left_out = restore_credentials(&mut payloads, &kakao_keys, || self.host.credentials());
        Ok((
            ReplayPlan {
                signing,
                kakao: kakao_keys,
                bot_id,
                headers,
                ..ReplayPlan::once(payloads)
            },
            left_out,
        ))
    }

    /// Signs a MoMoTalk event again if `sign` is true, or if it is missing and the body is edited. Everything else
    /// keeps its signature.
    fn signing(&self, original: &Exchange, edits: &RequestEdits) -> HandlerResult<Signing> {
        let is_signed =
            original.protocol == Protocol::Momotalk && original.kind == ExchangeKind::Event;
        let bot_id = original.bot_id.as_deref();
        if is_signed && edits.sign.unwrap_or(edits.body.is_some()) {
            let secret = self.secret(bot_id);
            let secret = secret.map_err(|problem| problem.hint("resend.hint-sign"))?;
            return Ok(Signing::Sign {
                secret,
                origin: "the credentials".into(),
                // The secret is the bot's.
                kept: BotFingerprints::default(),
            });
        }
        let known_secret = is_signed.then(|| self.secret(bot_id).ok()).flatten();
        Ok(Signing::Keep(known_secret))
    }

    /// Returns Kakao's keys for headers that are masked in the request, for loopback targets only: an imported exchange
    /// could name an attacker's URL.
    fn kakao_keys(&self, request: &Request) -> KakaoKeys {
        if !target::is_loopback(&request.url) {
            return KakaoKeys::default();
        }
        let is_hidden = |name: &str| {
            let mut headers = request.headers.iter();
            headers.any(|header| header.name.eq_ignore_ascii_case(name) && header.is_hidden())
        };
        let host_keys = self.host.kakao_keys.clone();
        let is_hidden_key = |key: &SkillKey| is_hidden(&key.header);
        KakaoKeys {
            admin_key: host_keys.admin_key.filter(|_| is_hidden("Authorization")),
            skill: host_keys.skill.filter(is_hidden_key),
            ..host_keys
        }
    }
}

/// Returns the bot and event headers that must not be derived from the body when it is signed again: those that were
/// edited, and those whose value the body lacks.
fn identity_headers(request: &Request, new_headers: Option<&Headers>) -> Vec<(String, String)> {
    let event = Event::parse(&request.body);
    let effective = new_headers.unwrap_or(&request.headers);
    let names = [(BOT_ID_HEADER, &event.bot_id), (EVENT_ID_HEADER, &event.id)];
    let headers = names.into_iter().filter_map(|(name, event_value)| {
        let value = effective.text(name)?;
        let is_changed = request.headers.text(name) != Some(value);
        (is_changed || event_value.is_none()).then(|| (name.to_owned(), value.to_owned()))
    });
    headers.collect()
}
