//! `dialogues.json`: the dialogue state of each user with each skill, as `momo kakao say` simulates it.
use super::home::Home;
use super::private;
use crate::error::{Error, Result};
use crate::model::json::unique;
use crate::model::kakao::dialogue::Dialogue;
use serde::{Deserialize, Serialize};

/// Maximum number of stored dialogues, inclusive; the least recently saved ones are dropped.
const MAX_DIALOGUES: usize = 200;

/// All dialogues, the most recently saved last.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Dialogues {
    dialogues: Vec<DialogueEntry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DialogueEntry {
    user: String,
    skill: String,
    #[serde(flatten)]
    dialogue: Dialogue,
}

/// Loads the dialogue of a user with a skill; the default state if there is none.
///
/// # Errors
/// Fails if the file is not private, cannot be read, or is not valid.
pub fn load_dialogue(home: &Home, user: &str, skill: &str) -> Result<Dialogue> {
    let stored = load(home)?.dialogues.into_iter();
    let mut matches = stored.filter(|entry| entry.user == user && entry.skill == skill);
    Ok(matches
        .next()
        .map(|entry| entry.dialogue)
        .unwrap_or_default())
}

/// Saves the dialogue of a user with a skill.
///
/// # Errors
/// Fails if the file cannot be locked, read or written.
pub fn save_dialogue(home: &Home, user: &str, skill: &str, dialogue: Dialogue) -> Result<()> {
    let path = home.dialogues_file();
    let _lock = private::lock(&path)?;
    let mut stored = load(home)?;
    stored
        .dialogues
        .retain(|entry| entry.user != user || entry.skill != skill);
    stored.dialogues.push(DialogueEntry {
        user: user.to_owned(),
        skill: skill.to_owned(),
        dialogue,
    });
    let surplus = stored.dialogues.len().saturating_sub(MAX_DIALOGUES);
    stored.dialogues.drain(..surplus);
    let bytes = serde_json::to_vec_pretty(&stored).unwrap_or_default();
    private::replace(&path, &bytes)
}

/// Forgets the dialogue of a user with a skill, or with all skills.
///
/// # Errors
/// Fails if the file cannot be locked, read or written.
pub fn forget_dialogues(home: &Home, user: &str, skill: Option<&str>) -> Result<()> {
    let path = home.dialogues_file();
    let _lock = private::lock(&path)?;
    let mut stored = load(home)?;
    let is_meant = |entry: &DialogueEntry| {
        entry.user == user && skill.is_none_or(|skill| entry.skill == skill)
    };
    stored.dialogues.retain(|entry| !is_meant(entry));
    let bytes = serde_json::to_vec_pretty(&stored).unwrap_or_default();
    private::replace(&path, &bytes)
}

fn load(home: &Home) -> Result<Dialogues> {
    let path = home.dialogues_file();
    let Some(bytes) = private::read(&path)? else {
        return Ok(Dialogues::default());
    };
    let value = unique::parse(&bytes).and_then(serde_json::from_value);
    value.map_err(|error| {
        Error::unknown(format!("`{}` cannot be read", path.display()))
            .because(error)
            .hint("It holds only what `momo kakao say` remembers; delete it to begin anew.")
    })
}
