//! Options of the skill server: flags take priority over the account's settings, and these over defaults.
use super::Serve;
use crate::cmd::context::Context;
use crate::cmd::kakao::account::ChosenAccount;
use crate::cmd::kakao::agent;
use crate::error::{Error, Result};
use crate::flow::kakao::serve::{ServeOptions, SkillServer};
use crate::io::sqlite::Recorder;
use crate::model::http::allowed_hosts::AllowedHosts;
use crate::model::kakao::config::{AccountKey, Agent, DEFAULT_PATH, DEFAULT_PORT, DmPolicy};
use crate::model::kakao::policy::{AccessPolicy, CallbackHosts};
use crate::view::escape;
use std::net::SocketAddr;

/// Validated options of a run.
pub(super) struct ServePlan {
    pub(super) options: ServeOptions,
    pub(super) ready: ReadyMessage,
}

/// Facts that are printed when the server is ready.
pub(super) struct ReadyMessage {
    pub(super) account: String,
    /// Agent name or the text of `--agent`, and a description.
    pub(super) agent: (String, String),
    pub(super) policy: DmPolicy,
    /// Whether the allowlist is empty, so that no user gets an answer.
    pub(super) has_empty_allowlist: bool,
    /// Header that is checked; `None` if calls are not authenticated.
    pub(super) header: Option<String>,
    pub(super) path: String,
    pub(super) address: SocketAddr,
    pub(super) url: String,
}

impl ReadyMessage {
    /// Sets the address and URL of the started server.
    pub(super) fn with_address(mut self, server: &SkillServer) -> Self {
        self.address = server.address();
        self.url = format!("{}{}", server.url(), self.path);
        self
    }
}

impl Serve {
    pub(super) fn plan(&self, context: &mut Context, chosen: &ChosenAccount) -> Result<ServePlan> {
        let settings = chosen.settings.clone();
        let account = settings.id.clone();
        if !settings.is_enabled? {
            let path = chosen.account().path_of(AccountKey::ENABLED);
            return Err(
                Error::unknown(format!("the Kakao account `{account}` is switched off"))
                    .hint(format!("`{path}` is false; set it to true.")),
            );
        }
        let (name, agent) = match &self.agent {
            Some(text) => (text.clone(), agent::parse_agent(text)?),
            None => chosen.agent()?,
        };
        if let Agent::Command(_) = agent
            && let Some(source) = chosen
                .kakao
                .agent_source(&account)
                .filter(|_| self.agent.is_none())
        {
            // Tell the user before the command runs: a third party may have written the project's file.
            let (name, description) = (escape::line(&name), agent::describe(&agent));
            let description = escape::line(&description);
            let note = format!(
                "{source} says that {description} answers (`agents.{name}`): it is run now"
            );
            context.terminal.note(note);
        }
        let policy = settings.dm_policy?;
        let key = chosen.settings.skill_key()?;
        let path = match &self.path {
            Some(path) => path.clone(),
            None => settings.path?.unwrap_or_else(|| DEFAULT_PATH.into()),
        };
        let port = match self.port {
            Some(port) => port,
            None => settings.port?.unwrap_or(DEFAULT_PORT),
        };
        let address = SocketAddr::new(self.host, port);
        let user_policy = match policy {
            DmPolicy::Open => AccessPolicy::Open,
            DmPolicy::Allowlist => AccessPolicy::Allow(settings.allow_from?),
            DmPolicy::Disabled => AccessPolicy::Disabled,
        };
        let ready = ReadyMessage {
            account,
            has_empty_allowlist: user_policy == AccessPolicy::Allow(Vec::new()),
            agent: (name, agent::describe(&agent)),
            policy,
            header: key.as_ref().map(|key| key.header.clone()),
            path: path.clone(),
            address,
            url: String::new(),
        };
        let options = ServeOptions {
            address,
            path,
            key,
            policy: user_policy,
            agent,
            chunk_limit: settings.text_chunk_limit?,
            timeout: settings.timeout?,
            budget: self.budget,
            callback_hosts: CallbackHosts {
                others: AllowedHosts(self.callback_host.clone()),
            },
            limits: self.limits.limits(),
            recorder: Recorder::start_limited(
                &context.history_file()?,
                self.retention.retention(),
            )?,
        };
        Ok(ServePlan { options, ready })
    }
}
