//! Korean help, errors and notes: each text of the command line has its Korean, in terminals of any width.
use crate::json;
use crate::support::{DeadPort, Momo, Peer, free_port, on_terminal, start_dev};
use clap::Command;
use momo::model::text::korean;
use regex_lite::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Sentences of errors, hints, notes, warnings and questions that are told in English still. Lower it; never raise it.
const MAX_ENGLISH_SENTENCES: usize = 40;

/// Words of rendered help that are no text of a command.
const WORDS: [&str; 14] = [
    "Usage:",
    "Options:",
    "Arguments:",
    "Commands:",
    "[OPTIONS]",
    "Print version",
    "Topics (momo help TOPIC):",
    "Start here",
    "KakaoTalk",
    "Bots",
    "Signatures",
    "Webhooks",
    "Conversations",
    "Setting up",
];

/// The texts of a command and of all below it that are for people.
fn texts(command: &Command, found: &mut BTreeSet<String>) {
    let mut add = |text: &dyn ToString| {
        korean::map_parts(&text.to_string(), |part| {
            found.insert(part.to_owned());
            String::new()
        });
    };
    let of_command = [
        command.get_about(),
        command.get_before_help(),
        command.get_after_help(),
    ];
    of_command.iter().flatten().for_each(|text| add(text));
    for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
        arg.get_help().iter().for_each(|text| add(text));
        arg.get_help_heading().iter().for_each(|text| add(text));
    }
    for below in command.get_subcommands() {
        texts(below, found);
    }
}

#[test]
fn every_help_text_has_a_korean_and_no_korean_is_stale() {
    let mut english: BTreeSet<_> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    texts(&momo::command_line(), &mut english);
    let korean: BTreeSet<_> = korean::help_texts().map(str::to_owned).collect();
    let missing: Vec<_> = english.difference(&korean).collect();
    let stale: Vec<_> = korean.difference(&english).collect();
    let file = "src/model/text/korean/help.json";
    assert!(
        missing.is_empty() && stale.is_empty(),
        "{file}: missing {missing:#?}, stale {stale:#?}"
    );
}

fn paths(command: &Command, above: &[String], found: &mut Vec<Vec<String>>) {
    found.push(above.to_vec());
    for below in command.get_subcommands() {
        let path = [above, &[below.get_name().to_owned()]].concat();
        paths(below, &path, found);
    }
}

#[test]
fn help_of_every_command_is_korean_and_fits_into_any_width() {
    let mut commands = Vec::new();
    paths(&momo::command_line(), &[], &mut commands);
    for (width, columns) in [(100, "100"), (60, "60"), (40, "40")] {
        let momo = Momo::new().with("COLUMNS", columns).with("MOMO_LANG", "ko");
        for path in &commands {
            let args = [&path[..], &["--help".into()]].concat();
            let help = momo.run(&args).expect(0).out();
            let english = [
                "Usage:",
                "Options:",
                "Everywhere:",
                "Commands:",
                "[default:",
            ];
            for word in english {
                assert!(!help.contains(word), "{path:?} {word}: {help}");
            }
            // Before usage stand examples and prose, which are as long as their lines; a word may be too.
            let options = help.split("옵션:\n").nth(1).unwrap_or_default();
            let is_words = |line: &&str| line.trim().contains(' ') && line.starts_with("  ");
            for line in options.lines().filter(is_words).filter(|_| width >= 60) {
                assert!(line.width() <= width, "{width} {path:?}: {line}");
            }
        }
    }
}

