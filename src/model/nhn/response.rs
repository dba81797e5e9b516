//! Response bodies of NHN Cloud: a result header, then the requested data.
//!
//! `resultCode` is a number in the header and in the send result of a recipient, but a text (KakaoTalk's result) in
//! queried messages. If all recipients are refused, the header has the code -1031, and there is no request id, unless
//! an SMS is sent instead (see [`SendResponse::sms_reason`]). If only some are refused, the header reports success.
use super::{response_codes, result_codes};
use crate::model::http::Response;
use crate::model::text::named::named;
use serde::Deserialize;
use serde_json::Value;

/// The `header` of every response.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultHeader {
    /// 0, or a code of [`response_codes`].
    pub result_code: i64,
    /// NHN Cloud's message.
    #[serde(default, deserialize_with = "text_or_empty")]
    pub result_message: String,
    pub is_successful: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponseJson {
    header: ResultHeader,
    #[serde(default)]
    message: Option<SendJson>,
    #[serde(default)]
    image: Option<UploadedImage>,
    #[serde(default)]
    message_search_result_response: Option<MessageListJson>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SendJson {
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    send_results: Option<Vec<RecipientResult>>,
}

/// An uploaded image.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadedImage {
    #[serde(default)]
    pub image_seq: Option<i64>,
    /// The URL to use in messages.
    pub image_url: String,
    /// The file name.
    #[serde(default)]
    pub image_name: Option<String>,
}

/// The send result of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecipientResult {
    /// Number within the request, from 1.
    pub recipient_seq: i64,
    /// Phone number.
    #[serde(default)]
    pub recipient_no: Option<String>,
    /// 0, or a code of [`response_codes`].
    pub result_code: i64,
    /// NHN Cloud's message.
    #[serde(default, deserialize_with = "text_or_empty")]
    pub result_message: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageListJson {
    #[serde(default)]
    messages: Option<Vec<MessageRecord>>,
}

/// A queried message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageRecord {
    /// Number within the request, from 1.
    pub recipient_seq: i64,
    /// Phone number.
    #[serde(default)]
    pub recipient_no: Option<String>,
    /// Requested send time, in Korean time.
    #[serde(default)]
    pub request_date: Option<String>,
    /// Arrival time, in Korean time.
    #[serde(default)]
    pub receive_date: Option<String>,
    /// COMPLETED, FAILED, CANCEL or CANCELLED; other values are not final.
    #[serde(default)]
    pub message_status: Option<String>,
    /// KakaoTalk's result, a code of [`result_codes`].
    #[serde(default, deserialize_with = "code_text")]
    pub result_code: Option<String>,
    /// NHN Cloud's text for the result.
    #[serde(default)]
    pub result_code_name: Option<String>,
    /// Fail-over status, RSC01 to RSC05. Friend Talk calls it `resendStatus`, Brand Message `resendStatusCode`.
    #[serde(default, alias = "resendStatusCode")]
    pub resend_status: Option<String>,
}

named! {
    /// The status of a sent message.
    pub enum MessageStatus {
        Arrived = "arrived",
        /// KakaoTalk could not deliver it; an SMS was sent.
        SentAsSms = "by_sms",
        /// KakaoTalk could not deliver it; an SMS is being sent.
        SmsPending = "on_sms",
        Failed = "failed",
        Cancelled = "cancelled",
        Pending = "open",
    }
}

impl MessageRecord {
    /// Derives the status from `message_status`, `result_code` and `resend_status`.
    pub fn status(&self) -> MessageStatus {
        let status = self.message_status.as_deref().unwrap_or_default();
        let arrived = self.result_code.as_deref() == Some(result_codes::ARRIVED);
        match (status, self.resend_status.as_deref()) {
            ("CANCEL" | "CANCELLED", _) => MessageStatus::Cancelled,
            ("COMPLETED", _) if arrived || self.result_code.is_none() => MessageStatus::Arrived,
            ("FAILED" | "COMPLETED", Some("RSC04")) => MessageStatus::SentAsSms,
            ("FAILED" | "COMPLETED", Some("RSC02" | "RSC03")) => MessageStatus::SmsPending,
            ("FAILED" | "COMPLETED", _) => MessageStatus::Failed,
            _ => MessageStatus::Pending,
        }
    }
}

/// The response to a send request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendResponse {
    pub header: ResultHeader,
    /// `None` if NHN Cloud gave none, as for a refused request.
    pub request_id: Option<String>,
    pub recipients: Vec<RecipientResult>,
}

impl SendResponse {
    /// Parses a response; `None` if it is not NHN Cloud's.
    pub fn parse(response: &Response) -> Option<Self> {
        let json: ResponseJson = serde_json::from_slice(&response.body).ok()?;
        let send = json.message.unwrap_or_default();
        Some(Self {
            header: json.header,
            request_id: send.request_id.filter(|id| !id.is_empty()),
            recipients: send.send_results.unwrap_or_default(),
        })
    }

    /// Returns code and message of a failed send; `None` for success.
    /// A recipient's code is preferred, because it is more specific than the header's.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        match self.sms_reason() {
            Some(_) => None,
            None => self.first_refusal(),
        }
    }

    /// Returns why the message is sent as SMS instead of to KakaoTalk; `None` if it is not.
    /// In this case all recipients are refused, but the request succeeds (`ko/release-notes.md`, 2025-04-29).
    pub fn sms_reason(&self) -> Option<(i64, &str)> {
        let is_accepted = self.header.refusal().is_none() && self.request_id.is_some();
        let all_refused = self
            .recipients
            .iter()
            .all(|recipient| recipient.result_code != 0);
        (is_accepted && all_refused)
            .then(|| self.first_refusal())
            .flatten()
    }

    fn first_refusal(&self) -> Option<(i64, &str)> {
        let recipient = self
            .recipients
            .iter()
            .find(|result| result.result_code != 0);
        match recipient {
            Some(recipient) => Some((recipient.result_code, &recipient.result_message)),
            None => self.header.refusal(),
        }
    }
}

impl ResultHeader {
    /// Parses the header of a response; `None` if it is not NHN Cloud's.
    pub fn parse(response: &Response) -> Option<Self> {
        #[derive(Deserialize)]
        struct HeaderJson {
            header: ResultHeader,
        }
        let json: HeaderJson = serde_json::from_slice(&response.body).ok()?;
        Some(json.header)
    }

    /// Returns code and message of a failure; `None` for success.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        (!self.is_successful || self.result_code != 0)
            .then_some((self.result_code, &*self.result_message))
    }

    /// Returns whether the keys were refused, so that every other call would fail too.
    pub fn is_key_error(&self) -> bool {
        matches!(self.result_code, -1000 | -1001 | -4004 | -4005)
    }

    /// Returns the meaning of the code, and advice.
    pub fn explanation(&self) -> (&'static str, &'static str) {
        response_codes::explain(self.result_code)
    }
}

/// Parses the response to an upload: the header, and the image if it was accepted.
pub fn parse_upload(response: &Response) -> Option<(ResultHeader, Option<UploadedImage>)> {
    let json: ResponseJson = serde_json::from_slice(&response.body).ok()?;
    Some((json.header, json.image))
}

/// Parses the response to a query: the header, and the messages.
pub fn parse_message_list(response: &Response) -> Option<(ResultHeader, Vec<MessageRecord>)> {
    let json: ResponseJson = serde_json::from_slice(&response.body).ok()?;
    let list = json.message_search_result_response.unwrap_or_default();
    Some((json.header, list.messages.unwrap_or_default()))
}

fn text_or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads a code that is documented as text, also from a number.
fn code_text<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
