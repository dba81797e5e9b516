//! The command line: clap lives here and nowhere else.
//!
//! One file a verb, which holds its arguments and its short run function. Of the tree only the branch that
//! was typed is built, because every start would pay for the rest. The whole tree is built for help, complaints,
//! completions and manual pages.
mod bot;
mod completions;
mod console;
mod context;
mod demo;
mod dev;
mod event_loop;
mod exchange_lines;
mod fault;
mod kakao;
mod limits;
mod man;
mod message;
mod payload;
mod prompt;
mod resolve;
mod room;
mod run;
mod secret;
mod sender;
mod sign;
mod text_arg;
mod values;
mod verify;
mod webhook;

use crate::error::{Error, ErrorKind, Result, Verdict, exit};
use clap::error::ErrorKind as ClapErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use context::{Context, Globals};
use std::ffi::OsString;

/// A verb: its arguments are the struct that implements this.
trait Verb: Args {
    /// What is typed.
    const NAME: &'static str;
    /// One line for the list of verbs.
    const ABOUT: &'static str;
    /// Command lines to copy, one a line, the most common first.
    const EXAMPLES: &'static str;

    /// Does it.
    fn run(self, context: &mut Context) -> Result<Verdict>;
}

/// A place in the command tree.
struct Node {
    name: &'static str,
    about: &'static str,
    /// The heading under which `momo --help` lists it.
    heading: &'static str,
    kind: NodeKind,
}

