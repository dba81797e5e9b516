//! `cargo bench --bench history`: what an exchange costs on its way into the history, and a page on its way out.
//!
//! *Writing*: exchanges as a receiver keeps them go through `Recorder`, from threads that each wait for their own
//! (`record`) and from one that does not (`submit_for_batch`). CPU time is that of all threads together, the making of the
//! exchange and its JSON too. *Reading*: a page of 20 for each kind of question, where the matching rows are spread evenly
//! and where the only one is the oldest.
//!
//! Settings, from the environment: `EXCHANGES` (1000000), `ONLY` (`write` or `read`), `FOLDER` (where the files lie).
#![allow(clippy::print_stdout, clippy::unwrap_used)]
use momo::io::sqlite::{History, PendingWrite, Recorder};
use momo::model::history::exchange::{Direction, Exchange, ExchangeMeta, Timing};
use momo::model::history::filter::Filter;
use momo::model::history::query::{BodyChoice, Query};
use momo::model::http::{Request, Response};
use momo::model::protocol::{Event, Protocol};
use momo::model::secret::signature::{SignatureCheck, SignatureVerdict};
use momo::model::text::id;
use momo::model::time::{TimeParser, Timestamp};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The first exchange's moment: 2026-01-01.
const BEGIN: i64 = 1_767_225_600_000;
/// How many exchanges one that does not wait has under way.
const UNDER_WAY: usize = 512;

fn main() {
    let count = setting("EXCHANGES").unwrap_or(1_000_000);
    let folder = match std::env::var_os("FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder).unwrap(),
        None => tempfile::tempdir().unwrap(),
    };
    let only = std::env::var("ONLY").unwrap_or_default();
    if only != "read" {
        write(folder.path(), count);
    }
    if only != "write" {
        read(&folder.path().join("read.db"), count);
    }
}

