//! Runs the binary with a cleared environment and a temporary home.
use super::secrets::Secrets;
use serde_json::Value;
use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use tempfile::TempDir;

/// A home of its own and a way to run `momo` in it.
pub struct Momo {
    home: TempDir,
    variables: Vec<(String, String)>,
    prelude: Option<String>,
    written: Mutex<Vec<PathBuf>>,
}

impl Momo {
    /// A new, empty home (`MOMO_HOME`), which goes with this value.
    pub fn new() -> Self {
        Self {
            home: TempDir::new().unwrap(),
            variables: Vec::new(),
            prelude: None,
            written: Mutex::default(),
        }
    }

    /// Sets an environment variable for all later runs.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Has a shell do this first in all later runs, in the process that becomes `momo`: `ulimit -n 256`.
    #[cfg_attr(
        windows,
        expect(dead_code, reason = "all its users limit what Unix has")
    )]
    pub fn after(mut self, prelude: &str) -> Self {
        self.prelude = Some(prelude.into());
        self
    }

    /// The home folder; commands also run in it.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file in the home folder and gives its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.home().join(name);
        std::fs::write(&path, content).unwrap();
        let name = path.to_str().unwrap().to_owned();
        self.written.lock().unwrap().push(path);
        name
    }

    /// A JSON file of the home folder.
    pub fn json_file(&self, name: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.home().join(name)).unwrap()).unwrap()
    }

    /// All exchanges of the history, the newest first.
    #[track_caller]
    pub fn exchanges(&self) -> Vec<Value> {
        let args = ["webhook", "history", "list", "--all", "--json"];
        self.run(&args).expect_notes(0).json_lines()
    }

    /// What a run of this command may not show.
    pub fn secrets(&self, args: &[impl AsRef<OsStr>]) -> Secrets {
        Secrets::new(self.home(), &self.variables).of_run(args)
    }

    /// The command, ready to run: nothing of the environment but PATH, a home, a fixed width.
    pub fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = self.program();
        command.args(args).env_clear().current_dir(self.home());
        // Without the first, sockets of Windows find no host.
        for name in ["SystemRoot", "PATH", "PATHEXT", "TEMP"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
            .env("MOMO_HOME", self.home())
            .env("COLUMNS", "100")
            .env("TZ", "UTC")
            .env("LANG", "C.UTF-8");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn program(&self) -> Command {
        let momo = env!("CARGO_BIN_EXE_momo");
        let Some(prelude) = &self.prelude else {
            return Command::new(momo);
        };
        let mut shell = Command::new("sh");
        let script = format!("{prelude}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, momo]);
        shell
    }

    /// Runs it with an empty standard input.
    #[track_caller]
    #[must_use]
    pub fn run(&self, args: &[impl AsRef<OsStr>]) -> Output {
        self.run_with_input(args, b"")
    }

    /// Runs it with this standard input.
    #[track_caller]
    #[must_use]
    pub fn run_with_input(&self, args: &[impl AsRef<OsStr>], input: &[u8]) -> Output {
        let output = self.output(args, input);
        let secrets = self.secrets(args);
        secrets.assert_not_in(&output.stdout);
        secrets.assert_not_in(&output.stderr);
        output
    }

    /// Runs it with an empty standard input, where it has a program show its secrets.
    #[must_use]
    pub fn run_revealing(&self, args: &[impl AsRef<OsStr>]) -> Output {
        self.output(args, b"")
    }

    fn output(&self, args: &[impl AsRef<OsStr>], input: &[u8]) -> Output {
        let mut command = self.command(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Output {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: output.stderr,
        }
    }

    /// Starts it and leaves it running; it is killed when the value goes.
    pub fn start(&self, args: &[impl AsRef<OsStr>]) -> Running {
        let mut command = self.command(args);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Running::new(child, self.secrets(args))
    }
}

impl Drop for Momo {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let written = self.written.lock().unwrap();
            Secrets::new(self.home(), &self.variables).assert_in_no_file(&written);
        }
    }
}