enum NodeKind {
    Leaf(Action),
    /// Verbs, and what the group's name alone does, where it does anything.
    Group(&'static [Node], Option<Action>),
}

/// Arguments, and what they are for.
#[derive(Clone, Copy)]
struct Action {
    augment: fn(Command) -> Command,
    run: fn(&ArgMatches, &mut Context) -> Result<Verdict>,
}

/// What a verb does.
const fn action<V: Verb>() -> Action {
    Action {
        // The arguments' own words about themselves are for readers of the source.
        augment: |command| V::augment_args(command.before_help(V::EXAMPLES)).about(V::ABOUT),
        run: |matches, context| match V::from_arg_matches(matches) {
            Ok(arguments) => arguments.run(context),
            Err(error) => Err(Error::usage(error.to_string())),
        },
    }
}

/// The node of a verb.
const fn verb<V: Verb>(heading: &'static str) -> Node {
    Node {
        name: V::NAME,
        about: V::ABOUT,
        heading,
        kind: NodeKind::Leaf(action::<V>()),
    }
}

/// The node of a group of verbs.
const fn group(
    name: &'static str,
    about: &'static str,
    heading: &'static str,
    nodes: &'static [Node],
) -> Node {
    Node {
        name,
        about,
        heading,
        kind: NodeKind::Group(nodes, None),
    }
}

/// The same group, whose name alone does what this verb does.
const fn group_with_default<V: Verb>(group: Node) -> Node {
    match group.kind {
        NodeKind::Group(nodes, _) => Node {
            kind: NodeKind::Group(nodes, Some(action::<V>())),
            ..group
        },
        NodeKind::Leaf(_) => group,
    }
}

/// Every verb, in the order of `momo --help`.
const TREE: &[Node] = &[
    verb::<demo::Demo>("Start here"),
    verb::<dev::Dev>("Start here"),
    verb::<run::Run>("Start here"),
    group(
        "bot",
        "Register bots, keep their credentials, manage them",
        "Bots",
        bot::NODES,
    ),
    group(
        "room",
        "The rooms of a local platform, and what is said in them",
        "Bots",
        room::NODES,
    ),
    group(
        "message",
        "Post messages as the bot",
        "Bots",
        message::NODES,
    ),
    group(
        "fault",
        "Rehearse faults on a local platform, and move its clock",
        "Bots",
        fault::NODES,
    ),
    verb::<sign::Sign>("Signatures"),
    verb::<verify::Verify>("Signatures"),
    group(
        "webhook",
        "Make, deliver, receive and inspect signed events",
        "Webhooks",
        webhook::NODES,
    ),
    group(
        "kakao",
        "KakaoTalk: skills, messages, the Share webhook",
        "KakaoTalk",
        kakao::NODES,
    ),
    verb::<completions::Completions>("Setting up"),
    verb::<man::Man>("Setting up"),
];

/// Runs one command line and gives the exit code.
pub(crate) fn run(args: Vec<OsString>) -> u8 {
    if args.len() <= 1 {
        return run(vec!["momo".into(), "--help".into()]);
    }
    let matches = match parse(&args) {
        Ok(matches) => matches,
        Err(error) => return report_clap_error(&error, &args),
    };
    let mut context = Context::new(&Globals::from_arg_matches(&matches).unwrap_or_default());
    match dispatch(TREE, &matches, &mut context) {
        Ok(verdict) => verdict.exit_code(),
        Err(error) if error.kind() == ErrorKind::ClosedPipe => exit::YES,
        Err(error) => {
            context.terminal.error(&error);
            error.exit_code()
        }
    }
}

/// Reads the command line with the typed branch alone. Where that does not fit, the whole tree says why: it knows
/// what else could have been typed.
fn parse(args: &[OsString]) -> clap::error::Result<ArgMatches> {
    let typed = args.get(1).and_then(|name| find_node(TREE, name));
    if let Some(node) = typed {
        let branch = base_command().subcommand(command(node, &args[2..]));
        if let Ok(matches) = branch.try_get_matches_from(args) {
            return Ok(matches);
        }
    }
    command_tree().try_get_matches_from(args)
}

fn find_node(nodes: &'static [Node], name: &OsString) -> Option<&'static Node> {
    nodes.iter().find(|node| name == node.name)
}

/// Follows the typed names down to the verb.
fn dispatch(nodes: &[Node], matches: &ArgMatches, context: &mut Context) -> Result<Verdict> {
    let chosen = matches.subcommand().and_then(|(name, rest)| {
        nodes
            .iter()
            .find(|node| node.name == name)
            .map(|node| (node, rest))
    });
    let Some((node, rest)) = chosen else {
        return Err(Error::usage("no command was given").hint("`momo --help` lists them."));
    };
    match (&node.kind, rest.subcommand_name()) {
        (NodeKind::Leaf(act), _) | (NodeKind::Group(_, Some(act)), None) => {
            (act.run)(rest, context)
        }
        (NodeKind::Group(nodes, None), _) => dispatch(nodes, rest, context),
        (NodeKind::Group(nodes, Some(act)), Some(verb)) => {
            reject_group_flags(verb, node.name, *act, rest)?;
            dispatch(nodes, rest, context)
        }
    }
}

/// Flags of the group itself do not reach a verb that comes after them.
fn reject_group_flags(verb: &str, group: &str, act: Action, matches: &ArgMatches) -> Result<()> {
    let own = (act.augment)(Command::new(""));
    let is_typed =
        |arg: &&Arg| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
    match own.get_arguments().find(is_typed).and_then(Arg::get_long) {
        Some(flag) => Err(Error::usage(format!(
            "`--{flag}` stands before `{verb}`, which takes only what stands after it"
        ))
        .hint(format!(
            "`momo ... {group} {verb} --help` lists what it takes."
        ))),
        None => Ok(()),
    }
}

/// What clap has to say: help and version to standard output, complaints to standard error.
fn report_clap_error(error: &clap::Error, args: &[OsString]) -> u8 {
    let mut context = Context::new(&Globals::guess(args));
    let terminal = &mut context.terminal;
    if !error.use_stderr() {
        let text = error.render();
        let text = if terminal.out_styles().is_on() {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        return match terminal.print_bytes(text.as_bytes()) {
            Ok(()) => exit::YES,
            Err(error) => error.exit_code(),
        };
    }
    let text = error.render().to_string();
    if error.kind() == ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        && !terminal.is_json()
    {
        // `momo webhook` alone: its help is the answer, but a script must see that nothing was done.
        terminal.note(text.trim_end());
        return exit::USAGE;
    }
    if error.kind() == ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let usage = text.lines().find(|line| line.starts_with("Usage: "));
        let error = Error::usage("a command is missing");
        terminal.error(&error.hint(format!(
            "{}; `--help` lists the commands.",
            usage.unwrap_or("Usage: momo [OPTIONS] <COMMAND>")
        )));
        return exit::USAGE;
    }
    terminal.error(&error_from_clap(&text));
    exit::USAGE
}

/// clap's complaint in the words of ours: one sentence, then what to do about it.
fn error_from_clap(text: &str) -> Error {
    let text = text.trim();
    let mut parts = text.strip_prefix("error: ").unwrap_or(text).split("\n\n");
    let sentence = parts.next().unwrap_or_default().lines().map(str::trim);
    let sentence = sentence.collect::<Vec<_>>().join(" ");
    // The words of Rust's number parser say nothing to people.
    let mut error =
        Error::usage(sentence.replace("invalid digit found in string", "it is no whole number"));
    for line in parts.flat_map(str::lines).map(str::trim) {
        if let Some(tip) = line.strip_prefix("tip: ") {
            error = error.hint(tip);
        } else if line.starts_with("Usage: ") {
            error = error.hint(format!("{line}; `--help` has examples."));
        }
    }
    error
}

/// Examples come before usage and options.
const HELP_TEMPLATE: &str =
    "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The whole tree.
fn command_tree() -> Command {
    let trunk = base_command().help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{}\n{{options}}{{after-help}}",
        command_overview()
    ));
    TREE.iter()
        .fold(trunk, |root, node| root.subcommand(command(node, &[])))
}

