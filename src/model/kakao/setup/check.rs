//! Checks of setup values without network access: their form, and whether two values were confused.
use crate::model::http::is_token;
use crate::model::http::target;
use crate::model::kakao::config::{AccountKey, DmPolicy};
use crate::model::nhn::host;
use crate::model::secret::Secret;
use crate::model::settings::setting::{Setting, Source};

/// Checks the text of a value for this key.
///
/// # Errors
/// Returns the problem as a sentence that does not repeat a secret.
pub fn check_value(key: AccountKey, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("`{}` is empty", key.name));
    }
    if key.is_secret() {
        return check_secret(key, text);
    }
    match key {
        AccountKey::PORT => match text.parse::<u16>() {
            Ok(1..) => Ok(()),
            _ => Err(format!("`{text}` is no port (1 to 65535)")),
        },
        AccountKey::PATH => {
            target::check_path(text).map_err(|problem| format!("`{text}` {problem}"))
        }
        AccountKey::DM_POLICY => match DmPolicy::from_name(text) {
            Some(_) => Ok(()),
            None => Err(format!(
                "`{text}` is none of `open`, `allowlist` and `disabled`"
            )),
        },
        AccountKey::SKILL_HEADER if !is_token(text.as_bytes()) => {
            Err(format!("`{text}` is no name of a header"))
        }
        AccountKey::NHN_HOST if !is_host(text) => Err(format!(
            "`{text}` is no URL of a host that may get the keys: write `https://HOST`, or a port of this machine"
        )),
        AccountKey::SKILL_URL if !text.contains("${") => check_skill_url(text),
        AccountKey::CHANNEL_ID if has_space(text) => Err(format!(
            "`{}` is no channel's id: it holds a space",
            text.escape_debug()
        )),
        AccountKey::APP_KEY if has_space(text) => Err(format!(
            "`{}` is no key: it holds a space",
            text.escape_debug()
        )),
        AccountKey::ALLOW_FROM => match text.split(',').find(|id| is_no_user_id(id)) {
            Some(id) => Err(format!(
                "`{}` is no user's id: it is empty or holds a space",
                id.escape_debug()
            )),
            None => Ok(()),
        },
        AccountKey::TEXT_CHUNK_LIMIT => check_range(text, 1..=1000, "which is Kakao's limit"),
        AccountKey::TIMEOUT_SECONDS => check_range(text, 1..=600, "in seconds"),
        AccountKey::COMPATIBILITY_ENDS if text.parse::<jiff::civil::Date>().is_err() => {
            Err(format!("`{text}` is no day, such as 2026-12-31"))
        }
        _ => Ok(()),
    }
}

fn has_space(text: &str) -> bool {
    text.contains(|ch: char| ch.is_whitespace() || ch.is_control())
}

fn is_no_user_id(text: &str) -> bool {
    text.trim().is_empty() || has_space(text.trim())
}

/// Checks a skill URL, which Kakao must reach from the internet.
fn check_skill_url(text: &str) -> Result<(), String> {
    if !text.contains("://") {
        return Err(format!("`{text}` is no URL: write `https://HOST/PATH`"));
    }
    target::resolve(text).map_err(|error| error.to_string())?;
    match target::is_loopback(text) {
        true => Err(format!(
            "`{text}` is this machine, which Kakao does not reach; a tunnel gives it an address"
        )),
        false => Ok(()),
    }
}

/// Returns whether `momo kakao send` accepts the host.
fn is_host(text: &str) -> bool {
    host::base_url(&Setting::new(text, Source::Flag("--nhn-host"))).is_ok()
}

fn check_range(
    text: &str,
    range: std::ops::RangeInclusive<u64>,
    explanation: &str,
) -> Result<(), String> {
    match text.parse() {
        Ok(number) if range.contains(&number) => Ok(()),
        _ => Err(format!(
            "`{text}` is no number from {} to {}, {explanation}",
            range.start(),
            range.end()
        )),
    }
}

fn check_secret(key: AccountKey, text: &str) -> Result<(), String> {
    if text.starts_with("KakaoAK ") {
        return Err(format!(
            "`{}` is the key alone, without `KakaoAK ` before it",
            key.name
        ));
    }
    if has_space(text) {
        return Err(format!(
            "`{}` holds a space or a line break; was more copied than the key?",
            key.name
        ));
    }
    if !key.allows_characters_of(text) {
        let has_non_ascii = !text.is_ascii();
        let hint = if has_non_ascii {
            "; was it typed in Korean?"
        } else {
            ""
        };
        return Err(format!(
            "`{}` holds a character that no key has{hint}",
            key.name
        ));
    }
    if !has_documented_length(key, text) {
        let length = text.chars().count();
        return Err(format!(
            "a sender key has 40 characters, and this text has {length}; the app key of NHN Cloud is another value"
        ));
    }
    Ok(())
}

/// Returns whether a secret has its documented length.
fn has_documented_length(key: AccountKey, text: &str) -> bool {
    // github.com/TOAST-DOCS/Alimtalk, ko/friendtalkupgrade-api-guide.md: `senderKey` has 40 characters.
    key != AccountKey::SENDER_KEY || text.chars().count() == 40
}

/// Returns whether only the length of a secret is wrong. The user may confirm such a value: documents may change.
pub fn has_only_unusual_length(key: AccountKey, text: &str) -> bool {
    let text = text.trim();
    let is_otherwise_valid =
        check_secret(AccountKey::SECRET_KEY, text).is_ok() && key.allows_characters_of(text);
    !text.is_empty() && key.is_secret() && is_otherwise_valid && !has_documented_length(key, text)
}

/// Checks that the skill's header name and value are both set or both missing.
///
/// # Errors
/// Fails if only one of them is set.
pub fn check_header_pair(has_header: bool, has_secret: bool) -> Result<(), String> {
    let lacks = |present: AccountKey, absent: AccountKey| {
        Err(format!(
            "`{}` is set without `{}`: `momo kakao serve` takes both or neither",
            present.name, absent.name
        ))
    };
    match (has_header, has_secret) {
        (true, false) => lacks(AccountKey::SKILL_HEADER, AccountKey::SKILL_SECRET),
        (false, true) => lacks(AccountKey::SKILL_SECRET, AccountKey::SKILL_HEADER),
        _ => Ok(()),
    }
}

/// Checks that the secrets of an account differ from one another.
///
/// # Errors
/// Fails if two keys have the same value.
pub fn check_distinct_secrets(values: &[(AccountKey, Secret)]) -> Result<(), String> {
    for (index, (key, value)) in values.iter().enumerate() {
        let Some((other, _)) = values[..index].iter().find(|(_, other)| other == value) else {
            continue;
        };
        let pair = [*key, *other];
        let explanation = if pair.contains(&AccountKey::REST_API_KEY)
            && pair.contains(&AccountKey::PRIMARY_ADMIN_KEY)
        {
            "; guides call either of them `adminKey`, but they are two keys of the app"
        } else {
            ""
        };
        return Err(format!(
            "`{}` and `{}` have the same value{explanation}",
            other.name, key.name
        ));
    }
    Ok(())
}
