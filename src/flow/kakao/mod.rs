//! What momo does with KakaoTalk.
pub mod serve;
pub mod status;
