//! What momo does with KakaoTalk.
pub mod say;
pub mod serve;
pub mod status;
