//! What can be seen of a value without asking anybody: its form, and whether two were mixed up.
use crate::model::http::is_token;
use crate::model::http::target;
use crate::model::kakao::config::{DmPolicy, Key, check_path};
use crate::model::nhn::host;
use crate::model::secret::Secret;
use crate::model::settings::setting::{Place, Setting};

/// What is wrong with a text for this key, in words that do not repeat a secret.
pub fn check(key: Key, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("`{}` is empty", key.name));
    }
    if key.is_secret() {
        return check_secret(key, text);
    }
    match key {
        Key::PORT => match text.parse::<u16>() {
            Ok(1..) => Ok(()),
            _ => Err(format!("`{text}` is no port (1 to 65535)")),
        },
        Key::PATH => check_path(text).map_err(|why| format!("`{text}` {why}")),
        Key::DM_POLICY => match DmPolicy::named(text) {
            Some(_) => Ok(()),
            None => Err(format!(
                "`{text}` is none of `open`, `allowlist` and `disabled`"
            )),
        },
        Key::SKILL_HEADER if !is_token(text.as_bytes()) => {
            Err(format!("`{text}` is no name of a header"))
        }
        Key::NHN_HOST if !is_host(text) => Err(format!(
            "`{text}` is no URL of a host that may get the keys: write `https://HOST`, or a port of this machine"
        )),
        Key::SKILL_URL if !text.contains("${") => check_skill_url(text),
        Key::CHANNEL_ID if text.contains(|it: char| it.is_whitespace() || it.is_control()) => {
            Err(format!(
                "`{}` is no channel's id: it holds a space",
                text.escape_debug()
            ))
        }
        Key::TEXT_CHUNK_LIMIT => in_range(text, 1..=1000, "which is Kakao's limit"),
        Key::TIMEOUT_SECONDS => in_range(text, 1..=600, "in seconds"),
        Key::COMPATIBILITY_ENDS if text.parse::<jiff::civil::Date>().is_err() => {
            Err(format!("`{text}` is no day, such as 2026-12-31"))
        }
        _ => Ok(()),
    }
}

/// Kakao calls it from outside.
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

/// Whether sending takes it.
fn is_host(text: &str) -> bool {
    host::base(&Setting::new(text, Place::Flag("--nhn-host"))).is_ok()
}

fn in_range(text: &str, range: std::ops::RangeInclusive<u64>, why: &str) -> Result<(), String> {
    match text.parse() {
        Ok(number) if range.contains(&number) => Ok(()),
        _ => Err(format!(
            "`{text}` is no number from {} to {}, {why}",
            range.start(),
            range.end()
        )),
    }
}

fn check_secret(key: Key, text: &str) -> Result<(), String> {
    if text.starts_with("KakaoAK ") {
        return Err(format!(
            "`{}` is the key alone, without `KakaoAK ` before it",
            key.name
        ));
    }
    if text.contains(char::is_whitespace) || text.contains(char::is_control) {
        return Err(format!(
            "`{}` holds a space or a line break; was more copied than the key?",
            key.name
        ));
    }
    if !key.may_hold(text) {
        let korean = !text.is_ascii();
        let hint = if korean {
            "; was it typed in Korean?"
        } else {
            ""
        };
        return Err(format!(
            "`{}` holds a character that no key has{hint}",
            key.name
        ));
    }
    if !has_length(key, text) {
        let length = text.chars().count();
        return Err(format!(
            "a sender key has 40 characters, and this text has {length}; the app key of NHN Cloud is another value"
        ));
    }
    Ok(())
}

/// Whether it is as long as such a secret is documented to be.
fn has_length(key: Key, text: &str) -> bool {
    // github.com/TOAST-DOCS/Alimtalk, ko/friendtalkupgrade-api-guide.md: `senderKey` has 40 characters.
    key != Key::SENDER_KEY || text.chars().count() == 40
}

/// Whether nothing but its length speaks against it: documents may change, so a person may insist.
pub fn may_be_meant(key: Key, text: &str) -> bool {
    let text = text.trim();
    let as_any_other = check_secret(Key::SECRET_KEY, text).is_ok() && key.may_hold(text);
    !text.is_empty() && key.is_secret() && as_any_other && !has_length(key, text)
}

/// What is wrong with the skill's header and its value: one without the other checks nothing.
pub fn check_pair(header: bool, secret: bool) -> Result<(), String> {
    let lacks = |one: Key, other: Key| {
        Err(format!(
            "`{}` is set without `{}`: `momo kakao serve` takes both or neither",
            one.name, other.name
        ))
    };
    match (header, secret) {
        (true, false) => lacks(Key::SKILL_HEADER, Key::SKILL_SECRET),
        (false, true) => lacks(Key::SKILL_SECRET, Key::SKILL_HEADER),
        _ => Ok(()),
    }
}

/// What is wrong with the secrets of one account together: the same value for two of them.
pub fn check_together(values: &[(Key, Secret)]) -> Result<(), String> {
    for (at, (key, value)) in values.iter().enumerate() {
        let Some((other, _)) = values[..at].iter().find(|(_, other)| other == value) else {
            continue;
        };
        let pair = [*key, *other];
        let why = if pair.contains(&Key::REST_API_KEY) && pair.contains(&Key::PRIMARY_ADMIN_KEY) {
            "; guides call either of them `adminKey`, but they are two keys of the app"
        } else {
            ""
        };
        return Err(format!(
            "`{}` and `{}` have the same value{why}",
            other.name, key.name
        ));
    }
    Ok(())
}
