//! Renders values of the model as text, HTML and JSON.
//!
//! Only [`terminal`] writes to the standard streams. Only [`escape`] makes untrusted text safe for a terminal.
pub mod bot;
pub mod cells;
pub mod chat;
pub mod check;
pub mod child_output;
pub mod config;
pub mod delivery;
pub mod demo;
pub mod diff;
pub mod doctor;
pub mod exchange;
pub mod fault;
pub mod fault_stats;
pub mod github;
pub mod help;
pub mod hex_dump;
pub mod inspect;
pub mod kakao;
pub mod live;
pub mod outbox;
pub mod page;
mod prose;
pub mod report;
pub mod room;
pub mod summary;
pub mod table;
pub mod talk;
pub mod terminal;
pub mod time;

pub use crate::model::text::escape;
