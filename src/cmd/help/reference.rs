//! The whole command line as data, for `momo help --json`: each verb with its flags, their values, and its effect.
use crate::cmd::{Action, Effect, Node, NodeKind, base_command};
use crate::view::help::{self, Block};
use clap::{Arg, ArgAction, Command};
use serde::Serialize;
use serde_json::{Value, json};

/// A command that can be run.
#[derive(Serialize)]
pub(super) struct VerbReference {
    /// As it is typed, such as `webhook replay`.
    command: String,
    about: String,
    effect: Effect,
    /// Whether it runs until it is stopped.
    runs_until_stopped: bool,
    /// Whether the output holds a token or a secret in clear.
    prints_secrets: bool,
    usage: String,
    examples: Vec<String>,
    /// What the help says below the examples and below the flags; empty if it says no more.
    #[serde(skip_serializing_if = "String::is_empty")]
    notes: String,
    /// What has no flag, in the order in which it is typed.
    arguments: Vec<ArgReference>,
    flags: Vec<ArgReference>,
}

/// An argument or a flag.
#[derive(Serialize)]
struct ArgReference {
    /// For example `--to`, or `TARGET` without a flag.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    short: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    /// What its value is called; `None` if it takes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    about: String,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    #[serde(skip_serializing_if = "is_false")]
    repeatable: bool,
    /// `None` without one, or where it depends on other things, which `about` says.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    possible_values: Vec<Value>,
    /// The flags that do not go together with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts_with: Vec<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// Returns all verbs below the nodes, in the order of the tree. `group` is the path of the nodes; empty for the first level.
pub(super) fn verbs(nodes: &[Node], group: &str) -> Vec<VerbReference> {
    let mut found = Vec::new();
    for node in nodes {
        found.extend(verbs_of(node, &path(group, node.name)));
    }
    found
}

/// Returns the groups of verbs below the nodes, each with what it is about. `group` is the path of the nodes.
pub(super) fn groups(nodes: &[Node], group: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for node in nodes {
        if let NodeKind::Group(below, _) = &node.kind {
            let path = path(group, node.name);
            found.push(json!({ "group": path, "about": node.about }));
            found.extend(groups(below, &path));
        }
    }
    found
}

/// Returns the verbs of the node that the words name, and whether it is a single one. `None` if there is no such node.
pub(super) fn find(nodes: &[Node], words: &[String]) -> Option<(Vec<VerbReference>, bool)> {
    let (first, mut rest) = words.split_first()?;
    let mut node = nodes.iter().find(|node| node.name == *first)?;
    let mut path = first.clone();
    while let Some((word, further)) = rest.split_first() {
        let NodeKind::Group(below, _) = node.kind else {
            return None;
        };
        node = below.iter().find(|node| node.name == *word)?;
        path = self::path(&path, word);
        rest = further;
    }
    let is_single = matches!(node.kind, NodeKind::Leaf(_));
    Some((verbs_of(node, &path), is_single))
}

fn verbs_of(node: &Node, path: &str) -> Vec<VerbReference> {
    match &node.kind {
        NodeKind::Leaf(action) => vec![verb(path, node.about, *action)],
        NodeKind::Group(nodes, own) => {
            let own = own.map(|action| verb(path, node.about, action));
            own.into_iter().chain(verbs(nodes, path)).collect()
        }
    }
}

fn path(group: &str, name: &str) -> String {
    match group {
        "" => name.to_owned(),
        group => format!("{group} {name}"),
    }
}

fn verb(path: &str, about: &str, action: Action) -> VerbReference {
    let mut command = (action.augment)(Command::new("momo")).bin_name(format!("momo {path}"));
    command = command.disable_help_flag(true).disable_version_flag(true);
    command.build();
    let (examples, notes) = examples(&text(command.get_before_help()));
    let below = text(command.get_after_help());
    let notes: Vec<_> = [notes.trim(), below.trim()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let arguments = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set())
        .map(|arg| (arg.is_positional(), reference(arg, &command)));
    let (arguments, flags): (Vec<_>, Vec<_>) =
        arguments.partition(|(is_positional, _)| *is_positional);
    let without_kind = |list: Vec<(bool, ArgReference)>| list.into_iter().map(|(_, arg)| arg);
    VerbReference {
        command: path.to_owned(),
        about: about.to_owned(),
        effect: action.effect,
        runs_until_stopped: action.runs_on,
        prints_secrets: action.prints_secrets,
        examples,
        notes: notes.join("\n\n"),
        arguments: without_kind(arguments).collect(),
        flags: without_kind(flags).collect(),
        usage: usage(command),
    }
}

/// Returns the usage in one line, such as `momo sign [OPTIONS] [FILE]`.
fn usage(mut command: Command) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    usage.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(styled: Option<&clap::builder::StyledStr>) -> String {
    styled.map(ToString::to_string).unwrap_or_default()
}

/// Splits the text above a command's usage into its examples and the rest.
fn examples(text: &str) -> (Vec<String>, String) {
    let (head, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let lines = head.lines().filter_map(|line| line.strip_prefix("  "));
    (lines.map(str::to_owned).collect(), rest.to_owned())
}

fn reference(arg: &Arg, command: &Command) -> ArgReference {
    let takes_value = arg.get_action().takes_values();
    let value_names = arg.get_value_names().unwrap_or_default();
    let value = value_names.join(" ");
    let default = arg.get_default_values().iter();
    let default: Vec<_> = default.map(|value| value.to_string_lossy()).collect();
    let is_many = arg
        .get_num_args()
        .is_some_and(|range| range.max_values() > 1);
    ArgReference {
        name: name(arg),
        short: arg.get_short().map(|short| format!("-{short}")),
        aliases: arg
            .get_all_aliases()
            .unwrap_or_default()
            .iter()
            .map(|alias| format!("--{alias}"))
            .collect(),
        value: Some(value).filter(|value| takes_value && !value.is_empty()),
        about: text(arg.get_help()),
        required: arg.is_required_set(),
        repeatable: matches!(arg.get_action(), ArgAction::Append | ArgAction::Count) || is_many,
        default: Some(default.join(",")).filter(|text| takes_value && !text.is_empty()),
        possible_values: match takes_value {
            true => possible_values(arg),
            false => Vec::new(),
        },
        conflicts_with: conflicts(arg, command),
    }
}

/// Returns the names of the arguments that do not go together with this one, whichever of the two declares it.
fn conflicts(arg: &Arg, command: &Command) -> Vec<String> {
    let declares = |one: &Arg, other: &Arg| {
        let declared = command.get_arg_conflicts_with(one);
        declared
            .iter()
            .any(|found| found.get_id() == other.get_id())
    };
    let others = command.get_arguments();
    let others = others.filter(|other| declares(arg, other) || declares(other, arg));
    others.map(name).collect()
}

fn name(arg: &Arg) -> String {
    match arg.get_long() {
        Some(long) => format!("--{long}"),
        None => arg.get_value_names().unwrap_or_default().join(" "),
    }
}

fn possible_values(arg: &Arg) -> Vec<Value> {
    let values = arg.get_possible_values();
    let values = values.iter().filter(|value| !value.is_hide_set());
    let entry = |value: &clap::builder::PossibleValue| match value.get_help() {
        Some(help) => json!({ "value": value.get_name(), "about": help.to_string() }),
        None => json!({ "value": value.get_name() }),
    };
    values.map(entry).collect()
}

/// Returns what holds for every verb: the flags that all take, what effects mean, and the exit codes.
pub(super) fn everywhere() -> Value {
    let mut root = base_command();
    root.build();
    let flags = root.get_arguments().filter(|arg| arg.is_global_set());
    let flags: Vec<_> = flags.map(|arg| reference(arg, &root)).collect();
    let effects =
        Effect::ALL.map(|effect| json!({ "effect": effect, "meaning": effect.meaning() }));
    json!({ "flags": flags, "effects": effects, "exit_codes": exit_codes() })
}

/// Returns the exit codes of all verbs, as their topic explains them.
fn exit_codes() -> Vec<Value> {
    let blocks = help::topic("exit-codes").map(|topic| topic.blocks);
    let entry = |block: Block| match block {
        Block::Entry { term, description } => {
            let code: u8 = term.parse().ok()?;
            Some(json!({ "code": code, "meaning": description }))
        }
        _ => None,
    };
    blocks
        .unwrap_or_default()
        .into_iter()
        .filter_map(entry)
        .collect()
}
