//! `momo doctor` on homes that are broken on purpose, and `momo open`.
use crate::support::{Momo, Peer, copy_program, on_terminal, write_program};
use serde_json::Value;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Runs the doctor and returns the report; `expected` is the exit code.
#[track_caller]
fn report(momo: &Momo, flags: &[&str], expected: i32) -> Value {
    let args = [&["doctor", "--json"], flags].concat();
    momo.run(&args).expect_notes(expected).json()
}

/// Returns level and message of the findings with a code.
fn findings<'a>(report: &'a Value, code: &str) -> Vec<(&'a str, &'a str)> {
    let all = report["findings"].as_array().unwrap().iter();
    let of_code = all.filter(|it| it["code"] == code);
    of_code
        .map(|it| {
            (
                it["level"].as_str().unwrap(),
                it["message"].as_str().unwrap(),
            )
        })
        .collect()
}

/// Returns the codes of all problems.
fn problems(report: &Value) -> Vec<&str> {
    let all = report["findings"].as_array().unwrap().iter();
    let bad = all.filter(|it| it["level"] == "problem");
    bad.map(|it| it["code"].as_str().unwrap()).collect()
}

/// A home whose default port is not looked at: other tests may hold it.
fn momo() -> Momo {
    let momo = Momo::new();
    momo.file("config.json", r#"{"defaults": {"doctor": {"port": 0}}}"#);
    momo
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn doctor_finds_nothing_wrong_in_a_new_home() {
    let momo = momo();
    let report = report(&momo, &[], 0);
    assert_eq!(problems(&report), [""; 0], "{report}");
    assert_eq!(report["ok"], true);
    for code in [
        "version",
        "paths",
        "permissions",
        "settings",
        "credentials",
        "database.history",
        "database.platform",
        "port",
        "proxy",
        "profile",
        "clock",
        "callback",
        "terminal",
    ] {
        assert_eq!(findings(&report, code).len(), 1, "{code}");
    }
    let text = momo.run(&["doctor"]).expect_notes(0);
    assert!(text.err().contains("Nothing is wrong."), "{text}");
    assert!(text.out().contains("by cargo build"), "{text}");
}

#[test]
fn doctor_mends_rights_and_touches_nothing_else() {
    let momo = momo();
    let _ = momo
        .run_with_input(
            &[
                "bot",
                "add",
                "bot_1",
                "--token-file",
                "-",
                "--profile",
                "production",
            ],
            b"a-test-token-to-keep",
        )
        .expect_notes(0);
    let credentials = momo.home().join("credentials.json");
    let other = Path::new(&momo.file("notes.txt", "mine")).to_owned();
    set_mode(&other, 0o666);
    set_mode(&credentials, 0o644);
    set_mode(momo.home(), 0o777);
    let before = std::fs::read(&credentials).unwrap();
    let broken = report(&momo, &["--offline"], 1);
    let codes = problems(&broken);
    assert!(
        codes.contains(&"permissions.credentials") && codes.contains(&"permissions.folder"),
        "{codes:?}"
    );
    assert_eq!(mode(&credentials), 0o644, "only --fix mends");
    let fixed = report(&momo, &["--offline", "--fix"], 0);
    assert_eq!(findings(&fixed, "permissions.credentials")[0].0, "fixed");
    assert!(
        findings(&fixed, "permissions.credentials")[0]
            .1
            .ends_with("; its mode is 0600 now")
    );
    assert_eq!(
        (mode(&credentials), mode(momo.home()), mode(&other)),
        (0o600, 0o700, 0o666)
    );
    assert_eq!(std::fs::read(&credentials).unwrap(), before);
    // The file could not be read before, so its credentials come to light now.
    let whole = report(&momo, &["--offline"], 0);
    let (level, message) = findings(&whole, "credentials")[0];
    assert_eq!(level, "fine");
    let print = momo::model::secret::fingerprint(b"a-test-token-to-keep");
    assert!(
        message.contains(&format!("bot_1: token {print}, webhook secret none")),
        "{message}"
    );
}

#[test]
fn doctor_does_not_follow_a_link_to_mend_it() {
    let momo = momo();
    let target = Path::new(&momo.file("elsewhere.db", "")).to_owned();
    set_mode(&target, 0o644);
    std::os::unix::fs::symlink(&target, momo.home().join("history.db")).unwrap();
    let report = report(&momo, &["--offline", "--fix"], 1);
    assert_eq!(findings(&report, "permissions.database")[0].0, "problem");
    assert_eq!(mode(&target), 0o644);
}

#[test]
fn doctor_finds_a_damaged_database() {
    let momo = momo();
    let _ = momo.run(&["webhook", "history", "list"]).expect_notes(0);
    let sample = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--to",
        "1",
        "--secret",
        "a-test-secret-here",
    ];
    let _ = momo.run(&sample);
    let path = momo.home().join("history.db");
    let whole = report(&momo, &["--offline"], 0);
    assert!(
        findings(&whole, "database.history")[0]
            .1
            .contains("is whole"),
        "{whole}"
    );
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = 4096.min(bytes.len() / 2);
    for byte in &mut bytes[middle..] {
        *byte = 0x5a;
    }
    let _ = std::fs::remove_file(momo.home().join("history.db-wal"));
    std::fs::write(&path, &bytes).unwrap();
    let report = report(&momo, &["--offline", "--fix"], 1);
    assert_eq!(problems(&report), ["database.history"]);
    assert_eq!(
        std::fs::read(&path).unwrap(),
        bytes,
        "the damaged file stays as it is"
    );
}

#[test]
fn doctor_names_the_program_on_the_port() {
    let momo = momo();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let report = report(&momo, &["--offline", "--port", &port], 1);
    let (level, message) = findings(&report, "port")[0];
    assert_eq!(level, "problem");
    assert!(
        message.contains(&format!("(process {})", std::process::id())),
        "{message}"
    );
}

#[test]
fn doctor_finds_a_wrong_clock() {
    let peer = Peer::raw(|_| {
        b"HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()
    });
    let momo = momo();
    momo.file(
        "momo.json",
        format!(
            r#"{{"profile": "old", "profiles": {{"old": {{"api_base": "{}"}}}}}}"#,
            peer.url("/api")
        ),
    );
    let report = report(&momo, &[], 1);
    assert_eq!(problems(&report), ["clock"]);
    let (_, message) = findings(&report, "clock")[0];
    assert!(
        message.contains("s ahead of http://127.0.0.1:"),
        "{message}"
    );
}

#[test]
fn doctor_finds_stale_settings() {
    let momo = momo();
    momo.file("momo.json", "{\n  \"bot\": \"bot_gone\",\n  \"rom\": 1\n}");
    let report = report(&momo, &["--offline"], 1);
    assert_eq!(problems(&report), ["settings", "settings.bot"]);
    assert!(
        findings(&report, "settings")[0]
            .1
            .contains("momo.json:3:3: the key `rom` is not known"),
        "{report}"
    );
    assert!(
        findings(&report, "settings.bot")[0]
            .1
            .contains("`bot_gone`"),
        "{report}"
    );
}

#[test]
fn doctor_finds_a_proxy_that_is_gone() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let momo = momo().with(
        "HTTPS_PROXY",
        &format!("http://user:pass-word-77@127.0.0.1:{port}"),
    );
    let output = momo.run(&["doctor", "--offline", "--json"]).expect_notes(1);
    let report = output.json();
    assert_eq!(problems(&report), ["proxy"]);
    assert!(
        findings(&report, "proxy")[0]
            .1
            .starts_with("HTTPS_PROXY names a proxy that takes no connection")
    );
    assert!(!output.out().contains("pass-word-77"), "{output}");
}

