//! Files in trouble, by command: what is not momo's is not touched, and what is out of reach is not called empty.
use crate::support::os::{MetadataExt, PermissionsExt, symlink};
use crate::support::{Momo, keep_bot};
use std::collections::BTreeMap;
use std::path::Path;

const HISTORY: [&str; 3] = ["webhook", "history", "list"];
const DEV: [&str; 3] = ["dev", "--port", "0"];

/// Mode and bytes of every file in the folder but momo's locks.
fn files(folder: &Path) -> BTreeMap<String, (u32, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let read = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        let mode = entry.metadata().unwrap().mode();
        let is_file = entry.metadata().unwrap().is_file() && !name.ends_with(".lock");
        is_file.then(|| (name, (mode, std::fs::read(entry.path()).unwrap())))
    });
    read.collect()
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

/// A database of another program in another folder; `interrupted` runs in a transaction that never ends.
fn foreign_database(folder: &Path, journal_mode: &str, interrupted: bool) {
    let connection = rusqlite::Connection::open(folder.join("notes.db")).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = {journal_mode};
             PRAGMA cache_size = 1;
             CREATE TABLE notes (text);
             INSERT INTO notes VALUES (zeroblob(100000));"
        ))
        .unwrap();
    if interrupted {
        let change = "BEGIN IMMEDIATE; UPDATE notes SET text = zeroblob(200000)";
        connection.execute_batch(change).unwrap();
    }
    // A process that is killed leaves log and journal as they are.
    std::mem::forget(connection);
}

