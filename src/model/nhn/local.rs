//! The simulated NHN Cloud of the local platform: its keys, and the test phone numbers.
//!
//! All of this is momo's own choice. The keys are not secrets: they are valid only for the simulation.
use super::image::ImageFormat;
use super::response_codes;
use super::result_codes;

/// The app key of the simulation.
pub const APP_KEY: &str = "momo-local-app-key";
pub const SECRET_KEY: &str = "momo-local-secret-key";
/// Like all sender keys, it has 40 characters.
pub const SENDER_KEY: &str = "6d6f6d6f2d6c6f63616c2d73656e646572000000";
pub const CHANNEL: &str = "@momo";
/// The path of the simulation below the local platform's API.
pub const PATH: &str = "/nhn";

/// Returns the URL of an uploaded image. It is not served: the domain `invalid` never resolves (RFC 2606).
pub fn image_url(seq: i64, format: ImageFormat) -> String {
    let extension = match format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpg",
    };
    format!("https://images.momo.invalid/{seq}.{extension}")
}

/// The outcome encoded in a test phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestNumber {
    /// `010-0000-NNNN`: the message is accepted; its delivery ends with this result code.
    DeliveryResult(&'static str),
    /// `010-0001-NNNN`: the recipient is refused with the code `-NNNN`.
    RefusedRecipient(i64),
    /// `010-0002-NNNN`: the whole request is refused with the code `-NNNN`.
    RefusedRequest(i64),
}

/// Returns the outcome encoded in a phone number, given as digits; `None` for other numbers, whose messages arrive.
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