#[test]
fn doctor_asks_nobody_offline() {
    let bot = TcpListener::bind("127.0.0.1:0").unwrap();
    bot.set_nonblocking(true).unwrap();
    let target = format!("{}/hook", bot.local_addr().unwrap().port());
    let momo = momo().with("MOMOTALK_WEBHOOK_SECRET", "the-secret-of-this-test");
    let report = report(&momo, &["--offline", "--callback", &target], 0);
    for code in ["profile", "clock", "callback"] {
        assert_eq!(findings(&report, code)[0].1, "not asked (--offline)");
    }
    assert!(bot.accept().is_err(), "the bot was called");
}

#[test]
fn doctor_asks_the_bot_with_a_signed_event() {
    let momo = momo().with("MOMOTALK_WEBHOOK_SECRET", "the-secret-of-this-test");
    let taking = Peer::answering(200, "text/plain", "ok");
    let report_of = |url: &str, expected| {
        let report = report(&momo, &["--callback", url], expected);
        let (level, message) = findings(&report, "callback")[0];
        (level.to_owned(), message.to_owned())
    };
    let url = taking.url("/hook");
    assert_eq!(
        report_of(&url, 0),
        ("fine".into(), format!("{url} takes a signed event"))
    );
    let request = taking.only();
    let signature = momo::model::secret::signature::Signer::new(
        &momo::model::secret::Secret::new("the-secret-of-this-test").unwrap(),
    );
    assert_eq!(
        request.header("x-momotalk-bot-signature"),
        Some(&*signature.sign(&request.body).to_string())
    );
    let refusing = Peer::answering(401, "text/plain", "no");
    assert_eq!(report_of(&refusing.url("/"), 1).0, "problem");
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let (level, message) = report_of(&format!("{gone}/hook"), 1);
    assert_eq!(level, "problem");
    assert!(message.contains("cannot be reached"), "{message}");
}

