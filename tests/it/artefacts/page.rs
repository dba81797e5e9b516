//! One manual page of one command.
use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, italic, roman};
use momo::view::help::{self, Block};

/// What a page is called: `momo-webhook-replay`.
pub fn name(command: &Command) -> String {
    command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned()
}

/// What stands below a command, without what clap adds by itself.
pub fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|below| !below.is_hide_set() && below.get_name() != "help")
}

/// The whole page, in the order in which a reader wants it.
pub fn page(root: &Command, command: &Command, above: &[&Command]) -> String {
    let version = format!("momo {}", root.get_version().unwrap());
    let man = Man::new(command.clone())
        .title(name(command))
        .source(version)
        .manual("momo manual");
    let part = |render: &dyn Fn(&mut Vec<u8>)| {
        let mut text = Vec::new();
        render(&mut text);
        String::from_utf8(text).unwrap()
    };
    let mut page = part(&|text| man.render_title(text).unwrap());
    page += &part(&|text| man.render_name_section(text).unwrap());
    page += &synopsis(command);
    page += &part(&|text| man.render_description_section(text).unwrap());
    page += &examples(command);
    page += &commands(command);
    page += &below_options(&part(&|text| man.render_options_section(text).unwrap()));
    page += &exit_status(root);
    page += &environment(&page);
    page += &files();
    page += &see_also(command, above);
    PREAMBLE.to_owned() + &page.replace(PREAMBLE, "")
}

/// What the roff crate sets before each part: an apostrophe that can be copied.
pub const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// The usage of the help: the options have a section of their own.
fn synopsis(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    for (at, line) in usage.lines().enumerate() {
        if at > 0 {
            roff.control("br", []);
        }
        let rest = line.trim().strip_prefix(name).unwrap_or(line.trim());
        roff.text([bold(name), roman(rest)]);
    }
    roff.to_roff()
}

/// The command lines of the help, as they are typed.
fn examples(command: &Command) -> String {
    let Some(help) = command.get_before_help() else {
        return String::new();
    };
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    roff.control("nf", []);
    for line in help.to_string().lines().filter(|line| *line != "Examples:") {
        roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
    }
    roff.control("fi", []);
    roff.to_roff()
}

/// The commands of a group, or of momo.
fn commands(command: &Command) -> String {
    if visible(command).next().is_none() {
        return String::new();
    }
    let mut roff = Roff::new();
    roff.control("SH", ["COMMANDS"]);
    for below in visible(command) {
        roff.control("TP", []);
        roff.text([bold(name(below)), roman("(1)")]);
        roff.text([roman(
            below
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default(),
        )]);
    }
    roff.to_roff()
}

/// Options under headings of their own stay below OPTIONS; those that every command takes come last.
fn below_options(section: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for line in section.replace(PREAMBLE, "").lines() {
        match line.strip_prefix(".SH ") {
            Some("OPTIONS") => parts.push(format!("{line}\n")),
            Some(heading) => parts.push(format!(".SS {heading}\n")),
            None => parts.last_mut().unwrap().push_str(&format!("{line}\n")),
        }
    }
    parts.sort_by_key(|part| (!part.starts_with(".SH"), part.starts_with(".SS EVERYWHERE")));
    let own = parts
        .first()
        .is_some_and(|part| part.starts_with(".SH OPTIONS"));
    if !own {
        parts.insert(0, ".SH OPTIONS\n".to_owned());
    }
    parts.concat()
}

