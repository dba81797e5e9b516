//! Flags that change a payload of `webhook sample` or `webhook replay`: new ids and times, edits by path.
use super::super::values;
use crate::error::Result;
use crate::io::system;
use crate::model::json::edit::{PayloadEdit, ValuePath, apply_all};
use crate::model::protocol::momotalk_event::{EventIdentity, derived_bytes};
use crate::model::time::Timestamp;

/// Flags that change a payload by path.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct EditArgs {
    /// Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Payload")]
    set: Vec<String>,
    /// Change a value to any JSON
    #[arg(long, value_name = "PATH=JSON", help_heading = "Payload")]
    set_json: Vec<String>,
    /// Add a value that is not there yet
    #[arg(long, value_name = "PATH=JSON", help_heading = "Payload")]
    add: Vec<String>,
    /// Take a value away, with its key; order: --unset, --add, --set-json, --set
    #[arg(long, value_name = "PATH", help_heading = "Payload")]
    unset: Vec<String>,
}

/// Flags that decide ids and times.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct IdentityArgs {
    /// Leave ids and times as they are
    #[arg(long, conflicts_with = "now", help_heading = "Payload")]
    pub(crate) keep_ids: bool,
    /// Decide by this number what is left to chance; with --now the ids too are the same in every run
    #[arg(long, value_name = "N", help_heading = "Payload")]
    pub(crate) seed: Option<u64>,
    /// The time to write into it: seconds since 1970, or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = values::time, help_heading = "Payload")]
    now: Option<Timestamp>,
}

impl EditArgs {
    /// Returns the edits in the order in which they apply. Fails if an assignment has no `=`.
    pub(crate) fn edits(&self) -> Result<Vec<PayloadEdit>> {
        let mut edits: Vec<_> = self
            .unset
            .iter()
            .map(|path| PayloadEdit::Unset(ValuePath::parse(path)))
            .collect();
        let mut push =
            |texts: &[String], edit: fn(ValuePath, String) -> PayloadEdit| -> Result<()> {
                for text in texts {
                    let (path, value) = ValuePath::parse_assignment(text)?;
                    edits.push(edit(path, value));
                }
                Ok(())
            };
        push(&self.add, PayloadEdit::Add)?;
        push(&self.set_json, PayloadEdit::SetJson)?;
        push(&self.set, PayloadEdit::Set)?;
        Ok(edits)
    }

    /// Returns whether there is any edit of a value that names a room or a message.
    pub(crate) fn has_message_edits(&self) -> bool {
        let given = [&self.set, &self.set_json, &self.add, &self.unset];
        let mut given = given.into_iter().flatten();
        given.any(|text| {
            let field = text.strip_prefix("message.");
            field.is_some_and(|field| !field.starts_with("body"))
        })
    }

    /// Applies all edits to the payload.
    pub(crate) fn apply(&self, body: Vec<u8>) -> Result<Vec<u8>> {
        match self.edits()? {
            edits if edits.is_empty() => Ok(body),
            edits => apply_all(&body, &edits),
        }
    }
}

impl IdentityArgs {
    /// Returns the generator of identities: seeded if the time is given too, else random, because a bot takes an event
    /// whose id it has seen before for a repetition.
    pub(crate) fn identities(&self) -> Result<EventIdentities> {
        let key = match self.seed.filter(|_| self.now.is_some()) {
            Some(seed) => seed.to_be_bytes().to_vec(),
            None => system::random_bytes::<16>()?.to_vec(),
        };
        Ok(EventIdentities { key, now: self.now })
    }
}

/// Generates the ids and times of payloads.
pub(crate) struct EventIdentities {
    key: Vec<u8>,
    now: Option<Timestamp>,
}

impl EventIdentities {
    /// Returns the identity of payload number `index`. With `--now` its time is the same in every run, with a seed too
    /// its ids.
    pub(crate) fn nth(&self, index: u64) -> EventIdentity {
        let random = derived_bytes(&self.key, index);
        let (event, message) = random.split_at(12);
        let mut bytes = ([0; 12], [0; 4]);
        bytes.0.copy_from_slice(event);
        bytes.1.copy_from_slice(message);
        let now = self.now.unwrap_or_else(system::now);
        EventIdentity::new(bytes.0, now).with_message(bytes.1)
    }
}
