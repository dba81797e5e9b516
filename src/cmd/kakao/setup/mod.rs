//! `momo kakao setup`: configures a Kakao account by questions, by flags, or from Moltbot's settings.
mod ask;
mod flags;

use super::account::AccountArgs;
use super::agent::parse_agent;
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::Config;
use crate::cmd::variables;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::{Credentials, SettingsDocument};
use crate::io::probe;
use crate::model::kakao::config::{Account, AccountKey, Agent, DEFAULT_ACCOUNT, KakaoSettings};
use crate::model::kakao::setup::{
    ImportLine, ImportResult, SettingChange, SettingEdit, SetupPlan, check_distinct_secrets,
    check_header_pair, import, next_steps,
};
use crate::model::secret::Secret;
use crate::model::settings::Source;
use crate::model::settings::variables::escape;
use crate::model::text::shell;
use crate::view::kakao::setup as view;
use flags::ValueArgs;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `momo kakao setup`.
#[derive(clap::Args, Debug)]
pub(crate) struct Setup {
    #[command(flatten)]
    account: AccountArgs,
    /// Take over Moltbot's settings of KakaoTalk, of all its accounts, from this file, which stays as it is
    #[arg(long, value_name = "FILE", conflicts_with = "account")]
    import: Option<PathBuf>,
    /// Who thinks of the answers: `echo`, a URL or port, or a command line
    #[arg(long, value_name = "WHO")]
    agent: Option<String>,
    /// Write without asking anything
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    values: ValueArgs,
}

#[derive(Serialize)]
struct SetupJson<'a> {
    account: &'a str,
    file: String,
    credentials_file: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    imported: &'a [ImportLine],
    changes: &'a [SettingChange],
}

impl Verb for Setup {
    const NAME: &'static str = "setup";
    const ABOUT: &'static str =
        "Set up a Kakao account, step by step, by flags, or from Moltbot's settings";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao setup
  momo kakao setup --import ~/.moltbot.json --agent 3000/answer
  momo kakao setup --rest-api-key-file key.txt --channel-id _abc --port 8788 --yes
  momo kakao setup --account shop --config momo.json --dm-policy open --yes";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let file = self.account.config.clone();
        let document = SettingsDocument::open(&file.unwrap_or(config.home.config_file()))?;
        let kakao = match document.exists() {
            true => self.account.load_kakao_settings(context, &config)?,
            // `--config` may name a new file.
            false => config.kakao(),
        };
        let id = self.account_id(&kakao)?;
        let imported = self.read_import()?;
        let mut edits = imported.edits.clone();
        edits.extend(self.values.edits(&id)?);
        edits.extend(self.agent_edits(&imported, &kakao, &id)?);
        let account = kakao.account_or_empty(&id);
        if !self.yes && self.import.is_none() && context.terminal.can_prompt() {
            ask::ask_missing_values(context, &account, &mut edits)?;
        } else if edits.is_empty() {
            return Err(no_values_error());
        }
        check_secrets_differ(&account, &edits)?;
        if let Err(reason) = check_skill_header(&account, &edits) {
            match self.values.has_half_a_pair() {
                true => return Err(Error::usage(reason).hint(PAIR_HINT)),
                false => context.terminal.warn(reason),
            }
        }
        let plan = SetupPlan::new(&document.fields, config.credentials.kakao(), edits)
            .map_err(|reason| document.invalid(reason))?;
        let writer = SetupWriter {
            config: &config,
            kakao: &kakao,
            id: &id,
            account_flags: self.account_flags(&id, &kakao),
            document: &document,
            plan: &plan,
            imported: &imported,
        };
        writer.confirm_and_write(context, self.yes, self.agent.is_some())
    }
}

impl Setup {
    /// Returns the id of the account to configure, which may be new.
    fn account_id(&self, kakao: &KakaoSettings) -> Result<String> {
        match &self.account.account {
            Some(id) if id.trim().is_empty() => Err(Error::usage("`--account` is empty")),
            Some(id) => Ok(id.clone()),
            None if self.import.is_some() => Ok(DEFAULT_ACCOUNT.to_owned()),
            None => match kakao.account(None) {
                Ok(account) => Ok(account.id().to_owned()),
                Err(reason) => Err(Error::usage(reason).hint("Say which with `--account`.")),
            },
        }
    }

    /// Returns the flags that other commands need to find this account; empty if they find it without.
    fn account_flags(&self, id: &str, kakao: &KakaoSettings) -> Vec<String> {
        let mut flags = Vec::new();
        if let Some(file) = &self.account.config {
            flags.extend([
                "--config".to_owned(),
                shell::quote_visibly(&file.to_string_lossy()),
            ]);
        }
        let is_found = id == DEFAULT_ACCOUNT || kakao.accounts().iter().all(|other| other == id);
        if !is_found {
            flags.extend(["--account".to_owned(), shell::quote_visibly(id)]);
        }
        flags
    }

