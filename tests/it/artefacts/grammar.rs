//! `momo completions vscode`: the folder that it writes, and what VS Code's tokeniser makes of conversations with it.
use super::root;
use crate::support::{Momo, beside_build, has_program};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// A piece of a line, with the kinds that the grammar gives it.
type Token = (String, Vec<String>);

/// Writes the extension and tokenises a file: a list for each line, without white space. `None` where Node or the packages are
/// missing.
fn tokens(momo: &Momo, file: &Path) -> Option<Vec<Vec<Token>>> {
    let packages = beside_build("VS Code's tokeniser", "grammar/node_modules")?;
    if !has_program("node") {
        return None;
    }
    momo.run(&["completions", "vscode"]).expect_notes(0);
    let output = Command::new("node")
        .arg(root().join("tests/grammar/tokens.mjs"))
        .arg(momo.home().join("momo-chat"))
        .arg(packages.parent().unwrap())
        .arg(file)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Vec<Token>>(line).unwrap());
    let lines = lines.map(|mut line| {
        line.retain(|(text, _)| !text.trim().is_empty());
        line
    });
    Some(lines.collect())
}

/// Writes the tokens that have a kind as `kind=text`, of each the innermost kind without `.momo-chat`.
fn shown(line: &[Token]) -> String {
    let named = line.iter().filter(|(_, kinds)| !kinds.is_empty());
    let tokens = named.map(|(text, kinds)| {
        let kind = kinds.last().map_or("", |kind| kind);
        format!("{}={}", kind.trim_end_matches(".momo-chat"), text.trim())
    });
    tokens.collect::<Vec<_>>().join(" ")
}

/// Lines and their tokens, in the order of a file.
const ANSWERS: &[(&str, &str)] = &[
    ("# note", "comment.line.number-sign=# note"),
    (
        "tags slow, orders",
        "keyword.control=tags entity.name.tag=slow entity.name.tag=orders",
    ),
    (
        "## orders: late",
        "punctuation.definition.heading=## entity.name.section=orders: late",
    ),
    (
        "include _menu.chat",
        "keyword.control.import=include string.unquoted.path=_menu.chat",
    ),
    (
        "fault reply status=429",
        "keyword.control=fault support.function.fault=reply variable.parameter=status keyword.operator== constant.other=429",
    ),
    ("clock +24h", "keyword.control=clock constant.numeric=+24h"),
    (
        "앨리스 in shop: 주문 {id}",
        "entity.name.function.user=앨리스 keyword.control=in entity.name.namespace.room=shop punctuation.separator=: \
         string.unquoted.user=주문 variable.other.value={id}",
    ),
    ("  bot: a text", "string.unquoted.user=bot: a text"),
    ("", ""),
    (
        "  more {{id}}",
        "string.unquoted.user=more constant.character.escape={{id}}",
    ),
    (
        "metadata {\"a\": 1}",
        "keyword.control=metadata meta.json={ string.quoted.double=\"a\" meta.json=: constant.numeric=1 meta.json=}",
    ),
    (
        "\"bot\": hi",
        "entity.name.function.user=\"bot\" punctuation.separator=: string.unquoted.user=hi",
    ),
    (
        "bot \"My Bot\" to 2 within 1.5s: a: b",
        "support.class.bot=bot entity.name.type.bot=\"My Bot\" keyword.control=to constant.numeric=2 keyword.control=within \
         constant.numeric=1.5s punctuation.separator=: string.unquoted.bot=a: b",
    ),
    (
        "[예] [아니오] ...",
        "punctuation.definition.label=[ entity.other.attribute-name.label=예 punctuation.definition.label=] \
         punctuation.definition.label=[ entity.other.attribute-name.label=아니오 punctuation.definition.label=] keyword.operator=...",
    ),
    (
        "bot =~ /(?<id>\\d+)/i [취소]",
        "support.class.bot=bot keyword.operator==~ punctuation.definition.regexp=/ punctuation.definition.group=(?< \
         variable.other.value=id punctuation.definition.group=> constant.character.escape=\\d string.regexp=+) \
         punctuation.definition.regexp=/ keyword.other.flag=i punctuation.definition.label=[ \
         entity.other.attribute-name.label=취소 punctuation.definition.label=]",
    ),
    (
        "metadata /order/id =~ /1/",
        "keyword.control=metadata variable.other.pointer=/order/id keyword.operator==~ punctuation.definition.regexp=/ \
         string.regexp=1 punctuation.definition.regexp=/",
    ),
    (
        "bot Shop ~ *환불\\*",
        "support.class.bot=bot entity.name.type.bot=Shop keyword.operator=~ keyword.operator.wildcard=* \
         string.unquoted.glob=환불 constant.character.escape=\\*",
    ),
    (
        "Joe Smith taps 예",
        "entity.name.function.user=Joe Smith keyword.other.verb=taps string.unquoted.label=예",
    ),
    (
        "any order:",
        "keyword.control=any order punctuation.separator=:",
    ),
    (
        "  bot: {id}번",
        "support.class.bot=bot punctuation.separator=: variable.other.value={id} string.unquoted.bot=번",
    ),
    ("    deeper", "string.unquoted.bot=deeper"),
    (
        "  bot: 둘",
        "support.class.bot=bot punctuation.separator=: string.unquoted.bot=둘",
    ),
    (
        "bot says nothing for 1s",
        "support.class.bot=bot keyword.other.verb=says constant.language=nothing keyword.other.verb=for constant.numeric=1s",
    ),
    (
        "bot Shop says more",
        "support.class.bot=bot entity.name.type.bot=Shop keyword.other.verb=says constant.language=more",
    ),
    (
        "bot shows 2 cards",
        "support.class.bot=bot keyword.other.verb=shows constant.numeric=2 keyword.other.verb=cards",
    ),
    (
        "bots: I am a user",
        "entity.name.function.user=bots punctuation.separator=: string.unquoted.user=I am a user",
    ),
    ("bot foo", "invalid.illegal=bot foo"),
    ("no step here", "invalid.illegal=no step here"),
];

