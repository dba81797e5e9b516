//! Credentials of which the history kept only fingerprints, filled in again where they may go.
use super::{ReplayItem, KakaoKeys};
use crate::error::Result;
use crate::io::files::Credentials;
use crate::model::http::Header;
use crate::model::protocol::Protocol;
use crate::model::secret::Secret;

/// Fills in the credentials of which the history kept only fingerprints: a bot's own token, where it goes to the API
/// that it was kept for. Others are left out; their headers are told.
pub fn restore_credentials(
    items: &mut [ReplayItem],
    kakao: &KakaoKeys,
    mut credentials: impl FnMut() -> Result<Credentials>,
) -> Vec<String> {
    let mut left_out = Vec::new();
    for item in items {
        let request = &mut item.captured.request;
        for header in request.headers.take_hidden() {
            if is_regenerated(item.captured.protocol, &header.name, kakao) {
                continue;
            }
            let known = credentials().ok();
            match known.and_then(|known| known_token(&known, &header, &request.url)) {
                Some(value) => request.headers.push(header.name, value),
                None => left_out.push(header.name),
            }
        }
    }
    left_out
}

/// Whether the key that it holds is put there by what Kakao's requests are made authentic with.
fn is_regenerated(protocol: Protocol, header: &str, kakao: &KakaoKeys) -> bool {
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

/// `Bearer TOKEN` for `Bearer (fingerprint ...)`. In another header than its own the history would keep it in clear.
fn known_token(known: &Credentials, hidden: &Header, url: &str) -> Option<Vec<u8>> {
    if !hidden.name.eq_ignore_ascii_case("Authorization") {
        return None;
    }
    let mut bots = known.bots();
    let (_, bot) = bots.find(|(_, bot)| {
        let token = bot.token.as_ref().map(Secret::fingerprint);
        token
            .is_some_and(|token| hidden.value == format!("Bearer (fingerprint {token})").as_bytes())
    })?;
    let base = bot.api_base.trim_end_matches('/');
    let is_bound = !base.is_empty()
        && url
            .strip_prefix(base)
            .is_some_and(|rest| rest.starts_with('/'));
    let token = bot.token.as_ref().filter(|_| is_bound)?;
    Some([b"Bearer ", token.reveal()].concat())
}
