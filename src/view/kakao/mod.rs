//! What is shown of Kakao's skills.
pub mod answer;
mod draw;
pub mod findings;
pub mod nhn;
pub mod setup;
pub mod status;
