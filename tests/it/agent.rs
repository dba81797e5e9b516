//! `momo agent`: the skill file where coding agents look for it, and no prompt where one runs momo.
use crate::support::{Momo, Output, has_program, keep_bot, on_terminal};
use std::path::PathBuf;

const CLIENTS: [(&str, &str); 3] = [
    ("claude-code", ".claude/skills/momo/SKILL.md"),
    ("codex", ".agents/skills/momo/SKILL.md"),
    ("cursor", ".cursor/skills/momo/SKILL.md"),
];

fn setup(momo: &Momo, client: &str, flags: &[&str]) -> Output {
    momo.run(&[&["agent", "setup", "--json", "--client", client], flags].concat())
}

#[test]
fn skill_is_written_and_removed_without_a_trace() {
    let momo = Momo::new();
    let skill = momo.run(&["agent", "skill"]).expect(0).out();
    for (client, file) in CLIENTS {
        let path = momo
            .home()
            .join(file.split('/').collect::<std::path::PathBuf>());
        setup(&momo, client, &["--status"]).expect(1);
        let written = setup(&momo, client, &[]).expect(0).json();
        assert_eq!(written["done"], "written");
        assert_eq!(written["file"], path.to_str().unwrap());
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(&skill), "{text}");
        let again = setup(&momo, client, &[]).expect(0).json();
        assert_eq!(again["done"], "unchanged");
        let status = setup(&momo, client, &["--status"]).expect(0).json();
        assert_eq!(status["clients"][0]["state"], "current");
        let removed = setup(&momo, client, &["--remove"]).expect(0).json();
        assert_eq!(removed["done"], "removed");
        let folder = file.split('/').next().unwrap();
        assert!(!momo.home().join(folder).exists(), "{folder}");
        let nothing = setup(&momo, client, &["--remove"]).expect(0).json();
        assert_eq!(nothing["done"], "unchanged");
    }
}

#[test]
fn skill_of_the_user_lies_in_the_home_folder_beside_others() {
    let folder = tempfile::TempDir::new().unwrap();
    let momo = Momo::new().with("HOME", folder.path().to_str().unwrap());
    let other = folder.path().join(".claude/skills/other/SKILL.md");
    std::fs::create_dir_all(other.parent().unwrap()).unwrap();
    std::fs::write(&other, "other").unwrap();
    setup(&momo, "claude-code", &["--scope", "user"]).expect(0);
    let path = folder.path().join(CLIENTS[0].1);
    assert!(path.exists());
    let remove = ["--scope", "user", "--remove"];
    setup(&momo, "claude-code", &remove).expect(0);
    assert!(!path.exists() && other.exists());
}

#[test]
fn skill_file_of_somebody_else_stays() {
    let momo = Momo::new();
    let path: PathBuf = momo.home().join(CLIENTS[0].1);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    setup(&momo, "claude-code", &[]).expect(0);
    let written = std::fs::read_to_string(&path).unwrap();
    for text in ["mine\n", &written.replace("# momo", "# momo, with a note")] {
        std::fs::write(&path, text).unwrap();
        for flags in [&[][..], &["--remove"]] {
            let output = setup(&momo, "claude-code", flags).expect(3);
            assert!(output.err().contains("is not what momo wrote"), "{output}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        let status = setup(&momo, "claude-code", &["--status"]).expect(1).json();
        assert_eq!(status["clients"][0]["state"], "foreign");
    }
}

#[test]
fn skill_file_of_another_version_is_replaced() {
    let momo = Momo::new();
    let path = momo.home().join(CLIENTS[1].1);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    // `printf 'old' | sha256sum` begins with these digits.
    let old = "old\n<!-- Written by `momo agent setup`, which replaces or removes it while its text is cba06b57 -->\n";
    std::fs::write(&path, old).unwrap();
    let status = setup(&momo, "codex", &["--status"]).expect(0).json();
    assert_eq!(status["clients"][0]["state"], "outdated");
    let written = setup(&momo, "codex", &[]).expect(0).json();
    assert_eq!(
        (&written["before"], &written["done"]),
        (&"outdated".into(), &"written".into())
    );
}

#[test]
fn agent_variable_has_momo_ask_nothing_on_a_terminal() {
    if !has_program("python3") {
        return;
    }
    for name in [
        "AI_AGENT",
        "CLAUDECODE",
        "CODEX_SANDBOX",
        "CURSOR_AGENT",
        "GEMINI_CLI",
    ] {
        let momo = Momo::new().with(name, "1");
        let output = on_terminal(&momo, &["bot", "add", "bot_1"], &[]).expect(2);
        let screen = output.out();
        assert!(
            screen.contains("no coding agent runs momo"),
            "{name}: {screen}"
        );
    }
}

#[test]
fn agent_is_told_where_a_command_prints_secrets() {
    let momo = Momo::new();
    keep_bot(&momo, "bot_1", "default", "http://127.0.0.1:9/api");
    momo.run_revealing(&["bot", "env"]).expect(0);
    let momo = momo.with("CLAUDECODE", "1");
    let output = momo.run_revealing(&["bot", "env"]).expect_notes(0);
    assert!(
        output.err().contains("This output holds secrets."),
        "{output}"
    );
    let help = momo.run(&["help", "--json"]).expect(0).json();
    let verbs = help["verbs"].as_array().unwrap().iter();
    let marked = verbs.filter(|verb| verb["prints_secrets"] == true);
    let marked: Vec<_> = marked
        .map(|verb| verb["command"].as_str().unwrap())
        .collect();
    assert_eq!(marked, ["bot create", "bot rotate", "bot env"]);
}
