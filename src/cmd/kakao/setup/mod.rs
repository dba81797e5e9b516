//! `momo kakao setup`: fills in a Kakao account, by questions, by flags, or from Moltbot's settings.
mod ask;
mod flags;

use super::account::AccountArgs;
use super::agent::named;
use crate::cmd::Verb;
use crate::cmd::choice::Known;
use crate::cmd::context::{Context, environment};
use crate::cmd::prompt;
use crate::error::{Error, Result, Verdict};
use crate::io::files::{Credentials, SettingsDocument};
use crate::io::probe;
use crate::model::history::curl::quote;
use crate::model::kakao::config::{Account, Agent, DEFAULT_ACCOUNT, Kakao, Key};
use crate::model::kakao::setup::{
    Change, Imported, Line, Plan, Wish, check_pair, check_together, import, next_steps,
};
use crate::model::secret::Secret;
use crate::model::settings::Place;
use crate::model::settings::variables::escape;
use crate::view::kakao::setup as face;
use flags::ValueArgs;
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Arguments of `momo kakao setup`.
#[derive(clap::Args, Debug)]
pub(crate) struct Setup {
    #[command(flatten)]
    account: AccountArgs,
    /// Take over Moltbot's settings of KakaoTalk from this file, which stays as it is
    #[arg(long, value_name = "FILE")]
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

/// What was done, or would be.
#[derive(Serialize)]
struct Report<'a> {
    account: &'a str,
    file: String,
    credentials_file: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    imported: &'a [Line],
    changes: &'a [Change],
}

impl Verb for Setup {
    const NAME: &'static str = "setup";
    const ABOUT: &'static str =
        "Set up a Kakao account, step by step, by flags, or from Moltbot's settings";
    const EXAMPLES: &'static str = "\
Examples:
  momo kakao setup
  momo kakao setup --import ~/.moltbot.json --agent 3000/answer
  momo kakao setup --rest-api-key-file key.txt --channel-id _abc --port 8788 --yes
  momo kakao setup --account shop --config momo.json --dm-policy open --yes";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let known = Known::load(context)?;
        let file = self.account.config.clone();
        let document = SettingsDocument::open(&file.unwrap_or(known.home.config_file()))?;
        let kakao = match document.is_there() {
            true => self.account.kakao(context, &known)?,
            // The file that `--config` names may be a new one.
            false => known.kakao(),
        };
        let id = self.account_id(&kakao)?;
        let imported = self.imported()?;
        let mut wishes = imported.wishes.clone();
        wishes.extend(self.values.wishes(&id)?);
        wishes.extend(self.agents(&imported, &kakao, &id)?);
        let account = kakao.of(&id);
        if !self.yes && self.import.is_none() && context.terminal.can_prompt() {
            ask::ask(context, &account, &mut wishes)?;
        } else if wishes.is_empty() {
            return Err(nothing_given());
        }
        mixed_up(&account, &wishes)?;
        if let Err(why) = pair(&account, &wishes) {
            match self.values.has_half_a_pair() {
                true => return Err(Error::usage(why).hint(PAIR)),
                false => context.terminal.warn(why),
            }
        }
        let plan = Plan::make(&document.fields, known.credentials.kakao(), wishes)
            .map_err(|why| document.wrong(why))?;
        let desk = Desk {
            known: &known,
            kakao: &kakao,
            id: &id,
            which: self.which(&id, &kakao),
            document: &document,
            plan: &plan,
            imported: &imported,
        };
        desk.finish(context, self.yes, self.agent.is_some())
    }
}

impl Setup {
    /// The account that is set up; a new one where none has the name.
    fn account_id(&self, kakao: &Kakao) -> Result<String> {
        match &self.account.account {
            Some(id) if id.trim().is_empty() => Err(Error::usage("`--account` is empty")),
            Some(id) => Ok(id.clone()),
            None if self.import.is_some() => Ok(DEFAULT_ACCOUNT.to_owned()),
            None => match kakao.account(None) {
                Ok(account) => Ok(account.id().to_owned()),
                Err(why) => Err(Error::usage(why).hint("Say which with `--account`.")),
            },
        }
    }

