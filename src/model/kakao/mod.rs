//! What Kakao's chatbot skills say and answer.
pub mod answer;
pub mod callback;
pub mod chunk;
pub mod config;
pub mod dialogue;
pub mod lint;
pub mod payload;
pub mod policy;
pub mod posted;
pub mod request;
pub mod room;
pub mod setup;
pub mod status;
