//! The credentials file: private, whole, and shared by processes without loss.
use crate::support::os::{MetadataExt, PermissionsExt, symlink};
use momo::io::files::{Credentials, Home};
use momo::model::secret::Secret;
use momo::model::secret::credentials::{BotCredentials, PreviousSecret};
use momo::model::time::Timestamp;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

fn bot(token: &str) -> BotCredentials {
    BotCredentials {
        profile: "local".into(),
        api_base: "http://127.0.0.1:1/api".into(),
        token: Secret::new(token),
        ..BotCredentials::default()
    }
}

fn keep(home: &Home, id: &str, token: &str) -> momo::error::Result<()> {
    Credentials::update(home, |known| {
        known.set_bot(id, bot(token));
        Ok(())
    })
}

fn mode(path: impl AsRef<Path>) -> u32 {
    std::fs::metadata(path).unwrap().mode() & 0o7777
}

#[test]
fn credentials_survive_a_round_trip() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path().join("a/b"));
    assert_eq!(Credentials::load(&home).unwrap().bots().count(), 0);
    keep(&home, "bot_b", "two").unwrap();
    keep(&home, "bot_a", "canary").unwrap();
    Credentials::update(&home, |known| {
        known.set_console_token("http://x/api", "admin", Secret::new("t1").unwrap());
        known.set_console_token("http://x/api", "admin", Secret::new(b"\xff").unwrap());
        known.bot_entry("bot_a").name = Some("에코".into());
        Ok(())
    })
    .unwrap();
    let known = Credentials::load(&home).unwrap();
    let ids: Vec<_> = known.bots().map(|(id, _)| id).collect();
    assert_eq!(ids, ["bot_b", "bot_a"]);
    let kept = known.bot("bot_a").unwrap();
    assert_eq!(kept.token, Secret::new("canary"));
    assert_eq!(kept.name.as_deref(), Some("에코"));
    let token = known.console_token("http://x/api", "admin").unwrap();
    assert_eq!(token.reveal(), b"\xff");
    assert!(known.console_token("http://y/api", "admin").is_none());
    assert!(!format!("{known:?} {kept:?}").contains("canary"));
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn credentials_file_is_readable_by_its_owner_only() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path().join("new"));
    keep(&home, "bot_a", "t").unwrap();
    assert_eq!(mode(folder.path().join("new")), 0o700);
    for entry in std::fs::read_dir(folder.path().join("new")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn readable_credentials_file_is_refused_with_the_repairing_command() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path());
    keep(&home, "bot_a", "t").unwrap();
    let file = home.credentials_file();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    let before = std::fs::read(&file).unwrap();
    for error in [
        Credentials::load(&home).unwrap_err(),
        keep(&home, "bot_b", "t").unwrap_err(),
    ] {
        assert!(
            error
                .message()
                .contains("other users may read it (mode 0640)"),
            "{error}"
        );
        let command = format!("chmod 600 {}", file.display());
        assert!(error.hints()[0].ends_with(&command), "{error:?}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, makes symbolic links, looks at modes of files"
)]
fn links_pipes_and_huge_files_are_refused() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path());
    let file = home.credentials_file();
    let elsewhere = folder.path().join("elsewhere");
    std::fs::write(&elsewhere, "{}").unwrap();
    std::fs::set_permissions(&elsewhere, PermissionsExt::from_mode(0o600)).unwrap();
    let refused = |why: &str| {
        let error = Credentials::load(&home).unwrap_err();
        assert!(error.message().contains(why), "{error}");
        keep(&home, "bot_a", "t").unwrap_err();
    };

    symlink(&elsewhere, &file).unwrap();
    refused("it is a link");
    assert_eq!(std::fs::read(&elsewhere).unwrap(), b"{}");
    std::fs::remove_file(&file).unwrap();

    // Opening a pipe without a writer must not block.
    let status = Command::new("mkfifo").arg("-m600").arg(&file).status();
    assert!(status.unwrap().success());
    refused("no ordinary file");
    std::fs::remove_file(&file).unwrap();

    std::fs::create_dir(&file).unwrap();
    refused("no ordinary file");
    std::fs::remove_dir(&file).unwrap();

    std::fs::write(&file, vec![b' '; (1 << 20) + 1]).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    refused("larger than 1 MiB");
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn damaged_file_is_named_with_position_and_left_unchanged() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path());
    let file = home.credentials_file();
    for (content, why) in [
        ("{\n \"bots\": canary\n}", "line 2 column 10"),
        ("[\"canary\"]", "no JSON object"),
        ("{\"bots\": \"canary\"}", "`bots` is no object"),
        (
            "{\"bots\": {\"bot_a\": {\"bot_token\": [\"canary\"]}}}",
            "in `bots.bot_a`: `bot_token` is no text",
        ),
        (
            "{\"consoles\": {\"http://x\": {\"admin\": 1}}}",
            "in `consoles.http://x`: `admin` is no text",
        ),
        (
            "{\"bots\": {\"bot_a\": {}}, \"bots\": {\"bot_b\": {}}}",
            "`bots` stands there twice at line 1 column",
        ),
        (
            "{\"bots\": {\"bot_a\": {\"bot_token\": \"canary\", \"bot_token\": \"canary\"}}}",
            "`bot_token` stands there twice",
        ),
    ] {
        std::fs::write(&file, content).unwrap();
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
        let error = keep(&home, "bot_b", "t").unwrap_err();
        assert!(error.message().contains(why), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), content);
    }
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn unknown_fields_of_other_versions_are_kept() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path());
    let file = home.credentials_file();
    let before =
        r#"{"later":[1,2.50],"bots":{"bot_a":{"api_base":"x","bot_token":"t","colour":"red"}}}"#;
    std::fs::write(&file, before).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    keep(&home, "bot_a", "u").unwrap();
    let after: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(after["later"], serde_json::json!([1, 2.5]));
    assert_eq!(after["bots"]["bot_a"]["colour"], "red");
    assert_eq!(after["bots"]["bot_a"]["bot_token"], "u");
}

