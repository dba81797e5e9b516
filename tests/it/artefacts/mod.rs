//! Completions and manual pages are made from the one definition of the command line, and from the help topics.
//!
//! They are committed, and embedded in the binary. Where they no longer say what the command line says,
//! these tests fail; `MOMO_REGENERATE=1 cargo test --test it artefacts::` makes them anew.
mod grammar;
mod page;
mod shells;
mod topic;

use crate::support::Momo;
use clap::Command;
use clap_complete::env::Shells;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The pages that are written by hand, with their sections.
const WRITTEN: [(&str, u8); 2] = [("momo-chat", 5), ("momo-moltbot", 7)];

fn written(name: &str, section: u8) -> Vec<u8> {
    std::fs::read(root().join(format!("man/{name}.{section}"))).unwrap()
}

/// What satisfies these tests again.
const REMEDY: &str = "MOMO_REGENERATE=1 cargo test --test it artefacts::";

/// The shells, with the file of each.
const SHELLS: [(&str, &str); 6] = [
    ("bash", "momo.bash"),
    ("zsh", "_momo"),
    ("fish", "momo.fish"),
    ("powershell", "_momo.ps1"),
    ("elvish", "momo.elv"),
    ("nushell", "momo.nu"),
];

/// What a file of zsh's `fpath` lacks: at the first time, the file itself is called.
const ZSH_FIRST_TIME: &str = "
if [ \"$funcstack[1]\" = \"_momo\" ]; then
    _clap_dynamic_completer_momo \"$@\"
fi
";

/// The script of a shell: it asks momo, but for Nushell's, which clap's engine does not know.
fn script(shell: &str) -> Vec<u8> {
    let mut script = Vec::new();
    if shell == "nushell" {
        let mut root = momo::command_line();
        clap_complete::generate(
            clap_complete_nushell::Nushell,
            &mut root,
            "momo",
            &mut script,
        );
        return script;
    }
    let shells = Shells::builtins();
    let completer = shells.completer(shell).unwrap();
    completer
        .write_registration("COMPLETE", "momo", "momo", "momo", &mut script)
        .unwrap();
    if shell == "zsh" {
        script.extend(ZSH_FIRST_TIME.as_bytes());
    }
    script
}

#[test]
fn completions_match_the_command_line() {
    let files = SHELLS.map(|(shell, file)| (file.to_owned(), script(shell)));
    hold(&root().join("completions"), &BTreeMap::from(files));
}

#[test]
fn manual_pages_match_the_command_line() {
    let pages = pages();
    let mut files: BTreeMap<_, _> = pages
        .iter()
        .map(|((name, section), page)| (format!("{name}.{section}"), page.clone().into_bytes()))
        .collect();
    files.extend(
        WRITTEN.map(|(name, section)| (format!("{name}.{section}"), written(name, section))),
    );
    hold(&root().join("man"), &files);
    let list = list(pages.keys());
    let list = BTreeMap::from([("pages.rs".to_owned(), list.into_bytes())]);
    hold_some(&root().join("src/cmd/man"), &list);
}

#[test]
fn binary_carries_the_committed_pages() {
    if regenerate() {
        return; // the binary holds them after the next build
    }
    let momo = Momo::new();
    for (shell, file) in SHELLS {
        let shown = momo.run(&["completions", shell]).expect(0);
        let committed = std::fs::read(root().join("completions").join(file)).unwrap();
        assert!(shown.stdout == committed, "{shell} differs: {REMEDY}");
    }
    for ((name, section), page) in pages() {
        let section = section.to_string();
        let mut words = vec!["man"];
        words.extend(name.split('-').skip(1));
        words.extend([&section, "--json"]);
        let shown = momo.run(&words).expect(0).json();
        assert_eq!(
            shown["roff"],
            page,
            "`momo {}` differs: {REMEDY}",
            words.join(" ")
        );
    }
    for (name, section) in WRITTEN {
        let section_word = section.to_string();
        let name_words = name.trim_start_matches("momo-");
        let shown = momo.run(&["man", name_words, &section_word, "--json"]);
        let page = String::from_utf8(written(name, section)).unwrap();
        assert_eq!(shown.expect(0).json()["roff"], page, "{name}({section})");
    }
}

#[test]
fn every_page_is_written_into_a_folder() {
    if regenerate() {
        return; // the binary holds them after the next build
    }
    let momo = Momo::new();
    momo.run(&["man", "--dir", "share/man1"]).expect_notes(0);
    for ((name, section), page) in pages() {
        let file = format!("share/man{section}/{name}.{section}");
        let file = momo.home().join(file);
        assert_eq!(std::fs::read_to_string(file).unwrap(), page);
    }
    for (name, section) in WRITTEN {
        let file = momo
            .home()
            .join(format!("share/man{section}/{name}.{section}"));
        assert_eq!(std::fs::read(file).unwrap(), written(name, section));
    }
}

#[test]
fn handwritten_page_names_only_existing_commands() {
    let pages = pages();
    for (name, section) in WRITTEN {
        let page = String::from_utf8(written(name, section)).unwrap();
        let see_also = page.split(".SH SEE ALSO").nth(1).unwrap();
        let mentioned = see_also
            .lines()
            .filter_map(|line| line.strip_prefix(".BR "));
        for line in mentioned {
            let other = line.split(' ').next().unwrap().replace('\\', "");
            let is_known = pages.contains_key(&(other.clone(), 1));
            assert!(is_known, "{name}({section}): {other}");
        }
    }
}

#[test]
fn unknown_page_is_a_usage_error() {
    let output = Momo::new().run(&["man", "webhook", "dance"]).expect(2);
    assert!(
        output
            .err()
            .contains("there is no manual page for `webhook dance`"),
        "{output}"
    );
}

/// Every page by its name and section: one for momo, one for each command, group and topic.
fn pages() -> BTreeMap<(String, u8), String> {
    let root = momo::command_line();
    let mut pages = BTreeMap::new();
    collect(&root, &root, &[], &mut pages);
    let version = root.get_version().unwrap();
    for topic in momo::view::help::topics() {
        let name = (format!("momo-{}", topic.name), 7);
        pages.insert(name, topic::page(&topic, version));
    }
    pages
}

fn collect(
    root: &Command,
    command: &Command,
    above: &[&Command],
    pages: &mut BTreeMap<(String, u8), String>,
) {
    let name = (page::name(command), 1);
    pages.insert(name, page::page(root, command, above));
    let mut path = above.to_vec();
    path.push(command);
    for below in page::visible(command) {
        collect(root, below, &path, pages);
    }
}

/// The source file that embeds the pages.
fn list<'a>(names: impl Iterator<Item = &'a (String, u8)>) -> String {
    let mut text = String::from(
        "//! The manual pages that the binary carries. Made with the pages themselves, by `tests/it/artefacts`.\n\n\
         /// Each page's name, section and source.\n\
         #[rustfmt::skip]\n\
         pub(super) const PAGES: &[(&str, u8, &str)] = &[\n",
    );
    for (name, section) in names {
        text.push_str(&format!(
            "    (\"{name}\", {section}, include_str!(\"../../../man/{name}.{section}\")),\n"
        ));
    }
    text + "];\n"
}

/// The folder holds these files, and no others.
fn hold(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    hold_some(folder, files);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        // Folders are written by hand.
        if files.contains_key(name) || path.is_dir() {
            continue;
        }
        assert!(
            regenerate(),
            "{} belongs to no command: {REMEDY}",
            path.display()
        );
        std::fs::remove_file(path).unwrap();
    }
}

fn hold_some(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, content) in files {
        let path = folder.join(name);
        if std::fs::read(&path).is_ok_and(|committed| committed == *content) {
            continue;
        }
        assert!(
            regenerate(),
            "{} does not say what the command line says: {REMEDY}",
            path.display()
        );
        std::fs::write(path, content).unwrap();
    }
}

fn regenerate() -> bool {
    std::env::var_os("MOMO_REGENERATE").is_some_and(|value| value == "1")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
