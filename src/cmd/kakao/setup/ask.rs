//! Questions of `momo kakao setup`: only for missing values, each with help on where to find it.
use super::flags::{parse_secret, value_json};
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::variables;
use crate::error::Result;
use crate::io::probe;
use crate::model::kakao::config::{Account, AccountKey, DEFAULT_PATH, DEFAULT_PORT};
use crate::model::kakao::setup::{SettingEdit, check_value, has_only_unusual_length, instructions};
use crate::model::secret::Secret;

/// Flag that skips all questions.
const SKIP_FLAG: &str = "--yes";

/// Asks for the missing values and adds them to `edits`; an empty input skips a value.
///
/// # Errors
/// Fails if the terminal cannot be read.
pub(super) fn ask_missing_values(
    context: &mut Context,
    account: &Account<'_>,
    edits: &mut Vec<SettingEdit>,
) -> Result<()> {
    let mut questionnaire = Questionnaire {
        context,
        account,
        edits,
    };
    questionnaire
        .context
        .terminal
        .note("An empty answer leaves a value as it is.");
    questionnaire.context.terminal.heading("The skill server");
    questionnaire.ask_port()?;
    questionnaire.ask_text(AccountKey::PATH, "Path", Some(DEFAULT_PATH))?;
    questionnaire.ask_text(AccountKey::DM_POLICY, "Who is answered", Some("open"))?;
    if questionnaire.has_value(AccountKey::DM_POLICY, "allowlist") {
        questionnaire.ask_text(AccountKey::ALLOW_FROM, "User ids", None)?;
    }
    questionnaire.ask_text(AccountKey::SKILL_HEADER, "Header (empty: none)", None)?;
    if !questionnaire.is_missing(AccountKey::SKILL_HEADER) {
        questionnaire.ask_secret(AccountKey::SKILL_SECRET, "Its value")?;
    }
    questionnaire
        .context
        .terminal
        .heading("The app and the channel");
    questionnaire.ask_secret(AccountKey::REST_API_KEY, "REST API key")?;
    questionnaire.ask_text(AccountKey::CHANNEL_ID, "Channel id", None)?;
    questionnaire.ask_secret(
        AccountKey::PRIMARY_ADMIN_KEY,
        "Primary admin key, for Share webhooks",
    )?;
    questionnaire
        .context
        .terminal
        .heading("Messages through NHN Cloud");
    questionnaire.ask_secret(AccountKey::SENDER_KEY, "Sender key (empty: no messages)")?;
    if !questionnaire.is_missing(AccountKey::SENDER_KEY) {
        questionnaire.ask_secret(AccountKey::NHN_APP_KEY, "App key")?;
        questionnaire.ask_secret(AccountKey::NHN_SECRET_KEY, "Secret key")?;
    }
    Ok(())
}

struct Questionnaire<'a, 'b> {
    context: &'a mut Context,
    account: &'a Account<'b>,
    edits: &'a mut Vec<SettingEdit>,
}

impl Questionnaire<'_, '_> {
    /// Prints where to find a value.
    fn explain(&mut self, key: AccountKey) {
        let text = format!("  {}", instructions(key));
        self.context.terminal.note(text);
    }

    /// Returns the edit that flags or earlier questions made for this key.
    fn pending_edit(&self, key: AccountKey) -> Option<&SettingEdit> {
        let id = self.account.id();
        self.edits.iter().find(|edit| match edit {
            SettingEdit::Set(account, edit_key, _)
            | SettingEdit::SetSecret(account, edit_key, _) => account == id && *edit_key == key,
            _ => false,
        })
    }

    /// Returns whether the key has neither a value nor an edit. An unreadable value counts as set.
    fn is_missing(&self, key: AccountKey) -> bool {
        let is_set = match key {
            AccountKey::ALLOW_FROM => self.account.source_of(key).is_some(),
            _ => !matches!(self.account.text(key, &variables::lookup), Ok(None)),
        };
        !is_set && self.pending_edit(key).is_none()
    }

    fn has_value(&self, key: AccountKey, text: &str) -> bool {
        match self.pending_edit(key) {
            Some(SettingEdit::Set(_, _, value)) => value == text,
            _ => {
                let setting = self.account.text(key, &variables::lookup).ok().flatten();
                setting.is_some_and(|setting| setting.value.trim() == text)
            }
        }
    }

    fn ask_text(&mut self, key: AccountKey, question: &str, default: Option<&str>) -> Result<()> {
        if !self.is_missing(key) {
            return Ok(());
        }
        self.explain(key);
        let validate = move |answer: &str| match answer {
            "" => Ok(()),
            _ => check_value(key, answer),
        };
        // The prompt accepts an empty input only with a default.
        let default = Some(default.unwrap_or_default());
        let answer = prompt::text(self.context, question, default, validate, SKIP_FLAG)?;
        if !answer.is_empty() {
            self.add_edit(key, &answer);
        }
        Ok(())
    }

    /// Asks for a port; a port in use needs confirmation.
    fn ask_port(&mut self) -> Result<()> {
        if !self.is_missing(AccountKey::PORT) {
            return Ok(());
        }
        let key = AccountKey::PORT;
        self.explain(key);
        let default_port = DEFAULT_PORT.to_string();
        loop {
            let check = move |answer: &str| check_value(key, answer);
            let answer = prompt::text(self.context, "Port", Some(&default_port), check, SKIP_FLAG)?;
            let is_taken = answer.parse().is_ok_and(|port| !probe::is_port_free(port));
            if is_taken {
                self.context
                    .terminal
                    .warn(format!("port {answer} is taken at the moment"));
                if !self.confirms_anyway()? {
                    continue;
                }
            }
            self.add_edit(key, &answer);
            return Ok(());
        }
    }

    /// Asks whether to use the value despite the warning.
    fn confirms_anyway(&mut self) -> Result<bool> {
        let question = "Take it all the same? yes or no";
        let check = |answer: &str| match answer {
            "yes" | "no" => Ok(()),
            _ => Err("yes or no?".to_owned()),
        };
        Ok(prompt::text(self.context, question, Some("no"), check, SKIP_FLAG)? == "yes")
    }

    fn ask_secret(&mut self, key: AccountKey, question: &str) -> Result<()> {
        if !self.is_missing(key) {
            return Ok(());
        }
        self.explain(key);
        let question = format!("{question} (not shown while you paste it)");
        while let Some(answer) = prompt::secret(self.context, &question, true, SKIP_FLAG)? {
            let secret = match parse_secret(key, &answer) {
                Ok(secret) => Some(secret),
                Err(reason) => {
                    self.context.terminal.warn(reason);
                    let text = String::from_utf8_lossy(&answer);
                    let insists = has_only_unusual_length(key, &text) && self.confirms_anyway()?;
                    Secret::new(text.trim()).filter(|_| insists)
                }
            };
            if let Some(secret) = secret {
                let id = self.account.id().to_owned();
                self.edits.push(SettingEdit::SetSecret(id, key, secret));
                return Ok(());
            }
        }
        Ok(())
    }

    fn add_edit(&mut self, key: AccountKey, answer: &str) {
        let id = self.account.id().to_owned();
        self.edits
            .push(SettingEdit::Set(id, key, value_json(key, answer)));
    }
}
