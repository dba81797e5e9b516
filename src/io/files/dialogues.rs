//! `dialogues.json`: what Kakao remembers of each user's talk with each skill, as `momo kakao say` plays it.
use super::home::Home;
use super::private;
use crate::error::{Error, Result};
use crate::model::kakao::dialogue::Dialogue;
use serde::{Deserialize, Serialize};

/// How many talks are remembered; the one that was silent longest is forgotten.
const MOST: usize = 200;

/// The talks, the latest last.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Dialogues {
    dialogues: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    user: String,
    skill: String,
    #[serde(flatten)]
    dialogue: Dialogue,
}

/// What is remembered of this user's talk with this skill; nothing of one that has not begun.
pub fn load_dialogue(home: &Home, user: &str, skill: &str) -> Result<Dialogue> {
    let all = load(home)?.dialogues.into_iter();
    let mut found = all.filter(|entry| entry.user == user && entry.skill == skill);
    Ok(found.next().map(|entry| entry.dialogue).unwrap_or_default())
}

/// Remembers it.
pub fn save_dialogue(home: &Home, user: &str, skill: &str, dialogue: Dialogue) -> Result<()> {
    let path = home.dialogues_file();
    let _lock = private::lock(&path)?;
    let mut all = load(home)?;
    all.dialogues
        .retain(|entry| entry.user != user || entry.skill != skill);
    all.dialogues.push(Entry {
        user: user.to_owned(),
        skill: skill.to_owned(),
        dialogue,
    });
    let surplus = all.dialogues.len().saturating_sub(MOST);
    all.dialogues.drain(..surplus);
    let bytes = serde_json::to_vec_pretty(&all).unwrap_or_default();
    private::replace(&path, &bytes)
}

fn load(home: &Home) -> Result<Dialogues> {
    let path = home.dialogues_file();
    let Some(bytes) = private::read(&path)? else {
        return Ok(Dialogues::default());
    };
    serde_json::from_slice(&bytes).map_err(|error| {
        Error::unknown(format!("`{}` cannot be read", path.display()))
            .because(error)
            .hint("It holds only what `momo kakao say` remembers; delete it to begin anew.")
    })
}
