//! The command line. Only this module uses clap.
//!
//! Each command has a file with its arguments and its run function. At start only the typed branch of the command
//! tree is built, to keep start-up fast. The full tree is built for help, error messages, completions and manual pages.
mod agent;
mod bot;
mod callback_hosts;
mod chat;
mod chosen_bot;
mod chosen_room;
mod clap_output;
mod command_line;
mod complete;
mod completions;
mod config;
mod console;
mod context;
mod delivery;
mod demo;
mod dev;
mod doctor;
mod effect;
mod event_loop;
mod exchange_lines;
mod failure_notes;
mod fault;
mod flag_defaults;
mod github;
mod help;
mod kakao;
mod korean;
mod limits;
mod local_platform;
mod man;
mod mcp;
mod message;
mod open;
mod payload;
mod prompt;
mod reach;
mod report_files;
mod resolve;
mod room;
mod run;
mod secret;
mod sender;
mod sign;
mod text_arg;
mod tunnel;
mod values;
mod variables;
mod verify;
mod version;
mod webhook;
mod wrong_verb;

use crate::error::{Error, ErrorKind, Result, Verdict, exit};
use crate::io::files::known_secrets;
use crate::io::{signals, system};
use crate::model::text::language::Language;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use context::{Context, Globals};
use effect::Effect;
use std::ffi::OsString;

/// A command that can be run. The struct of its arguments implements this.
trait Verb: Args {
    const NAME: &'static str;
    /// One line for the command list.
    const ABOUT: &'static str;
    /// Example command lines, the most common first.
    const EXAMPLES: &'static str;
    /// The most that the command changes, with any of its flags.
    const EFFECT: Effect;
    /// Whether the output holds a token or a secret in clear.
    const PRINTS_SECRETS: bool = false;
    /// Whether the command runs until it is stopped. It then says why it ends when the reader of its output has gone.
    const RUNS_ON: bool = false;

    /// Runs the command. An error sets the exit code by its kind.
    fn run(self, context: &mut Context) -> Result<Verdict>;
}

/// Node of the command tree: a command or a group.
struct Node {
    name: &'static str,
    about: &'static str,
    /// Heading in `momo --help`; empty below the first level.
    heading: &'static str,
    kind: NodeKind,
}

enum NodeKind {
    Leaf(Action),
    /// Subcommands, and the action of the bare group name; `None` if a subcommand is required.
    Group(&'static [Node], Option<Action>),
}

/// Argument definition and run function of a command, without its type.
#[derive(Clone, Copy)]
struct Action {
    augment: fn(Command) -> Command,
    /// The same with Korean help.
    augment_korean: fn(Command) -> Command,
    run: fn(&ArgMatches, &mut Context) -> Result<Verdict>,
    effect: Effect,
    runs_on: bool,
    prints_secrets: bool,
}

/// What a command that runs on says when the reader of its output has gone.
const OUTPUT_CLOSED: &str = "The output was closed by its reader, so momo ends.";

const fn action<V: Verb>() -> Action {
    Action {
        augment: augment::<V>,
        augment_korean: |command| korean::translate(augment::<V>(command)),
        run: |matches, context| match V::from_arg_matches(matches) {
            Ok(arguments) => run_verb(arguments, context).inspect_err(|error| {
                if V::RUNS_ON && error.kind() == ErrorKind::ClosedPipe {
                    context.terminal.note(OUTPUT_CLOSED);
                }
            }),
            Err(error) => Err(Error::usage(error.to_string())),
        },
        effect: V::EFFECT,
        runs_on: V::RUNS_ON,
        prints_secrets: V::PRINTS_SECRETS,
    }
}

/// What a coding agent is told before a command prints secrets: whatever it reads stands in its transcript.
const PRINTS_SECRETS: &str = "This output holds secrets. Keep them out of a transcript: `momo bot create ... > /dev/null` keeps them for momo, `momo bot env > .env` writes them for the bot.";

fn run_verb<V: Verb>(arguments: V, context: &mut Context) -> Result<Verdict> {
    if V::PRINTS_SECRETS && context.terminal.is_agent() {
        context.terminal.note(PRINTS_SECRETS);
    }
    arguments.run(context)
}

/// Adds the arguments and texts of a command. Its description replaces the doc comment of the argument struct.
fn augment<V: Verb>(command: Command) -> Command {
    V::augment_args(command.before_help(V::EXAMPLES)).about(V::ABOUT)
}

const fn verb<V: Verb>(heading: &'static str) -> Node {
    Node {
        name: V::NAME,
        about: V::ABOUT,
        heading,
        kind: NodeKind::Leaf(action::<V>()),
    }
}

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

/// Returns the group with the command `V` as action of its bare name.
const fn group_with_default<V: Verb>(group: Node) -> Node {
    match group.kind {
        NodeKind::Group(nodes, _) => Node {
            kind: NodeKind::Group(nodes, Some(action::<V>())),
            ..group
        },
        NodeKind::Leaf(_) => group,
    }
}

/// All commands, in the order of `momo --help`.
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
        "delivery",
        "Events on their way to bots of a local platform: list, retry, drop",
        "Bots",
        delivery::NODES,
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
    verb::<webhook::CheckBot>("Webhooks"),
    group_with_default::<chat::Talk>(group(
        "chat",
        "Talk with your bots in the terminal, and play conversations as tests",
        "Conversations",
        chat::NODES,
    )),
    group(
        "kakao",
        "KakaoTalk: skills, messages, the Share webhook",
        "KakaoTalk",
        kakao::NODES,
    ),
    group(
        "agent",
        "Teach a coding agent to use momo",
        "Setting up",
        agent::NODES,
    ),
    group(
        "config",
        "What is set and why: list, get, set, check",
        "Setting up",
        config::NODES,
    ),
    verb::<doctor::Doctor>("Setting up"),
    verb::<open::Open>("Setting up"),
    verb::<mcp::Mcp>("Setting up"),
    verb::<completions::Completions>("Setting up"),
    verb::<help::Help>("Setting up"),
    verb::<man::Man>("Setting up"),
];

