//! Skill server: forwards each skill call to an agent and replies to Kakao in time.
//!
//! Kakao waits five seconds. An answer within the budget becomes the reply. A later answer goes to the callback URL
//! if the call names one. Otherwise the reply asks the user to wait, and the next utterance fetches the answer. An
//! answer that is not ready then is awaited if the user asks for it by the button, else superseded. The history gets an
//! exchange for every call, HTTP request to the agent and callback. A call is recorded before its reply.
//!
//! Threads: A connection thread handles the call and waits on an [`AnswerCell`](answer_cell::AnswerCell) until the
//! budget ends. One agent thread per call (at most 64) waits for the agent and sets the cell. One thread per callback
//! (at most 256) waits for the cell and posts the answer. Lock order: the pending answers, then a cell.
mod agent;
mod answer_cell;
mod callback_sender;
mod handler;
mod pending_answers;
mod stats;

pub use stats::SkillServerStats;

use crate::error::{Error, Result};
use crate::io::server::{Limits, RunningServer, Server};
use crate::io::sqlite::Recorder;
use crate::model::activity::Activity;
use crate::model::http::target::check_path;
use crate::model::kakao::config::Agent;
use crate::model::kakao::policy::{AccessPolicy, CallbackHosts};
use crate::model::protocol::SkillKey;
use handler::SkillHandler;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub struct ServeOptions {
    /// Address to listen on; port 0 takes any free port.
    pub address: SocketAddr,
    /// URL path of the skill.
    pub path: String,
    /// Secret header that each call must carry; `None` disables the check.
    pub key: Option<SkillKey>,
    /// Which users get answers.
    pub policy: AccessPolicy,
    pub agent: Agent,
    /// Maximum characters of one bubble.
    pub chunk_limit: usize,
    /// Time limit of the agent for one answer.
    pub timeout: Duration,
    /// Time from the start of a call until the server replies, with or without an answer.
    pub budget: Duration,
    /// Hosts to which late answers may be posted.
    pub callback_hosts: CallbackHosts,
    pub limits: Limits,
    pub recorder: Recorder,
}

/// Running skill server.
pub struct SkillServer {
    server: RunningServer,
    handler: Arc<SkillHandler>,
    grace: Duration,
}

impl SkillServer {
    /// Binds the port, starts the agent and serves calls. Several threads call `observer` concurrently.
    ///
    /// # Errors
    /// Fails if the path is invalid, the port is taken, or the agent or an HTTP client cannot start.
    pub fn start(
        options: ServeOptions,
        observer: impl Fn(Activity) + Send + Sync + 'static,
    ) -> Result<Self> {
        if let Err(reason) = check_path(&options.path) {
            return Err(Error::usage(format!(
                "the path `{}` {reason}",
                options.path
            )));
        }
        let server = Server::bind(options.address, options.limits.clone())?;
        let grace = options.limits.grace;
        let handler = Arc::new(SkillHandler::new(options, Arc::new(observer))?);
        Ok(Self {
            server: server.start("skill server", handler.clone())?,
            handler,
            grace,
        })
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Returns a URL without a path that reaches the server from this machine.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Returns whether the server still accepts connections.
    pub fn is_running(&self) -> bool {
        self.server.is_running()
    }

    /// Stops the server: refuses new calls, finishes started ones, and abandons pending answers.
    pub fn stop(mut self) {
        self.server.stop();
        self.handler.shut_down(self.grace);
    }
}
