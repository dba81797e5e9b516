//! momo: one binary for people who build chat bots on the MoMoTalk Bot Platform and on KakaoTalk.
//!
//! Imports go along the arrows only; `tests/it/layers` checks this.
//!
//! ```text
//! main -> lib -> cmd -> flow -> io -> model -> error
//!                cmd -> view -----> model
//! ```
//!
//! | layer   | holds                                                                               |
//! |---------|-------------------------------------------------------------------------------------|
//! | `model` | data and pure functions: exchanges, events, signatures, samples; no clock and no I/O |
//! | `io`    | one outside concern a module: HTTP out, HTTP in, SQLite, files, the operating system  |
//! | `flow`  | the work: replay, receive, the local platform, the skill server, the demo            |
//! | `view`  | values in, text out: terminal, reports, the web page                                 |
//! | `cmd`   | the command line: one file a verb; clap is used here and nowhere else                |
//!
//! # Glossary
//!
//! - **Exchange**: one HTTP request with its response or failure, its timing and its signature check. The history stores them.
//! - **Event**: a platform's message to a bot (MoMoTalk event, Kakao skill call, Share webhook), as read from a request.
//! - **Payload**: the bytes of a request body, to be signed or sent. **Sample**: a payload that momo carries.
//! - **Callback URL**: where a bot receives events. **Target**: any URL that a request goes to; its **origin**: scheme, host and
//!   port, with the connections kept to them.
//! - **Delivery**: one event on its way to one bot, a row of the **outbox**. **Attempt**: one try to send it.
//! - **Delivery queue**: decides which delivery is sent next; **ordering key**: bot and room, within which order holds.
//! - **API call**: a call that the local platform's API received. **Skill call**: one request of Kakao to a skill, with its answer.
//! - **Response**: what HTTP returns. **Answer**: what a skill or an agent says. **Turn**: one user message and all that it caused.
//! - **Failure**: why no response came. **Problem**: an error response of an API. **Diagnosis**: why a delivery probably went wrong.
//! - **Hop**: one step of an event's way: received, forwarded, copied, sent, resent, callback, call.
//! - **Probe**: an event of the type `momo.probe`, which asks a bot whether it takes a signature.
//! - **Explanation**: the known mistake that makes a wrong signature match. **Finding**: what the lint reports about an answer.
//! - **Fault**: a disturbance that momo injects on purpose, never a real failure. **Fault rule**: what it applies
//!   to, how often, with which seed.
//! - **Journal**: records and publishes the exchanges of a server. **Recorder**: handle of the thread that commits exchanges in groups.
//! - **Facet**: the properties that many exchanges share, and the head of the first of them, from which the others are told apart.
//! - **Retention**: how much of the history a server keeps; what is more is displaced, refused requests first.
//! - **Activity**: one thing that happened on a server, as page and terminal get it. **Update feed**: the activities queued for
//!   the pages that poll it.
//! - **Phrase**: a sentence for people with a code; the **catalogue** has its English and its Korean. What has no code is
//!   told in Korean by its English.
//! - **Room**, **message**: of the local platform. **Kakao room**, **Kakao message**: the same when it plays KakaoTalk.
//! - **Registration**: how a platform makes a bot known. **Profile**: which platform the commands speak to.
//! - **Setting**: a value with its **source** (flag, environment, project file, user file, default). **Credentials**: what a bot
//!   signs and calls with; a **fingerprint** is what people see of a secret.
//! - **Check**: one question about a bot, with an id; a **family** is what stands before the dot. **Control**: the check without
//!   whose success no other can tell anything. **Trial**: one request of a check. **Scenario**: what a check plays beyond requests.
//! - **Effect**: what a bot does because of an event, such as a reply. **Stand-in**: plays the message API for a check.
//! - **Baseline**: the failures of a bot that are known, each with a reason and a last day.
//! - **Conversation**: a test in a `.chat` file; a **step** is one of its lines. A **script** is a conversation with its includes
//!   resolved. A line **claims** the bot's message that it expects; a **value** is what a named group of a pattern took from one.
//! - **Chat place**: where conversations take place, the rooms of MoMoTalk or Kakao rooms.
//! - **Playback**: a conversation that the page plays, at once or step by step. **Recording**: a `.chat` file of what was said.
//! - **Quick reply**: a label that a bot's message offers, to be **tapped** by a user.
//! - **Effect of a command**: the most that it does: read, write, send or destructive. **Skill file**: what teaches a coding agent
//!   to use momo; a **tool** of `momo mcp` is a verb with the arguments that an agent needs.
//! - **Expectation**: what a response must be like; a **mismatch** says where it is not. **Verdict**: yes, no or
//!   unknown; decides the exit code.
#![forbid(unsafe_code)]

mod cmd;
pub mod error;
pub mod flow;
pub mod io;
pub mod model;
pub mod view;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs one command line (its first word is the program's name) against the process's streams.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::from(cmd::run(args.into_iter().collect()))
}

/// The whole command line as clap knows it, for the tests that hold completions and manual pages equal to it.
pub fn command_line() -> clap::Command {
    cmd::whole_command()
}