    /// The flags with which other verbs find this account, where they would not do so without.
    fn which(&self, id: &str, kakao: &Kakao) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(file) = &self.account.config {
            words.extend(["--config".to_owned(), quote(&file.to_string_lossy())]);
        }
        let is_found = id == DEFAULT_ACCOUNT || kakao.accounts().iter().all(|other| other == id);
        if !is_found {
            words.extend(["--account".to_owned(), quote(id)]);
        }
        words
    }

    fn imported(&self) -> Result<Imported> {
        let Some(path) = &self.import else {
            return Ok(Imported::default());
        };
        let document = SettingsDocument::open(path)?;
        if !document.is_there() {
            return Err(Error::unknown(format!(
                "there is no file `{}`",
                path.display()
            )));
        }
        import(&document.fields, self.agent.is_some()).map_err(|why| document.wrong(why))
    }

    /// The agent that `--agent` names: under the names that Moltbot's bindings have, else as the account's own.
    fn agents(&self, imported: &Imported, kakao: &Kakao, id: &str) -> Result<Vec<Wish>> {
        let Some(who) = &self.agent else {
            return Ok(Vec::new());
        };
        let agent = agent(who)?;
        if !imported.agents.is_empty() {
            let wishes = imported.agents.iter();
            return Ok(wishes
                .map(|name| Wish::Agent(name.clone(), agent.clone()))
                .collect());
        }
        let bound = kakao.agent_name(id);
        let own = if id == DEFAULT_ACCOUNT { "bot" } else { id };
        let name = bound.clone().unwrap_or_else(|| own.to_owned());
        let mut wishes = vec![Wish::Agent(name.clone(), agent)];
        if bound.is_none() {
            let only = (id != DEFAULT_ACCOUNT).then(|| id.to_owned());
            wishes.push(Wish::Bind(only, name));
        }
        Ok(wishes)
    }
}

/// What is at hand when it comes to writing.
struct Desk<'a> {
    known: &'a Known,
    kakao: &'a Kakao,
    id: &'a str,
    /// The flags with which other verbs find this account.
    which: Vec<String>,
    document: &'a SettingsDocument,
    plan: &'a Plan,
    imported: &'a Imported,
}

impl Desk<'_> {
    /// Shows what would change, asks unless `yes`, writes, and says what comes next.
    fn finish(&self, context: &mut Context, yes: bool, has_agent: bool) -> Result<Verdict> {
        let credentials = self.known.home.credentials_file();
        let report = Report {
            account: self.id,
            file: self.document.name(),
            credentials_file: credentials.display().to_string(),
            imported: &self.imported.lines,
            changes: &self.plan.changes,
        };
        show(context, &report)?;
        if !self.plan.is_empty() {
            if !yes && !prompt::confirm(context, "Write this?")? {
                context.terminal.note("Nothing was written.");
                return Ok(Verdict::No);
            }
            write(self.known, self.document, self.plan)?;
        }
        if context.terminal.is_json() {
            context.terminal.print_json(&report)?;
        }
        if self.plan.is_empty() {
            context.terminal.note("Nothing had to be changed.");
        }
        if !has_agent {
            self.ask_for_agents(context);
        }
        overruled(context, self.kakao, self.plan);
        self.say_what_is_next(context);
        Ok(Verdict::Yes)
    }

    /// What Moltbot hosted, momo does not.
    fn ask_for_agents(&self, context: &mut Context) {
        let agents = self.plan.document.get("agents");
        let words = ["momo", "kakao", "setup"].into_iter();
        let words: Vec<_> = words.chain(self.which.iter().map(String::as_str)).collect();
        let setup = words.join(" ");
        for name in &self.imported.agents {
            if agents.is_none_or(|agents| agents.get(name).is_none()) {
                context.terminal.warn(format!(
                    "Moltbot hosted the agent `{name}`; say anew who answers: {setup} --agent URL --yes"
                ));
            }
        }
    }

    fn say_what_is_next(&self, context: &mut Context) {
        let account = self.kakao.of(self.id);
        let written = |key: Key| {
            let fields = self.plan.document.get("channels")?.get("kakao")?;
            let own = fields.get("accounts").and_then(|all| all.get(self.id));
            own.unwrap_or(fields).get(key.name).cloned()
        };
        let port = written(Key::PORT).and_then(|port| u16::try_from(port.as_u64()?).ok());
        let port = port.or(account.port(&environment).ok().flatten());
        let path = written(Key::PATH).and_then(|path| Some(path.as_str()?.to_owned()));
        let path = path.or(account.path(&environment).ok().flatten());
        let is_sender = |(_, key, _): &(String, Key, Secret)| *key == Key::SENDER_KEY;
        let sends = self.plan.secrets.iter().any(is_sender);
        let is_taken = |port: &u16| !probe::is_free(*port);
        if let Some(port) = port.filter(is_taken) {
            context
                .terminal
                .warn(format!("port {port} is taken at the moment"));
        }
        context.terminal.heading("Next:");
        for step in next_steps(port, path.as_deref(), sends, &self.which) {
            context.terminal.note(format!("  {step}"));
        }
    }
}

