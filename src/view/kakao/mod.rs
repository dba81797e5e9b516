//! What is shown of Kakao's skills.
pub mod findings;