/// Runs a command line and returns the exit code.
pub(crate) fn run(args: Vec<OsString>) -> u8 {
    if let Some(code) = complete::answer(&args) {
        return code;
    }
    system::enable_sequences();
    signals::set_default_actions();
    known_secrets().add_flags(&args);
    if args.len() <= 1 {
        return run(vec!["momo".into(), "--help".into()]);
    }
    let matches = match flag_defaults::apply(&args, parse(&args), parse) {
        Ok(Ok(matches)) => matches,
        Ok(Err(error)) => return clap_output::report(&error, &args),
        Err(error) => {
            let mut context = Context::new(&Globals::guess(&args));
            context.terminal.error(&error);
            return error.exit_code();
        }
    };
    let mut context = Context::new(&Globals::from_arg_matches(&matches).unwrap_or_default());
    let result = dispatch(TREE, &matches, &mut context);
    let result = result.map_err(|error| known_secrets().mask_error(error));
    match result.or_else(|error| print_refusal(&mut context, error)) {
        Ok(verdict) => verdict.exit_code(),
        Err(error) if error.kind() == ErrorKind::ClosedPipe => exit::YES,
        Err(error) => {
            context.terminal.error(&error);
            error.exit_code()
        }
    }
}

/// With `--json` prints the response of a refused API call as the result; returns all other errors.
fn print_refusal(context: &mut Context, error: Error) -> Result<Verdict> {
    match error.refusal().filter(|_| context.terminal.is_json()) {
        Some(refusal) => {
            let result = format!("{{\"refused\":{refusal}}}");
            context.terminal.print(result)?;
            Ok(Verdict::No)
        }
        None => Err(error),
    }
}

/// Parses with the typed branch only. If that fails, parses again with the full tree, whose errors suggest other
/// commands.
fn parse(args: &[OsString]) -> clap::error::Result<ArgMatches> {
    let typed = args.get(1).and_then(|name| find_node(TREE, name));
    if let Some(node) = typed {
        let branch = base_command().subcommand(command(node, &args[2..], Language::English));
        if let Ok(matches) = branch.try_get_matches_from(args) {
            return Ok(matches);
        }
    }
    command_tree(Language::English).try_get_matches_from(args)
}

fn find_node(nodes: &'static [Node], name: &OsString) -> Option<&'static Node> {
    nodes.iter().find(|node| name == node.name)
}

/// Descends to the typed command and runs it.
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
        (NodeKind::Leaf(action), _) | (NodeKind::Group(_, Some(action)), None) => {
            (action.run)(rest, context)
        }
        (NodeKind::Group(nodes, None), _) => dispatch(nodes, rest, context),
        (NodeKind::Group(nodes, Some(action)), Some(verb)) => {
            reject_group_flags(verb, node.name, *action, rest)?;
            dispatch(nodes, rest, context)
        }
    }
}