/// What would be done; JSON comes once it is done.
fn show(context: &mut Context, report: &Report<'_>) -> Result<()> {
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        return Ok(());
    }
    let (ink, width) = (terminal.out_styles(), terminal.out_width());
    if !report.imported.is_empty() {
        terminal.print(face::imported(report.imported, width))?;
        terminal.print("")?;
    }
    if report.changes.is_empty() {
        return Ok(());
    }
    let text = face::changes(report.changes, &report.file, &report.credentials_file, ink);
    terminal.print(text)
}

/// Secrets first: a settings file that lost one of its own must find it kept.
fn write(known: &Known, document: &SettingsDocument, plan: &Plan) -> Result<()> {
    if !plan.secrets.is_empty() {
        Credentials::update(&known.home, |credentials| {
            for (account, key, secret) in &plan.secrets {
                credentials
                    .kakao_mut()
                    .put(account, key.name, secret.clone());
            }
            Ok(())
        })?;
    }
    document.replace(&plan.document)
}

/// Warns where another file says the same key and counts before what was written.
fn overruled(context: &mut Context, kakao: &Kakao, plan: &Plan) {
    for (id, key, _) in &plan.secrets {
        let account = kakao.of(id);
        let gone = |change: &Change| {
            !change.secret && change.new.is_none() && change.path == account.path_of(*key)
        };
        if let Some(place) = account.place_of(*key)
            && !matches!(place, Place::Kept(_))
            && !plan.changes.iter().any(gone)
        {
            context.terminal.warn(format!(
                "{place} says `{}` of the account `{id}` too, and counts before what was kept",
                key.name
            ));
        }
    }
}

/// How the skill's header and its value are given.
const PAIR: &str = "Give both: `--skill-header NAME --skill-secret-file FILE`.";

/// The skill's header without its value, or the value alone.
fn pair(account: &Account<'_>, wishes: &[Wish]) -> Result<(), String> {
    let is_set = |key: Key| {
        let is_wished = wishes.iter().any(|wish| match wish {
            Wish::Set(id, of, _) | Wish::Keep(id, of, _) => id == account.id() && *of == key,
            _ => false,
        });
        is_wished || !matches!(account.text(key, &environment), Ok(None))
    };
    check_pair(is_set(Key::SKILL_HEADER), is_set(Key::SKILL_SECRET))
}

/// Two secrets of one account that are one value.
fn mixed_up(account: &Account<'_>, wishes: &[Wish]) -> Result<()> {
    let wished = |key: Key| {
        wishes.iter().rev().find_map(|wish| match wish {
            Wish::Keep(id, of, secret) if id == account.id() && *of == key => Some(secret.clone()),
            _ => None,
        })
    };
    let known = |key: Key| {
        let found = account.secret(key, &environment).ok().flatten();
        found.map(|setting| setting.value)
    };
    let keys = Key::ALL.iter().filter(|key| key.is_secret());
    let values: Vec<(Key, Secret)> = keys
        .filter_map(|key| Some((*key, wished(*key).or_else(|| known(*key))?)))
        .collect();
    check_together(&values).map_err(Error::usage)
}

/// `echo`, a target, or a command line, as a file writes it; read as `serve --agent` reads it.
fn agent(who: &str) -> Result<Value> {
    Ok(match named(who.trim())? {
        Agent::Echo => json!("echo"),
        Agent::Http(url) => json!({ "url": url }),
        // As it is typed, it is run; what looks like a variable is no reference.
        Agent::Command(words) => {
            let words = words.iter().map(|word| escape(word));
            json!({ "command": words.collect::<Vec<_>>() })
        }
    })
}

fn nothing_given() -> Error {
    Error::usage("no value is given, and nobody can be asked here")
        .hint("Give values by flags, such as `--port 8788 --rest-api-key-file FILE --yes`.")
        .hint(prompt::NOBODY)
}
