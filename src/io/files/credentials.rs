//! `credentials.json`: tokens and secrets, in a file that only its owner may read.
//!
//! The command line and the local platform share the file. Both change it through [`Credentials::update`], which locks
//! it, reads it, and replaces it atomically. Unknown keys are preserved.
use super::home::Home;
use super::private;
use super::text::decode_text;
use crate::error::{Error, Result};
use crate::model::json::unique;
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::secret::table::SecretTable;
use serde_json::{Map, Value};
use std::fmt;
use std::path::Path;

/// Content of the file.
#[derive(Clone, Default)]
pub struct Credentials {
    bots: Vec<BotEntry>,
    consoles: SecretTable,
    kakao: SecretTable,
    skills: SecretTable,
    /// Keys of another version of momo, preserved.
    unknown_fields: Map<String, Value>,
}

#[derive(Clone)]
struct BotEntry {
    id: String,
    bot: BotCredentials,
    unknown_fields: Map<String, Value>,
}

impl Credentials {
    /// Reads the file; without a file the result is empty.
    ///
    /// # Errors
    /// Fails if the file is not private, cannot be read, or is not valid.
    pub fn load(home: &Home) -> Result<Self> {
        let path = home.credentials_file();
        match private::read(&path)? {
            Some(bytes) => Self::parse(&decode_text(&bytes), &path),
            None => Ok(Self::default()),
        }
    }

    /// Runs `change` under the file's lock and replaces the file atomically if `change` succeeds.
    ///
    /// # Errors
    /// Fails if the file cannot be locked, read or written, and with the error of `change`.
    pub fn update<T>(home: &Home, change: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let path = home.credentials_file();
        let _lock = private::lock(&path)?;
        let mut credentials = Self::load(home)?;
        let value = change(&mut credentials)?;
        private::replace(&path, &credentials.render())?;
        Ok(value)
    }

