//! Leads a word that is no command where it stands to the commands that have it elsewhere: `momo replay` to
//! `momo webhook replay`.
use super::{Node, NodeKind};
use crate::model::text::nearest::nearest;
use clap::error::{ContextKind, ContextValue};

/// Words that people know from other tools, with the command that does the same.
const SYNONYMS: &[(&str, &str)] = &[
    ("events", "webhook history"),
    ("forward", "webhook listen"),
    ("inspect", "webhook history"),
    ("log", "webhook history"),
    ("logs", "webhook history"),
    ("register", "bot create"),
    ("start", "dev"),
    ("tail", "webhook history"),
    ("trigger", "webhook replay"),
    ("up", "dev"),
];

/// Returns the word that clap does not know as a command; `None` for every other error.
pub(super) fn unknown_word(error: &clap::Error) -> Option<&str> {
    match error.get(ContextKind::InvalidSubcommand)? {
        ContextValue::String(word) => Some(word),
        _ => None,
    }
}

/// Returns the hint that names the commands of this name or of the same meaning or, if `may_guess`, of a similar name;
/// `None` if there are none.
pub(super) fn hint(tree: &'static [Node], word: &str, may_guess: bool) -> Option<String> {
    let commands = all_commands(tree, "");
    let called = |word: &str| {
        let ends = commands.iter().filter(|path| last_word(path) == word);
        ends.cloned().collect::<Vec<_>>()
    };
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == word);
    let meant = match synonym {
        Some((_, path)) => vec![(*path).to_owned()],
        None => called(word),
    };
    let meant = match meant.is_empty() {
        true if !may_guess => return None,
        true => called(nearest(word, commands.iter().map(|path| last_word(path)))?),
        false => meant,
    };
    let meant: Vec<_> = meant.iter().map(|path| format!("`momo {path}`")).collect();
    Some(format!("Did you mean {}?", meant.join(" or ")))
}

fn last_word(path: &str) -> &str {
    path.rsplit(' ').next().unwrap_or(path)
}

/// Returns the paths of all commands and groups, such as `webhook replay`, in the order of the tree.
fn all_commands(nodes: &'static [Node], group: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for node in nodes {
        let path = match group {
            "" => node.name.to_owned(),
            group => format!("{group} {}", node.name),
        };
        if let NodeKind::Group(nodes, _) = node.kind {
            let below = all_commands(nodes, &path);
            paths.push(path);
            paths.extend(below);
        } else {
            paths.push(path);
        }
    }
    paths
}
