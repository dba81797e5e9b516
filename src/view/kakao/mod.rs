//! What is shown of Kakao's skills.
pub mod findings;
pub mod nhn;
pub mod setup;
pub mod status;
