//! Completions by the real shells, with what exists in a home.
use crate::support::{Momo, Peer, beside_build, has_program, keep_bot, start_dev};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A home with two bots, a profile and an exchange, and a folder with `momo` for the PATH.
struct Completed {
    momo: Momo,
    programs: TempDir,
}

impl Completed {
    fn new() -> Self {
        let momo = Momo::new();
        momo.file(
            "momo.json",
            r#"{"profiles": {"stage": {"api_base": "http://127.0.0.1:9/api"}}}"#,
        );
        momo.file("event.json", "{}");
        for id in ["bot_first", "bot_second"] {
            keep_bot(&momo, id, "stage", "http://127.0.0.1:9/api");
        }
        let programs = TempDir::new().unwrap();
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_momo"), programs.path().join("momo"))
            .unwrap();
        Self { momo, programs }
    }

    /// A program in this home, with `momo` on its PATH.
    fn command(&self, program: &str) -> Command {
        let like = self.momo.command(&["sign"]);
        let mut command = Command::new(program);
        command
            .env_clear()
            .current_dir(self.momo.home())
            .stdin(Stdio::null());
        for (name, value) in like.get_envs() {
            command.env(name, value.unwrap());
        }
        let path = format!(
            "{}:{}",
            self.programs.path().display(),
            std::env::var("PATH").unwrap()
        );
        command
            .env("PATH", path)
            .env("HOME", self.momo.home())
            .env("TERM", "xterm");
        command
    }

    /// What bash makes of a line: its words, the last of which is completed.
    fn bash(&self, words: &[&str]) -> Vec<String> {
        let script = r#"
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9; COMPREPLY=()
            _clap_complete_momo "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
            printf '%s\n' "${COMPREPLY[@]}""#;
        let mut bash = self.command("bash");
        bash.args(["--norc", "-c", script, "bash"])
            .arg(committed("momo.bash"))
            .args(words);
        lines(bash)
    }

    /// What fish makes of a line, without descriptions.
    fn fish(&self, line: &str) -> Vec<String> {
        let mut fish = self.command("fish");
        let script = format!(
            "source {}; complete --do-complete '{line}'",
            committed("momo.fish").display()
        );
        fish.args(["--no-config", "-c", &script]);
        let found = lines(fish);
        found
            .iter()
            .map(|line| line.split('\t').next().unwrap().to_owned())
            .collect()
    }

    /// Whether zsh shows a text when a line is completed on its terminal.
    fn zsh_shows(&self, line: &str, wanted: &str) -> bool {
        let script = committed("_momo");
        let begin = format!(
            "PS1='> '; autoload -U compinit; compinit -u -D; source {}; print REA''DY\n",
            script.display()
        );
        self.shows(&["zsh", "-f", "-i"], &begin, line, wanted)
    }

    /// The same of Elvish, where the script is installed as it is by momo.
    fn elvish_shows(&self, line: &str, wanted: &str) -> bool {
        let begin = "use momo; echo (put REA)DY\r";
        self.shows(&["elvish", "-norc"], begin, line, wanted)
    }

    fn shows(&self, shell: &[&str], begin: &str, line: &str, wanted: &str) -> bool {
        let mut python = self.command("python3");
        python.args(["-c", TYPIST, begin, line, wanted]).args(shell);
        let output = python.output().unwrap();
        output.status.success()
    }

    /// What Nushell makes of a line, at the end of a script that reads the committed one.
    fn nushell(&self, nu: &Path, line: &str) -> Vec<String> {
        let script = format!("source {}\n{line}\n", committed("momo.nu").display());
        let file = self.momo.file("line.nu", &script);
        let mut nushell = self.command(nu.to_str().unwrap());
        let end = (script.len() - 1).to_string();
        nushell.args(["--ide-complete", &end, &file]);
        let answer = lines(nushell).concat();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let found = answer["completions"].as_array().unwrap().iter();
        found.map(|it| it.as_str().unwrap().to_owned()).collect()
    }
}

/// Types a first line, and a line and a tab into a shell, and waits for a text on its screen.
const TYPIST: &str = r#"
import fcntl, os, pty, select, struct, sys, termios, time
begin, line, wanted, *shell = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(shell[0], shell)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
until = time.time() + 60
def expect(text, seen=b""):
    while text not in seen:
        if time.time() > until: sys.exit(seen.decode(errors="replace"))
        if select.select([terminal], [], [], 1)[0]:
            try: seen += os.read(terminal, 65536)
            except OSError: sys.exit(seen.decode(errors="replace"))
