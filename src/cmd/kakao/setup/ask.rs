//! The questions of `momo kakao setup`: only what nothing says yet, each with the place where it is found.
use super::flags::{secret, value};
use crate::cmd::context::{Context, environment};
use crate::cmd::prompt;
use crate::error::Result;
use crate::io::probe;
use crate::model::kakao::config::{Account, DEFAULT_PATH, DEFAULT_PORT, Key};
use crate::model::kakao::setup::{Wish, check, may_be_meant, where_found};
use crate::model::secret::Secret;
use crate::view::kakao::setup;

/// The flag that makes every question needless.
const FLAG: &str = "--yes";

/// Asks for what is missing; an empty answer leaves a value out.
pub(super) fn ask(
    context: &mut Context,
    account: &Account<'_>,
    wishes: &mut Vec<Wish>,
) -> Result<()> {
    let mut desk = Desk {
        context,
        account,
        wishes,
    };
    desk.context
        .terminal
        .note("An empty answer leaves a value as it is.");
    desk.context.terminal.heading("The skill server");
    desk.port()?;
    desk.text(Key::PATH, "Path", Some(DEFAULT_PATH))?;
    desk.text(Key::DM_POLICY, "Who is answered", Some("open"))?;
    if desk.says(Key::DM_POLICY, "allowlist") {
        desk.text(Key::ALLOW_FROM, "User ids", None)?;
    }
    desk.text(Key::SKILL_HEADER, "Header (empty: none)", None)?;
    if !desk.lacks(Key::SKILL_HEADER) {
        desk.secret(Key::SKILL_SECRET, "Its value")?;
    }
    desk.context.terminal.heading("The app and the channel");
    desk.secret(Key::REST_API_KEY, "REST API key")?;
    desk.text(Key::CHANNEL_ID, "Channel id", None)?;
    desk.secret(
        Key::PRIMARY_ADMIN_KEY,
        "Primary admin key, for Share webhooks",
    )?;
    desk.context.terminal.heading("Messages through NHN Cloud");
    desk.secret(Key::SENDER_KEY, "Sender key (empty: no messages)")?;
    if !desk.lacks(Key::SENDER_KEY) {
        desk.secret(Key::NHN_APP_KEY, "App key")?;
        desk.secret(Key::NHN_SECRET_KEY, "Secret key")?;
    }
    Ok(())
}

struct Desk<'a, 'b> {
    context: &'a mut Context,
    account: &'a Account<'b>,
    wishes: &'a mut Vec<Wish>,
}

impl Desk<'_, '_> {
    /// Says where a value is found, in lines that the terminal does not break.
    fn explain(&mut self, key: Key) {
        let terminal = &mut self.context.terminal;
        let text = setup::explained(where_found(key), terminal.width());
        terminal.note(text);
    }

    /// What is wished of this key already.
    fn wished(&self, key: Key) -> Option<&Wish> {
        let id = self.account.id();
        self.wishes.iter().find(|wish| match wish {
            Wish::Set(account, of, _) | Wish::Keep(account, of, _) => account == id && *of == key,
            _ => false,
        })
    }

    /// Whether nothing says this yet. What stands there but cannot be read is not missing.
    fn lacks(&self, key: Key) -> bool {
        let is_there = match key {
            Key::ALLOW_FROM => self.account.place_of(key).is_some(),
            _ => !matches!(self.account.text(key, &environment), Ok(None)),
        };
        !is_there && self.wished(key).is_none()
    }

    fn says(&self, key: Key, text: &str) -> bool {
        match self.wished(key) {
            Some(Wish::Set(_, _, value)) => value == text,
            _ => {
                let found = self.account.text(key, &environment).ok().flatten();
                found.is_some_and(|setting| setting.value.trim() == text)
            }
        }
    }

    fn text(&mut self, key: Key, question: &str, default: Option<&str>) -> Result<()> {
        if !self.lacks(key) {
            return Ok(());
        }
        self.explain(key);
        let may_be = |answer: &str| match answer {
            "" => Ok(()),
            _ => check(key, answer),
        };
        // An empty default lets an empty answer through.
        let default = Some(default.unwrap_or_default());
        let answer = prompt::text(self.context, question, default, may_be, FLAG)?;
        if !answer.is_empty() {
            self.set(key, &answer);
        }
        Ok(())
    }

    /// A port that nobody has, unless the user means that very one.
    fn port(&mut self) -> Result<()> {
        if !self.lacks(Key::PORT) {
            return Ok(());
        }
        let key = Key::PORT;
        self.explain(key);
        let usual = DEFAULT_PORT.to_string();
        loop {
            let check = |answer: &str| check(key, answer);
            let answer = prompt::text(self.context, "Port", Some(&usual), check, FLAG)?;
            let is_taken = answer.parse().is_ok_and(|port| !probe::is_free(port));
            if is_taken {
                self.context
                    .terminal
                    .warn(format!("port {answer} is taken at the moment"));
                if !self.is_taken_all_the_same()? {
                    continue;
                }
            }
            self.set(key, &answer);
            return Ok(());
        }
    }

    /// Whether the user insists.
    fn is_taken_all_the_same(&mut self) -> Result<bool> {
        let again = "Take it all the same? yes or no";
        let check = |answer: &str| match answer {
            "yes" | "no" => Ok(()),
            _ => Err("yes or no?".to_owned()),
        };
        Ok(prompt::text(self.context, again, Some("no"), check, FLAG)? == "yes")
    }

    fn secret(&mut self, key: Key, question: &str) -> Result<()> {
        if !self.lacks(key) {
            return Ok(());
        }
        self.explain(key);
        let question = format!("{question} (not shown while you paste it)");
        while let Some(answer) = prompt::hidden(self.context, &question, true, FLAG)? {
            let taken = match secret(key, &answer) {
                Ok(secret) => Some(secret),
                Err(why) => {
                    self.context.terminal.warn(why);
                    let text = String::from_utf8_lossy(&answer);
                    let insists = may_be_meant(key, &text) && self.is_taken_all_the_same()?;
                    Secret::new(text.trim()).filter(|_| insists)
                }
            };
            if let Some(secret) = taken {
                let id = self.account.id().to_owned();
                self.wishes.push(Wish::Keep(id, key, secret));
                return Ok(());
            }
        }
        Ok(())
    }

    fn set(&mut self, key: Key, answer: &str) {
        let id = self.account.id().to_owned();
        self.wishes.push(Wish::Set(id, key, value(key, answer)));
    }
}