/// `momo` itself, without any verb.
fn base_command() -> Command {
    let trunk = Command::new("momo")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .subcommand_value_name("COMMAND")
        .disable_help_flag(true)
        .arg(help_flag())
        .after_help(AFTER_HELP);
    Globals::augment_args(trunk)
        .about("Build, test and debug chat bots for the MoMoTalk Bot Platform")
}

/// `-h` and `--help` say the same, on as few lines as it needs.
fn help_flag() -> Arg {
    Arg::new("help")
        .short('h')
        .long("help")
        .help("Print help")
        .action(ArgAction::HelpShort)
        .global(true)
        .help_heading("Everywhere")
}

/// The exit codes, at the end of momo's own help; each manual page has them too.
const AFTER_HELP: &str = "\
Exit codes: 0 yes or done, 1 the answer is no, 2 wrong usage, 3 could not find out, 130 Ctrl-C.
`momo COMMAND --help` begins with examples; `momo man COMMAND` is the manual page.";

/// A verb, or a group with the verb that `rest` begins with; with all its verbs where it begins with none.
fn command(node: &'static Node, rest: &[OsString]) -> Command {
    let command = Command::new(node.name)
        .about(node.about)
        .help_template(HELP_TEMPLATE);
    match &node.kind {
        NodeKind::Leaf(act) => command.defer(act.augment),
        NodeKind::Group(nodes, own) => {
            let typed = rest.first().and_then(|name| find_node(nodes, name));
            let nodes = typed.map_or(*nodes, std::slice::from_ref);
            let rest = rest.get(1..).unwrap_or_default();
            let group = match own {
                Some(act) => (act.augment)(command).about(node.about),
                None => command
                    .subcommand_required(true)
                    .arg_required_else_help(true),
            };
            let group = group
                .subcommand_value_name("COMMAND")
                .disable_help_subcommand(true);
            nodes.iter().fold(group, |group, node| {
                group.subcommand(self::command(node, rest))
            })
        }
    }
}

/// The verbs under their headings, for `momo --help`.
fn command_overview() -> String {
    let mut text = String::new();
    let mut heading = "";
    for node in TREE {
        if node.heading != heading {
            heading = node.heading;
            text.push_str(&format!("\n{heading}:\n"));
        }
        text.push_str(&format!("  {:<12} {}\n", node.name, node.about));
    }
    text
}

/// The whole tree, built.
pub(crate) fn whole_command() -> Command {
    let mut command = command_tree();
    command.build();
    command
}