/// Copies it into the home under this name, with its log and its journal, readable by everybody.
fn copy_as(folder: &Path, home: &Path, name: &str) {
    for (file, (_, bytes)) in files(folder) {
        let path = home.join(file.replace("notes.db", name));
        // The index of a log is shared memory of running processes.
        if !file.ends_with("-shm") {
            std::fs::write(&path, bytes).unwrap();
            set_mode(&path, 0o644);
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn database_of_another_program_is_not_touched() {
    for (name, command) in [("history.db", HISTORY), ("platform.db", DEV)] {
        for (journal_mode, interrupted) in [("DELETE", false), ("DELETE", true), ("WAL", false)] {
            let (momo, other) = (Momo::new(), tempfile::TempDir::new().unwrap());
            foreign_database(other.path(), journal_mode, interrupted);
            copy_as(other.path(), momo.home(), name);
            let before = files(momo.home());
            assert_eq!(
                before.len(),
                1 + usize::from(interrupted || journal_mode == "WAL")
            );
            let output = momo.run(&command).expect(3);
            let words = "is a database of another program";
            assert!(output.err().contains(words), "{output}");
            let mut after = files(momo.home());
            after.retain(|file, _| file.starts_with(name) && !file.ends_with("-shm"));
            assert!(after == before, "{name} {journal_mode} {interrupted}");
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn file_that_is_no_database_keeps_its_mode() {
    for (name, command) in [("history.db", HISTORY), ("platform.db", DEV)] {
        let momo = Momo::new();
        let path = momo.file(name, "Dear diary, ".repeat(100));
        set_mode(Path::new(&path), 0o644);
        let before = files(momo.home());
        let output = momo.run(&command).expect(3);
        assert!(output.err().contains("is no database"), "{output}");
        assert_eq!(files(momo.home())[name], before[name]);
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn pipe_in_place_of_a_database_is_refused() {
    let momo = Momo::new();
    let path = momo.home().join("history.db");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let output = momo.run(&HISTORY).expect(3);
    assert!(output.err().contains("is no ordinary file"), "{output}");
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn dev_json_of_another_program_is_not_replaced() {
    let momo = Momo::new();
    let path = momo.file("dev.json", r#"{"server": "mine"}"#);
    for mode in [0o644, 0o600] {
        set_mode(Path::new(&path), mode);
        let before = files(momo.home());
        let output = momo.run(&DEV).expect(3);
        assert!(output.err().contains("dev.json"), "{output}");
        assert_eq!(files(momo.home())["dev.json"], before["dev.json"]);
    }
}

#[test]
#[cfg_attr(windows, ignore = "makes symbolic links")]
fn link_that_leads_nowhere_is_named() {
    let send = ["message", "send", "--room", "1", "hi"];
    for (name, command) in [
        ("history.db", &HISTORY[..]),
        ("platform.db", &DEV),
        ("momo.json", &["bot", "list"]),
        ("config.json", &["bot", "list"]),
        ("credentials.json", &send),
        (
            "event.json",
            &["webhook", "replay", "event.json", "--to", "1"],
        ),
    ] {
        for (target, words) in [("gone/away", "leads nowhere"), (name, "cannot be followed")] {
            let momo = Momo::new();
            symlink(target, momo.home().join(name)).unwrap();
            let output = momo.run(command).expect(3);
            let is_named = output
                .err()
                .contains(&format!("is a link to `{target}`, which {words}"));
            // Secrets are read through no link at all.
            let is_refused = name == "credentials.json" && output.err().contains("it is a link");
            assert!(
                (is_named || is_refused) && output.err().contains(name),
                "{output}"
            );
            let link = std::fs::read_link(momo.home().join(name)).unwrap();
            assert_eq!(link, Path::new(target));
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "makes symbolic links")]
fn folder_that_is_a_link_to_nowhere_is_named() {
    for command in [&HISTORY[..], &DEV, &["bot", "list"]] {
        let outside = tempfile::TempDir::new().unwrap();
        let link = outside.path().join("home");
        symlink("gone", &link).unwrap();
        let momo = Momo::new().with("MOMO_HOME", link.to_str().unwrap());
        let output = momo.run(command).expect(3);
        let words = format!("`{}` is a link to `gone`", link.display());
        assert!(output.err().contains(&words), "{output}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn empty_platform_beside_credentials_of_its_bots_is_refused() {
    let momo = Momo::new();
    keep_bot(&momo, "bot_1", "local", "http://127.0.0.1:8700/api");
    let path = momo.file("platform.db", "");
    let before = files(momo.home());
    for command in [&DEV[..], &["run", "--port", "0", "--", "true"]] {
        let output = momo.run(command).expect(3);
        for words in [
            "is empty, but credentials are kept of its bots: `bot_1`",
            "rm ",
        ] {
            assert!(output.err().contains(words), "{output}");
        }
        assert_eq!(
            files(momo.home())["credentials.json"],
            before["credentials.json"]
        );
        assert_eq!(files(momo.home())["platform.db"], before["platform.db"]);
    }
    // As the hint says.
    std::fs::remove_file(path).unwrap();
    let mut dev = momo.start(&[&DEV[..], &["--json"]].concat());
    assert_eq!(dev.json()["type"], "ready");
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn repeated_key_is_named_and_its_file_left_as_it_is() {
    let secret = r#"{"kakao": {"default": {"adminKey": "canary"}, "default": {}}}"#;
    for (name, content, key, command) in [
        (
            "momo.json",
            "{\"bot\": \"a\",\n\"bot\": \"b\"}",
            "bot",
            &["bot", "list"][..],
        ),
        (
            "config.json",
            r#"{"profiles": {"x": {}, "x": {}}}"#,
            "x",
            &["kakao", "status"],
        ),
        (
            "accounts.json",
            r#"{"channels": {"kakao": {"accounts": {"a": {"port": 1, "port": 2}}}}}"#,
            "port",
            &["kakao", "status", "--offline", "--config", "accounts.json"],
        ),
        ("credentials.json", secret, "default", &["bot", "list"]),
        ("credentials.json", secret, "default", &DEV),
        (
            "dialogues.json",
            r#"{"dialogues": [], "dialogues": []}"#,
            "dialogues",
            &["kakao", "say", "hi", "--skill", "http://127.0.0.1:9/"],
        ),
    ] {
        let momo = Momo::new();
        let path = momo.file(name, content);
        set_mode(Path::new(&path), 0o600);
        let output = momo.run(command).expect(3);
        let words = format!("`{key}` stands there twice at line ");
        assert!(
            output.err().contains(&words) && output.err().contains(name),
            "{output}"
        );
        assert!(!output.err().contains("canary"), "{output}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
    }
}
