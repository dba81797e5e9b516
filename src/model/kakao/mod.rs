//! What Kakao's chatbot skills say and answer.
pub mod chunk;
pub mod config;
pub mod lint;
pub mod setup;
pub mod status;
