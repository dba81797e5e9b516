//! `cargo bench --bench replay`: `momo webhook replay` beside `oha` and `hey`, in turns, in one run.
//!
//! momo makes, signs and durably records every event; they send one body again and again, and `oha --db-url` keeps 47 bytes of
//! each. All are given the same server, the same number of requests and the same number of connections; wall time of the whole
//! process, its CPU time and its peak memory are compared. Absolute figures belong to a machine; quote the ratios.
//!
//! Settings, from the environment: `ROUNDS` (5), `REQUESTS` (20000), `OHA` (`oha`), `HEY` (`hey`), `MOMO` (the binary just built).
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SAMPLE: &str = "momotalk/message_created";
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
/// A bot as people write them: the whole body is read, then answered.
const NODE: &str = "
const server = require('http').createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => { JSON.parse(Buffer.concat(parts)); response.end('ok'); });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
";

/// What one run of a program cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
    memory_kb: u64,
}

/// The programs that momo is compared with.
#[derive(Clone, Copy)]
enum Peer {
    Oha,
    /// `oha --db-url`, which writes a row for each answer.
    OhaKeeping,
    Hey,
}

impl Peer {
    /// The program, and what it says of itself; none where it is not installed.
    fn find(self) -> Option<(String, String)> {
        let (setting, usual) = match self {
            Self::Oha | Self::OhaKeeping => ("OHA", "oha"),
            Self::Hey => ("HEY", "hey"),
        };
        let program = std::env::var(setting).unwrap_or_else(|_| usual.into());
        let version = match self {
            Self::Oha => first_line(&program, "--version")?,
            Self::OhaKeeping => {
                first_line(&program, "--version")?;
                "oha --db-url".into()
            }
            // It does not tell its version.
            Self::Hey => {
                Command::new(&program).arg("-help").output().ok()?;
                "hey".into()
            }
        };
        Some((program, version))
    }

    fn run(
        self,
        program: &str,
        body: &Path,
        port: u16,
        connections: usize,
        requests: usize,
    ) -> Cost {
        let mut command = Command::new(program);
        match self {
            Self::Oha => command.args(["--no-tui", "--method", "POST"]),
            Self::OhaKeeping => {
                let rows = body.with_extension("db");
                let _ = std::fs::remove_file(&rows);
                command.args(["--no-tui", "--method", "POST", "--db-url"]);
                command.arg(rows)
            }
            Self::Hey => command.args(["-m", "POST"]),
        };
        command
            .args(["-T", "application/json", "-D"])
            .arg(body)
            .args(["-n", &requests.to_string()])
            .args(["-c", &connections.to_string()])
            .arg(format!("http://127.0.0.1:{port}/"));
        cost(command)
    }
}

