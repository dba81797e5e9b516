//! A message to one recipient, and its request body for NHN Cloud.
use super::button::Button;
use super::image::ImageType;
use super::phone::Phone;
use super::{Via, korean_time};
use crate::model::time::Timestamp;
use serde_json::{Map, Value, json};

/// A message to one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NhnMessage {
    pub to: Phone,
    pub text: String,
    pub image: Option<MessageImage>,
    pub buttons: Vec<Button>,
    /// Whether it is advertising; ignored for Brand Messages, which always are.
    pub is_ad: bool,
    pub resend: SmsFailover,
    /// `None` sends the message at once.
    pub send_at: Option<Timestamp>,
}

/// An image that was uploaded to NHN Cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageImage {
    /// The URL returned by the upload.
    pub url: String,
    pub kind: ImageType,
    /// The URL that a tap on the image opens.
    pub link: Option<String>,
}

/// The fail-over to SMS if KakaoTalk cannot deliver the message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SmsFailover {
    /// As set in NHN Cloud's console.
    #[default]
    ConsoleSetting,
    /// An SMS with the text of the message.
    SameText,
    /// An SMS with this text.
    Text(String),
}

impl NhnMessage {
    /// Returns the request body: Friend Talk v2.4, or Brand Message v1.0 of type TEXT, IMAGE or WIDE to the channel's
    /// friends (targeting I). Friend Talk always gets `isAd`: NHN Cloud takes its absence for advertising.
    /// Only Brand Message needs to know that an image is wide: Friend Talk knows it from the upload.
    pub fn body(&self, via: Via, sender_key: &str) -> Value {
        let mut body = Map::new();
        let mut recipient = Map::new();
        body.insert("senderKey".into(), sender_key.into());
        recipient.insert("recipientNo".into(), self.to.formatted().into());
        let kind = self
            .image
            .as_ref()
            .map_or("TEXT", |image| image.kind.chat_bubble_type());
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
