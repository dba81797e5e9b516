//! What momo does with KakaoTalk.
pub mod status;
