//! What momo knows, as pure data and pure functions.
//!
//! No clock, no files, no sockets, no printing: "now" and random bytes are arguments. Everything here
//! can be tested with values alone.
pub mod diagnosis;
pub mod diff;
pub mod fault;
pub mod history;
pub mod http;
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