fn write(folder: &Path, count: usize) {
    println!(
        "| writing | exchanges | CPU µs each | wall µs each | KB written each | file MB | peak MB |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    let begun = cpu();
    (0..count).for_each(|number| drop(std::hint::black_box(exchange(number))));
    let made = (cpu() - begun).as_secs_f64() * 1e6 / count as f64;
    println!("| only making | {count} | {made:.1} | | | | |");
    for threads in [1, 16, 64] {
        // Alone each commit syncs one exchange: a tenth is enough.
        let count = if threads == 1 { count / 10 } else { count };
        let path = folder.join(format!("{threads}.db"));
        measure(&format!("{threads} threads"), count, &path, || {
            record(&path, count, threads)
        });
    }
    let path = folder.join("submit.db");
    measure("no waiting", count, &path, || submit(&path, count));
}

/// A page of 20 and the time until it is there: the median and the longest of nine.
fn read(path: &Path, count: usize) {
    let mut history = History::open(path).unwrap();
    history.append(&[oldest()]).unwrap();
    for begin in (1..count).step_by(10_000) {
        let some: Vec<_> = (begin..count.min(begin + 10_000)).map(exchange).collect();
        history.append(&some).unwrap();
    }
    println!(
        "\n| a page of {count} exchanges | found | median ms | longest ms |\n| --- | ---: | ---: | ---: |"
    );
    let clock = TimeParser {
        now: Timestamp(BEGIN),
        zone: momo::io::system::zone(),
    };
    for text in FILTERS {
        let query = Query {
            filter: Filter::parse(text, &clock).unwrap(),
            bodies: BodyChoice::None,
            ..Query::default()
        };
        let mut found = 0;
        let mut times: Vec<_> = (0..9)
            .map(|_| {
                let begun = Instant::now();
                found = history.list(&query).unwrap().len();
                begun.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("| `{text}` | {found} | {:.2} | {:.2} |", times[4], times[8]);
    }
    println!(
        "\nPeak memory {:.0} MB, file {:.0} MB.",
        peak() as f64 / 1e6,
        std::fs::metadata(path).unwrap().len() as f64 / 1e6
    );
}

/// Those that many fit, and those that only the oldest fits.
const FILTERS: [&str; 19] = [
    "",
    "type:talk.*",
    "status:503",
    "status:4xx,5xx",
    "sig:invalid",
    "-sig:valid",
    "is:failed type:talk.member_left",
    "ms:>3",
    "until:2026-01-01T00:01:00Z",
    "type:share.*",
    "bot:bot_oldest",
    "status:418",
    "sig:missing",
    "ms:>1000",
    "dir:sent",
    "kind:api",
    "event:evt_oldest",
    "status:418 -type:talk.*",
    "body:오래된",
];

/// The first exchange of all, and the only one of its kind in every way.
fn oldest() -> Exchange {
    serde_json::from_value(serde_json::json!({
        "id": "ex_oldest", "direction": "sent", "protocol": "momotalk", "kind": "api", "started_at": BEGIN - 1,
        "event_id": "evt_oldest", "event_type": "share.sent", "bot_id": "bot_oldest",
        "signature": { "verdict": "missing" },
        "request": { "method": "POST", "url": "/", "headers": [], "body": "오래된" },
        "response": { "status": 418, "headers": [], "body": "" },
        "timing": { "total_ms": 4000.0 },
    }))
    .unwrap()
}

fn setting(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

fn measure(name: &str, count: usize, path: &Path, work: impl FnOnce()) {
    let (before, begun, written) = (cpu(), Instant::now(), bytes_written());
    work();
    let each = |time: Duration| time.as_secs_f64() * 1e6 / count as f64;
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    println!(
        "| {name} | {count} | {:.1} | {:.1} | {:.2} | {:.0} | {:.0} |",
        each(cpu() - before),
        each(begun.elapsed()),
        (bytes_written() - written) as f64 / 1e3 / count as f64,
        megabytes(std::fs::metadata(path).unwrap().len()),
        megabytes(peak()),
    );
}

/// Each thread waits until its exchange is safe before it makes the next.
fn record(path: &Path, count: usize, threads: usize) {
    let recorder = Recorder::start(path).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let recorder = recorder.clone();
            scope.spawn(move || {
                for number in (thread..count).step_by(threads) {
                    recorder.record(exchange(number)).unwrap();
                }
            });
        }
    });
}

/// One thread hands over and goes on, as the replay engine does.
fn submit(path: &Path, count: usize) {
    let recorder = Recorder::start(path).unwrap();
    let mut under_way = VecDeque::new();
    for number in 0..count {
        if under_way.len() == UNDER_WAY {
            let pending: PendingWrite = under_way.pop_front().unwrap();
            pending.wait().unwrap();
        }
        under_way.push_back(
            recorder
                .submit_for_batch(&mut Arc::new(exchange(number)))
                .unwrap(),
        );
    }
    under_way
        .into_iter()
        .for_each(|pending| pending.wait().unwrap());
}

/// An exchange like those of a busy week: several bots and types, a few failures, a few unknown senders.
fn exchange(number: usize) -> Exchange {
    let noise = mix(number as u64);
    let bot = format!("bot_{:012x}", mix(noise % 7) >> 16);
    let event_id = format!("evt_{:016x}{:08x}", mix(noise), noise as u32);
    let kind = [
        "talk.message_created",
        "talk.member_joined",
        "talk.member_left",
        "talk.message_deleted",
    ][(noise >> 8) as usize % 7 % 4];
    let body = format!(
        r#"{{"event_id":"{event_id}","event_type":"{kind}","bot_id":"{bot}","occurred_at":{},"message":{{"room_id":{},"message_id":{number},"sender_id":"user_{:012x}","body":"안녕하세요, 오늘 회의는 세 시에 시작합니다. {noise:x}","message_type":"TEXT"}}}}"#,
        BEGIN + number as i64,
        noise % 1000,
        noise >> 16,
    );
    let mut request = Request::post("/webhooks/momotalk", "application/json", body);
    for (name, value) in [
        ("Host", "127.0.0.1:8710".to_owned()),
        ("User-Agent", "MoMoTalk-Bot/1.0".into()),
        ("Content-Length", request.body.len().to_string()),
        ("X-MoMoTalk-Bot-Id", bot.clone()),
        ("X-MoMoTalk-Event-Id", event_id.clone()),
        (
            "X-MoMoTalk-Bot-Signature",
            format!("{noise:016x}").repeat(4),
        ),
    ] {
        request.headers.push(name, value);
    }
    let at = Timestamp(BEGIN + (number / 20) as i64);
    let (random, event) = (
        (noise as u32 ^ number as u32).to_be_bytes(),
        Event::parse(&request.body),
    );
    let verdict = if noise.is_multiple_of(97) {
        SignatureVerdict::Invalid
    } else {
        SignatureVerdict::Valid
    };
    let response = match (verdict, noise % 50) {
        (SignatureVerdict::Invalid, _) => Response::text(401, "invalid signature"),
        (_, 0) => Response::text(503, "come again"),
        _ => Response::json(200, &serde_json::json!({ "ok": true })),
    };
    let timing = Timing {
        total_ms: (noise >> 20) as f64 % 4000.0 / 1000.0,
        first_byte_ms: None,
        ..Timing::default()
    };
    let meta = ExchangeMeta::event(Protocol::recognise(&request), event, None);
    let mut exchange = Exchange::new(Direction::Received, at, random, request, meta)
        .with_outcome(Ok(response), timing);
    exchange.id = id::exchange(at, (number as u32).to_be_bytes());
    exchange.signature = SignatureCheck::from_verdict(verdict);
    exchange
}

/// The same numbers on every machine (splitmix64).
fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// CPU time of all threads of this process, those that have ended too.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split(' ').collect();
    let ticks = |at: usize| fields[at].parse::<u64>().unwrap();
    // A tick is a hundredth of a second on every Linux.
    Duration::from_millis((ticks(12) + ticks(13)) * 10)
}

fn bytes_written() -> u64 {
    line_of("/proc/self/io", "wchar:")
}

fn peak() -> u64 {
    line_of("/proc/self/status", "VmHWM:") * 1024
}

fn line_of(file: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(file).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
