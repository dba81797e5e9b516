//! NHN Cloud's KakaoTalk Bizmessage: requests, responses and rules of Friend Talk and Brand Message.
//!
//! Sources: the guides of NHN Cloud (github.com/TOAST-DOCS/Alimtalk@8dc8f5c, `ko/friendtalk-api-guide.md` v2.4,
//! `ko/friendtalkupgrade-api-guide.md` v1.0, `ko/friendtalk-compatible-api-guide.md`, `ko/error-code.md`; shown at
//! <https://docs.nhncloud.com/ko/Notification/KakaoTalk%20Bizmessage/ko/Overview/>).
pub mod button;
pub mod host;
pub mod image;
pub mod korean_time;
pub mod local;
pub mod message;
pub mod phone;
pub mod request;
pub mod response;
pub mod response_codes;
pub mod result_codes;
pub mod rules;
pub mod via_choice;

use crate::model::text::named::named;

named! {
    /// The NHN Cloud API through which a message is sent.
    pub enum Via {
        /// Friend Talk v2.4, which NHN Cloud converts to a Brand Message ("compatibility mode").
        FriendTalk = "friendtalk",
        /// Brand Message v1.0, freestyle (without template).
        Brand = "brand",
    }
}

impl Via {
    /// Returns the name used by NHN Cloud.
    pub fn title(self) -> &'static str {
        match self {
            Self::FriendTalk => "Friend Talk",
            Self::Brand => "Brand Message",
        }
    }

    /// Returns the start of the API's paths, before `/appkeys/`.
    pub fn path(self) -> &'static str {
        match self {
            Self::FriendTalk => "/friendtalk/v2.4",
            Self::Brand => "/brand-message/v1.0",
        }
    }

    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::FriendTalk => Self::Brand,
            Self::Brand => Self::FriendTalk,
        }
    }
}