/// What a run left: shown as one block, so that a failed test shows what the user would see.
#[derive(Clone)]
pub struct Output {
    /// The exit code; none where a signal ended it.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

impl Output {
    /// Standard output as text.
    pub fn out(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    /// Standard error as text.
    pub fn err(&self) -> String {
        String::from_utf8(self.stderr.clone()).unwrap()
    }

    /// Standard output as one JSON value.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}):\n{self}"))
    }

    /// Standard output as JSON lines.
    pub fn json_lines(&self) -> Vec<serde_json::Value> {
        self.out()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Fails the test, showing everything, unless the exit code is this one; with 0, standard error must be empty.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        let output = self.expect_notes(status);
        assert!(
            status != 0 || output.stderr.is_empty(),
            "unexpected notes: is `expect_notes` meant?\n{output}"
        );
        output
    }

    /// Like [`expect`](Self::expect), but standard error may hold notes.
    #[track_caller]
    pub fn expect_notes(self, status: i32) -> Self {
        assert_eq!(
            self.status,
            Some(status),
            "expected exit code {status}\n{self}"
        );
        assert!(
            !self.err().contains("panicked"),
            "a panic reached the user\n{self}"
        );
        self
    }

    /// Fails the test unless the whole block is this one.
    #[track_caller]
    pub fn is(&self, block: &str) {
        assert_eq!(self.to_string(), block);
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self
            .status
            .map_or("ended by a signal".to_owned(), |code| code.to_string());
        write!(f, "{}", String::from_utf8_lossy(&self.stdout))?;
        if !self.stderr.is_empty() {
            write!(f, "--- stderr\n{}", String::from_utf8_lossy(&self.stderr))?;
        }
        writeln!(f, "--- status {status}")
    }
}

/// A `momo` that runs beside the test.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    errors: Option<std::thread::JoinHandle<Vec<u8>>>,
    seen: Vec<String>,
    secrets: Secrets,
}

impl Running {
    fn new(mut child: Child, secrets: Secrets) -> Self {
        let (sender, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut stderr = child.stderr.take().unwrap();
        let errors = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let _ = stderr.read_to_end(&mut bytes);
            bytes
        });
        Self {
            child,
            lines,
            errors: Some(errors),
            seen: Vec::new(),
            secrets,
        }
    }

    /// The next line of standard output, waited for at most a minute.
    #[track_caller]
    pub fn line(&mut self) -> String {
        match self.lines.recv_timeout(Duration::from_secs(60)) {
            Ok(line) => {
                self.secrets.assert_not_in(line.as_bytes());
                self.seen.push(line.clone());
                line
            }
            Err(_) => {
                let _ = self.child.kill();
                let errors = self
                    .errors
                    .take()
                    .map(|thread| thread.join().unwrap())
                    .unwrap_or_default();
                panic!(
                    "no further line; until now:\n{}\n--- stderr\n{}",
                    self.seen.join("\n"),
                    String::from_utf8_lossy(&errors)
                );
            }
        }
    }

    /// The next line of standard output as JSON.
    pub fn json(&mut self) -> serde_json::Value {
        let line = self.line();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("no JSON ({error}): {line}"))
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by name (`INT`, `TERM`, `KILL`).
    pub fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let mut kill = match cfg!(windows) {
            true => {
                assert_eq!(name, "KILL", "Windows has no way to send it to one process");
                let mut kill = Command::new("taskkill");
                kill.args(["/F", "/PID", &id]).stdout(Stdio::null());
                kill
            }
            false => {
                let mut kill = Command::new("kill");
                kill.args([&format!("-{name}"), &id]);
                kill
            }
        };
        assert!(kill.status().unwrap().success());
    }

    /// Waits for the end, at most a minute seconds, and gives what is left of the output.
    #[track_caller]
    #[must_use]
    pub fn finish(mut self) -> Output {
        let status = super::wait_for("the process to end", || self.child.try_wait().unwrap());
        let stdout = self
            .lines
            .iter()
            .map(|line| line + "\n")
            .collect::<String>()
            .into_bytes();
        let stderr = self
            .errors
            .take()
            .map(|thread| thread.join().unwrap())
            .unwrap_or_default();
        self.secrets.assert_not_in(&stdout);
        self.secrets.assert_not_in(&stderr);
        Output {
            status: status.code(),
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
