//! Kakao chatbot skills: settings, requests, answers, answer linting, callbacks, and the simulated Kakao rooms.
pub mod answer;
pub mod callback;
pub mod callback_result;
pub mod chunk;
pub mod config;
pub mod dialogue;
pub mod lint;
pub mod payload;
pub mod policy;
pub mod request;
pub mod room;
pub mod setup;
pub mod status;