#[test]
fn failed_update_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path());
    keep(&home, "bot_a", "t").unwrap();
    let before = std::fs::read(home.credentials_file()).unwrap();
    let failed: momo::error::Result<()> = Credentials::update(&home, |known| {
        known.remove_bot("bot_a");
        Err(momo::error::Error::unknown("no"))
    });
    assert!(failed.is_err());
    assert_eq!(std::fs::read(home.credentials_file()).unwrap(), before);
}

const WRITER_HOME: &str = "MOMO_TEST_WRITER_HOME";
const WRITER_NAME: &str = "MOMO_TEST_WRITER_NAME";
const UPDATES: usize = 25;

/// Not a test of its own: the other tests start it as a process that writes.
#[test]
fn writer_process() {
    let (Some(home), Ok(name)) = (std::env::var_os(WRITER_HOME), std::env::var(WRITER_NAME)) else {
        return;
    };
    let home = Home::in_folder(home);
    for number in 0..UPDATES {
        keep(&home, &format!("bot_{name}_{number}"), "t").unwrap();
    }
}

fn start_writer(home: &Path, name: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "credentials::writer_process"])
        .env(WRITER_HOME, home)
        .env(WRITER_NAME, name)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn eight_concurrent_processes_lose_no_update() {
    let folder = TempDir::new().unwrap();
    let writers: Vec<_> = (0..8)
        .map(|number| start_writer(folder.path(), &number.to_string()))
        .collect();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    let known = Credentials::load(&Home::in_folder(folder.path())).unwrap();
    assert_eq!(known.bots().count(), 8 * UPDATES);
}

#[test]
fn killed_writer_leaves_a_whole_file_and_no_lock() {
    let folder = TempDir::new().unwrap();
    let home = Home::in_folder(folder.path());
    for round in 0..8 {
        let mut writer = start_writer(folder.path(), &round.to_string());
        let first = format!("bot_{round}_{}", round * 2);
        crate::support::wait_for("the writer's mark", || {
            Credentials::load(&home).unwrap().bot(&first).map(drop)
        });
        writer.kill().unwrap();
        writer.wait().unwrap();
        keep(&home, "bot_after", "t").unwrap();
        assert!(Credentials::load(&home).unwrap().bot(&first).is_some());
    }
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["credentials.json", "credentials.json.lock"]);
}

proptest::proptest! {
    #[test]
    fn any_bot_survives_a_round_trip(
        texts in proptest::array::uniform4(".{0,12}"),
        token in proptest::collection::vec(proptest::num::u8::ANY, 0..20),
        secret in proptest::collection::vec(proptest::num::u8::ANY, 0..20),
        until in proptest::option::of(proptest::num::i64::ANY),
    ) {
        let [profile, api_base, name, callback_url] = texts;
        let secret = Secret::new(secret);
        let bot = BotCredentials {
            profile,
            api_base,
            token: Secret::new(token),
            previous_secret: secret.clone().zip(until).map(|(secret, until)| PreviousSecret {
                secret,
                valid_until: Timestamp(until),
            }),
            secret,
            name: Some(name),
            callback_url: Some(callback_url),
        };
        let mut fields = serde_json::Map::new();
        bot.put_into(&mut fields);
        let text = serde_json::to_vec(&fields).unwrap();
        let mut fields = serde_json::from_slice(&text).unwrap();
        proptest::prop_assert_eq!(BotCredentials::take_from(&mut fields), Ok(bot));
        proptest::prop_assert!(fields.is_empty());
    }

    #[test]
    fn dotenv_never_reads_variables_that_were_not_written(text in "[^$]{0,40}|([$]|[{]|[}]|[A-Z]){0,12}") {
        let expanded = momo::model::settings::variables::expand(&text, |_| Some("v".into()));
        proptest::prop_assert!(expanded.is_ok());
        if !text.contains("${") {
            proptest::prop_assert_eq!(expanded, Ok(text));
        }
    }
}
