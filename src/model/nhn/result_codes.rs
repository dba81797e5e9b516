//! The result codes of deliveries by KakaoTalk, reported after a message was accepted. They are texts, not numbers.
//!
//! Source: `ko/error-code.md` (github.com/TOAST-DOCS/Alimtalk@8dc8f5c); the advice is momo's own.
use super::response_codes;

/// A result of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultCode {
    /// Four digits; `1000` is success.
    pub code: &'static str,
    /// A sentence without a full stop.
    pub meaning: &'static str,
    /// A sentence.
    pub advice: &'static str,
}

/// The message arrived.
pub const ARRIVED: &str = "1000";
/// Advertising was refused because of the time of day.
pub const NIGHT: &str = "3022";

/// Returns the entry of a code; `None` for an unknown code.
pub fn find(code: &str) -> Option<&'static ResultCode> {
    RESULTS.iter().find(|entry| entry.code == code)
}

/// Returns meaning and advice of a code; general ones for an unknown code.
/// A message that NHN Cloud itself refused has a code of [`response_codes`].
pub fn explain(code: &str) -> (&'static str, &'static str) {
    let response_code = code.parse().ok().filter(|code: &i64| *code < 0);
    match (find(code), response_code) {
        (Some(entry), _) => (entry.meaning, entry.advice),
        (None, Some(response_code)) => response_codes::explain(response_code),
        (None, None) => (
            "momo does not know this result",
            "Look it up in NHN Cloud's error table (KakaoTalk Bizmessage, Error Code).",
        ),
    }
}

macro_rules! results {
    ($($code:literal $meaning:literal, $advice:literal;)*) => {
        pub const RESULTS: &[ResultCode] = &[$(ResultCode { code: $code, meaning: $meaning, advice: $advice }),*];
    };
}

results! {
    "1000" "it arrived", "Nothing.";
    "1001" "KakaoTalk got no JSON", "Ask NHN Cloud's support.";
    "1002" "NHN Cloud's key of KakaoTalk is not valid", "Ask NHN Cloud's support.";
    "1003" "KakaoTalk does not know the sender key", "Compare it with the console.";
    "1006" "the sender profile was deleted", "Register it again, or ask NHN Cloud's support.";
    "1007" "the sender profile is blocked", "Ask NHN Cloud's support.";
    "1011" "there is no contract for the sender", "Ask NHN Cloud's support.";
    "1014" "the channel's business number is not valid", "Correct it in Kakao's business console.";
    "1016" "the channel's business number is another", "Correct it in Kakao's business console.";
    "1020" "the phone number is missing or not valid", "Correct it.";
    "1021" "the channel is blocked", "Ask KakaoTalk's business support.";
    "1022" "the channel is closed", "Open it in KakaoTalk's partner centre.";
    "1023" "the channel was deleted", "Use another.";
    "1024" "the channel is about to be deleted", "Stop that in KakaoTalk's partner centre, or use another.";
    "1025" "the channel is under sanction", "Ask KakaoTalk's business support.";
    "1027" "the channel may send no messages, under sanction", "Ask KakaoTalk's business support.";
    "1028" "the targeting cannot be used", "Target I, the channel's friends, or apply for M and N.";
    "1030" "a parameter is not valid", "Compare the message with NHN Cloud's guide.";
    "2001" "KakaoTalk failed unexpectedly", "Try again later.";
    "2003" "the recipient has not added the channel", "Ask them to add it as a friend.";
    "3000" "KakaoTalk failed unexpectedly", "Try again later.";
    "3005" "it was sent, and nobody confirmed that it arrived", "It may still arrive within three days; sending again may make it arrive twice.";
    "3006" "KakaoTalk failed within", "Try again later.";
    "3008" "the phone number is wrong", "Correct it.";
    "3011" "there is no message", "Ask NHN Cloud's support.";
    "3012" "KakaoTalk could not be reached", "Try again later.";
    "3013" "the message is empty", "Write something.";
    "3014" "the message is too long", "Shorten it.";
    "3018" "KakaoTalk cannot send to this person: the SIM's number is not that of KakaoTalk (Android), they were not seen for seven days, or they are under sanction", "Reach them another way; `--resend-sms` does so by itself.";
    "3019" "nobody uses KakaoTalk with this number", "Reach them another way; `--resend-sms` does so by itself.";
    "3020" "the recipient blocks notifications (AlimTalk)", "Reach them another way.";
    "3021" "the recipient's KakaoTalk is too old", "Reach them another way; `--resend-sms` does so by itself.";
    "3022" "advertising is delivered from 08:00 to 20:50 in Korea only", "Send it by day (`--at`), or as no advertising (`--no-ad`, Friend Talk only).";
    "3023" "the message is no valid JSON", "Ask NHN Cloud's support.";
    "3024" "the image cannot be sent", "Upload it to NHN Cloud, in the documented size, and use the URL that it gives.";
    "3026" "the button's extra or event is too long", "Shorten it.";
    "4000" "there is no result of the message", "Ask again later.";
    "4001" "the message's state is not known", "Ask again later.";
    "4121" "the recipient is not valid", "Compare the number; the person must be a friend of the channel.";
    "4131" "the same request id was used twice", "Ask NHN Cloud's support.";
    "4137" "the message's request failed", "Try again later.";
    "4143" "the request has expired", "Send it again.";
    "4144" "the message is larger than 30 KB", "Shorten it.";
    "4156" "more was sent than is allowed", "Wait, or ask NHN Cloud's support.";
    "4161" "the message is on its way", "Ask again later.";
    "9998" "KakaoTalk is out of service", "Try again later.";
    "9999" "KakaoTalk failed unexpectedly", "Try again later.";
}
