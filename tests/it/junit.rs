//! JUnit reports of every verb that writes them, by the schema in `tests/data/junit`.
use crate::bots::sources;
use crate::support::{Momo, Peer, beside_build, data, has_program, response};
use std::path::{Path, PathBuf};
use std::process::Command;

const SCRIPT: &str = "
import sys
from lxml import etree
schema = etree.XMLSchema(etree.parse(sys.argv[1]))
for name in sys.argv[2:]:
    schema.assertValid(etree.parse(name))
";

/// A Python with lxml; `None` where it is missing.
fn python() -> Option<PathBuf> {
    beside_build("lxml", "junit/bin/python")
}

/// Validates reports of a home and returns what is wrong; empty if nothing is.
fn problems(python: &Path, momo: &Momo, names: &[&str]) -> String {
    let mut command = Command::new(python);
    command.args(["-c", SCRIPT]).arg(data("junit/report.xsd"));
    command.args(names).current_dir(momo.home());
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.success(), errors.is_empty(), "{errors}");
    errors
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn reports_are_valid_by_the_schema() {
    let Some(python) = python().filter(|_| has_program("python3")) else {
        return;
    };
    let momo = Momo::new().with("WRONG", "signature.missing");
    let bot = sources().join("python/menu.py");
    let bot = ["--", "python3", bot.to_str().unwrap()];
    let talk = "## 인사 <&>\n앨리스: 안녕\nbot: 안녕\n## 주문\n앨리스: 주문\u{1}\nbot: \"]]>\"\n## 늦게\n앨리스: 안녕\nbot: 안녕\n";
    momo.file("a.chat", talk);
    let chat = [
        "chat",
        "test",
        "a.chat",
        "--parallel",
        "1",
        "--fail-fast",
        "--report",
        "junit=chat.xml",
    ];
    momo.run(&[&chat[..], &bot].concat()).expect_notes(1);

    let checked = sources().join("python/checked.py");
    let checked = ["--", "python3", checked.to_str().unwrap()];
    let check = [
        "check",
        "--only",
        "event,signature,tls,reply",
        "--report",
        "junit=check.xml",
    ];
    momo.run(&[&check[..], &checked].concat()).expect_notes(1);

    let peer = Peer::raw(|_| response(500, "text/plain", "a\u{1}b <&> ]]>"));
    let (url, secret) = (peer.url("/hook"), ["--secret", "whsec-0123456789abcdef"]);
    let replay = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--to",
        &url,
        "--report",
        "junit=replay.xml",
    ];
    momo.run(&[&replay[..], &secret].concat()).expect_notes(1);

    let found = problems(&python, &momo, &["chat.xml", "check.xml", "replay.xml"]);
    assert_eq!(found, "");
    for (name, element) in [
        ("chat.xml", "<skipped"),
        ("check.xml", "<skipped"),
        ("replay.xml", "<failure"),
    ] {
        let text = std::fs::read_to_string(momo.home().join(name)).unwrap();
        assert!(text.contains(element), "{name} is not rich enough: {text}");
    }
}

#[test]
fn schema_refuses_what_no_server_would_show() {
    let Some(python) = python() else { return };
    let momo = Momo::new();
    let suite = |case: &str| {
        let totals = r#"name="a" tests="1" failures="0" errors="0" time="0.001""#;
        format!("<testsuites {totals}><testsuite {totals}>{case}</testsuite></testsuites>")
    };
    let right = r#"<testcase name="b" classname="c" time="0.001"/>"#;
    momo.file("a.xml", suite(right));
    assert_eq!(problems(&python, &momo, &["a.xml"]), "");
    for wrong in [
        right.replace("0.001", "1e-3"),
        right.replace(r#"name="b""#, ""),
        right.replace("testcase", "test"),
        right.replace("/>", "><failure message=\"\"/></testcase>"),
        right.replace(
            "/>",
            "><error message=\"\" type=\"a\"/><skipped/></testcase>",
        ),
    ] {
        momo.file("a.xml", suite(&wrong));
        assert_ne!(problems(&python, &momo, &["a.xml"]), "", "{wrong}");
    }
}
