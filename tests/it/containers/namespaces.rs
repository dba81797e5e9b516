//! The two containers of `momo help containers`, without Docker: two network namespaces with a cable between them, each of which knows
//! the other by its name.
use crate::support::{Momo, Output, has_program, kept, wait_for};
use momo::view::help::{self, Block};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A network namespace and a mount namespace with an `/etc/hosts` of its own, held by a sleeping process.
struct Container(Child);

impl Container {
    fn new(hosts: &Path) -> Self {
        let script =
            "mount --bind \"$0\" /etc/hosts && ip link set lo up && echo ready && exec sleep 600";
        let mut command = Command::new("unshare");
        command.args(["--net", "--mount", "sh", "-c", script]);
        command.arg(hosts).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        Self(child)
    }

    /// A command in the namespaces, with the environment and the folder of this one.
    fn command(&self, inner: &Command) -> Command {
        let mut command = Command::new("nsenter");
        let pid = self.0.id().to_string();
        command.args(["--target", &pid, "--net", "--mount"]);
        if let Some(folder) = inner.get_current_dir() {
            command.arg(format!("--wd={}", folder.display()));
        }
        command.arg(inner.get_program()).args(inner.get_args());
        let variables = inner.get_envs();
        command.env_clear();
        command.envs(variables.filter_map(|(name, value)| Some((name, value?))));
        command.stdin(Stdio::null());
        command
    }

    fn ip(&self, args: &str) {
        let mut ip = Command::new("ip");
        ip.args(args.split(' '));
        ip.env("PATH", std::env::var_os("PATH").unwrap());
        assert!(self.command(&ip).status().unwrap().success(), "ip {args}");
    }

    #[must_use]
    fn run(&self, momo: &Momo, args: &[&str]) -> Output {
        let output = self.command(&momo.command(args)).output().unwrap();
        Output {
            status: output.status.code(),
            stdout: output.stdout,
            stderr: output.stderr,
        }
    }