#[test]
fn help_is_korean_by_flag_variable_and_locale_but_not_in_ci() {
    let help = |variables: &[(&str, &str)], more: &[&str]| {
        let momo = Momo::new();
        let momo = variables
            .iter()
            .fold(momo, |momo, (name, value)| momo.with(name, value));
        momo.run(&[&["sign", "--help"], more].concat())
            .expect(0)
            .out()
    };
    let (korean, english) = (
        "페이로드의 서명을 출력합니다\n",
        "Print the signature of a payload\n",
    );
    let locale = ("LC_ALL", "ko_KR.UTF-8");
    assert!(help(&[], &[]).starts_with(english));
    assert!(help(&[], &["--lang", "ko"]).starts_with(korean));
    assert!(help(&[], &["--lang=ko"]).starts_with(korean));
    assert!(help(&[("MOMO_LANG", "ko")], &[]).starts_with(korean));
    assert!(help(&[locale], &[]).starts_with(korean));
    assert!(help(&[locale, ("CI", "true")], &[]).starts_with(english));
    assert!(help(&[("MOMO_LANG", "ko"), ("CI", "true")], &[]).starts_with(korean));
    assert!(help(&[locale], &["--lang", "en"]).starts_with(english));
    assert!(help(&[locale], &["--json"]).starts_with(english));
}

#[test]
fn help_by_verb_is_the_korean_one_too() {
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let by_verb = momo.run(&["help", "webhook", "replay"]).expect(0).out();
    let by_flag = momo.run(&["webhook", "replay", "--help"]).expect(0).out();
    assert_eq!(by_verb.trim_end(), by_flag.trim_end());
    assert!(
        by_verb.contains("\n사용법: momo webhook replay [옵션]"),
        "{by_verb}"
    );
    let overview = momo.run(&["help"]).expect(0).out();
    assert!(overview.contains("\n시작하기:\n  demo "), "{overview}");
    assert!(
        overview.contains("\n주제 (momo help TOPIC):\n"),
        "{overview}"
    );
    let json = momo.run(&["help", "sign", "--json"]).expect(0).json();
    assert_eq!(json["verb"]["about"], "Print the signature of a payload");
}

#[test]
fn usage_errors_are_korean() {
    let momo = Momo::new().with("MOMO_LANG", "ko");
    momo.run(&["sign", "--nope"]).expect(2).is(
        "--- stderr\n오류: 알 수 없는 인수 '--nope'\n  도움말: '--nope'를 값으로 쓰려면 '-- --nope'\n  \
         도움말: 사용법: momo sign [OPTIONS] [FILE] (예는 `--help`)\n--- status 2\n",
    );
    let says = |args: &[&str], words: &str| {
        let output = momo.run(args).expect(2);
        assert!(
            output.err().starts_with(&format!("오류: {words}\n")),
            "{output}"
        );
    };
    says(&["sing"], "알 수 없는 명령 'sing'");
    says(
        &["room", "messages", "--limit", "x"],
        "'--limit <NUMBER>'에 쓸 수 없는 값 'x': 정수가 아닙니다",
    );
    says(
        &["sign", "--as", "x"],
        "'--as <SHAPE>'에 쓸 수 없는 값 'x' [가능한 값: hex, header, curl, json]",
    );
    says(&["bot", "add"], "필요한 인수가 없습니다: <BOT_ID>");
    says(
        &["sign", "--as"],
        "'--as <SHAPE>'의 값이 없습니다 [가능한 값: hex, header, curl, json]",
    );
    let output = momo.run(&["replay"]).expect(2);
    assert!(
        output
            .err()
            .contains("도움말: 혹시 `momo webhook replay`인가요?"),
        "{output}"
    );
}

#[test]
fn errors_are_korean_and_their_json_is_english() {
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let output = momo.run(&["room", "list"]).expect(3);
    output.is(
        "--- stderr\n오류: 실행 중인 로컬 플랫폼이 없습니다\n  도움말: 다른 터미널에서 `momo dev`로 시작하거나, `--profile`로 \
         다른 플랫폼을 지정하세요.\n--- status 3\n",
    );
    let english = momo.run(&["room", "list", "--json"]).expect(3);
    assert!(
        english.err().contains("\"no local platform is running\""),
        "{english}"
    );
    let output = momo
        .run(&["sign", "none.json", "--secret", "canary-of-korean-errors"])
        .expect(3);
    assert!(
        output.err().contains("`none.json` 파일이 없습니다"),
        "{output}"
    );
    momo.file("momo.json", "{\n  \"room\": }\n");
    let output = momo.run(&["bot", "list"]).expect(3);
    assert!(
        output
            .err()
            .contains("2번째 줄 11번째 열: 값이 와야 합니다"),
        "{output}"
    );
}

