//! What momo knows, as pure data and pure functions.
//!
//! No clock, no files, no sockets, no printing: "now" and random bytes are arguments. Everything here
//! can be tested with values alone.
pub mod bot;
pub mod captured;
pub mod chaos;
pub mod credentials;
pub mod demo;
pub mod diagnosis;
pub mod diff;
pub mod dotenv;
pub mod event;
pub mod exchange;
pub mod expect;
pub mod explain;
pub mod filter;
pub mod har;
pub mod header_text;
pub mod history;
pub mod http;
pub mod id;
pub mod json_edit;
pub mod json_span;
pub mod json_tree;
pub mod kakao;
pub mod latency;
pub mod ndjson;
pub mod nearest;
pub mod outbox;
pub mod protocol;
pub mod refusal;
pub mod rehearsal;
pub mod retry;
pub mod room;
pub mod route;
pub mod samples;
pub mod secret;
pub mod setting;
pub mod settings;
pub mod shape;
pub mod signature;
pub mod status;
pub mod target;
pub mod time;
pub mod trouble;
pub mod variables;
