//! Formats random bytes as ids, tokens and secrets, and checks ids for paths.
//!
//! MoMoTalk documents only the prefixes `evt_`, `bot_` and `user_`; the rest of each id is momo's own choice.
use crate::model::time::Timestamp;
use sha2::{Digest, Sha256};

/// The digits of Crockford's base 32, without I, L, O and U.
const BASE32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Returns an exchange id: `ex_` and 16 digits that sort by time (48 bits of milliseconds, 32 random bits).
pub fn exchange(now: Timestamp, random: [u8; 4]) -> String {
    let time = u128::from(u64::try_from(now.0).unwrap_or(0) & 0xffff_ffff_ffff);
    let bits = (time << 32) | u128::from(u32::from_be_bytes(random));
    let digits = (0..16)
        .rev()
        .map(|index| char::from(BASE32[(bits >> (index * 5)) as usize & 31]));
    format!("ex_{}", digits.collect::<String>())
}

/// Returns an event id: `evt_` and 24 hex digits.
pub fn event(random: [u8; 12]) -> String {
    format!("evt_{}", hex::encode(random))
}

/// Returns the event id with which one of several bots receives a message. `random` is new for each message.
pub fn event_for_bot(random: [u8; 16], bot_id: &str) -> String {
    let digest = Sha256::new()
        .chain_update(random)
        .chain_update(bot_id)
        .finalize();
    format!("evt_{}", hex::encode(&digest[..12]))
}

/// Returns a bot id: `bot_` and 12 hex digits.
pub fn bot(random: [u8; 6]) -> String {
    format!("bot_{}", hex::encode(random))
}

/// Returns a user id: `user_` and 12 hex digits.
pub fn user(random: [u8; 6]) -> String {
    format!("user_{}", hex::encode(random))
}

/// Returns a bot token: `bot_token_` and 48 hex digits (192 random bits).
pub fn bot_token(random: [u8; 24]) -> String {
    format!("bot_token_{}", hex::encode(random))
}

/// Returns a webhook secret: 64 hex digits (256 random bits).
pub fn webhook_secret(random: [u8; 32]) -> String {
    hex::encode(random)
}

/// Returns whether an id can be used in a path unescaped: 1 to 128 letters, digits, `_`, `-` and dots, not only dots.
pub fn fits_path(id: &str) -> bool {
    let is_allowed = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '.');
    !id.is_empty()
        && id.len() <= 128
        && id.chars().all(is_allowed)
        && !id.chars().all(|ch| ch == '.')
}

/// Returns a console token of the local platform: `console_` and 48 hex digits (192 random bits).
pub fn console_token(random: [u8; 24]) -> String {
    format!("console_{}", hex::encode(random))
}

/// Returns a page token: 32 hex digits (128 random bits).
pub fn page_token(random: [u8; 16]) -> String {
    hex::encode(random)
}