fn main() {
    let rounds = setting("ROUNDS", 5);
    let requests = setting("REQUESTS", 20_000);
    let momo = std::env::var("MOMO").unwrap_or_else(|_| env!("CARGO_BIN_EXE_momo").into());
    let found = |peer: Peer| peer.find().map(|found| (peer, found));
    let peers: Vec<_> = [Peer::Oha, Peer::OhaKeeping, Peer::Hey]
        .into_iter()
        .filter_map(found)
        .collect();
    if peers.is_empty() {
        say(
            "there is neither `oha` nor `hey` to compare with: `cargo install oha`, or name it in OHA",
        );
        return;
    }
    let own = first_line(&momo, "--version").unwrap_or_default();
    let names: Vec<_> = peers.iter().map(|(_, (_, name))| name.as_str()).collect();
    say(&format!(
        "{own} beside {}; {rounds} rounds of {requests} requests; medians (smallest to largest)\n",
        names.join(", ")
    ));
    say("| momo, x its peer | connections | throughput | CPU time | memory |");
    say("| --- | ---: | ---: | ---: | ---: |");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let body = Command::new(&momo)
        .args(["webhook", "sample", SAMPLE])
        .output()
        .expect("momo runs")
        .stdout;
    let body_file = folder.path().join("body.json");
    std::fs::write(&body_file, body).expect("a file in it");
    let compare_all = |server: &str, port: u16, requests: usize| {
        for (peer, (program, name)) in &peers {
            compare(
                &format!("{server}, x {name}"),
                port,
                &[1, 16, 64],
                |port, connections| {
                    let ours = || run_momo(&momo, folder.path(), port, connections, requests);
                    let theirs = || peer.run(program, &body_file, port, connections, requests);
                    in_turns(rounds, ours, theirs)
                },
            );
        }
    };
    compare_all("fast server", fast_server(), requests);
    match node_server() {
        None => say("\nthere is no `node`, so no Node bot was measured"),
        Some((mut child, port)) => {
            compare_all("Node bot", port, requests / 2);
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn setting(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn first_line(program: &str, flag: &str) -> Option<String> {
    let output = Command::new(program).arg(flag).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(str::to_owned)
}

/// Prints a row of ratios for each number of connections.
fn compare(
    name: &str,
    port: u16,
    connections: &[usize],
    measure: impl Fn(u16, usize) -> Vec<(Cost, Cost)>,
) {
    for &connections in connections {
        let pairs = measure(port, connections);
        let ratio = |of: &dyn Fn(&Cost) -> f64| {
            let ratios = pairs.iter().map(|(ours, theirs)| of(ours) / of(theirs));
            let mut ratios: Vec<_> = ratios.collect();
            ratios.sort_by(f64::total_cmp);
            let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
            let middle = ratios[ratios.len() / 2];
            format!("**{middle:.2}** ({least:.2} to {most:.2})")
        };
        let speed = ratio(&|cost| 1.0 / cost.wall.as_secs_f64());
        let cpu = ratio(&|cost| cost.cpu.as_secs_f64());
        let memory = ratio(&|cost| cost.memory_kb as f64);
        say(&format!(
            "| {name} | {connections} | {speed} | {cpu} | {memory} |"
        ));
    }
}

/// Runs one after the other, the first one alternating, after a round that does not count.
fn in_turns(
    rounds: usize,
    ours: impl Fn() -> Cost,
    theirs: impl Fn() -> Cost,
) -> Vec<(Cost, Cost)> {
    let pair = |round: usize| {
        if round.is_multiple_of(2) {
            let ours = ours();
            (ours, theirs())
        } else {
            let theirs = theirs();
            (ours(), theirs)
        }
    };
    (0..=rounds).map(pair).skip(1).collect()
}

fn run_momo(momo: &str, folder: &Path, port: u16, connections: usize, requests: usize) -> Cost {
    let home = folder.join("home");
    let _ = std::fs::remove_dir_all(&home);
    let mut command = Command::new(momo);
    command
        .args(["webhook", "replay", SAMPLE, "--json", "--quiet", "--to"])
        .arg(port.to_string())
        .args(["--times", &requests.to_string()])
        .args(["--concurrency", &connections.to_string()])
        .env("MOMO_HOME", home)
        .env("MOMOTALK_WEBHOOK_SECRET", "s3cret");
    cost(command)
}

/// Runs the process to its end; `/proc` holds its usage until its exit status is read.
fn cost(mut command: Command) -> Cost {
    let begun = Instant::now();
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let place = format!("/proc/{}", child.id());
    let mut memory_kb = 0;
    let ticks = loop {
        let status = std::fs::read_to_string(format!("{place}/status")).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|text| text.trim().trim_end_matches(" kB").parse().ok());
        memory_kb = peak.unwrap_or(memory_kb);
        let stat = std::fs::read_to_string(format!("{place}/stat")).expect("a Linux machine");
        let fields: Vec<_> = stat.rsplit(')').next().unwrap_or("").split(' ').collect();
        if fields.get(1) == Some(&"Z") {
            let ticks = |at: usize| fields[at].parse::<u64>().unwrap_or(0);
            break ticks(12) + ticks(13);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = begun.elapsed();
    let status = child.wait().expect("it has ended");
    assert!(status.success(), "{command:?} ended with {status}");
    Cost {
        wall,
        // A tick is a hundredth of a second on every Linux.
        cpu: Duration::from_millis(ticks * 10),
        memory_kb,
    }
}

/// Answers each request as soon as it is whole; one thread a connection.
fn fast_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("it has one").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer_all(stream));
        }
    });
    port
}

fn answer_all(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let (mut buffer, mut filled) = (vec![0; 65_536], 0);
    while let Ok(read @ 1..) = stream.read(&mut buffer[filled..]) {
        filled += read;
        if whole(&buffer[..filled]) {
            filled = 0;
            if stream.write_all(ANSWER).is_err() {
                return;
            }
        }
    }
}

fn whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|text| text.trim().parse::<usize>().ok());
    request.len() >= end + 4 + length.unwrap_or(0)
}

fn node_server() -> Option<(Child, u16)> {
    let mut child = Command::new("node")
        .args(["-e", NODE])
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?)
        .read_line(&mut line)
        .ok()?;
    Some((child, line.trim().parse().ok()?))
}
