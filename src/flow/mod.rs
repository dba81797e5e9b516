//! Use cases of momo, between the command line and `io`.
//!
//! A flow takes its options as a plain struct, uses `io` and `model`, and reports through a callback or a channel. It
//! does not depend on clap, terminal styles or standard streams.
pub mod api;
pub mod callback_path;
pub mod changes;
pub mod chat;
pub mod check;
pub mod demo;
pub mod diagnosis;
pub mod doctor;
pub mod export;
pub mod import;
pub mod inspect;
pub mod journal;
pub mod kakao;
pub mod message;
pub mod nhn;
mod pieces;
pub mod platform;
pub mod receive;
pub mod replay;
pub mod run;
pub mod sign;
pub mod talk;
pub mod tunnel;
pub mod verify;
pub mod web;
