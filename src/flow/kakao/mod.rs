//! KakaoTalk: a skill server, a simulated Kakao for skills, and status checks.
pub mod say;
pub mod serve;
pub mod status;