os.write(terminal, begin.encode())
expect(b"READY")
os.write(terminal, line.encode() + b"\t")
expect(wanted.encode())
os.kill(child, 9)
"#;

fn committed(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("completions")
        .join(file)
}

#[track_caller]
fn lines(mut command: Command) -> Vec<String> {
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.is_empty(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn completions_name_what_exists_in_bash() {
    if !has_program("bash") {
        return;
    }
    let home = Completed::new();
    let has = |words: &[&str], wanted: &[&str]| {
        let found = home.bash(words);
        for wanted in wanted {
            assert!(
                found.iter().any(|word| word.trim_end() == *wanted),
                "{words:?}: {found:?}"
            );
        }
        found
    };
    has(&["momo", "si"], &["sign"]);
    has(&["momo", "webhook", "re"], &["replay"]);
    has(&["momo", "sign", "--sec"], &["--secret-file"]);
    has(&["momo", "--color", "a"], &["always", "auto"]);
    has(&["momo", "completions", "zs"], &["zsh"]);
    has(&["momo", "bot", "show", ""], &["bot_first", "bot_second"]);
    has(&["momo", "sign", "--bot", "bot_s"], &["bot_second"]);
    has(
        &["momo", "bot", "list", "--profile", ""],
        &["local", "production", "stage"],
    );
    has(
        &["momo", "webhook", "sample", "kakao-sk"],
        &["kakao-skill/text"],
    );
    has(
        &["momo", "check", "3000", "--only", "signature.m"],
        &["signature.missing"],
    );
    has(
        &["momo", "webhook", "replay", "--chaos", "dup"],
        &["duplicate="],
    );
    has(&["momo", "help", "ex"], &["exit-codes"]);
    has(
        &["momo", "config", "get", "profiles.sta"],
        &["profiles.stage.api_base"],
    );
    let payloads = has(
        &["momo", "webhook", "replay", ""],
        &["last", "momotalk/message_created"],
    );
    assert!(
        payloads.iter().any(|word| word.trim_end() == "event.json"),
        "{payloads:?}"
    );
    // Files stand where files belong, and nowhere else.
    has(&["momo", "sign", "ev"], &["event.json"]);
    assert_eq!(home.bash(&["momo", "bot", "show", "ev"]), [""; 0]);
    assert_eq!(home.bash(&["momo", "room", "create", "ev"]), [""; 0]);
}

#[test]
fn completions_name_what_exists_in_fish() {
    if !has_program("fish") {
        return;
    }
    let home = Completed::new();
    let has = |line: &str, wanted: &str| {
        let found = home.fish(line);
        assert!(found.iter().any(|word| word == wanted), "{line}: {found:?}");
    };
    has("momo si", "sign");
    has("momo bot show ", "bot_second");
    has("momo sign --bot bot_f", "bot_first");
    has("momo bot list --profile st", "stage");
    has("momo sign ev", "event.json");
    has("momo help sig", "signatures");
}

#[test]
fn completions_name_what_exists_in_zsh() {
    if !has_program("zsh") || !has_program("python3") {
        return;
    }
    let home = Completed::new();
    assert!(home.zsh_shows("momo bot show bot_", "bot_second"));
    assert!(home.zsh_shows("momo bot list --profile ", "stage"));
    assert!(home.zsh_shows("momo help ex", "exit-codes"));
}

#[test]
fn completions_name_what_exists_in_elvish() {
    if !has_program("elvish") || !has_program("python3") {
        return;
    }
    let home = Completed::new();
    let folder = home.momo.home().join(".config/elvish/lib");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(committed("momo.elv"), folder.join("momo.elv")).unwrap();
    assert!(home.elvish_shows("momo bot show bot_", "bot_second"));
    assert!(home.elvish_shows("momo completions ", "nushell"));
}

#[test]
fn completions_name_verbs_and_values_in_nushell() {
    let nu = "nushell/node_modules/@nushell/linux-x64/bin/nu";
    let Some(nu) = beside_build("Nushell", nu) else {
        return;
    };
    let home = Completed::new();
    let shells = home.nushell(&nu, "momo completions ");
    assert!(shells.contains(&"nushell".to_owned()), "{shells:?}");
    let shapes = home.nushell(&nu, "momo sign --as ");
    assert_eq!(shapes, ["curl", "header", "hex", "json"]);
    let verbs = home.nushell(&nu, "momo bot rot");
    assert_eq!(verbs, ["momo bot rotate"]);
}

#[test]
fn completions_name_rooms_and_exchanges_of_the_platform() {
    if !has_program("bash") {
        return;
    }
    let home = Completed::new();
    let (dev, _) = start_dev(&home.momo);
    let peer = Peer::answering(200, "text/plain", "ok");
    let _ = home
        .momo
        .run(&["room", "create", "kitchen", "--profile", "local"])
        .expect_notes(0);
    let target = peer.url("/");
    let replay = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--to",
        &target,
        "--secret",
        "a-test-secret-here",
    ];
    let _ = home.momo.run(&replay);
    let id = home.momo.exchanges()[0]["id"].as_str().unwrap().to_owned();
    let rooms = home.bash(&["momo", "room", "show", "--room", ""]);
    assert!(rooms.iter().any(|room| room.trim_end() == "1"), "{rooms:?}");
    let exchanges = home.bash(&["momo", "webhook", "history", "show", "ex_"]);
    assert!(
        exchanges.iter().any(|word| word.trim_end() == id),
        "{exchanges:?}"
    );
    drop(dev);
}

#[test]
fn completions_are_silent_and_quick_in_a_broken_home() {
    let momo = Momo::new();
    for name in [
        "momo.json",
        "config.json",
        "credentials.json",
        "history.db",
        "platform.db",
    ] {
        momo.file(name, "{ broken");
    }
    for words in [
        &["bot", "show", ""][..],
        &["room", "show", ""],
        &["webhook", "history", "show", ""],
        &["config", "get", ""],
    ] {
        let args = [&["--", "momo"], words].concat();
        let index = (words.len()).to_string();
        let mut command = momo.command(&args);
        command
            .env("COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", index);
        let output = command.output().unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{words:?}: {output:?}"
        );
    }
}

