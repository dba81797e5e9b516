//! The history's file: owner, permissions, and files of other versions.
use super::*;

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn history_file_is_for_its_owner_only() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    recorder.record(at("ex_1", 1)).unwrap();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.clone()), 0o600);
    assert_eq!(mode(path.with_extension("db-wal")), 0o600);
    assert_eq!(mode(path.with_extension("db-shm")), 0o600);
    assert_eq!(mode(path.parent().unwrap().into()), 0o700);
    drop(recorder);
    assert!(
        !path.with_extension("db-wal").exists(),
        "the last one out closes the log"
    );
}

#[test]
#[cfg_attr(windows, ignore = "looks at modes of files")]
fn readable_history_is_closed_to_others() {
    use crate::support::os::PermissionsExt;
    let (_folder, path) = store();
    drop(History::open(&path).unwrap());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    drop(History::open(&path).unwrap());
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn reading_a_missing_history_creates_none() {
    let (_folder, path) = store();
    let history = History::open_existing(&path).unwrap();
    assert!(history.list(&Query::default()).unwrap().is_empty());
    assert!(!path.exists() && !path.parent().unwrap().exists());
}

#[test]
#[cfg_attr(windows, ignore = "makes symbolic links")]
fn link_to_nowhere_is_no_empty_history() {
    let folder = TempDir::new().unwrap();
    for target in ["gone.db", "history.db"] {
        let path = folder.path().join("history.db");
        crate::support::os::symlink(target, &path).unwrap();
        let error = History::open_existing(&path).err().unwrap();
        assert!(error.message().contains("history.db` cannot be"), "{error}");
        std::fs::remove_file(&path).unwrap();
    }
    assert!(!folder.path().join("gone.db").exists());
}

#[test]
fn foreign_database_is_refused_and_left_unchanged() {
    let (folder, path) = store();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(
        &path,
        "Dear diary, this is long enough to look like a page. ".repeat(20),
    )
    .unwrap();
    let refuse = |path: &PathBuf| History::open(path).err().unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(refuse(&path).message().contains("is no database"));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let other = folder.path().join("other.db");
    let connection = rusqlite::Connection::open(&other).unwrap();
    connection
        .execute_batch("CREATE TABLE recipes (name)")
        .unwrap();
    drop(connection);
    let before = std::fs::read(&other).unwrap();
    assert!(
        refuse(&other)
            .message()
            .contains("database of another program")
    );
    assert_eq!(std::fs::read(&other).unwrap(), before);

    let newer = folder.path().join("newer.db");
    drop(History::open(&newer).unwrap());
    let connection = rusqlite::Connection::open(&newer).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let error = refuse(&newer);
    assert!(
        error
            .message()
            .contains("was written by a newer momo (format 99")
    );
    assert!(error.hints()[0].contains("Update momo"));

    let older = folder.path().join("older.db");
    drop(History::open(&older).unwrap());
    let connection = rusqlite::Connection::open(&older).unwrap();
    connection.pragma_update(None, "user_version", 3).unwrap();
    drop(connection);
    let error = refuse(&older);
    assert!(
        error
            .message()
            .ends_with("was written by an older momo (format 3, this one knows 6)")
    );
    assert!(error.hints()[0].contains("Move that file away"));
}

#[test]
fn history_of_the_format_before_is_read_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("history.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(include_str!("format4.sql"))
        .unwrap();
    drop(connection);
    let mut history = History::open(&path).unwrap();
    let old = history.find("last").unwrap();
    assert_eq!(old.id, "ex_06h2kwc6qt9hqd33");
    assert_eq!(old.request.headers.text("host"), Some("127.0.0.1:18991"));
    // Of the same kind in every way, but newer.
    let new = Exchange {
        id: "ex_new".into(),
        started_at: Timestamp(old.started_at.0 + 1),
        ..old.clone()
    };
    history.append(std::slice::from_ref(&new)).unwrap();
    let query = Query::from_tests([FilterTest::Bot(Glob::new("bot_0123456789ab"))]);
    assert_eq!(history.list(&query).unwrap(), [new, old]);
}

#[test]
fn folder_that_cannot_be_created_is_explained() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = History::open(&file.join("history.db")).err().unwrap();
    assert!(
        error.message().starts_with("cannot make the history"),
        "{error}"
    );
    assert!(error.hints()[0].contains("MOMO_HOME"));
}
