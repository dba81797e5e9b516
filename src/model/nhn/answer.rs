//! Answers of NHN Cloud: a header in every one, then what was asked for.
//!
//! The same name `resultCode` is a number in the header and for each recipient of a send, and a text (KakaoTalk's
//! result) in what queries give. Where all recipients are refused, the header says so (-1031) and there is no request id;
//! where some are, the header says success.
use super::{codes, results};
use crate::model::http::Response;
use serde::Deserialize;
use serde_json::Value;

/// What every answer begins with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// 0, or a code of [`codes`].
    pub result_code: i64,
    /// NHN Cloud's words.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub result_message: String,
    /// Whether the call was taken.
    pub is_successful: bool,
}

/// A whole answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    header: Header,
    #[serde(default)]
    message: Option<Sent>,
    #[serde(default)]
    image: Option<Uploaded>,
    #[serde(default)]
    message_search_result_response: Option<Listed>,
}

/// What became of a send.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    #[serde(default)]
    request_id: Option<String>,
    #[serde(default)]
    send_results: Option<Vec<Recipient>>,
}

/// An image that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Uploaded {
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
pub struct Recipient {
    /// Its number within the request, from 1.
    pub recipient_seq: i64,
    /// The phone number, where NHN Cloud repeats it.
    #[serde(default)]
    pub recipient_no: Option<String>,
    /// 0, or a code of [`codes`].
    pub result_code: i64,
    /// NHN Cloud's words.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub result_message: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    #[serde(default)]
    messages: Option<Vec<Row>>,
}

/// A message that a query found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
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
    #[serde(default, deserialize_with = "code")]
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
pub enum Fate {
    /// It arrived.
    Arrived,
    /// KakaoTalk could not deliver it; an SMS went out.
    BySms,
    /// KakaoTalk could not deliver it; an SMS is on its way.
    OnSms,
    /// It did not arrive.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// Nobody knows yet.
    Open,
}

impl Fate {
    /// The word of JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arrived => "arrived",
            Self::BySms => "by_sms",
            Self::OnSms => "on_sms",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Open => "open",
        }
    }
}

impl Row {
    /// Where it stands, by its state, its result and its fail-over.
    pub fn fate(&self) -> Fate {
        let status = self.message_status.as_deref().unwrap_or_default();
        let arrived = self.result_code.as_deref() == Some(results::ARRIVED);
        match (status, self.resend_status.as_deref()) {
            ("CANCEL" | "CANCELLED", _) => Fate::Cancelled,
            ("COMPLETED", _) if arrived || self.result_code.is_none() => Fate::Arrived,
            ("FAILED" | "COMPLETED", Some("RSC04")) => Fate::BySms,
            ("FAILED" | "COMPLETED", Some("RSC02" | "RSC03")) => Fate::OnSms,
            ("FAILED" | "COMPLETED", _) => Fate::Failed,
            _ => Fate::Open,
        }
    }
}

/// What an answer says of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendAnswer {
    /// Its header.
    pub header: Header,
    /// The request's id; none where all recipients were refused.
    pub request_id: Option<String>,
    /// The recipients.
    pub recipients: Vec<Recipient>,
}

impl SendAnswer {
    /// Reads an answer; none where it is none of NHN Cloud's.
    pub fn read(response: &Response) -> Option<Self> {
        let whole: Whole = serde_json::from_slice(&response.body).ok()?;
        let sent = whole.message.unwrap_or_default();
        Some(Self {
            header: whole.header,
            request_id: sent.request_id.filter(|id| !id.is_empty()),
            recipients: sent.send_results.unwrap_or_default(),
        })
    }

    /// Why it is no success: the recipient's own code where there is one, since it says more than the header's.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        match self.by_sms() {
            Some(_) => None,
            None => self.refused(),
        }
    }

    /// Why KakaoTalk does not get it, where it goes out as SMS instead: all recipients are refused, and the request is
    /// taken all the same (`ko/release-notes.md`, 2025-04-29).
    pub fn by_sms(&self) -> Option<(i64, &str)> {
        let is_taken = self.header.refusal().is_none() && self.request_id.is_some();
        let none_taken = self.recipients.iter().all(|it| it.result_code != 0);
        (is_taken && none_taken).then(|| self.refused()).flatten()
    }

    fn refused(&self) -> Option<(i64, &str)> {
        let refused = self.recipients.iter().find(|it| it.result_code != 0);
        match refused {
            Some(recipient) => Some((recipient.result_code, &recipient.result_message)),
            None => self.header.refusal(),
        }
    }
}

impl Header {
    /// Reads the header of an answer.
    pub fn read(response: &Response) -> Option<Self> {
        #[derive(Deserialize)]
        struct Only {
            header: Header,
        }
        let only: Only = serde_json::from_slice(&response.body).ok()?;
        Some(only.header)
    }

    /// Its code and words, where it is no success.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        (!self.is_successful || self.result_code != 0)
            .then_some((self.result_code, &*self.result_message))
    }

    /// Whether it is the keys that are refused, so that any other call would be refused just the same.
    pub fn is_about_the_keys(&self) -> bool {
        matches!(self.result_code, -1000 | -1001 | -4004 | -4005)
    }

    /// What its code means and what to do.
    pub fn explanation(&self) -> (&'static str, &'static str) {
        codes::explain(self.result_code)
    }
}

/// What an answer says of an upload: its header, and the image where it was taken.
pub fn uploaded(response: &Response) -> Option<(Header, Option<Uploaded>)> {
    let whole: Whole = serde_json::from_slice(&response.body).ok()?;
    Some((whole.header, whole.image))
}

/// What an answer says of a query: its header, and the messages that were found.
pub fn rows(response: &Response) -> Option<(Header, Vec<Row>)> {
    let whole: Whole = serde_json::from_slice(&response.body).ok()?;
    let listed = whole.message_search_result_response.unwrap_or_default();
    Some((whole.header, listed.messages.unwrap_or_default()))
}

fn text_or_nothing<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(from).map(Option::unwrap_or_default)
}

/// A code that should be a text, taken as a number too.
fn code<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}
