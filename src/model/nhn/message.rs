//! A message to one person, and the body that says it to NHN Cloud.
use super::button::Button;
use super::image::ImageType;
use super::phone::Phone;
use super::{Via, korean_time};
use crate::model::time::Timestamp;
use serde_json::{Map, Value, json};

/// A message to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NhnMessage {
    /// To whom.
    pub to: Phone,
    /// What it says.
    pub text: String,
    /// Its image.
    pub image: Option<MessageImage>,
    /// Its buttons.
    pub buttons: Vec<Button>,
    /// Whether it is advertising; a Brand Message always is.
    pub is_ad: bool,
    /// What becomes of it where KakaoTalk cannot deliver it.
    pub resend: SmsFailover,
    /// When it is to go out; now where nothing is said.
    pub send_at: Option<Timestamp>,
}

/// An image that was uploaded to NHN Cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageImage {
    /// The URL that NHN Cloud gave.
    pub url: String,
    /// What it was uploaded as.
    pub kind: ImageType,
    /// Where a tap on it leads.
    pub link: Option<String>,
}

/// Fail-over to SMS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SmsFailover {
    /// As the console says.
    #[default]
    ConsoleSetting,
    /// Sent as SMS, with the message's own text.
    SameText,
    /// Sent as SMS, with this text.
    Text(String),
}

impl NhnMessage {
    /// The body of the call: Friend Talk v2.4, or Brand Message v1.0 of the kind TEXT, IMAGE or WIDE to the channel's
    /// friends (targeting I). `isAd` is always said: NHN Cloud takes its absence for advertising. That an image is wide is
    /// said to Brand Message only: Friend Talk knows it of the image.
    pub fn body(&self, via: Via, sender_key: &str) -> Value {
        let mut body = Map::new();
        let mut recipient = Map::new();
        body.insert("senderKey".into(), sender_key.into());
        recipient.insert("recipientNo".into(), self.to.formatted().into());
        let kind = self.image.as_ref().map_or("TEXT", |image| image.kind.chat_bubble_type());
        if via == Via::Brand {
            body.insert("chatBubbleType".into(), kind.into());
        }
        if let Some(time) = self.send_at {
            body.insert("requestDate".into(), korean_time::formatted(time).into());
        }
        let content = match via {
            Via::FriendTalk => &mut recipient,
            Via::Brand => &mut body,
        };
        content.insert("content".into(), self.text.clone().into());
        self.insert_image(via, content);
        if !self.buttons.is_empty() {
            content.insert("buttons".into(), self.buttons_json(via));
        }
        if let Some(resend) = self.resend.to_json() {
            recipient.insert("resendParameter".into(), resend);
        }
        match via {
            Via::FriendTalk => recipient.insert("isAd".into(), self.is_ad.into()),
            Via::Brand => recipient.insert("targeting".into(), "I".into()),
        };
        body.insert("recipientList".into(), json!([recipient]));
        body.into()
    }

    fn insert_image(&self, via: Via, content: &mut Map<String, Value>) {
        let Some(image) = &self.image else { return };
        let mut json = Map::new();
        json.insert("imageUrl".into(), image.url.clone().into());
        if let Some(link) = &image.link {
            json.insert("imageLink".into(), link.clone().into());
        }
        match via {
            Via::FriendTalk => content.extend(json),
            Via::Brand => {
                content.insert("image".into(), json.into());
            }
        }
    }

    fn buttons_json(&self, via: Via) -> Value {
        let buttons = self.buttons.iter().cloned();
        match via {
            Via::FriendTalk => {
                let numbered = buttons
                    .zip(1..)
                    .map(|(button, ordering)| button.with_ordering(ordering));
                json!(numbered.collect::<Vec<_>>())
            }
            Via::Brand => json!(self.buttons),
        }
    }
}

impl SmsFailover {
    fn to_json(&self) -> Option<Value> {
        match self {
            Self::ConsoleSetting => None,
            Self::SameText => Some(json!({ "isResend": true })),
            Self::Text(text) => Some(json!({ "isResend": true, "resendContent": text })),
        }
    }
}