#[test]
fn grammar_names_each_part_of_a_line() {
    let momo = Momo::new();
    let text: Vec<_> = ANSWERS.iter().map(|(line, _)| *line).collect();
    let file = momo.file("a.chat", text.join("\n"));
    let Some(lines) = tokens(&momo, Path::new(&file)) else {
        return;
    };
    assert_eq!(lines.len(), ANSWERS.len());
    for (line, (text, expected)) in lines.iter().zip(ANSWERS) {
        assert_eq!(shown(line), *expected, "{text}");
    }
}

#[test]
fn grammar_knows_every_line_of_the_sample_bot() {
    let momo = Momo::new();
    let folder = root().join("tests/sample-bot");
    let chats = std::fs::read_dir(folder.join("chats")).unwrap();
    let files: Vec<_> = chats.map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() > 3);
    for file in files {
        let Some(lines) = tokens(&momo, &file) else {
            return;
        };
        let tokens: Vec<_> = lines.concat();
        for (text, kinds) in &tokens {
            let is_known =
                !kinds.is_empty() && !kinds.iter().any(|kind| kind.starts_with("invalid"));
            // What stands between the words of a line has no kind.
            assert!(
                is_known || text.trim() == ",",
                "{}: {text} {kinds:?}",
                file.display()
            );
        }
    }
}

#[test]
fn grammar_colours_the_fences_of_markdown_alone() {
    let momo = Momo::new();
    let file = root().join("tests/sample-bot/README.md");
    let Some(lines) = tokens(&momo, &file) else {
        return;
    };
    let text = std::fs::read_to_string(&file).unwrap();
    let is_chat = |line: &[Token]| {
        let mut kinds = line.iter().flat_map(|(_, kinds)| kinds);
        kinds.any(|kind| kind.ends_with(".momo-chat") && !kind.starts_with("meta."))
    };
    let coloured: Vec<_> = text
        .lines()
        .zip(&lines)
        .filter(|(_, tokens)| is_chat(tokens))
        .map(|(line, _)| line)
        .collect();
    let (_, fence) = text.split_once("```chat\n").unwrap();
    let fence: Vec<_> = fence.split("```").next().unwrap().lines().collect();
    assert_eq!(coloured, fence);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn extension_is_whole_and_spares_other_packages() {
    let momo = Momo::new();
    let flags = ["completions", "vscode", "--output", "a/b", "--json"];
    let result = momo.run(&flags).expect(0).json();
    assert_eq!(result["folder"], "a/b");
    let manifest = momo.json_file("a/b/package.json");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    let contributes = &manifest["contributes"];
    let named = |list: &str, key: &str| -> Vec<String> {
        let list = contributes[list].as_array().unwrap().iter();
        list.map(|it| it[key].as_str().unwrap().to_owned())
            .collect()
    };
    let named = [
        named("languages", "configuration"),
        named("grammars", "path"),
    ]
    .concat();
    assert_eq!(named.len(), 3);
    for name in named {
        let content: Value = momo.json_file(&format!("a/b/{name}"));
        assert!(content.is_object(), "{name}");
    }
    // Written again, it stays; the folder of another package is refused.
    momo.run(&flags).expect(0);
    momo.file("a/b/package.json", r#"{"name":"my-bot"}"#);
    let output = momo.run(&flags).expect(2);
    assert!(output.err().contains("another package"), "{output}");
    let output = momo
        .run(&["completions", "bash", "--output", "a"])
        .expect(2);
    assert!(output.err().contains("belongs to `vscode`"), "{output}");
}
