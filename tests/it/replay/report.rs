//! `momo webhook replay --report`: the files, what is in them, what never is.
use super::{PLAIN, SECRET, fine, momo, replay};
use crate::support::{DeadPort, Momo, Peer, response, wait_for};
use serde_json::{Value, json};
use std::fs;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What an attacker would answer.
const HOSTILE: &str = "</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}\0\u{1b}[2J\u{ffff}]]>안녕";

/// A bot of which every fourth answer is a hostile refusal.
fn fickle() -> Peer {
    let count = AtomicUsize::new(0);
    Peer::raw(move |_| match count.fetch_add(1, Ordering::Relaxed) % 4 {
        3 => response(500, "text/html", HOSTILE),
        _ => response(200, "application/json", r#"{"ok":true}"#),
    })
}

fn read(momo: &Momo, name: &str) -> String {
    fs::read_to_string(momo.home().join(name)).unwrap()
}

/// What Python's parser makes of the XML: each test case with what is wrong with it.
pub(crate) fn cases(momo: &Momo, name: &str) -> Vec<Value> {
    const SCRIPT: &str = "
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == 'testsuites', root.tag
for suite in root:
    cases = suite.findall('testcase')
    assert int(suite.get('tests')) == len(cases)
    assert int(suite.get('failures')) == len(suite.findall('testcase/failure'))
    assert int(suite.get('errors')) == len(suite.findall('testcase/error'))
    for case in cases:
        wrong = [child for child in case]
        print(json.dumps({'name': case.get('name'), 'class': case.get('classname'), 'time': float(case.get('time')),
            'wrong': [[child.tag, child.get('message'), child.text] for child in wrong]}))
";
    let output = Command::new("python3")
        .arg("-c")
        .arg(SCRIPT)
        .arg(momo.home().join(name))
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn report_names_the_injected_faults_and_the_retries() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let trouble = ["--chaos", "early-close=50%", "--seed", "7", "--times", "9"];
    let retries = ["--retry-schedule", "0,1s,5m", "--retry-speed", "1000"];
    let reports = ["--report", "html=a.html,json=a.json"];
    let args = [
        &[PLAIN, "--to", &url],
        &trouble[..],
        &retries[..],
        &reports[..],
    ]
    .concat();
    replay(&momo, &args).expect_notes(0);
    let report: Value = serde_json::from_str(&read(&momo, "a.json")).unwrap();
    assert_eq!(report["run"]["chaos"], "early-close=50%");
    let schedule = "0,1s,300s (1000 times faster)";
    assert_eq!(report["run"]["retry_schedule"], schedule);
    let page = read(&momo, "a.html");
    for words in [
        "early-close=50%",
        schedule,
        "closed early by momo",
        "momo가 일찍 끊음",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn three_reports_describe_one_run() {
    let (momo, peer) = (momo(), fickle());
    let url = peer.url("/");
    let load = [
        "-c", "2", "--rate", "400", "--times", "20", "--seed", "7", "--json",
    ];
    let reports = [
        "--report",
        "junit=out/a.xml,html=out/a.html",
        "--report",
        "json=out/a.json",
    ];
    let output = replay(
        &momo,
        &[&[PLAIN, "--to", &url], &load[..], &reports[..]].concat(),
    )
    .expect(1);
    assert!(
        output.err().contains("The report is in out/a.html.\n"),
        "{output}"
    );
    let printed = output.json_lines().pop().unwrap();
    let report: Value = serde_json::from_str(&read(&momo, "out/a.json")).unwrap();
    assert_eq!(
        report["summary"], printed,
        "the very value that --json prints"
    );
    assert_eq!(
        (&report["run"]["rate"], &report["run"]["seed"]),
        (&json!(400.0), &json!(7))
    );
    assert_eq!(report["summary"]["counted_from"], "due");
    assert_eq!(report["failures"].as_array().unwrap().len(), 5);
    assert_eq!(report["failures"][0]["response"]["body"], HOSTILE);
    let points = report["over_time"]["points"].as_array().unwrap();
    let counted: u64 = points
        .iter()
        .map(|point| point["count"].as_u64().unwrap())
        .sum();
    assert_eq!(counted, 20);
    let cases = cases(&momo, "out/a.xml");
    let failed: Vec<_> = cases
        .iter()
        .filter(|case| case["wrong"] != json!([]))
        .collect();
    assert_eq!((cases.len(), failed.len()), (20, 5));
    let [kind, message, text] = [0, 1, 2].map(|at| failed[0]["wrong"][0][at].as_str().unwrap());
    assert_eq!(
        (kind, message),
        ("failure", "answered 500, expected was 2xx")
    );
    assert!(
        text.contains("momo webhook history show ex_") && text.contains("the bot failed (500)"),
        "{text}"
    );
    let page = read(&momo, "out/a.html");
    for part in [
        "<svg",
        "p99.9 ",
        "400/s",
        "500 Internal Server Error",
        "20건 중 5건",
        "when each delivery was due",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let first = report["failures"][0]["id"].as_str().unwrap();
    assert!(page.contains(&format!("momo webhook history show {first}")));
    let links = page.matches("<a href=\"#x").count();
    assert_eq!(
        (
            links,
            page.matches("class=\"exchange\" id=\"x").count() >= links
        ),
        (5, true)
    );
}

/// Everything between tags, and every tag with its attributes, as Python's parser sees them.
fn seen_by_a_browser(page: &str) -> (String, Vec<String>) {
    const SCRIPT: &str = "
import html.parser, json, sys
class Page(html.parser.HTMLParser):
    text, tags = '', []
    def handle_data(self, data): self.text += data
    def handle_starttag(self, tag, attributes): self.tags.append(tag + ' ' + ' '.join(name for name, _ in attributes))
page = Page()
page.feed(sys.stdin.buffer.read().decode())
print(json.dumps([page.text, page.tags]))
";
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, page.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn untrusted_text_stays_text() {
    let momo = momo();
    let peer = Peer::answering(500, "text/html", HOSTILE);
    let url = peer.url("/?q=<b>\"'&");
    let samples = [
        PLAIN,
        "momotalk/message_created.markup",
        "momotalk/message_created.control",
        "momotalk/message_created.bidi",
    ];
    let reports = [
        "--report",
        "junit=a.xml,html=a.html,json=a.json",
        "-H",
        "X-Odd: \"><script>alert(3)</script>",
    ];
    replay(
        &momo,
        &[&samples[..], &["--to", &url], &reports[..]].concat(),
    )
    .expect(1);
    let page = read(&momo, "a.html");
    let (text, tags) = seen_by_a_browser(&page);
    assert_eq!(
        tags.iter().filter(|tag| tag.starts_with("script")).count(),
        1,
        "only the page's own"
    );
    let is_dangerous = |tag: &&String| {
        let (name, attributes) = tag.split_once(' ').unwrap();
        ["img", "link", "iframe", "object"].contains(&name)
            || attributes
                .split(' ')
                .any(|name| name.starts_with("on") || ["src", "style"].contains(&name))
    };
    assert_eq!(tags.iter().find(is_dangerous), None);
    assert!(text.contains("<img src=x onerror=alert(2)>\\u{202e}\\x00\\x1b[2J\\u{ffff}]]>안녕"));
    let xml = read(&momo, "a.xml");
    for text in [&page, &xml] {
        let odd = text.chars().find(|ch| matches!(ch, '\0'..='\x08' | '\x0b'..='\x1f' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert_eq!(odd, None);
    }
    assert_eq!(cases(&momo, "a.xml").len(), 4);
    assert!(
        page.contains("content=\"default-src 'none'; style-src 'sha256-")
            && !page.contains("unsafe-inline")
    );
    assert!(
        !page.contains("url(") && !page.contains("@import"),
        "the page asks nobody for anything"
    );
    for name in ["a.html", "a.xml", "a.json"] {
        assert!(
            !read(&momo, name).contains(SECRET),
            "the secret is in {name}"
        );
    }
}

#[test]
fn unwritable_report_is_an_error_before_sending() {
    let momo = momo();
    let nobody = DeadPort::new();
    let url = nobody.url("/");
    momo.file("file", "kept");
    fs::create_dir(momo.home().join("folder")).unwrap();
    for path in [
        "html=file/below.html",
        "html=folder",
        "html=good.html,junit=folder",
    ] {
        let output = replay(&momo, &[PLAIN, "--to", &url, "--report", path]).expect(3);
        assert!(
            output.out().is_empty() && output.err().contains("cannot write `"),
            "{output}"
        );
    }
    for wrong in ["pdf=a.pdf", "html=", "a.html", "json=-", "html=a,json=a"] {
        replay(&momo, &[PLAIN, "--to", &url, "--report", wrong]).expect(2);
    }
    assert!(!momo.home().join("history.db").exists(), "nothing was sent");
    let mut left: Vec<_> = fs::read_dir(momo.home())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["file", "folder"], "nothing is left behind");
}

#[test]
#[cfg_attr(windows, ignore = "makes symbolic links, uses a device of Unix")]
fn report_replaces_an_older_one_atomically() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    momo.file("real.json", "older");
    crate::support::os::symlink("real.json", momo.home().join("link.json")).unwrap();
    replay(
        &momo,
        &[
            PLAIN,
            "--to",
            &url,
            "--report",
            "json=link.json,html=/dev/null",
        ],
    )
    .expect_notes(0);
    assert!(momo.home().join("link.json").is_symlink());
    assert!(read(&momo, "real.json").contains("\"type\": \"report\""));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn ctrl_c_leaves_reports_of_the_finished_part() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    for load in [
        &["-c", "2", "--duration", "1h"][..],
        &["--times", "1000000"],
    ] {
        momo.file("a.json", "older");
        let before = peer.seen().len();
        let reports = ["--report", "json=a.json,html=a.html,junit=a.xml"];
        let args = [
            &["webhook", "replay", PLAIN, "--to", &url, "--json"],
            load,
            &reports[..],
        ]
        .concat();
        let running = momo.start(&args);
        wait_for("some deliveries", || {
            (peer.seen().len() > before + 3).then_some(())
        });
        assert_eq!(
            read(&momo, "a.json"),
            "older",
            "until the end it stays as it was"
        );
        running.signal("INT");
        let printed = running.finish().expect(130).json_lines().pop().unwrap();
        let report: Value = serde_json::from_str(&read(&momo, "a.json")).unwrap();
        assert_eq!(report["summary"], printed);
        assert_eq!(report["summary"]["interrupted"], true);
        assert_eq!(
            cases(&momo, "a.xml").len() as u64,
            printed["deliveries"].as_u64().unwrap()
        );
        assert!(read(&momo, "a.html").contains("중단됨"));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn unanswered_delivery_is_an_error_not_a_failure() {
    let (momo, nobody) = (momo(), DeadPort::new());
    let url = nobody.url("/");
    replay(
        &momo,
        &[PLAIN, "--to", &url, "--report", "junit=a.xml,html=a.html"],
    )
    .expect(3);
    let cases = cases(&momo, "a.xml");
    assert_eq!(cases[0]["wrong"][0][0], "error");
    assert!(
        cases[0]["wrong"][0][1]
            .as_str()
            .unwrap()
            .starts_with("refused: "),
        "{cases:?}"
    );
    assert!(
        !read(&momo, "a.html").contains("Latency distribution"),
        "nothing took any time"
    );
}