/// Fails if a flag of the group's own action stands before a subcommand, which would ignore it.
fn reject_group_flags(verb: &str, group: &str, action: Action, matches: &ArgMatches) -> Result<()> {
    let own = (action.augment)(Command::new(""));
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

/// Template of a command's help, with the examples before usage and options.
const HELP_TEMPLATE: &str =
    "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Returns the full command tree, with help in this language.
fn command_tree(language: Language) -> Command {
    let root = match language {
        Language::English => base_command(),
        Language::Korean => korean::translate(base_command()),
    };
    let root = root.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{}\n{{options}}{{after-help}}",
        command_overview(language)
    ));
    TREE.iter().fold(root, |root, node| {
        root.subcommand(command(node, &[], language))
    })
}

/// Returns `momo` without subcommands.
fn base_command() -> Command {
    let root = Command::new("momo")
        // Not the name of the file, which is `momo.exe` on Windows.
        .bin_name("momo")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .subcommand_value_name("COMMAND")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(help_flag())
        .arg(verbose_flag())
        .after_help(AFTER_HELP);
    Globals::augment_args(root)
        .about("Build, test and debug chat bots for the MoMoTalk Bot Platform")
}

/// Returns the help flag. Both `-h` and `--help` print the short help.
fn help_flag() -> Arg {
    Arg::new("help")
        .short('h')
        .long("help")
        .help("Print help")
        .action(ArgAction::HelpShort)
        .global(true)
        .help_heading("Everywhere")
}

/// Returns the flag that has `--version` tell more.
fn verbose_flag() -> Arg {
    Arg::new("verbose")
        .long("verbose")
        .help("With --version: print the commit, the target and the features of this momo too")
        .action(ArgAction::SetTrue)
        .requires("version")
}

/// Exit codes, at the end of `momo --help`. The manual pages repeat them.
const AFTER_HELP: &str = "\
Exit codes: 0 yes or done, 1 the answer is no, 2 wrong usage, 3 could not find out, 130 Ctrl-C.
`momo COMMAND --help` begins with examples; `momo man COMMAND` is the manual page, `momo help TOPIC` explains a topic.";

/// Returns the clap command of a node. A group gets only the subcommand named first in `rest`, or all if none matches.
fn command(node: &'static Node, rest: &[OsString], language: Language) -> Command {
    let about = match language {
        Language::English => node.about,
        Language::Korean => korean::about(node.about),
    };
    let command = Command::new(node.name)
        .about(about)
        .help_template(HELP_TEMPLATE);
    match &node.kind {
        NodeKind::Leaf(action) => command.defer(match language {
            Language::English => action.augment,
            Language::Korean => action.augment_korean,
        }),
        NodeKind::Group(nodes, own) => {
            let typed = rest.first().and_then(|name| find_node(nodes, name));
            let nodes = typed.map_or(*nodes, std::slice::from_ref);
            let rest = rest.get(1..).unwrap_or_default();
            let group = match own {
                Some(action) => (action.augment)(command).about(node.about),
                None => command
                    .subcommand_required(true)
                    .arg_required_else_help(true),
            };
            let group = group
                .subcommand_value_name("COMMAND")
                .disable_help_subcommand(true);
            let group = match language {
                Language::English => group,
                Language::Korean => korean::translate(group),
            };
            nodes.iter().fold(group, |group, node| {
                group.subcommand(self::command(node, rest, language))
            })
        }
    }
}

/// Lists the commands under their headings, for `momo --help`.
fn command_overview(language: Language) -> String {
    let told = |english: &str| match language {
        Language::English => english.to_owned(),
        Language::Korean => korean::word(english),
    };
    let mut text = String::new();
    let mut heading = "";
    for node in TREE {
        if node.heading != heading {
            heading = node.heading;
            text.push_str(&format!("\n{}:\n", told(heading)));
        }
        text.push_str(&format!("  {:<12} {}\n", node.name, told(node.about)));
    }
    text
}

/// Returns the full command tree after clap's `build`.
pub(crate) fn whole_command() -> Command {
    let mut command = command_tree(Language::English);
    command.build();
    command
}
