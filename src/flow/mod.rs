//! What momo does.
//!
//! A flow takes a small plain struct of its own, uses `io` and `model`, and reports through a callback or
//! a channel. It knows nothing of clap, colours or streams.
pub mod api;
pub mod demo;
pub mod export;
pub mod import;
pub mod inspect;
pub mod kakao;
pub mod message;
pub mod nhn;
pub mod page;
pub mod platform;
pub mod receive;
pub mod replay;
pub mod run;
pub mod sign;
mod task_limit;
pub mod verify;
mod web;
