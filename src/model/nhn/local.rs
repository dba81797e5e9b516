//! The NHN Cloud that the local platform plays: its keys, and the numbers that rehearse what can happen.
//!
//! All of this is momo's own choice. The keys are no secrets: they open nothing but a rehearsal on this machine.
use super::response_codes;
use super::image::ImageFormat;
use super::result_codes;

/// The app key that the local platform knows.
pub const APP_KEY: &str = "momo-local-app-key";
/// Its secret key.
pub const SECRET_KEY: &str = "momo-local-secret-key";
/// Its sender key, of 40 characters as all are.
pub const SENDER_KEY: &str = "6d6f6d6f2d6c6f63616c2d73656e646572000000";
/// The name of its channel.
pub const CHANNEL: &str = "@momo";
/// Where it answers, below the API of the local platform.
pub const PATH: &str = "/nhn";

/// The URL of an image that was uploaded there. Nobody answers under it: the name `invalid` is reserved for that
/// (RFC 2606).
pub fn image_url(seq: i64, format: ImageFormat) -> String {
    let extension = match format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpg",
    };
    format!("https://images.momo.invalid/{seq}.{extension}")
}

/// What a phone number rehearses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestNumber {
    /// `010-0000-NNNN`: it is taken, and this result comes later.
    DeliveryResult(&'static str),
    /// `010-0001-NNNN`: this recipient is refused with `-NNNN`.
    RefusedRecipient(i64),
    /// `010-0002-NNNN`: the whole request is refused with `-NNNN`.
    RefusedRequest(i64),
}

/// What this number, in digits, rehearses; most rehearse nothing, and their messages arrive.
pub fn test_number(digits: &str) -> Option<TestNumber> {
    let (prefix, code) = digits.split_at_checked(7)?;
    if code.len() != 4 {
        return None;
    }
    let refusal = || {
        let code = -code.parse::<i64>().ok()?;
        response_codes::find(code).map(|entry| entry.code)
    };
    match prefix {
        "0100000" => result_codes::find(code).map(|entry| TestNumber::DeliveryResult(entry.code)),
        "0100001" => refusal().map(TestNumber::RefusedRecipient),
        "0100002" => refusal().map(TestNumber::RefusedRequest),
        _ => None,
    }
}
