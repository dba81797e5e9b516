//! What Kakao's chatbot skills say and answer.
pub mod lint;