    /// Starts momo and gives the first line of its output.
    fn start(&self, momo: &Momo, args: &[&str]) -> (Program, serde_json::Value) {
        let mut command = self.command(&momo.command(args));
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        let mut lines = BufReader::new(stdout);
        lines.read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line}"));
        let program = Program {
            child,
            _lines: lines,
        };
        (program, ready)
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running program, whose output stays open.
struct Program {
    child: Child,
    _lines: BufReader<ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Two namespaces that reach each other: the first is 10.77.0.1 and `momo`, the second 10.77.0.2 and `bot`.
fn two_containers(folder: &Path) -> Option<[Container; 2]> {
    if !has_program("ip") || !has_program("unshare") || !has_program("nsenter") {
        return None;
    }
    let mut attempt = Command::new("unshare");
    attempt.args(["--net", "--mount", "ip", "link", "set", "lo", "up"]);
    let attempt = attempt.output().unwrap();
    if !attempt.status.success() {
        let why = String::from_utf8_lossy(&attempt.stderr);
        eprintln!("skipped: no network namespaces for this user: {why}");
        return None;
    }
    let hosts = folder.join("hosts");
    std::fs::write(
        &hosts,
        "127.0.0.1 localhost\n10.77.0.1 momo\n10.77.0.2 bot\n",
    )
    .unwrap();
    let both = [Container::new(&hosts), Container::new(&hosts)];
    let pid = both[1].0.id();
    both[0].ip(&format!(
        "link add eth7 type veth peer name eth7 netns {pid}"
    ));
    for (container, address) in both.iter().zip(["10.77.0.1/24", "10.77.0.2/24"]) {
        container.ip(&format!("addr add {address} dev eth7"));
        container.ip("link set eth7 up");
    }
    Some(both)
}

/// The first example line of the topic that holds this, without what stands before and in it.
fn recipe(part: &str) -> Vec<String> {
    let topic = help::topic("containers").unwrap();
    let lines = topic.blocks.iter().flat_map(|block| match block {
        Block::Verbatim(lines) => &lines[..],
        _ => &[],
    });
    let line = lines.filter_map(|line| line.split_once(part)).next();
    let (_, words) = line.unwrap_or_else(|| panic!("the topic has no `{part}`"));
    words.split_whitespace().map(str::to_owned).collect()
}

fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn recipe_of_the_topic_works_in_two_network_namespaces() {
    let momo = Momo::new();
    let Some([platform, bot]) = two_containers(momo.home()) else {
        return;
    };
    let dev = recipe("command: ");
    let (_dev, ready) = platform.start(&momo, &[&words(&dev)[..], &["--json"]].concat());
    assert_eq!(ready["reachable_at"][0], "http://10.77.0.1:8700/api");
    let create = recipe("exec momo momo bot create ");
    let create = [&["bot", "create"], &words(&create)[..]].concat();
    platform.run(&momo, &create).expect_notes(0);
    // Nobody listens in the bot's container yet: what is said waits.
    let say = ["room", "say", "--room", "1", "일찍"];
    platform.run(&momo, &say).expect_notes(0);

    let env = platform.run(&momo, &["bot", "env", "--as", "json"]).json();
    let api = recipe("MOMOTALK_API_BASE: ").concat();
    let api = api.trim_matches(['"', '}']);
    let mut played = Momo::new().with("MOMOTALK_API_BASE", api);
    for name in [
        "MOMOTALK_BOT_ID",
        "MOMOTALK_BOT_TOKEN",
        "MOMOTALK_WEBHOOK_SECRET",
    ] {
        played = played.with(name, env[name].as_str().unwrap());
    }
    let listen = ["webhook", "listen", "--echo", "--json", "--host", "0.0.0.0"];
    let (_bot, _) = bot.start(&played, &[&listen[..], &["--port", "3000"]].concat());
    wait_for("the early message to be answered", || {
        let messages = platform.run(&momo, &["room", "messages", "--room", "1"]);
        messages.out().contains("Echo: 일찍").then_some(())
    });
    let say = recipe("exec momo momo room say ");
    let said = platform.run(&momo, &[&["room", "say"], &words(&say)[..]].concat());
    assert!(said.expect_notes(0).out().contains("Echo: 안녕하세요"));

    // By its address too, which needs no --allow-host.
    let by_address = played.with("MOMOTALK_API_BASE", "http://10.77.0.1:8700/api");
    let send = ["message", "send", "--room", "1", "주소로"];
    bot.run(&by_address, &send).expect_notes(0);
}

/// Makes a Kakao room for a skill in the other container, says something, and prints the answers.
const TALK: &str = r#"
import json, os, urllib.request
def call(path, body):
    headers = {"Authorization": "Bearer " + os.environ["TOKEN"], "Content-Type": "application/json"}
    request = urllib.request.Request(os.environ["API"] + path, json.dumps(body).encode(), headers)
    return json.load(urllib.request.urlopen(request))
room = call("/kakao/rooms", {"skill_url": "http://bot:8788/kakao/webhook", "callback": True})
said = call("/kakao/rooms/%s/messages?wait=1" % room["room_id"], {"text": "안녕"})
print(json.dumps(said["answers"], ensure_ascii=False))
"#;

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, runs a program in Python")]
fn late_answer_of_a_skill_in_a_container_reaches_the_platform() {
    let (momo, played) = (Momo::new(), Momo::new());
    let Some([platform, skill]) = two_containers(momo.home()) else {
        return;
    };
    if !has_program("python3") {
        return;
    }
    let dev = recipe("command: ");
    let (_dev, ready) = platform.start(&momo, &[&words(&dev)[..], &["--json"]].concat());
    let agent = "sh -c 'cat >/dev/null; sleep 1; echo 늦은 답'";
    let serve = [
        "kakao", "serve", "--host", "0.0.0.0", "--json", "--budget", "200ms",
    ];
    let more = ["--callback-host", "momo", "--agent", agent];
    let (_skill, _) = skill.start(&played, &[&serve[..], &more].concat());

    let api = ready["api_base"].as_str().unwrap();
    let credentials = kept(&momo);
    let token = credentials.console_token(api, "operator").unwrap();
    let mut talk = Command::new("python3");
    talk.args(["-c", TALK]).env("API", api);
    talk.env("TOKEN", token.reveal_text().unwrap());
    talk.env("PATH", std::env::var_os("PATH").unwrap());
    talk.env("PYTHONUTF8", "1");
    let output = platform.command(&talk).output().unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(answers.contains("늦은 답"), "{answers}\n{words}");
}
