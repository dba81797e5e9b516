//! Terminal output of the Kakao commands.
pub mod answer;
mod draw;
pub mod findings;
pub mod nhn;
pub mod setup;
pub mod status;
