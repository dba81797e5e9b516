//! What the README and the help topics show is what happens: the console blocks of the README are run from top to bottom,
//! then those of each topic, in one home, beside the programs that the README names.
//!
//! `...` in a line stands for anything, a line of `...` alone for any lines. Ports differ from what is
//! printed, since the tests hold no fixed ones: they are put in and taken out again here.
mod text;

use crate::support::{Momo, has_program, readme, wait_for};
use momo::view::help::{self, Block};
use std::fs::File;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// A line that was typed, and what is shown below it.
struct Step {
    /// The README or a topic.
    place: String,
    typed: String,
    shown: String,
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn readme_console_blocks_are_what_happens() {
    let mut reader = Reader::new();
    for (name, program) in programs() {
        reader.momo.file(&name, program);
    }
    let has_node = has_program("node");
    let mut steps = steps_of_readme();
    steps.extend(steps_of_topics());
    steps.retain(|step| has_node || !step.typed.contains("bot.mjs"));
    reader.follow(steps);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn readme_of_coding_agents_is_what_happens() {
    let skill = include_str!("../../src/cmd/agent/SKILL.md");
    let fields = skill.split("---\n").nth(1).unwrap();
    assert!(fields.starts_with("name: momo\ndescription: "), "{fields}");
    assert!(
        fields.len() < 1024 && skill.lines().count() < 100,
        "too long"
    );
    Reader::new().follow(steps_of_markdown("the skill file", skill));
}

#[test]
fn help_topics_have_console_blocks() {
    let steps = steps_of_topics();
    for topic in ["chat", "check", "faults", "history", "replay", "signatures"] {
        let place = format!("`momo help {topic}`");
        assert!(steps.iter().any(|step| step.place == place), "{topic}");
    }
}

#[test]
fn wildcards_match_as_they_should() {
    let fits = |pattern: &str, text: &str| matches(&lines(pattern), &lines(text));
    assert!(fits("a ... c\n", "a b c\n"));
    assert!(fits("a\n...\nz\n", "a\nb\nc\nz\n"));
    assert!(fits("a\n...\n", "a\n"));
    assert!(!fits("a\n", "a\nb\n"));
    assert!(!fits("a ... c\n", "a b d\n"));
    assert!(!fits("ab...ba\n", "aba\n"));
}

/// A terminal session that types the commands.
struct Reader {
    momo: Momo,
    programs: tempfile::TempDir,
    /// What stands in the README as 3000, and is another port here; held until it is listened on.
    bot: Option<TcpListener>,
    bot_port: String,
    api_port: String,
    started: Vec<Child>,
}

impl Reader {
    fn new() -> Self {
        let programs = tempfile::TempDir::new().unwrap();
        let momo = programs.path().join("momo");
        crate::support::os::symlink(env!("CARGO_BIN_EXE_momo"), momo).unwrap();
        let bot = TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            momo: Momo::new(),
            programs,
            bot_port: bot.local_addr().unwrap().port().to_string(),
            bot: Some(bot),
            api_port: "8700".to_owned(),
            started: Vec::new(),
        }
    }

    /// Types all of it, and fails the test where something else happens.
    fn follow(&mut self, steps: Vec<Step>) {
        for step in steps {
            let real = self.run(&step.typed);
            assert!(
                matches(&lines(&step.shown), &lines(&real)),
                "{} shows\n\n$ {}\n{}\nand what happens is\n\n{real}",
                step.place,
                step.typed,
                step.shown
            );
        }
        assert!(!self.started.is_empty(), "nothing was started");
    }

    /// Returns the output of a command.
    fn run(&mut self, typed: &str) -> String {
        let typed = typed.replace("cargo run --", "momo");
        let typed = typed.replace("3000", &self.bot_port);
        let typed = typed.replace("momo run ", "momo run --port 0 ");
        let seen = match typed.as_str() {
            "momo dev" => self.start("momo dev --port 0"),
            serving if serving.starts_with("momo webhook listen") => {
                self.bot = None;
                self.start(serving)
            }
            other => {
                let output = self.shell(other).output().unwrap();
                String::from_utf8(output.stdout).unwrap()
            }
        };
        if typed == "momo dev" {
            let port = seen.split("127.0.0.1:").nth(1).unwrap();
            self.api_port = port.split('/').next().unwrap().to_owned();
        }
        seen.replace(&self.bot_port, "3000")
            .replace(&self.api_port, "8700")
    }

    /// Starts what runs on, and gives what it said first: the lines until it is ready.
    fn start(&mut self, typed: &str) -> String {
        let path = self.momo.home().join(format!("out-{}", self.started.len()));
        let file = File::create(&path).unwrap();
        let child = self.shell(&format!("exec {typed}")).stdout(file).spawn();
        self.started.push(child.unwrap());
        wait_for("it to be ready", || {
            let seen = std::fs::read_to_string(&path).unwrap();
            seen.contains("Ctrl-C ends").then_some(seen)
        })
    }

    /// A shell in the same folder and home each time, both streams as one.
    fn shell(&self, typed: &str) -> Command {
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{path}", self.programs.path().display());
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec 2>&1; {typed}")]);
        command.env_clear().env("PATH", path);
        command.env("MOMO_HOME", self.momo.home());
        command.env("COLUMNS", "120").env("TZ", "UTC");
        command.current_dir(self.momo.home()).stdin(Stdio::null());
        command.stdout(Stdio::piped());
        command
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        for child in &mut self.started {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Name and text of the programs, which their first line names.
fn programs() -> Vec<(String, String)> {
    let readme = readme();
    let blocks = readme.split("```js\n// ").skip(1);
    let program = blocks.map(|block| {
        let (name, text) = block.split_once('\n').unwrap();
        let text = text.split("```").next().unwrap();
        (name.to_owned(), text.to_owned())
    });
    program.collect()
}

#[test]
fn readme_shows_the_loop_in_forty_lines() {
    let readme = readme();
    let (_, section) = readme.split_once("\n## The loop\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let lines = 1 + section.trim_end().lines().count();
    assert!(lines <= 40, "{lines} lines");
}

/// The steps of all console blocks of the README, in order.
fn steps_of_readme() -> Vec<Step> {
    steps_of_markdown("the README", &readme())
}

/// The steps of all console blocks of a Markdown text, in order.
fn steps_of_markdown(place: &str, text: &str) -> Vec<Step> {
    let blocks = text.split("```console\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().unwrap().lines());
    blocks.flat_map(|lines| steps(place, lines)).collect()
}

/// The steps of the help topics: of each block of indented lines that begins with what is typed.
fn steps_of_topics() -> Vec<Step> {
    let mut steps_of_all = Vec::new();
    for topic in help::topics() {
        let place = format!("`momo help {}`", topic.name);
        for block in &topic.blocks {
            match block {
                Block::Verbatim(lines) if lines[0].starts_with("$ ") => {
                    steps_of_all.extend(steps(&place, lines.iter().map(String::as_str)));
                }
                _ => {}
            }
        }
    }
    steps_of_all
}

/// The steps of one console block.
fn steps<'a>(place: &str, lines: impl Iterator<Item = &'a str>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(typed), _) => steps.push(Step {
                place: place.to_owned(),
                typed: typed.to_owned(),
                shown: String::new(),
            }),
            (None, Some(step)) => step.shown.push_str(&format!("{line}\n")),
            (None, None) => panic!("{place}: a console block begins with what is typed: {line}"),
        }
    }
    steps
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

/// Whether the lines are those of the pattern.
fn matches(pattern: &[&str], text: &[&str]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((&"...", rest)) => (0..=text.len()).any(|skipped| matches(rest, &text[skipped..])),
        Some((first, rest)) => text
            .split_first()
            .is_some_and(|(line, below)| line_matches(first, line) && matches(rest, below)),
    }
}

/// Whether a line is that of the pattern, `...` standing for anything.
fn line_matches(pattern: &str, line: &str) -> bool {
    let Some((start, rest)) = pattern.split_once("...") else {
        return pattern == line;
    };
    let Some(mut line) = line.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split("...").collect();
    let end = parts.pop().unwrap();
    for part in parts {
        let Some(at) = line.find(part) else {
            return false;
        };
        line = &line[at + part.len()..];
    }
    line.len() >= end.len() && line.ends_with(end)
}
