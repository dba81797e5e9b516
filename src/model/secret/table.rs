//! Secrets with a two-part key: console tokens by API and role, Kakao keys by account and key name.
use super::credentials::{put_secret, take_secret};
use crate::model::secret::Secret;
use serde_json::{Map, Value};

/// Secrets by two names, in insertion order.
#[derive(Clone, Default)]
pub struct SecretTable(Vec<(String, String, Secret)>);

impl SecretTable {
    /// Iterates over names and secrets in insertion order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &Secret)> {
        let all = self.0.iter();
        all.map(|(first, second, secret)| (&**first, &**second, secret))
    }

    pub fn get(&self, first: &str, second: &str) -> Option<&Secret> {
        self.position(first, second).map(|index| &self.0[index].2)
    }

    /// Removes and returns a secret. `None` if the names have none.
    pub fn remove(&mut self, first: &str, second: &str) -> Option<Secret> {
        let index = self.position(first, second)?;
        Some(self.0.remove(index).2)
    }

    /// Inserts a secret at the end and removes the previous one of the same names.
    pub fn insert(&mut self, first: &str, second: &str, secret: Secret) {
        self.remove(first, second);
        self.0.push((first.to_owned(), second.to_owned(), secret));
    }

    fn position(&self, first: &str, second: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|(first_name, second_name, _)| first_name == first && second_name == second)
    }

    /// Parses `{FIRST: {SECOND: SECRET}}`. Error messages contain `path`, the path of `fields`, but never values.
    ///
    /// # Errors
    /// Fails if the structure differs or a secret is invalid.
    pub fn from_json(fields: Map<String, Value>, path: &str) -> Result<Self, String> {
        let mut table = Self::default();
        for (first, value) in fields {
            let Value::Object(mut secrets) = value else {
                return Err(format!("`{path}.{first}` is no object"));
            };
            let names: Vec<String> = secrets
                .keys()
                .map(|key| key.strip_suffix("_base64").unwrap_or(key).to_owned())
                .collect();
            for second in names {
                let secret = take_secret(&mut secrets, &second)
                    .map_err(|error| format!("in `{path}.{first}`: {error}"))?;
                if let Some(secret) = secret {
                    table.insert(&first, &second, secret);
                }
            }
        }
        Ok(table)
    }

    /// Converts the table to the JSON form that [`from_json`](Self::from_json) reads.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_that_ends_in_base64_survives_a_round_trip() {
        let mut table = SecretTable::default();
        let secret = Secret::new(*b"\xff").expect("not empty");
        table.insert("account", "key_base64", secret.clone());
        let read = SecretTable::from_json(table.to_json(), "kakao").expect("valid");
        assert_eq!(read.get("account", "key_base64"), Some(&secret));
    }
}
