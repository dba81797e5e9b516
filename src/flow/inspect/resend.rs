//! Sending a request once more: as it was or changed, signed anew or not, to where it went and nowhere else.
use super::{Inspector, ExchangeParams};
use crate::flow::replay::{self, ReplayItem, KakaoKeys, ReplayPlan, Signing, restore_credentials};
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{Problem, HandlerResult, created};
use crate::model::history::exchange::{Direction, Exchange, Kind};
use crate::model::history::summary::Head;
use crate::model::http::target;
use crate::model::http::{Headers, Request};
use crate::model::protocol::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, REPLAY_HEADER, SkillKey,
};
use serde_json::json;

/// What is to be changed of the request.
struct RequestEdits {
    headers: Option<Headers>,
    body: Option<Vec<u8>>,
    sign: Option<bool>,
}

pub(super) fn resend(it: &Inspector, call: &Request, at: &ExchangeParams<'_>) -> HandlerResult {
    let changes = RequestEdits::read(call)?;
    let original = it.exchange(&at.id)?;
    if let Some(why) = it.resend_obstacle(&original) {
        let problem = Problem::conflict(format!("`{}` cannot be sent again: {why}", at.id));
        return Err(problem.hint("`momo webhook replay` sends it wherever you say."));
    }
    let bot_id = original.bot_id.clone();
    let (plan, left_out) = it.plan(original, changes)?;
    let mut exchange = replay::once(&plan, it.host.client())?;
    // The body of a call of the API names no bot.
    exchange.bot_id = exchange.bot_id.or(bot_id);
    let head = Head::of(&exchange).to_json();
    it.host.record(exchange);
    Ok(created(&json!({ "exchange": head, "left_out": left_out })))
}

impl RequestEdits {
    fn read(call: &Request) -> HandlerResult<Self> {
        let mut fields = JsonFields::read_optional(call)?;
        let changes = Self {
            headers: fields.headers("headers")?,
            body: fields.bytes("body", "body_base64")?,
            sign: fields.boolean("sign")?,
        };
        fields.finish()?;
        Ok(changes)
    }
}

impl Inspector {
    /// Why an exchange cannot be sent once more; none where it can.
    pub(super) fn resend_obstacle(&self, exchange: &Exchange) -> Option<String> {
        let url = &exchange.request.url;
        let why = match exchange.direction {
            Direction::Received if self.host.routes().is_empty() => {
                "it was received, and there is no place to hand it on to"
            }
            Direction::Received if self.target(exchange).is_none() => {
                "no place takes events of its type"
            }
            Direction::Sent if !url.contains("://") => "it is not known where it went",
            Direction::Sent if exchange.protocol == Protocol::Nhn => {
                "of the app key in its address only a fingerprint was kept"
            }
            _ => return None,
        };
        Some(why.into())
    }

    /// The request as it goes to where it may.
    fn target(&self, exchange: &Exchange) -> Option<Request> {
        if exchange.direction == Direction::Sent {
            return Some(exchange.request.clone());
        }
        let kind = exchange.event_type.as_deref();
        let mut routes = self.host.routes().iter();
        let route = routes.find(|route| route.takes(kind))?;
        Some(route.request(&exchange.request))
    }

    /// What is sent, and the headers of which nobody knows the credential any more.
    fn plan(&self, original: Exchange, changes: RequestEdits) -> HandlerResult<(ReplayPlan<'static>, Vec<String>)> {
        let signing = self.signing(&original, &changes)?;
        let bot_id = original.bot_id.clone();
        let mark = (REPLAY_HEADER.to_owned(), original.id.clone());
        let aimed = self.target(&original);
        let host = original.request.headers.get("Host").map(<[u8]>::to_vec);
        let mut item = ReplayItem::from_exchange(original);
        let request = &mut item.captured.request;
        if let Some(aimed) = aimed {
            (request.url, request.headers) = (aimed.url, aimed.headers);
        }
        if let Some(body) = changes.body {
            request.body = body;
        }
        let mut headers = own_headers(request, changes.headers.as_ref());
        headers.push(mark);
        if let Some(changed) = changes.headers {
            request.headers = changed;
            // The name of the place that it went to then; another one was given on purpose.
            if request.headers.get("Host") == host.as_deref() {
                request.headers.remove("Host");
            }
        }
        let kakao = self.kakao(request);
        let mut items = vec![item];
        let left_out = restore_credentials(&mut items, &kakao, || self.host.credentials());
        Ok((
            ReplayPlan {
                signing,
                kakao,
                bot_id,
                headers,
                ..ReplayPlan::once(items)
            },
            left_out,
        ))
    }

    /// Signed anew where that is asked for, or where another body would make the signature wrong.
    fn signing(&self, original: &Exchange, changes: &RequestEdits) -> HandlerResult<Signing> {
        let is_signed = original.protocol == Protocol::Momotalk && original.kind == Kind::Event;
        let bot_id = original.bot_id.as_deref();
        if is_signed && changes.sign.unwrap_or(changes.body.is_some()) {
            let secret = self.secret(bot_id).map_err(|problem| {
                problem.hint("With `sign` false it goes with the signature that it had.")
            })?;
            return Ok(Signing::Sign {
                secret,
                origin: "the credentials".into(),
            });
        }
        let known = is_signed.then(|| self.secret(bot_id).ok()).flatten();
        Ok(Signing::Keep(known))
    }

    /// Kakao's keys, where their fingerprints stand in the request, and where it stays on this machine: an exchange
    /// may be imported, and the place that it names a stranger's.
    fn kakao(&self, request: &Request) -> KakaoKeys {
        if !target::is_loopback(&request.url) {
            return KakaoKeys::default();
        }
        let is_hidden = |name: &str| {
            let mut headers = request.headers.iter();
            headers.any(|it| it.name.eq_ignore_ascii_case(name) && it.is_hidden())
        };
        let keys = self.host.kakao_keys();
        let is_skills = |key: &SkillKey| is_hidden(&key.header);
        KakaoKeys {
            admin_key: keys.admin_key.filter(|_| is_hidden("Authorization")),
            skill: keys.skill.filter(is_skills),
            ..keys
        }
    }
}

/// The headers that name bot and event, where they are not to be what the body says when it is signed anew: somebody
/// changed them, or the body says nothing.
fn own_headers(request: &Request, changed: Option<&Headers>) -> Vec<(String, String)> {
    let event = Event::read(&request.body);
    let given = changed.unwrap_or(&request.headers);
    let names = [(BOT_ID_HEADER, &event.bot_id), (EVENT_ID_HEADER, &event.id)];
    let own = names.into_iter().filter_map(|(name, said)| {
        let value = given.text(name)?;
        let is_changed = request.headers.text(name) != Some(value);
        (is_changed || said.is_none()).then(|| (name.to_owned(), value.to_owned()))
    });
    own.collect()
}