    /// Returns all secrets of the file: of bots, also replaced ones, of consoles, of Kakao and of skills.
    pub fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let bots = self.bots().flat_map(|(_, bot)| {
            let previous = bot.previous_secret.iter().map(|previous| &previous.secret);
            bot.token.iter().chain(&bot.secret).chain(previous)
        });
        let tables = [&self.consoles, &self.kakao, &self.skills].into_iter();
        bots.chain(tables.flat_map(|table| table.iter().map(|(_, _, secret)| secret)))
    }

    pub fn bot(&self, id: &str) -> Option<&BotCredentials> {
        self.bots()
            .find(|(bot_id, _)| *bot_id == id)
            .map(|(_, bot)| bot)
    }

    /// Returns id and credentials of all bots, in the order of the file.
    pub fn bots(&self) -> impl Iterator<Item = (&str, &BotCredentials)> {
        self.bots.iter().map(|entry| (&*entry.id, &entry.bot))
    }

    /// Returns the bot of this id for changing; inserts an empty one if there is none.
    pub fn bot_entry(&mut self, id: &str) -> &mut BotCredentials {
        let index = self.bots.iter().position(|entry| entry.id == id);
        let index = index.unwrap_or_else(|| {
            self.bots.push(BotEntry {
                id: id.to_owned(),
                bot: BotCredentials::default(),
                unknown_fields: Map::new(),
            });
            self.bots.len() - 1
        });
        &mut self.bots[index].bot
    }

    /// Returns the bot of this id for changing; `None` if there is none.
    pub fn bot_mut(&mut self, id: &str) -> Option<&mut BotCredentials> {
        let entry = self.bots.iter_mut().find(|entry| entry.id == id)?;
        Some(&mut entry.bot)
    }

    /// Inserts or replaces a bot.
    pub fn set_bot(&mut self, id: &str, bot: BotCredentials) {
        *self.bot_entry(id) = bot;
    }

    /// Removes a bot and returns its credentials; `None` if there was none.
    pub fn remove_bot(&mut self, id: &str) -> Option<BotCredentials> {
        let index = self.bots.iter().position(|entry| entry.id == id)?;
        Some(self.bots.remove(index).bot)
    }

    /// Returns the console token of a role (`developer`, `operator`, `admin`) at this API base URL.
    pub fn console_token(&self, api_base: &str, role: &str) -> Option<&Secret> {
        self.consoles.get(api_base, role)
    }

    /// Removes and returns the console token of a role at this API base URL, from which the platform has moved away.
    pub fn take_console_token(&mut self, api_base: &str, role: &str) -> Option<Secret> {
        self.consoles.remove(api_base, role)
    }

    /// Inserts or replaces the console token of a role at this API base URL.
    pub fn set_console_token(&mut self, api_base: &str, role: &str, token: Secret) {
        self.consoles.insert(api_base, role, token);
    }

    /// Returns Kakao's secrets by account and key.
    pub fn kakao(&self) -> &SecretTable {
        &self.kakao
    }

    pub fn kakao_mut(&mut self) -> &mut SecretTable {
        &mut self.kakao
    }

    /// Returns the secrets that skills expect in a header, by platform and room.
    pub fn skills(&self) -> &SecretTable {
        &self.skills
    }

    pub fn skills_mut(&mut self) -> &mut SecretTable {
        &mut self.skills
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let invalid = |reason: String| {
            Error::unknown(format!("`{}` is damaged: {reason}", path.display()))
                .hint("Mend it with an editor, or move it away: momo then begins a new one.")
        };
        // serde_json's syntax errors name line and column, never content.
        let mut rest: Map<String, Value> =
            match unique::parse(bytes).map_err(|error| invalid(error.to_string()))? {
                Value::Object(fields) => fields,
                _ => return Err(invalid("it holds no JSON object".into())),
            };
        let mut bots = Vec::new();
        for (id, value) in take_object(&mut rest, "bots").map_err(invalid)? {
            let Value::Object(mut rest) = value else {
                return Err(invalid(format!("`bots.{id}` is no object")));
            };
            let bot = BotCredentials::take_from(&mut rest)
                .map_err(|reason| invalid(format!("in `bots.{id}`: {reason}")))?;
            bots.push(BotEntry {
                id,
                bot,
                unknown_fields: rest,
            });
        }
        let mut table = |key: &str| {
            let fields = take_object(&mut rest, key).map_err(invalid)?;
            SecretTable::from_json(fields, key).map_err(invalid)
        };
        let (consoles, kakao, skills) = (table("consoles")?, table("kakao")?, table("skills")?);
        Ok(Self {
            bots,
            consoles,
            kakao,
            skills,
            unknown_fields: rest,
        })
    }

    fn render(&self) -> Vec<u8> {
        let mut bots = Map::new();
        for entry in &self.bots {
            let mut fields = Map::new();
            entry.bot.put_into(&mut fields);
            fields.extend(entry.unknown_fields.clone());
            bots.insert(entry.id.clone(), Value::Object(fields));
        }
        let mut document = Map::new();
        document.insert("bots".into(), Value::Object(bots));
        document.insert("consoles".into(), Value::Object(self.consoles.to_json()));
        for (key, table) in [("kakao", &self.kakao), ("skills", &self.skills)] {
            if table.iter().next().is_some() {
                document.insert(key.into(), Value::Object(table.to_json()));
            }
        }
        document.extend(self.unknown_fields.clone());
        let text = format!("{:#}\n", Value::Object(document));
        text.into_bytes()
    }
}

fn take_object(fields: &mut Map<String, Value>, key: &str) -> Result<Map<String, Value>, String> {
    match fields.remove(key) {
        None => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(format!("`{key}` is no object")),
    }
}

impl fmt::Debug for Credentials {
    /// Prints only bot ids: even unknown keys may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.bots.iter().map(|entry| &entry.id))
            .finish()
    }
}
