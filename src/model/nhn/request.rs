//! Builds the requests to NHN Cloud, and masks the app key for the history.
use super::Via;
use super::image::ImageType;
use crate::model::http::multipart::{self, FormPart};
use crate::model::http::{Headers, Request};
use crate::model::secret::{Secret, fingerprint};
use serde_json::Value;

/// Contains the secret key.
pub const SECRET_KEY_HEADER: &str = "X-Secret-Key";
/// Makes NHN Cloud refuse a repeated call instead of sending twice; Friend Talk only.
pub const IDEMPOTENCY_HEADER: &str = "X-NC-API-IDEMPOTENCY-KEY";
/// Requests the compatibility mode; Friend Talk only.
pub const CONVERT_HEADER: &str = "X-Convert-To-Brand-Message";
/// The content type of all requests except uploads.
pub const CONTENT_TYPE: &str = "application/json;charset=UTF-8";

/// The keys of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NhnKeys {
    /// Sent in the path of every request.
    pub app: Secret,
    /// Sent in a header of every request.
    pub secret: Secret,
    /// Sent in the body of a message.
    pub sender: Secret,
}

impl NhnKeys {
    /// Creates keys from texts; `None` if one is empty.
    pub fn new(app: &str, secret: &str, sender: &str) -> Option<Self> {
        Some(Self {
            app: Secret::new(app)?,
            secret: Secret::new(secret)?,
            sender: Secret::new(sender)?,
        })
    }

    /// Returns the sender key as text.
    pub fn sender_text(&self) -> &str {
        self.sender.reveal_text().unwrap_or_default()
    }
}

/// Builds authenticated requests to NHN Cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NhnApi {
    /// For example `https://kakaotalk-bizmessage.api.nhncloudservice.com`, without a trailing slash.
    pub base_url: String,
    pub keys: NhnKeys,
}

impl NhnApi {
    /// Returns the request that sends a message. An idempotency key is for Friend Talk only.
    pub fn send(&self, via: Via, body: &Value, idempotency_key: Option<&str>) -> Request {
        let path = match via {
            Via::FriendTalk => "messages",
            Via::Brand => "freestyle-messages",
        };
        let mut request = self.request("POST", via, path);
        if via == Via::FriendTalk {
            request.headers.push(CONVERT_HEADER, "true");
        }
        if let Some(key) = idempotency_key {
            request.headers.push(IDEMPOTENCY_HEADER, key);
        }
        request.body = body.to_string().into_bytes();
        request
    }

    /// Returns the request that uploads an image. Friend Talk has a field `wide`, Brand Message a field `imageType`.
    pub fn upload(&self, via: Via, file: FormPart, kind: ImageType, boundary: &str) -> Request {
        let mut parts = vec![file];
        match (via, kind) {
            (Via::FriendTalk, ImageType::Image) => {}
            (Via::FriendTalk, ImageType::Wide) => parts.push(FormPart::text("wide", "true")),
            (Via::Brand, _) => parts.push(FormPart::text("imageType", kind.name())),
        }
        let mut request = self.request("POST", via, "images");
        request
            .headers
            .set("Content-Type", multipart::content_type(boundary));
        if via == Via::FriendTalk {
            request.headers.push(CONVERT_HEADER, "true");
        }
        request.body = multipart::encode(boundary, &parts);
        request
    }

    /// Returns the request that queries the messages of a send request.
    pub fn query_result(&self, via: Via, request_id: &str) -> Request {
        self.request(
            "GET",
            via,
            &format!("messages?requestId={request_id}&pageSize=1000"),
        )
    }

    /// Returns the request that cancels reserved messages: of these recipients, or of all if empty.
    pub fn cancel(&self, via: Via, request_id: &str, recipients: &[u32]) -> Request {
        let numbers: Vec<_> = recipients.iter().map(u32::to_string).collect();
        let query = match numbers.is_empty() {
            true => String::new(),
            false => format!("?recipientSeq={}", numbers.join(",")),
        };
        self.request("DELETE", via, &format!("messages/{request_id}{query}"))
    }

    fn request(&self, method: &str, via: Via, path: &str) -> Request {
        let mut headers = Headers::new();
        headers.push("Content-Type", CONTENT_TYPE);
        headers.push(SECRET_KEY_HEADER, self.keys.secret.reveal());
        let app = self.keys.app.reveal_text().unwrap_or_default();
        Request {
            method: method.into(),
            url: format!("{}{}/appkeys/{app}/{path}", self.base_url, via.path()),
            headers,
            body: Vec::new(),
        }
    }
}

/// Replaces the app key in a URL by its fingerprint: `/appkeys/fingerprint-1a2b3c4d/messages`.
pub fn mask_app_key(url: &str) -> String {
    const BEFORE: &str = "/appkeys/";
    let Some(start) = url.find(BEFORE) else {
        return url.to_owned();
    };
    let (head, rest) = url.split_at(start + BEFORE.len());
    let (key, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if key.starts_with("fingerprint-") {
        return url.to_owned();
    }
    format!("{head}fingerprint-{}{tail}", fingerprint(key.as_bytes()))
}