    fn read_import(&self) -> Result<ImportResult> {
        let Some(path) = &self.import else {
            return Ok(ImportResult::default());
        };
        let document = SettingsDocument::open(path)?;
        if !document.exists() {
            return Err(Error::unknown(format!(
                "there is no file `{}`",
                path.display()
            )));
        }
        import(&document.fields, self.agent.is_some()).map_err(|reason| document.invalid(reason))
    }

    /// Returns the edits for `--agent`: under the agent names of Moltbot's bindings, else for the account.
    fn agent_edits(
        &self,
        imported: &ImportResult,
        kakao: &KakaoSettings,
        id: &str,
    ) -> Result<Vec<SettingEdit>> {
        let Some(agent_text) = &self.agent else {
            return Ok(Vec::new());
        };
        let agent = agent_json(agent_text)?;
        if !imported.agents.is_empty() {
            let edits = imported.agents.iter();
            return Ok(edits
                .map(|name| SettingEdit::SetAgent(name.clone(), agent.clone()))
                .collect());
        }
        let bound_name = kakao.agent_name(id);
        let default_name = if id == DEFAULT_ACCOUNT { "bot" } else { id };
        let name = bound_name
            .clone()
            .unwrap_or_else(|| default_name.to_owned());
        let mut edits = vec![SettingEdit::SetAgent(name.clone(), agent)];
        if bound_name.is_none() {
            let account_id = (id != DEFAULT_ACCOUNT).then(|| id.to_owned());
            edits.push(SettingEdit::Bind(account_id, name));
        }
        Ok(edits)
    }
}

/// Shows, confirms and writes a setup plan.
struct SetupWriter<'a> {
    config: &'a Config,
    kakao: &'a KakaoSettings,
    id: &'a str,
    /// Flags that other commands need to find this account.
    account_flags: Vec<String>,
    document: &'a SettingsDocument,
    plan: &'a SetupPlan,
    imported: &'a ImportResult,
}

impl SetupWriter<'_> {
    /// Shows the changes, asks unless `yes`, writes them, and prints the next steps.
    fn confirm_and_write(
        &self,
        context: &mut Context,
        yes: bool,
        has_agent: bool,
    ) -> Result<Verdict> {
        let credentials = self.config.home.credentials_file();
        let output = SetupJson {
            account: self.id,
            file: self.document.display_path(),
            credentials_file: credentials.display().to_string(),
            imported: &self.imported.lines,
            changes: &self.plan.changes,
        };
        print_changes(context, &output)?;
        if !self.plan.is_empty() {
            if !yes && !prompt::confirm(context, "Write this?")? {
                context.terminal.note("Nothing was written.");
                return Ok(Verdict::No);
            }
            write(self.config, self.document, self.plan)?;
        }
        if context.terminal.is_json() {
            context.terminal.print_json(&output)?;
        }
        if self.plan.is_empty() {
            context.terminal.note("Nothing had to be changed.");
        }
        if !has_agent {
            self.warn_about_hosted_agents(context);
        }
        warn_if_overridden(context, self.kakao, self.plan);
        self.print_next_steps(context);
        Ok(Verdict::Yes)
    }

    /// Warns about imported agents that Moltbot hosted: momo does not host agents.
    fn warn_about_hosted_agents(&self, context: &mut Context) {
        let agents = self.plan.document.get("agents");
        let parts = ["momo", "kakao", "setup"].into_iter();
        let parts: Vec<_> = parts
            .chain(self.account_flags.iter().map(String::as_str))
            .collect();
        let command = parts.join(" ");
        for name in &self.imported.agents {
            if agents.is_none_or(|agents| agents.get(name).is_none()) {
                context.terminal.warn(format!(
                    "Moltbot hosted the agent `{name}`; say anew who answers: {command} --agent URL --yes"
                ));
            }
        }
    }

    fn print_next_steps(&self, context: &mut Context) {
        let settings = self.kakao.account_or_empty(self.id);
        let settings = settings.resolve(&variables::lookup);
        let new_value = |key: AccountKey| {
            let fields = self.plan.document.get("channels")?.get("kakao")?;
            let account_fields = fields.get("accounts").and_then(|all| all.get(self.id));
            account_fields.unwrap_or(fields).get(key.name).cloned()
        };
        let port = new_value(AccountKey::PORT).and_then(|port| u16::try_from(port.as_u64()?).ok());
        let port = port.or(settings.port.ok().flatten());
        let path = new_value(AccountKey::PATH).and_then(|path| Some(path.as_str()?.to_owned()));
        let path = path.or(settings.path.ok().flatten());
        let is_sender = |(_, key, _): &(String, AccountKey, Secret)| *key == AccountKey::SENDER_KEY;
        let sends_messages = self.plan.secrets.iter().any(is_sender);
        let is_taken = |port: &u16| !probe::is_port_free(*port);
        if let Some(port) = port.filter(is_taken) {
            context
                .terminal
                .warn(format!("port {port} is taken at the moment"));
        }
        context.terminal.heading("Next:");
        for step in next_steps(port, path.as_deref(), sends_messages, &self.account_flags) {
            context.terminal.note(format!("  {step}"));
        }
    }
}

