//! `credentials.json`: tokens and secrets, in a file that only its owner may read.
//!
//! The command line and the local platform share it. Each changes only what is its own, through
//! [`Credentials::update`], which lets one process at a time read, change and replace the file. Keys that
//! this momo does not know are kept.
use super::home::Home;
use super::private;
use crate::error::{Error, Result};
use crate::model::secret::Secret;
use crate::model::secret::credentials::BotCredentials;
use crate::model::secret::table::Shelf;
use serde_json::{Map, Value};
use std::fmt;
use std::path::Path;

/// The content of the file.
#[derive(Clone, Default)]
pub struct Credentials {
    bots: Vec<Entry>,
    consoles: Shelf,
    kakao: Shelf,
    skills: Shelf,
    /// What another version of momo wrote beside.
    rest: Map<String, Value>,
}

#[derive(Clone)]
struct Entry {
    id: String,
    bot: BotCredentials,
    rest: Map<String, Value>,
}

impl Credentials {
    /// Reads the file; where there is none, nothing is known.
    pub fn load(home: &Home) -> Result<Self> {
        let path = home.credentials_file();
        match private::read(&path)? {
            Some(bytes) => Self::parse(&bytes, &path),
            None => Ok(Self::default()),
        }
    }

    /// Lets `change` change the content while no other process can; the file is replaced in one step, and only
    /// where `change` succeeds.
    pub fn update<T>(home: &Home, change: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let path = home.credentials_file();
        let _lock = private::lock(&path)?;
        let mut credentials = Self::load(home)?;
        let value = change(&mut credentials)?;
        private::replace(&path, &credentials.render())?;
        Ok(value)
    }

    /// The bot of this id.
    pub fn bot(&self, id: &str) -> Option<&BotCredentials> {
        self.bots()
            .find(|(known, _)| *known == id)
            .map(|(_, bot)| bot)
    }

    /// All bots, in the order in which they came.
    pub fn bots(&self) -> impl Iterator<Item = (&str, &BotCredentials)> {
        self.bots.iter().map(|entry| (&*entry.id, &entry.bot))
    }

    /// The bot of this id to change; a new, empty one where there was none.
    pub fn entry(&mut self, id: &str) -> &mut BotCredentials {
        let place = self.bots.iter().position(|entry| entry.id == id);
        let place = place.unwrap_or_else(|| {
            self.bots.push(Entry {
                id: id.to_owned(),
                bot: BotCredentials::default(),
                rest: Map::new(),
            });
            self.bots.len() - 1
        });
        &mut self.bots[place].bot
    }

    /// Keeps a bot, in place of the one that had its id.
    pub fn put_bot(&mut self, id: &str, bot: BotCredentials) {
        *self.entry(id) = bot;
    }

    /// Forgets a bot and gives what was known of it.
    pub fn remove_bot(&mut self, id: &str) -> Option<BotCredentials> {
        let place = self.bots.iter().position(|entry| entry.id == id)?;
        Some(self.bots.remove(place).bot)
    }

    /// The console token of a role (`developer`, `operator`, `admin`) at this API.
    pub fn console_token(&self, api_base: &str, role: &str) -> Option<&Secret> {
        self.consoles.get(api_base, role)
    }

    /// Gives the console token of a role at this API away: the platform has moved to another address.
    pub fn take_console_token(&mut self, api_base: &str, role: &str) -> Option<Secret> {
        self.consoles.take(api_base, role)
    }

    /// Keeps the console token of a role at this API.
    pub fn put_console_token(&mut self, api_base: &str, role: &str, token: Secret) {
        self.consoles.put(api_base, role, token);
    }

    /// Kakao's secrets by account and key.
    pub fn kakao(&self) -> &Shelf {
        &self.kakao
    }

    /// Kakao's secrets by account and key, to change.
    pub fn kakao_mut(&mut self) -> &mut Shelf {
        &mut self.kakao
    }

    /// Secrets that skills want in a header, by platform and room.
    pub fn skills(&self) -> &Shelf {
        &self.skills
    }

    /// The same, to change.
    pub fn skills_mut(&mut self) -> &mut Shelf {
        &mut self.skills
    }

    fn parse(bytes: &[u8], path: &Path) -> Result<Self> {
        let bad = |why: String| {
            Error::unknown(format!("`{}` is damaged: {why}", path.display()))
                .hint("Mend it with an editor, or move it away: momo then begins a new one.")
        };
        // serde_json's messages about syntax hold a place and no content.
        let mut rest: Map<String, Value> =
            match serde_json::from_slice(bytes).map_err(|error| bad(error.to_string()))? {
                Value::Object(fields) => fields,
                _ => return Err(bad("it holds no JSON object".into())),
            };
        let mut bots = Vec::new();
        for (id, value) in take_object(&mut rest, "bots").map_err(bad)? {
            let Value::Object(mut rest) = value else {
                return Err(bad(format!("`bots.{id}` is no object")));
            };
            let bot = BotCredentials::take_from(&mut rest)
                .map_err(|why| bad(format!("in `bots.{id}`: {why}")))?;
            bots.push(Entry { id, bot, rest });
        }
        let mut shelf = |key: &str| {
            let fields = take_object(&mut rest, key).map_err(bad)?;
            Shelf::read(fields, key).map_err(bad)
        };
        let (consoles, kakao, skills) = (shelf("consoles")?, shelf("kakao")?, shelf("skills")?);
        Ok(Self {
            bots,
            consoles,
            kakao,
            skills,
            rest,
        })
    }

    fn render(&self) -> Vec<u8> {
        let mut bots = Map::new();
        for entry in &self.bots {
            let mut fields = Map::new();
            entry.bot.put_into(&mut fields);
            fields.extend(entry.rest.clone());
            bots.insert(entry.id.clone(), Value::Object(fields));
        }
        let mut document = Map::new();
        document.insert("bots".into(), Value::Object(bots));
        document.insert("consoles".into(), Value::Object(self.consoles.write()));
        for (key, shelf) in [("kakao", &self.kakao), ("skills", &self.skills)] {
            if shelf.iter().next().is_some() {
                document.insert(key.into(), Value::Object(shelf.write()));
            }
        }
        document.extend(self.rest.clone());
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
    /// Names only: even what momo does not know may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.bots.iter().map(|entry| &entry.id))
            .finish()
    }
}
