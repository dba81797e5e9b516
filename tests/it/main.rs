//! The one integration binary: it runs `momo` as a person would, or the library's public functions.
//!
//! One file a subject. A file that is not in the list below fails `layers::every_test_file_is_listed`.
#![allow(clippy::unwrap_used, clippy::print_stderr, unreachable_pub)]

mod agent;
mod api;
mod artefacts;
mod bot;
mod bots;
mod chat;
mod check;
mod ci_job;
mod client;
mod closing;
#[cfg(unix)]
mod completions;
mod config;
mod connecting;
mod containers;
mod contract;
mod crash;
mod credentials;
mod demo;
mod diagnosis;
// Looks at rights and links, and runs shells.
#[cfg(unix)]
mod doctor;
// Stands between momo and its disk with LD_PRELOAD, which Linux has.
#[cfg(target_os = "linux")]
mod durable;
mod event;
mod explain;
mod export;
mod fault;
mod headers;
mod help;
mod history;
mod http1;
mod import;
mod inspect;
mod json;
mod json_edit;
mod junit;
mod kakao;
mod known_secrets;
mod korean;
mod layers;
mod life;
mod listen;
mod mcp;
mod message;
mod names;
mod narrow;
mod packages;
mod page;
mod phrases;
mod platform;
mod probe;
mod protocol;
mod readme;
mod replay;
mod rewritten;
mod room;
mod run;
mod sample;
mod sample_bot;
mod server;
mod settings;
mod sign;
mod store;
mod support;
mod talk;
mod trouble;
mod tunnel;
mod vectors;
mod verify;
mod version;
mod view;
mod wire;
