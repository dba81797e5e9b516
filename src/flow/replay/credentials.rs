//! Restores credentials of which the history holds only fingerprints.
use super::ReplayItem;
use crate::error::Result;
use crate::io::files::Credentials;
use crate::model::http::Header;
use crate::model::protocol::{KakaoKeys, Protocol};
use crate::model::secret::Secret;

/// Restores a bot's stored token in requests to the API that it is bound to. Removes all other headers of which only a
/// fingerprint is stored, and returns the names of those that signing does not set anew.
pub fn restore_credentials(
    items: &mut [ReplayItem],
    kakao: &KakaoKeys,
    mut credentials: impl FnMut() -> Result<Credentials>,
) -> Vec<String> {
    let mut left_out = Vec::new();
    for item in items {
        let request = &mut item.captured.request;
        for header in request.headers.remove_hidden() {
            if is_regenerated(item.captured.protocol, &header.name, kakao) {
                continue;
            }
            let stored = credentials().ok();
            match stored.and_then(|stored| bound_token(&stored, &header, &request.url)) {
                Some(value) => request.headers.push(header.name, value),
                None => left_out.push(header.name),
            }
        }
    }
    left_out
}

/// Returns whether the authentication of Kakao requests sets this header anew.
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

/// Returns `Bearer TOKEN` for `Bearer (fingerprint ...)`; `None` for an unknown token, another API or another header.
/// Only `Authorization` qualifies: the history would store the token of another header in clear text.
fn bound_token(stored: &Credentials, hidden_header: &Header, url: &str) -> Option<Vec<u8>> {
    if !hidden_header.name.eq_ignore_ascii_case("Authorization") {
        return None;
    }
    let mut bots = stored.bots();
    let (_, bot) = bots.find(|(_, bot)| {
        let token = bot.token.as_ref().map(Secret::fingerprint);
        token.is_some_and(|token| {
            hidden_header.value == format!("Bearer (fingerprint {token})").as_bytes()
        })
    })?;
    let base = bot.api_base.trim_end_matches('/');
    let is_bound = !base.is_empty()
        && url
            .strip_prefix(base)
            .is_some_and(|rest| rest.starts_with('/'));
    let token = bot.token.as_ref().filter(|_| is_bound)?;
    Some([b"Bearer ", token.reveal()].concat())
}
