//! A skill server: reads what Kakao asks, has an agent answer, and answers in time whatever happens.
//!
//! Kakao waits five seconds. An answer that is there within the budget is the answer. One that comes later goes to
//! the callback URL, where the block has one; else the user is told that it takes longer, and gets it with the next
//! utterance. What the user says meanwhile supersedes what was asked before. Every call, every agent's answer over
//! HTTP and every callback is an exchange of the history, and a call is there before it is answered.
mod agent;
mod desk;
mod late;
mod poster;
mod tally;
mod thought;

pub use tally::Tally;

use crate::error::{Error, Result};
use crate::flow::receive::ObservedExchange;
use crate::io::server::{Limits, RunningServer, Server};
use crate::io::sqlite::Recorder;
use crate::model::kakao::config::{Agent, check_path};
use crate::model::kakao::policy::{CallbackHosts, Policy};
use crate::model::protocol::SkillKey;
use desk::Desk;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What a skill server needs.
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// The path of the skill.
    pub path: String,
    /// The header that the owner set in Kakao's console, if it is checked.
    pub key: Option<SkillKey>,
    /// Who is answered.
    pub policy: Policy,
    /// Who thinks of the answers.
    pub agent: Agent,
    /// How many characters a bubble has at most.
    pub chunk_limit: usize,
    /// How long the agent may take.
    pub timeout: Duration,
    /// After what time Kakao is answered in any case.
    pub budget: Duration,
    /// Where late answers may go.
    pub callback_hosts: CallbackHosts,
    /// What a sender may ask of the server.
    pub limits: Limits,
    /// Where exchanges are kept.
    pub recorder: Recorder,
}

/// Something that happened.
#[derive(Debug)]
pub enum Happening {
    /// A call came in, an agent was asked, an answer was posted.
    Report(Box<ObservedExchange>),
    /// An agent was asked, and has answered or not.
    Asked {
        /// Whether nothing came of it.
        failed: bool,
    },
    /// Words of the agent, or about it.
    Words(String),
}

/// A skill server that runs.
pub struct SkillServer {
    server: RunningServer,
    desk: Arc<Desk>,
    grace: Duration,
}

impl SkillServer {
    /// Takes the port, starts the agent, and begins to answer. `tell` is called from many threads.
    pub fn start(
        options: ServeOptions,
        tell: impl Fn(Happening) + Send + Sync + 'static,
    ) -> Result<Self> {
        if let Err(why) = check_path(&options.path) {
            return Err(Error::usage(format!("the path `{}` {why}", options.path)));
        }
        let server = Server::bind(options.address, options.limits.clone())?;
        let grace = options.limits.grace;
        let desk = Arc::new(Desk::new(options, Arc::new(tell))?);
        Ok(Self {
            server: server.start("skill server", desk.clone())?,
            desk,
            grace,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// A URL that leads here from this machine, without a path.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Ends it: nothing new is taken, what has begun is answered, what is still thought of is given up.
    pub fn stop(mut self) {
        self.server.stop();
        self.desk.end(self.grace);
    }
}
