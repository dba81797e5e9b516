//! NHN Cloud's KakaoTalk Bizmessage: what momo knows of its Friend Talk and Brand Message calls.
//!
//! Sources: the guides of NHN Cloud (github.com/TOAST-DOCS/Alimtalk@8dc8f5c, `ko/friendtalk-api-guide.md` v2.4,
//! `ko/friendtalkupgrade-api-guide.md` v1.0, `ko/friendtalk-compatible-api-guide.md`, `ko/error-code.md`; shown at
//! <https://docs.nhncloud.com/ko/Notification/KakaoTalk%20Bizmessage/ko/Overview/>).
pub mod response;
pub mod button;
pub mod via_choice;
pub mod response_codes;
pub mod host;
pub mod image;
pub mod local;
pub mod message;
pub mod phone;
pub mod request;
pub mod result_codes;
pub mod rules;
pub mod korean_time;

/// The two ways by which a message goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// Friend Talk v2.4, which NHN Cloud turns into a Brand Message ("compatibility mode").
    FriendTalk,
    /// Brand Message v1.0, written freely.
    Brand,
}

impl Via {
    /// Both, the older first.
    pub const ALL: [Self; 2] = [Self::FriendTalk, Self::Brand];

    /// The word of flags and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::FriendTalk => "friendtalk",
            Self::Brand => "brand",
        }
    }

    /// As NHN Cloud calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::FriendTalk => "Friend Talk",
            Self::Brand => "Brand Message",
        }
    }

    /// The beginning of its paths, before `/appkeys/`.
    pub fn path(self) -> &'static str {
        match self {
            Self::FriendTalk => "/friendtalk/v2.4",
            Self::Brand => "/brand-message/v1.0",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::FriendTalk => Self::Brand,
            Self::Brand => Self::FriendTalk,
        }
    }
}