#[test]
fn doctor_removes_the_address_of_a_killed_platform() {
    let momo = momo();
    let mut dev = momo.start(&["dev", "--port", "0"]);
    dev.line();
    let file = momo.home().join("dev.json");
    let alive = report(&momo, &[], 0);
    assert_eq!(findings(&alive, "platform.stale"), []);
    assert_eq!(findings(&alive, "profile")[0].0, "fine");
    assert_eq!(findings(&alive, "clock")[0].0, "fine");
    dev.signal("KILL");
    let _ = dev.finish();
    let stale = report(&momo, &["--offline"], 1);
    assert_eq!(problems(&stale), ["platform.stale"]);
    assert!(file.exists());
    let fixed = report(&momo, &["--offline", "--fix"], 0);
    assert_eq!(findings(&fixed, "platform.stale")[0].0, "fixed");
    assert!(!file.exists());
}

#[test]
fn doctor_counts_the_days_of_kakaos_compatibility_mode() {
    let momo = Momo::new();
    momo.file(
        "config.json",
        r#"{"channels": {"kakao": {"accounts": {"shop": {"compatibilityEnds": "2020-01-01"}}}}, "defaults": {"doctor": {"port": 0}}}"#,
    );
    let report = report(&momo, &["--offline"], 0);
    let (level, message) = findings(&report, "kakao.compatibility")[0];
    assert_eq!(level, "note");
    assert!(
        message.contains("`shop`") && message.contains("days ago"),
        "{message}"
    );
}

#[test]
fn open_prints_the_page_of_the_running_platform() {
    let momo = Momo::new();
    let none = momo.run(&["open"]).expect(3);
    assert!(
        none.err().contains("no local platform is running"),
        "{none}"
    );
    let mut dev = momo.start(&["dev", "--port", "0", "--json"]);
    let page = dev.json()["page"].as_str().unwrap().to_owned();
    assert_eq!(momo.run(&["open"]).expect(0).out().trim_end(), page);
    assert_eq!(momo.run(&["open", "--json"]).expect(0).json()["page"], page);
    assert_eq!(mode(&momo.home().join("dev.json")), 0o600);
    dev.signal("TERM");
    let _ = dev.finish();
    let mut dev = momo.start(&["dev", "--port", "0", "--no-page"]);
    dev.line();
    let none = momo.run(&["open", "--print"]).expect(3);
    assert!(none.err().contains("has no page"), "{none}");
}

#[test]
fn open_starts_the_browser_of_the_system() {
    let momo = Momo::new();
    write_program(
        &momo.home().join("xdg-open"),
        "#!/bin/sh\nprintf '%s' \"$1\" > \"$MOMO_HOME/opened.txt\"\n",
    );
    let path = format!(
        "{}:{}",
        momo.home().display(),
        std::env::var("PATH").unwrap()
    );
    let momo = momo.with("PATH", &path).with("TERM", "xterm");
    let mut dev = momo.start(&["dev", "--port", "0", "--json"]);
    let page = dev.json()["page"].as_str().unwrap().to_owned();
    let seen = on_terminal(&momo, &["open"], &[]).to_string();
    assert!(
        seen.contains("opened the page of http://127.0.0.1:"),
        "{seen}"
    );
    assert_eq!(
        std::fs::read_to_string(momo.home().join("opened.txt")).unwrap(),
        page
    );
}

#[test]
fn doctor_tells_pip_from_the_install_script() {
    let momo = momo();
    let bin = momo.home().join(".local/bin");
    std::fs::create_dir_all(&bin).unwrap();
    copy_program(Path::new(env!("CARGO_BIN_EXE_momo")), &bin.join("momo"));
    let version = || {
        let like = momo.command(&["doctor", "--offline", "--json"]);
        let mut doctor = std::process::Command::new(bin.join("momo"));
        doctor
            .args(like.get_args())
            .env_clear()
            .current_dir(momo.home());
        for (name, value) in like.get_envs() {
            doctor.env(name, value.unwrap());
        }
        let report: Value = serde_json::from_slice(&doctor.output().unwrap().stdout).unwrap();
        findings(&report, "version")[0].1.to_owned()
    };
    assert!(
        version().ends_with(", by packaging/install.sh"),
        "{}",
        version()
    );
    let packages = momo.home().join(".local/lib/python3.12/site-packages");
    std::fs::create_dir_all(packages.join("other-1.0.dist-info")).unwrap();
    assert!(
        version().ends_with(", by packaging/install.sh"),
        "{}",
        version()
    );
    std::fs::create_dir_all(packages.join("momotalk_cli-0.1.0.dist-info")).unwrap();
    assert!(version().ends_with(", by pip"), "{}", version());
}

#[test]
fn folder_that_momo_cannot_write_to_is_a_problem_and_nothing_is_left() {
    let momo = Momo::new().with("MOMO_HOME", "").with("HOME", "/proc");
    let report = report(&momo, &["--offline"], 1);
    assert_eq!(report["ok"], false);
    let found = findings(&report, "paths.writable");
    assert!(
        found[0].1.starts_with("momo cannot write to `/proc/"),
        "{found:?}"
    );

    let momo = self::momo();
    let files = || std::fs::read_dir(momo.home()).unwrap().count();
    let before = files();
    let report = self::report(&momo, &["--offline"], 0);
    assert!(findings(&report, "paths.writable").is_empty(), "{report}");
    assert_eq!(files(), before);
}
