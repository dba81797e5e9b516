//! The domain model: pure data and pure functions.
//!
//! No clock, no files, no sockets, no printing: the current time and random bytes are arguments.
pub mod activity;
pub mod chat;
pub mod check;
pub mod completions;
pub mod diagnosis;
pub mod diff;
pub mod doctor;
pub mod fault;
pub mod history;
pub mod http;
pub mod http1;
pub mod json;
pub mod kakao;
pub mod nhn;
pub mod platform;
pub mod protocol;
pub mod replay;
pub mod samples;
pub mod secret;
pub mod settings;
pub mod text;
pub mod time;
pub mod tunnel;
