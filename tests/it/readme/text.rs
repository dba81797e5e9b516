//! The texts beside the code: their links and paths lead somewhere, and the Korean README says what the English one does.
use crate::support::readme;
use momo::view::help;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// What a page of Markdown consists of, apart from its words.
#[derive(Default)]
struct Structure {
    /// The marks of headings, for example `##`.
    headings: Vec<String>,
    /// Fenced blocks with their fences.
    blocks: Vec<String>,
    /// Columns and, sorted, the code of each row of a table.
    rows: Vec<(usize, Vec<String>)>,
    /// Where links and pictures lead, sorted.
    links: Vec<String>,
    /// The code between backticks outside of tables, sorted.
    code: Vec<String>,
    items: usize,
}

impl Structure {
    fn of(text: &str) -> Self {
        let mut page = Self::default();
        let mut prose = String::new();
        let mut is_block = false;
        for line in text.lines() {
            if is_block {
                page.blocks
                    .last_mut()
                    .unwrap()
                    .push_str(&format!("{line}\n"));
                is_block = line != "```";
                continue;
            }
            if line.starts_with("```") {
                page.blocks.push(format!("{line}\n"));
                is_block = true;
                continue;
            }
            page.links.extend(links(line));
            match line.split(' ').next().unwrap() {
                mark if mark.starts_with('#') => page.headings.push(mark.to_owned()),
                "|" => page.rows.push((line.matches('|').count(), code(line))),
                "-" => page.items += 1,
                _ => {}
            }
            if !line.starts_with('|') {
                prose.push_str(&format!("{line}\n"));
            }
        }
        page.links.sort();
        page.code = code(&prose);
        page
    }
}

/// The targets of all links in a line.
fn links(line: &str) -> Vec<String> {
    let targets = line.split("](").skip(1);
    targets
        .map(|rest| rest.split(')').next().unwrap().to_owned())
        .collect()
}

/// The texts between backticks, sorted.
fn code(text: &str) -> Vec<String> {
    let parts = text.split('`').skip(1).step_by(2);
    let mut parts: Vec<_> = parts.map(|part| part.replace('\n', " ")).collect();
    parts.sort();
    parts
}

#[test]
fn readme_is_at_most_300_lines() {
    for name in ["README.md", "README.ko.md"] {
        let lines = read(name).lines().count();
        assert!(lines <= 300, "{name}: {lines} lines");
    }
}

#[test]
fn readme_begins_with_the_two_commands() {
    let readme = readme();
    let first: Vec<_> = readme.lines().take(40).collect();
    for command in ["$ cargo run -- demo", "cargo test"] {
        assert!(first.contains(&command), "{command}");
    }
}

#[test]
fn korean_readme_has_the_structure_and_commands_of_the_english_one() {
    let english = Structure::of(&readme().replace("(README.ko.md)", "(README.*.md)"));
    let korean = Structure::of(&read("README.ko.md").replace("(README.md)", "(README.*.md)"));
    assert_eq!(korean.headings, english.headings, "headings");
    assert_eq!(korean.blocks, english.blocks, "blocks");
    assert_eq!(korean.rows, english.rows, "rows of tables");
    assert_eq!(korean.links, english.links, "links");
    assert_eq!(korean.code, english.code, "code");
    assert_eq!(korean.items, english.items, "items of lists");
}

#[test]
fn structure_differs_where_a_command_does() {
    let one = Structure::of("# a\n\n```sh\nmomo dev\n```\n\n| `a` | b |\n[x](y) `z`\n");
    let two = Structure::of("# a\n\n```sh\nmomo run\n```\n\n| `b` | b |\n[x](z) `y`\n");
    assert_eq!(one.headings, two.headings);
    assert_ne!(one.blocks, two.blocks);
    assert_ne!(one.rows, two.rows);
    assert_ne!(one.links, two.links);
    assert_ne!(one.code, two.code);
}

#[test]
fn links_and_paths_of_the_texts_exist() {
    for name in [
        "README.md",
        "README.ko.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ] {
        let text = read(name);
        let targets = text.lines().flat_map(links);
        for target in targets.filter(|target| !target.contains("://")) {
            let is_heading = target.starts_with('#');
            let is_there = root().join(&target).exists() || is_heading;
            assert!(is_there, "{name} links to {target}");
        }
    }
    let contributing = read("CONTRIBUTING.md");
    let is_path = |part: &&String| {
        let top = [
            "src/",
            "tests/",
            "benches/",
            "packaging/",
            ".ci/",
            "man/",
            "completions/",
        ];
        top.iter().any(|top| part.starts_with(top))
    };
    let mentioned = code(&contributing);
    let paths: Vec<_> = mentioned.iter().filter(is_path).collect();
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        // Capitals stand for a name of one's own.
        let known = path
            .split('/')
            .take_while(|part| !part.starts_with(char::is_uppercase));
        let known = known.collect::<Vec<_>>().join("/");
        assert!(root().join(&known).exists(), "CONTRIBUTING.md: {path}");
    }
}

#[test]
fn readme_names_only_topics_that_exist() {
    let readme = readme();
    let (_, table) = readme.split_once("| you want | topic |\n").unwrap();
    let table = table.split("\n\n").next().unwrap();
    let topics = code(table);
    assert!(topics.len() > 15, "{topics:?}");
    for topic in topics {
        assert!(help::names().contains(&topic), "{topic}");
    }
}
