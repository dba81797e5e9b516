//! The repository of a sample bot: its CI script and the steps of its workflow run as they stand, in a copy.
use crate::support::has_program;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A copy of the repository, with momo on the PATH.
struct SampleBot {
    folder: tempfile::TempDir,
}

impl SampleBot {
    /// Returns `None` where there is no Python.
    fn copy() -> Option<Self> {
        let folder = tempfile::TempDir::new().unwrap();
        copy_folder(&sources(), &folder.path().join("bot"));
        std::fs::create_dir(folder.path().join("bin")).unwrap();
        let momo = folder.path().join("bin/momo");
        crate::support::os::symlink(env!("CARGO_BIN_EXE_momo"), momo).unwrap();
        has_program("python3").then_some(Self { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("bot").join(name)
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Replaces a text that must stand in a file.
    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no `{from}`");
        std::fs::write(self.path(name), text.replace(from, to)).unwrap();
    }

    /// Keeps the baseline from expiring, so that this test does not end with it.
    fn with_valid_baseline(self) -> Self {
        let baseline: Value = serde_json::from_str(&self.text("check-baseline.json")).unwrap();
        let expires = baseline["failures"]["event.deep"]["expires"].as_str();
        self.replace("check-baseline.json", expires.unwrap(), "2999-12-31");
        self
    }

    /// Runs a script with GitHub's variables, as `shell` runs it.
    fn run(&self, shell: &[&str]) -> Output {
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{path}", self.folder.path().join("bin").display());
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]).env_clear().env("PATH", path);
        command.env("MOMO_HOME", self.folder.path().join("home"));
        command.env("GITHUB_ACTIONS", "true");
        command.env("GITHUB_STEP_SUMMARY", self.path("summary.md"));
        command.current_dir(self.path(""));
        command.stdin(std::process::Stdio::null());
        command.output().unwrap()
    }
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample-bot")
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Fails the test unless the run ended so, and returns what it said on both streams.
#[track_caller]
fn expect(output: &Output, code: i32) -> String {
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// Returns the scripts of the workflow's `run:` steps.
fn steps(workflow: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut lines = workflow.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((indent, script)) = line.split_once("run: ") else {
            continue;
        };
        if script != "|" {
            steps.push(script.to_owned());
            continue;
        }
        let mut block = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(&format!("{indent}  "))) {
            block.push_str(line.trim_start());
            block.push('\n');
        }
        steps.push(block);
    }
    steps
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn sample_bot_passes_its_script() {
    let Some(bot) = SampleBot::copy() else { return };
    let bot = bot.with_valid_baseline();
    let said = expect(&bot.run(&["sh", "ci.sh", "out"]), 0);
    assert!(said.contains("10 conversations: 10 passed"), "{said}");
    assert!(!said.contains("::error"), "{said}");
    for (name, part) in [
        ("chat.xml", "<testcase name=\"the talk of the README\""),
        ("check.xml", "signature.empty-key"),
        ("CHECKED.md", "- [x] `reply.rate-limited`"),
        ("chat.html", "주문번호"),
    ] {
        let text = bot.text(&format!("out/{name}"));
        assert!(text.contains(part), "no `{part}` in {name}:\n{text}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn sample_bot_passes_the_steps_of_its_workflow() {
    let Some(bot) = SampleBot::copy() else { return };
    let bot = bot.with_valid_baseline();
    let workflow = bot.text(".github/workflows/bot.yml");
    let steps = steps(&workflow);
    assert_eq!(steps.len(), 4, "{steps:#?}");
    for step in steps {
        // As GitHub's runner starts it.
        expect(&bot.run(&["bash", "-e", "-c", &step]), 0);
    }
    let summary = bot.text("summary.md");
    for heading in ["### momo chat test: 10 conversations", "### momo check: "] {
        assert!(summary.contains(heading), "{summary}");
    }
    for name in ["chat.xml", "chat.html", "check.xml", "check.html"] {
        assert!(bot.path("reports").join(name).exists(), "{name}");
    }
}

#[test]
fn actions_of_the_workflow_are_pinned_by_commit() {
    let workflow = std::fs::read_to_string(sources().join(".github/workflows/bot.yml")).unwrap();
    let actions: Vec<_> = workflow
        .lines()
        .filter_map(|line| line.split_once("uses: "))
        .collect();
    assert_eq!(actions.len(), 2);
    for (_, action) in actions {
        let (_, commit) = action.split_once('@').unwrap();
        let (commit, _) = commit.split_once(" # v").unwrap();
        let is_commit = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
        assert!(is_commit, "{action}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn wrong_sample_bot_fails_its_script_with_annotations() {
    let Some(bot) = SampleBot::copy() else { return };
    let bot = bot.with_valid_baseline();
    bot.replace("bot.py", "주문을 취소했어요.", "취소!");
    bot.replace("bot.py", "if event_id in event_ids:", "if not event_id:");
    let said = expect(&bot.run(&["sh", "ci.sh"]), 1);
    for part in [
        "::error file=chats/order.chat,line=18,title=momo chat test%3A an order is called off::the bot says something else%0A",
        "::error file=chats/faults.chat,",
        "::error title=momo check duplicate.again::",
    ] {
        assert!(said.contains(part), "no `{part}` in\n{said}");
    }
    let summary = bot.text("summary.md");
    let failed = "**an order is called off** `chats/order.chat:12`\n\n```\n";
    assert!(summary.contains(failed), "{summary}");
    assert!(summary.contains("      + 취소!\n"), "{summary}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn expired_entry_of_the_baseline_fails_the_sample_bot() {
    let Some(bot) = SampleBot::copy() else { return };
    let expires = bot.text("check-baseline.json");
    let expires = expires.split("\"expires\": \"").nth(1).unwrap();
    bot.replace("check-baseline.json", &expires[..10], "2026-01-01");
    // Fails whatever depth this Python takes.
    let deep = "event = 1 / 0 if b'[[[[' in body else json.loads(body)";
    bot.replace("bot.py", "event = json.loads(body)", deep);
    let check = "momo check --only event.deep --baseline check-baseline.json -- python3 bot.py";
    let said = expect(&bot.run(&["sh", "-c", check]), 1);
    assert!(said.contains("known until 2026-01-01"), "{said}");
}
