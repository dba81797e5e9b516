//! What Kakao's chatbot skills say and answer.
pub mod chunk;
pub mod config;
pub mod lint;
