//! Credentials of which the history kept only fingerprints, filled in again where they may go.
use crate::cmd::choice::Known;
use crate::cmd::context::Context;
use crate::flow::replay::{Item, KakaoKeys};
use crate::model::protocol::Protocol;
use crate::model::secret::Secret;

/// Fills in the credentials of which the history kept only fingerprints: a bot's own token, where it goes to the API
/// that it was kept for. Others are left out, with a warning.
pub(super) fn refill(items: &mut [Item], kakao: &KakaoKeys, context: &mut Context) {
    for item in items {
        let request = &mut item.captured.request;
        for header in request.headers.take_hidden() {
            if is_made_anew(item.captured.protocol, &header.name, kakao) {
                continue;
            }
            let known = Known::load(context).ok();
            let value = known.and_then(|known| known_token(&known, &header.value, &request.url));
            match value {
                Some(value) => request.headers.push(header.name, value),
                None => context.terminal.warn(format!(
                    "only a fingerprint was kept of `{name}`, so it is left out; `-H '{name}: VALUE'` sends one",
                    name = header.name
                )),
            }
        }
    }
}

/// Whether the key that it holds is put there by what Kakao's requests are made authentic with.
fn is_made_anew(protocol: Protocol, header: &str, kakao: &KakaoKeys) -> bool {
    match protocol {
        Protocol::KakaoShare => {
            kakao.admin_key.is_some() && header.eq_ignore_ascii_case("Authorization")
        }
        Protocol::KakaoSkill => kakao
            .skill
            .as_ref()
            .is_some_and(|key| key.header.eq_ignore_ascii_case(header)),
        Protocol::Momotalk | Protocol::Nhn | Protocol::Http => false,
    }
}

/// `Bearer TOKEN` for `Bearer (fingerprint ...)`.
fn known_token(known: &Known, hidden: &[u8], url: &str) -> Option<Vec<u8>> {
    let mut bots = known.credentials.bots();
    let (_, bot) = bots.find(|(_, bot)| {
        let token = bot.token.as_ref().map(Secret::fingerprint);
        token.is_some_and(|token| hidden == format!("Bearer (fingerprint {token})").as_bytes())
    })?;
    let base = bot.api_base.trim_end_matches('/');
    let is_bound = !base.is_empty()
        && url
            .strip_prefix(base)
            .is_some_and(|rest| rest.starts_with('/'));
    let token = bot.token.as_ref().filter(|_| is_bound)?;
    Some([b"Bearer ", token.reveal()].concat())
}
