//! Answers of NHN Cloud: a header in every one, then what was asked for.
//!
//! The same name `resultCode` is a number in the header and for each recipient of a send, and a text (KakaoTalk's
//! result) in what queries give. Where all recipients are refused, the header says so (-1031) and there is no request id;
//! where some are, the header says success.
use super::{response_codes, result_codes};
use crate::model::http::Response;
use serde::Deserialize;
use serde_json::Value;

/// What every answer begins with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResultHeader {
    /// 0, or a code of [`codes`].
    pub result_code: i64,
    /// NHN Cloud's words.
    #[serde(default, deserialize_with = "text_or_empty")]
    pub result_message: String,
    /// Whether the call was taken.
    pub is_successful: bool,
}

/// A whole answer.
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

/// What became of a send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SendJson {
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    send_results: Option<Vec<RecipientResult>>,
}

/// An image that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadedImage {
    /// Its number.
    #[serde(default)]
    pub image_seq: Option<i64>,
    /// What a message names it by.
    pub image_url: String,
    /// The name of the file.
    #[serde(default)]
    pub image_name: Option<String>,
}

/// What became of a recipient of a send.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecipientResult {
    /// Its number within the request, from 1.
    pub recipient_seq: i64,
    /// The phone number, where NHN Cloud repeats it.
    #[serde(default)]
    pub recipient_no: Option<String>,
    /// 0, or a code of [`codes`].
    pub result_code: i64,
    /// NHN Cloud's words.
    #[serde(default, deserialize_with = "text_or_empty")]
    pub result_message: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MessageListJson {
    #[serde(default)]
    messages: Option<Vec<MessageRecord>>,
}

/// A message that a query found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageRecord {
    /// Its number within the request, from 1.
    pub recipient_seq: i64,
    /// The phone number.
    #[serde(default)]
    pub recipient_no: Option<String>,
    /// When it was, or is, to go out; Korean time.
    #[serde(default)]
    pub request_date: Option<String>,
    /// When it arrived; Korean time.
    #[serde(default)]
    pub receive_date: Option<String>,
    /// COMPLETED or FAILED; other words stand for what is not over.
    #[serde(default)]
    pub message_status: Option<String>,
    /// KakaoTalk's result, of [`results`].
    #[serde(default, deserialize_with = "code_text")]
    pub result_code: Option<String>,
    /// NHN Cloud's words for it.
    #[serde(default)]
    pub result_code_name: Option<String>,
    /// Fail-over: RSC01 to RSC05. Friend Talk calls it `resendStatus`, Brand Message `resendStatusCode`.
    #[serde(default, alias = "resendStatusCode")]
    pub resend_status: Option<String>,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageStatus {
    /// It arrived.
    Arrived,
    /// KakaoTalk could not deliver it; an SMS went out.
    SentAsSms,
    /// KakaoTalk could not deliver it; an SMS is on its way.
    SmsPending,
    /// It did not arrive.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// Nobody knows yet.
    Pending,
}

impl MessageStatus {
    /// The word of JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::SentAsSms => "by_sms",
            Self::SmsPending => "on_sms",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Pending => "open",
        }
    }
}

impl MessageRecord {
    /// Where it stands, by its state, its result and its fail-over.
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

/// What an answer says of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendResponse {
    /// Its header.
    pub header: ResultHeader,
    /// The request's id; none where all recipients were refused.
    pub request_id: Option<String>,
    /// The recipients.
    pub recipients: Vec<RecipientResult>,
}

impl SendResponse {
    /// Reads an answer; none where it is none of NHN Cloud's.
    pub fn parse(response: &Response) -> Option<Self> {
        let json: ResponseJson = serde_json::from_slice(&response.body).ok()?;
        let send = json.message.unwrap_or_default();
        Some(Self {
            header: json.header,
            request_id: send.request_id.filter(|id| !id.is_empty()),
            recipients: send.send_results.unwrap_or_default(),
        })
    }

    /// Why it is no success: the recipient's own code where there is one, since it says more than the header's.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        match self.sms_reason() {
            Some(_) => None,
            None => self.first_refusal(),
        }
    }

    /// Why KakaoTalk does not get it, where it goes out as SMS instead: all recipients are refused, and the request is
    /// taken all the same (`ko/release-notes.md`, 2025-04-29).
    pub fn sms_reason(&self) -> Option<(i64, &str)> {
        let is_accepted = self.header.refusal().is_none() && self.request_id.is_some();
        let all_refused = self.recipients.iter().all(|recipient| recipient.result_code != 0);
        (is_accepted && all_refused).then(|| self.first_refusal()).flatten()
    }

    fn first_refusal(&self) -> Option<(i64, &str)> {
        let recipient = self.recipients.iter().find(|result| result.result_code != 0);
        match recipient {
            Some(recipient) => Some((recipient.result_code, &recipient.result_message)),
            None => self.header.refusal(),
        }
    }
}

impl ResultHeader {
    /// Reads the header of an answer.
    pub fn parse(response: &Response) -> Option<Self> {
        #[derive(Deserialize)]
        struct HeaderJson {
            header: ResultHeader,
        }
        let json: HeaderJson = serde_json::from_slice(&response.body).ok()?;
        Some(json.header)
    }

    /// Its code and words, where it is no success.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        (!self.is_successful || self.result_code != 0)
            .then_some((self.result_code, &*self.result_message))
    }

    /// Whether it is the keys that are refused, so that any other call would be refused just the same.
    pub fn is_key_error(&self) -> bool {
        matches!(self.result_code, -1000 | -1001 | -4004 | -4005)
    }

    /// What its code means and what to do.
    pub fn explanation(&self) -> (&'static str, &'static str) {
        response_codes::explain(self.result_code)
    }
}

/// What an answer says of an upload: its header, and the image where it was taken.
pub fn parse_upload(response: &Response) -> Option<(ResultHeader, Option<UploadedImage>)> {
    let json: ResponseJson = serde_json::from_slice(&response.body).ok()?;
    Some((json.header, json.image))
}

/// What an answer says of a query: its header, and the messages that were found.
pub fn parse_message_list(response: &Response) -> Option<(ResultHeader, Vec<MessageRecord>)> {
    let json: ResponseJson = serde_json::from_slice(&response.body).ok()?;
    let list = json.message_search_result_response.unwrap_or_default();
    Some((json.header, list.messages.unwrap_or_default()))
}

fn text_or_empty<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A code that should be a text, taken as a number too.
fn code_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
