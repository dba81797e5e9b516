//! What the skill server is to do: flags before the account's settings before what is usual.
use super::Serve;
use crate::cmd::context::Context;
use crate::cmd::kakao::account::ChosenAccount;
use crate::cmd::kakao::agent;
use crate::error::{Error, Result};
use crate::flow::kakao::serve::{ServeOptions, SkillServer};
use crate::io::sqlite::Recorder;
use crate::model::kakao::config::{Agent, DEFAULT_PATH, DEFAULT_PORT, DmPolicy, Key};
use crate::model::kakao::policy::{CallbackHosts, Policy};
use crate::model::protocol::SkillKey;
use crate::view::escape;
use std::net::SocketAddr;

/// What is asked for, read and checked before anything is opened but the history.
pub(super) struct Plan {
    pub(super) options: ServeOptions,
    pub(super) greeting: Greeting,
}

/// What is said of a server that is ready.
pub(super) struct Greeting {
    pub(super) account: String,
    /// The agent's name, or what `--agent` says, and what it is.
    pub(super) agent: (String, String),
    pub(super) policy: DmPolicy,
    /// Whether the policy lets nobody in by mistake.
    pub(super) is_for_nobody: bool,
    /// The header that is checked.
    pub(super) header: Option<String>,
    pub(super) path: String,
    pub(super) address: SocketAddr,
    pub(super) url: String,
}

impl Greeting {
    /// Where it turned out to be.
    pub(super) fn at(mut self, server: &SkillServer) -> Self {
        self.address = server.address();
        self.url = format!("{}{}", server.url(), self.path);
        self
    }
}

impl Serve {
    pub(super) fn plan(&self, context: &mut Context, chosen: &ChosenAccount) -> Result<Plan> {
        let account = chosen.account().id().to_owned();
        if !chosen.read(|account, variable| account.is_enabled(variable))? {
            let path = chosen.account().path_of(Key::ENABLED);
            return Err(
                Error::unknown(format!("the Kakao account `{account}` is switched off"))
                    .hint(format!("`{path}` is false; set it to true.")),
            );
        }
        let (name, agent) = match &self.agent {
            Some(text) => (text.clone(), agent::named(text)?),
            None => chosen.agent()?,
        };
        if let Agent::Command(_) = agent
            && let Some(place) = chosen
                .kakao
                .agent_place(&account)
                .filter(|_| self.agent.is_none())
        {
            // Said before it runs: the file may have come with somebody else's project.
            let (name, what) = (escape::line(&name), agent::describe(&agent));
            let what = escape::line(&what);
            let words =
                format!("{place} says that {what} answers (`agents.{name}`): it is run now");
            context.terminal.note(words);
        }
        let policy = chosen.read(|account, variable| account.dm_policy(variable))?;
        let key = skill_key(chosen)?;
        let path = match &self.path {
            Some(path) => path.clone(),
            None => chosen
                .read(|account, variable| account.path(variable))?
                .unwrap_or_else(|| DEFAULT_PATH.into()),
        };
        let port = match self.port {
            Some(port) => port,
            None => chosen
                .read(|account, variable| account.port(variable))?
                .unwrap_or(DEFAULT_PORT),
        };
        let address = SocketAddr::new(self.host, port);
        let policy_of_users = match policy {
            DmPolicy::Open => Policy::Open,
            DmPolicy::Allowlist => {
                Policy::Allow(chosen.read(|account, variable| account.allow_from(variable))?)
            }
            DmPolicy::Disabled => Policy::Disabled,
        };
        let greeting = Greeting {
            account,
            is_for_nobody: policy_of_users == Policy::Allow(Vec::new()),
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
            policy: policy_of_users,
            agent,
            chunk_limit: chosen.read(|account, variable| account.text_chunk_limit(variable))?,
            timeout: chosen.read(|account, variable| account.timeout(variable))?,
            budget: self.budget,
            callback_hosts: CallbackHosts {
                others: self.callback_host.clone(),
            },
            limits: self.limits.limits(),
            recorder: Recorder::start(&context.history_file()?)?,
        };
        Ok(Plan { options, greeting })
    }
}

/// The header that the owner set in Kakao's console, and what must stand in it: both or neither.
fn skill_key(chosen: &ChosenAccount) -> Result<Option<SkillKey>> {
    let header = chosen.text(Key::SKILL_HEADER)?;
    let secret = chosen.secret(Key::SKILL_SECRET)?;
    match (header, secret) {
        (Some(header), Some(secret)) => Ok(Some(SkillKey {
            header: header.value.trim().to_owned(),
            secret: secret.value,
        })),
        (None, None) => Ok(None),
        (Some(_), None) => Err(chosen.missing(Key::SKILL_SECRET)),
        (None, Some(_)) => Err(chosen.missing(Key::SKILL_HEADER)),
    }
}