#[test]
fn completions_are_installed_and_removed_where_shells_look() {
    let momo = Momo::new();
    let home = momo.home().to_str().unwrap().to_owned();
    let momo = momo.with("HOME", &home).with("SHELL", "/usr/bin/fish");
    for (shell, file) in [
        ("bash", ".local/share/bash-completion/completions/momo"),
        ("zsh", ".local/share/zsh/site-functions/_momo"),
        ("fish", ".config/fish/completions/momo.fish"),
        ("powershell", ".config/powershell/momo.ps1"),
        ("elvish", ".config/elvish/lib/momo.elv"),
        ("nushell", ".config/nushell/autoload/momo.nu"),
    ] {
        let path = momo.home().join(file);
        let install = ["completions", "--install", "--shell", shell];
        let said = momo.run(&install).expect_notes(0);
        assert!(
            said.err()
                .starts_with(&format!("written: {}", path.display())),
            "{said}"
        );
        let printed = momo.run(&["completions", shell]).expect(0).stdout;
        assert!(
            std::fs::read(&path).unwrap().starts_with(&printed),
            "{shell}"
        );
        // Again, as after an update.
        let _ = momo.run(&install).expect_notes(0);
        let removed = momo
            .run(&["completions", "--uninstall", "--shell", shell, "--json"])
            .expect(0)
            .json();
        assert_eq!(removed["did"], "removed");
        assert!(!path.exists());
    }
    // The shell is that of SHELL; a file that is not momo's stays.
    let _ = momo.run(&["completions", "--install"]).expect_notes(0);
    let path = momo.home().join(".config/fish/completions/momo.fish");
    std::fs::write(&path, "# mine\n").unwrap();
    let refused = momo.run(&["completions", "--install"]).expect(3);
    assert!(refused.err().contains("is not of momo"), "{refused}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine\n");
}

#[test]
fn completions_take_the_folders_along_that_were_made_for_them_and_are_empty() {
    let momo = Momo::new();
    let home = momo.home().to_str().unwrap().to_owned();
    let momo = momo.with("HOME", &home);
    let change = |what, shell| {
        let _ = momo
            .run(&["completions", what, "--shell", shell])
            .expect_notes(0);
    };
    let at = |path: &str| momo.home().join(path);
    // Made by momo; an update between does not make it forget.
    change("--install", "bash");
    change("--install", "bash");
    assert!(at(".local/share/bash-completion/completions/momo").exists());
    change("--uninstall", "bash");
    assert!(!at(".local").exists());
    // Not made by momo: it stays, though it is empty.
    std::fs::create_dir_all(at(".config/fish")).unwrap();
    change("--install", "fish");
    change("--uninstall", "fish");
    assert!(at(".config/fish").exists());
    assert!(!at(".config/fish/completions").exists());
    // Made by momo, and used by others since.
    change("--install", "elvish");
    std::fs::write(at(".config/elvish/rc.elv"), "use momo\n").unwrap();
    change("--uninstall", "elvish");
    assert!(at(".config/elvish/rc.elv").exists());
    assert!(!at(".config/elvish/lib").exists());
}