#[test]
fn target_out_of_reach_is_told_in_korean() {
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let port = DeadPort::new();
    let api = port.url("/");
    let momo = momo
        .with("MOMOTALK_API_BASE", &api)
        .with("MOMOTALK_BOT_TOKEN", "canary-token-korean");
    let output = momo
        .run(&["message", "send", "hi", "--room", "1", "--bot", "bot_1"])
        .expect(3);
    assert!(output.err().starts_with("오류: "), "{output}");
    assert!(output.err().contains("연결을 거부했습니다"), "{output}");
}

/// The sources as they read: continued lines joined, quotes and line breaks not escaped. Their unit tests are left out.
fn sources() -> Vec<String> {
    let continued = Regex::new(r"\\\n\s*").unwrap();
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let source = source.split("#[cfg(test)]\nmod tests").next().unwrap();
                found.push(continued.replace_all(source, "").into_owned());
            }
        }
    }
    found
}

/// A text of the sources with `{}` for each argument.
fn form(text: &str) -> String {
    let argument = Regex::new(r#"\{[^{}"\s]*\}"#).unwrap();
    let text = text
        .replace("\\\"", "\"")
        .replace("\\n", "\n")
        .replace("\\\\", "\\");
    argument.replace_all(&text, "{}").into_owned()
}

#[test]
fn korean_sentences_are_those_of_the_sources() {
    let sources: Vec<_> = sources().iter().map(|source| form(source)).collect();
    let forms = korean::sentence_forms();
    let is_said = |form: &str| sources.iter().any(|source| source.contains(form));
    let stale: Vec<_> = forms
        .iter()
        .filter(|form| !is_said(&format!("\"{form}\"")))
        .collect();
    assert!(
        stale.is_empty(),
        "src/model/text/korean/sentences.json has what no source says: {stale:#?}"
    );
}

#[test]
fn few_sentences_are_told_in_english_only() {
    let calls = r#"(?:Error::(?:usage|unknown|interrupted)|\.(?:hint|note|warn|heading)|confirm|prompt::(?:text|secret))\(\s*(?:&?context(?:\.terminal)?,\s*)?&?(?:format!\(\s*)?"((?:[^"\\]|\\[\s\S])*)""#;
    let (calls, code) = (
        Regex::new(calls).unwrap(),
        Regex::new(r"^[a-z-]+\.[a-z-]+$").unwrap(),
    );
    let has_words = |text: &&String| {
        let words = text.replace("{}", "");
        words.chars().filter(|ch| ch.is_alphabetic()).count() > 12 && !code.is_match(text)
    };
    let korean: BTreeSet<_> = korean::sentence_forms().into_iter().collect();
    let mut sentences = BTreeSet::new();
    for source in sources() {
        sentences.extend(calls.captures_iter(&source).map(|call| form(&call[1])));
    }
    let english: Vec<_> = sentences.difference(&korean).filter(has_words).collect();
    assert!(
        english.len() <= MAX_ENGLISH_SENTENCES,
        "{} of {} sentences have no Korean in src/model/text/korean/sentences.json: {english:#?}",
        english.len(),
        sentences.len()
    );
}

#[test]
fn labels_are_those_of_the_sources() {
    let sources = sources();
    let is_said = |label: &str| {
        let literal = format!("\"{label}\"");
        sources.iter().any(|source| source.contains(&literal))
    };
    let stale: Vec<_> = korean::label_texts()
        .filter(|label| !is_said(label))
        .collect();
    assert!(
        stale.is_empty(),
        "src/model/text/korean/labels.json has what no source says: {stale:#?}"
    );
}

/// Beginnings of command lines whose output is data, such as payloads, scripts and manual pages, or quotes what NHN Cloud
/// documents in English.
const DATA: &[&str] = &[
    "agent skill",
    "bot env",
    "chat record",
    "completions bash",
    "config schema",
    "help",
    "kakao cancel",
    "kakao result",
    "man",
    "webhook history export last",
    "webhook history show",
    "webhook sample momotalk",
];

/// What a user does beside the walk over all verbs, mistakes above all.
const MISTAKES: &[&str] = &[
    "bot review {bot} --approve",
    "bot show bot_nothing",
    "chat check broken.chat",
    "chat test fail.chat --bot {bot}",
    "config set profile nowhere",
    "delivery show evt_nothing",
    "doctor",
    "fault set nonsense",
    "kakao lint bad.json",
    "message send hello --room 99 --bot {bot}",
    "room list --profile nowhere",
    "room say hello --room 1 --expect nope --wait 200ms",
    "room show --room 99",
    "run --port 0 --name Gone -- no-such-program",
    "sign none.json --secret-file secret.txt",
    "sign --nope",
    "verify event.json --secret-file secret.txt",
    "webhook history list --filter nope:1",
    "webhook history show ex_nothing",
    "webhook replay event.json --to {dead} --secret-file secret.txt",
    "webhook replay momotalk/message_created --to {port} --times 30 --secret-file secret.txt --expect-status 401",
    "check {dead} --secret-file secret.txt",
];

/// Names and quotations in the output, which stay as they are.
const QUOTED: &[&str] = &[
    "(prototype pollution)",
    "Brand Message",
    "Cheat Sheet",
    "Not Found",
    "bot says nothing for 50ms",
    "bot within 100ms: hi",
    "nothing is said",
    "developer, operator, admin",
    "list, get, set",
    "powershell, elvish",
    "duplicate, delay, reorder, drop,",
    "reply, outage, network",
    "kakao-skill/",
    "bot within xx: hi",
    "local, production",
    "message, phone, block, share, operator",
    "momo dev",
    "ngrok http",
    "thumbnail, head, profile",
    "wrong words",
    "section",
    "os error",
];

/// Returns two words of English in a row, lower case, outside of commands and quotations; `None` without any.
fn english_prose(line: &str) -> Option<String> {
    let quoted = Regex::new(
        "`[^`]*`|\"[^\"]*\"|'[^']*'|https?://\\S+|\\$ momo .*|(?:  |: )momo .*|사용법: .*",
    )
    .unwrap();
    let mut line = quoted.replace_all(line, " | ").into_owned();
    for name in QUOTED {
        line = line.replace(name, " | ");
    }
    let is_word = |word: &&str| {
        let word = word.trim_matches(['(', ')', ',', '.', ';', ':', '?']);
        word.len() > 1 && word.chars().all(|ch| ch.is_ascii_lowercase())
    };
    let words: Vec<_> = line.split(' ').collect();
    let pair = words.windows(2).find(|pair| pair.iter().all(is_word));
    pair.map(|pair| pair.join(" "))
}

/// Returns a cell of a table, or the name of a field, which has a Korean; `None` without any.
fn english_label(line: &str) -> Option<&str> {
    // The doctor's lines begin with codes.
    let is_of_doctor = ["✓ ", "✗ ", "- ", "? ", "+ "]
        .iter()
        .any(|mark| line.starts_with(mark));
    let mut cells = line.split("  ").map(str::trim).filter(|_| !is_of_doctor);
    cells.find(|cell| cell.len() > 3 && korean::label(cell).is_some_and(|label| label != *cell))
}

#[test]
fn day_of_a_user_has_no_english_prose() {
    let momo = Momo::new()
        .with("MOMO_LANG", "ko")
        .with("SHELL", "/bin/bash");
    json::files(&momo);
    momo.file(
        "bad.json",
        r#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":""}}]}}"#,
    );
    momo.file("broken.chat", "## broken\nbot within xx: hi\nwrong words\n");
    momo.file(
        "fail.chat",
        "## greeting\n앨리스: 안녕\nbot within 100ms: hi\n",
    );
    let (dev, _) = start_dev(&momo);
    let peer = Peer::answering(200, "application/json", r#"{"version":"2.0"}"#);
    let (port, dead) = (peer.port().to_string(), DeadPort::new());
    let target = format!("{port}/hook");
    let create = [
        "bot",
        "create",
        "--name",
        "Echo",
        "--callback-url",
        &target,
        "--json",
    ];
    let bot = momo.run(&create).expect_notes(0).json()["bot_id"].clone();
    let bot = bot.as_str().unwrap();
    let dead = dead.url("/hook");
    let last = json::WALK
        .iter()
        .position(|line| line.starts_with("bot rotate"))
        .unwrap();
    let (before, after) = json::WALK.split_at(last);
    let mut found = Vec::new();
    for line in [before, MISTAKES, after].concat() {
        if DATA.iter().any(|data| line.starts_with(data)) {
            continue;
        }
        let words = line
            .replace("{bot}", bot)
            .replace("{port}", &port)
            .replace("{dead}", &dead);
        let words: Vec<_> = words.split(' ').collect();
        let output = match line.starts_with("chat ") {
            true => momo.run_with_input(&words, "안녕\n".as_bytes()),
            false => momo.run_revealing(&words),
        };
        let text = output.out() + &output.err();
        for told in text.lines() {
            // The settings' keys are names of labels too.
            let label = english_label(told).filter(|_| !line.starts_with("config "));
            let english = english_prose(told).or(label.map(str::to_owned));
            found.extend(english.map(|english| format!("momo {line}: {english}: {told}")));
        }
    }
    drop(dev);
    assert!(found.is_empty(), "English in Korean output: {found:#?}");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn servers_speak_korean() {
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let demo = momo.run(&["demo"]).expect_notes(0);
    let listen = {
        let listen = ["webhook", "listen", "--port", "0", "--allow-unsigned"];
        let mut listen = momo.start(&listen);
        let line = listen.line();
        listen.signal("INT");
        line + "\n" + &listen.finish().err()
    };
    let run = momo.run(&["run", "--port", "0", "--", "sh", "-c", "true"]);
    for told in [demo.out(), demo.err(), listen, run.out(), run.err()]
        .concat()
        .lines()
    {
        let is_command = told.trim_start().starts_with('$') || told.contains("->");
        let english = english_prose(told).filter(|_| !is_command);
        assert_eq!(english, None, "{told}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn questions_of_kakao_setup_are_korean() {
    let momo = Momo::new().with("MOMO_LANG", "ko").with("NO_COLOR", "1");
    let port = free_port().to_string();
    let answers = [
        ("포트 [", &*port),
        ("경로 [", ""),
        ("답할 사용자 [", "allowlist"),
        ("사용자 id:", "u1"),
        ("헤더 (", "X-Canary"),
        ("헤더 값 (", "canary-of-a-header"),
        ("REST API 키 (", ""),
        ("채널 id:", ""),
        ("대표 어드민 키 (", ""),
        ("발신 키 (", "canary-sender-key-of-forty-characters-00"),
        ("앱키 (", ""),
        ("시크릿 키 (", ""),
        ("이대로 쓸까요?", "no"),
    ];
    let screen = on_terminal(&momo, &["kakao", "setup"], &answers).expect(1);
    for told in screen.out().lines() {
        assert_eq!(english_prose(told), None, "{told}\n{screen}");
    }
}

#[test]
fn columns_of_tables_stand_below_their_korean_heads() {
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let (dev, _) = start_dev(&momo);
    let create = [
        "bot",
        "create",
        "--name",
        "봇 하나",
        "--callback-url",
        "1/hook",
    ];
    let _ = momo.run_revealing(&create);
    let table = momo.run(&["bot", "list"]).expect(0).out();
    let mut lines = table.lines();
    let head = lines.next().unwrap();
    let row = lines.next().unwrap();
    let column = |line: &str, cell: &str| {
        let at = line
            .find(cell)
            .unwrap_or_else(|| panic!("no `{cell}`: {table}"));
        line[..at].width()
    };
    for (name, value) in [
        ("이름", "봇 하나"),
        ("공개 범위", "비공개"),
        ("보관된 것", "토큰, 시크릿"),
    ] {
        assert_eq!(column(head, name), column(row, value), "{table}");
    }
    drop(dev);
}
