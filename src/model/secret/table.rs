//! Secrets by two names: console tokens by API and role, Kakao's keys by account and key.
use super::credentials::{put_secret, take_secret};
use crate::model::secret::Secret;
use serde_json::{Map, Value};

/// Secrets by two names, in the order in which they came.
#[derive(Clone, Default)]
pub struct SecretTable(Vec<(String, String, Secret)>);

impl SecretTable {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &Secret)> {
        let all = self.0.iter();
        all.map(|(first, second, secret)| (&**first, &**second, secret))
    }

    /// The secret of these names.
    pub fn get(&self, first: &str, second: &str) -> Option<&Secret> {
        self.position(first, second).map(|place| &self.0[place].2)
    }

    /// Gives the secret of these names away.
    pub fn remove(&mut self, first: &str, second: &str) -> Option<Secret> {
        let place = self.position(first, second)?;
        Some(self.0.remove(place).2)
    }

    /// Keeps a secret, in place of the one that had its names.
    pub fn insert(&mut self, first: &str, second: &str, secret: Secret) {
        self.remove(first, second);
        self.0.push((first.to_owned(), second.to_owned(), secret));
    }

    fn position(&self, first: &str, second: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|(one, two, _)| one == first && two == second)
    }

    /// Reads `{FIRST: {SECOND: SECRET}}`, which stands at `path`; errors name keys, never values.
    pub fn from_json(fields: Map<String, Value>, path: &str) -> Result<Self, String> {
        let mut shelf = Self::default();
        for (first, value) in fields {
            let Value::Object(mut secrets) = value else {
                return Err(format!("`{path}.{first}` is no object"));
            };
            let names: Vec<String> = secrets
                .keys()
                .map(|key| key.trim_end_matches("_base64").to_owned())
                .collect();
            for second in names {
                let secret = take_secret(&mut secrets, &second)
                    .map_err(|why| format!("in `{path}.{first}`: {why}"))?;
                if let Some(secret) = secret {
                    shelf.insert(&first, &second, secret);
                }
            }
        }
        Ok(shelf)
    }

    /// As it is written.
    pub fn to_json(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        for (first, second, secret) in self.iter() {
            let secrets = fields
                .entry(first)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(secrets) = secrets {
                put_secret(secrets, second, secret);
            }
        }
        fields
    }
}