/// Prints the planned changes; nothing in JSON mode, which reports them after writing.
fn print_changes(context: &mut Context, output: &SetupJson<'_>) -> Result<()> {
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        return Ok(());
    }
    let (styles, width) = (terminal.out_styles(), terminal.out_width());
    if !output.imported.is_empty() {
        terminal.print(view::import_table(output.imported, width))?;
        terminal.print("")?;
    }
    if output.changes.is_empty() {
        return Ok(());
    }
    let text = view::change_list(
        output.changes,
        &output.file,
        &output.credentials_file,
        styles,
    );
    terminal.print(text)
}

/// Writes the plan. Secrets come first: if one moves out of the settings file, it must not be lost in between.
fn write(config: &Config, document: &SettingsDocument, plan: &SetupPlan) -> Result<()> {
    if !plan.secrets.is_empty() {
        Credentials::update(&config.home, |credentials| {
            for (account, key, secret) in &plan.secrets {
                credentials
                    .kakao_mut()
                    .insert(account, key.name, secret.clone());
            }
            Ok(())
        })?;
    }
    document.replace(&plan.document)
}

/// Warns if a settings file overrides a written secret.
fn warn_if_overridden(context: &mut Context, kakao: &KakaoSettings, plan: &SetupPlan) {
    for (id, key, _) in &plan.secrets {
        let account = kakao.account_or_empty(id);
        let is_removed = |change: &SettingChange| {
            !change.secret && change.new.is_none() && change.path == account.path_of(*key)
        };
        if let Some(source) = account.source_of(*key)
            && !matches!(source, Source::Credentials(_))
            && !plan.changes.iter().any(is_removed)
        {
            context.terminal.warn(format!(
                "{source} says `{}` of the account `{id}` too, and counts before what was kept",
                key.name
            ));
        }
    }
}

const PAIR_HINT: &str = "Give both: `--skill-header NAME --skill-secret-file FILE`.";

/// Fails if only one of the skill's header and its value would be set.
fn check_skill_header(account: &Account<'_>, edits: &[SettingEdit]) -> Result<(), String> {
    let is_set = |key: AccountKey| {
        let is_edited = edits.iter().any(|edit| match edit {
            SettingEdit::Set(id, edit_key, _) | SettingEdit::SetSecret(id, edit_key, _) => {
                id == account.id() && *edit_key == key
            }
            _ => false,
        });
        is_edited || !matches!(account.text(key, &variables::lookup), Ok(None))
    };
    check_header_pair(
        is_set(AccountKey::SKILL_HEADER),
        is_set(AccountKey::SKILL_SECRET),
    )
}

/// Fails if two secrets of the account would be equal.
fn check_secrets_differ(account: &Account<'_>, edits: &[SettingEdit]) -> Result<()> {
    let pending_secret = |key: AccountKey| {
        edits.iter().rev().find_map(|edit| match edit {
            SettingEdit::SetSecret(id, edit_key, secret)
                if id == account.id() && *edit_key == key =>
            {
                Some(secret.clone())
            }
            _ => None,
        })
    };
    let saved_secret = |key: AccountKey| {
        let setting = account.secret(key, &variables::lookup).ok().flatten();
        setting.map(|setting| setting.value)
    };
    let keys = AccountKey::ALL.iter().filter(|key| key.is_secret());
    let values: Vec<(AccountKey, Secret)> = keys
        .filter_map(|key| Some((*key, pending_secret(*key).or_else(|| saved_secret(*key))?)))
        .collect();
    check_distinct_secrets(&values).map_err(Error::usage)
}

/// Parses an agent like `serve --agent` and returns its JSON for the settings file.
fn agent_json(agent_text: &str) -> Result<Value> {
    Ok(match parse_agent(agent_text.trim())? {
        Agent::Echo => json!("echo"),
        Agent::Http(url) => json!({ "url": url }),
        // Escape the words: a command line contains no variable references.
        Agent::Command(words) => {
            let words = words.iter().map(|word| escape(word));
            json!({ "command": words.collect::<Vec<_>>() })
        }
    })
}

fn no_values_error() -> Error {
    Error::usage("no value is given, and nobody can be asked here")
        .hint("Give values by flags, such as `--port 8788 --rest-api-key-file FILE --yes`.")
        .hint(prompt::NO_PROMPT_HINT)
}
