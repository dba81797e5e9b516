//! What Kakao's chatbot skills say and answer.
pub mod answer;
pub mod chunk;
pub mod config;
pub mod lint;
pub mod policy;
pub mod request;
pub mod setup;
pub mod status;