/// The exit codes, from the end of `momo --help`, where they stand for people.
fn exit_status(root: &Command) -> String {
    let help = root.get_after_help().unwrap().to_string();
    let codes = help
        .lines()
        .find_map(|line| line.strip_prefix("Exit codes: "))
        .expect("the help names the exit codes");
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    for code in codes.trim_end_matches('.').split(", ") {
        let (code, meaning) = code.split_once(' ').unwrap();
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
    roff.to_roff()
}

/// The variables that every command reads, and those that the page names.
fn environment(page: &str) -> String {
    let mut roff = Roff::new();
    roff.control("SH", ["ENVIRONMENT"]);
    for (heading, term, description) in entries("environment") {
        let is_word = |at: usize| {
            let after = page[at + term.len()..].chars().next();
            !after.is_some_and(|ch| ch.is_ascii_uppercase() || ch == '_')
        };
        let mut places = page.match_indices(&term).map(|(at, _)| at);
        if heading == EVERYWHERE || places.any(is_word) {
            entry(&mut roff, &term, &description);
        }
    }
    roff.to_roff()
}

/// The files of momo.
fn files() -> String {
    let mut roff = Roff::new();
    roff.control("SH", ["FILES"]);
    for (_, term, description) in entries("files").filter(|it| it.0 == EVERYWHERE) {
        entry(&mut roff, &term, &description);
    }
    roff.to_roff()
}

/// The heading in a topic whose entries all pages have.
const EVERYWHERE: &str = "EVERYWHERE";

/// The entries of a topic: heading, term, description.
fn entries(topic: &str) -> impl Iterator<Item = (String, String, String)> {
    let mut heading = String::new();
    let blocks = help::topic(topic).unwrap().blocks.into_iter();
    blocks.filter_map(move |block| match block {
        Block::Heading(text) => {
            heading = text;
            None
        }
        Block::Entry { term, description } => Some((heading.clone(), term, description)),
        _ => None,
    })
}

pub fn entry(roff: &mut Roff, term: &str, description: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text(words(description));
}

/// A text whose words in backticks are bold.
pub fn words(text: &str) -> Vec<Inline> {
    let parts = text.split('`').enumerate();
    let word = |(at, part): (usize, &str)| match at % 2 {
        0 => roman(part),
        _ => bold(part),
    };
    parts
        .filter(|(_, part)| !part.is_empty())
        .map(word)
        .collect()
}

/// The topics that belong to a page, beside those of every page.
fn topics(name: &str) -> Vec<&'static str> {
    let own = match name.split('-').nth(1) {
        Some("sign" | "verify") => &["signatures"][..],
        Some("webhook") => &["signatures", "filters"],
        Some("chat") => &["chat"],
        Some("check") => &["check"],
        Some("dev" | "room" | "delivery" | "fault") => &["api"],
        Some("bot" | "message") => &["api", "signatures"],
        None => &["api", "ci", "security"],
        _ => &[],
    };
    [own, &["environment", "exit-codes", "files"]].concat()
}

/// The group and its other commands; what stands above.
fn see_also(command: &Command, above: &[&Command]) -> String {
    let mut pages: Vec<String> = above.iter().map(|command| name(command)).collect();
    if let Some(group) = above.last().filter(|_| above.len() > 1) {
        let others = visible(group).map(name);
        pages.extend(others.filter(|other| *other != name(command)));
    }
    let mut roff = Roff::new();
    roff.control("SH", ["SEE ALSO"]);
    let commands = pages.into_iter().map(|page| (page, "(1)"));
    let topics = topics(&name(command)).into_iter();
    let topics = topics.map(|topic| (format!("momo-{topic}"), "(7)"));
    let mut line: Vec<Inline> = Vec::new();
    for (at, (page, section)) in commands.chain(topics).enumerate() {
        line.push(roman(if at == 0 { "" } else { ", " }));
        line.push(bold(page));
        line.push(roman(section));
    }
    if above.is_empty() {
        line.extend([
            roman("; the guide of the MoMoTalk Bot Platform: "),
            italic("https://mmrnd.net/bot-developer-guide.html"),
        ]);
    }
    if name(command).starts_with("momo-kakao") {
        line.extend([roman(", "), bold("momo-moltbot"), roman("(7)")]);
    }
    roff.text(line);
    roff.to_roff()
}
