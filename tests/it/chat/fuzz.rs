//! Conversation files that were damaged: the parser refuses or reads them, and what it reads keeps its meaning in its one form,
//! as a file and as a fence of Markdown.
use super::format::meaning;
use crate::support::fuzz;
use momo::model::chat::markdown::{format_markdown, parse_markdown};
use momo::model::chat::script::{LoadError, scripts};
use momo::model::chat::{format, parse};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::path::Path;
use std::sync::Arc;

/// The sample bot's files, and one that has all of the language.
fn samples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sample-bot/chats");
    let files = std::fs::read_dir(folder).unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    let texts = paths.map(|path| std::fs::read_to_string(path).unwrap());
    texts.chain([WHOLE.to_owned()]).collect()
}

const WHOLE: &str = "\
# of all
앨리스: before {env:NAME} and {{id}}

## orders, the second bubble comes later
tags slow, orders
include _menu.chat
fault reply status=429 retry-after=1s times=2
clock +1h
앨리스 in shop:
  주문할게요

    둘
metadata {\"a\": [1, \"x\"]}
\"bot\" in \"a b\": hi
bot within 5s =~ /주문번호 (?<id>[0-9]+)\\/ {2}/i  [취소] [아\\]니오]
metadata /order/id = {id}
metadata /name ~ mo*
metadata /x =~ /^[a-z]{2,3}$/
앨리스 taps 취소
any order:
  # why
  bot: {id}번을
    취소했어요
  [a] ...

  bot Shop to 1 ~ *환불\\**
bot \"My Bot\" in shop to 2 within 1.5s: bot: text
bot shows card 제목 {id}
bot shows 2 cards
bot says more
bot says nothing for 300ms
bot says nothing
";

/// What is done to a text, at places that the indexes choose.
#[derive(Debug, Clone)]
enum Damage {
    RemoveLine(Index),
    RepeatLine(Index, Index),
    MoveLine(Index, Index),
    Indent(Index, &'static str),
    RemoveCharacter(Index),
    Insert(Index, &'static str),
    InsertCharacter(Index, char),
    Cut(Index),
    /// Puts a line of another sample in.
    Splice(Index, Index, Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<Index>;
    let piece = select(vec![
        " ",
        "  ",
        "\t",
        "\n",
        "\n\n",
        "\n  ",
        ":",
        "~",
        "=~",
        "/",
        "\\",
        "\"",
        "[",
        "]",
        "[x]",
        "...",
        "{",
        "}",
        "{id}",
        "{{id}}",
        "{env:A}",
        "#",
        "##",
        "## t",
        "bot",
        "bot:",
        " taps ",
        " in ",
        "to 1 ",
        "within 1s ",
        "says nothing",
        "any order:\n",
        "metadata /a = 1",
        "*",
        "\r\n",
        "\r",
        "\u{3000}",
        "\u{85}",
        "\u{feff}",
        "\u{0}",
        "\u{301}",
        "```",
        "~~~",
        "user=",
    ]);
    let pad = select(vec!["", " ", "  ", "   ", "\t", "    "]);
    prop_oneof![
        index().prop_map(Damage::RemoveLine),
        (index(), index()).prop_map(|(from, to)| Damage::RepeatLine(from, to)),
        (index(), index()).prop_map(|(from, to)| Damage::MoveLine(from, to)),
        (index(), pad).prop_map(|(line, pad)| Damage::Indent(line, pad)),
        index().prop_map(Damage::RemoveCharacter),
        (index(), piece).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        (index(), any::<char>()).prop_map(|(at, ch)| Damage::InsertCharacter(at, ch)),
        index().prop_map(Damage::Cut),
        (index(), index(), index()).prop_map(|(at, file, line)| Damage::Splice(at, file, line)),
    ]
}

fn damaged(text: &str, damages: &[Damage], samples: &[String]) -> String {
    let mut text = text.to_owned();
    for damage in damages {
        let mut lines: Vec<_> = text.split('\n').map(str::to_owned).collect();
        let offsets: Vec<_> = text.char_indices().map(|(offset, _)| offset).collect();
        let offset = |index: &Index| match offsets.is_empty() {
            true => 0,
            false => *index.get(&offsets),
        };
        let count = lines.len();
        let line = |index: &Index| index.index(count);
        match damage {
            Damage::RemoveLine(at) => drop(lines.remove(line(at))),
            Damage::RepeatLine(from, to) => lines.insert(line(to), lines[line(from)].clone()),
            Damage::MoveLine(from, to) => {
                let (from, to) = (line(from), line(to));
                let moved = lines.remove(from);
                lines.insert(to, moved);
            }
            Damage::Indent(at, pad) => {
                let at = line(at);
                lines[at] = format!("{pad}{}", lines[at].trim_start());
            }
            Damage::Splice(at, file, from) => {
                let other: Vec<_> = file.get(samples).split('\n').collect();
                lines.insert(line(at), (*from.get(&other)).to_owned());
            }
            Damage::RemoveCharacter(at) => {
                let at = offset(at);
                if at < text.len() {
                    text.remove(at);
                }
                continue;
            }
            Damage::Insert(at, piece) => {
                text.insert_str(offset(at), piece);
                continue;
            }
            Damage::InsertCharacter(at, ch) => {
                text.insert(offset(at), *ch);
                continue;
            }
            Damage::Cut(at) => {
                text.truncate(offset(at));
                continue;
            }
        }
        text = lines.join("\n");
    }
    text
}

#[test]
fn fuzz_damaged_conversations_are_refused_or_keep_their_meaning() {
    let samples = samples();
    assert!(samples.len() > 4);
    for sample in &samples {
        assert!(parse(sample, 1).is_ok(), "{sample}");
    }
    let read = std::cell::Cell::new(0_u64);
    let cases = (any::<Index>(), prop::collection::vec(damage(), 0..5));
    fuzz("a damaged conversation", &cases, |(file, damages)| {
        let sample: &String = file.get(&samples);
        let text = damaged(sample, &damages, &samples);
        let Ok(document) = parse(&text, 1) else {
            return Ok(());
        };
        read.set(read.get() + 1);
        let formatted = format(&document);
        let again = parse(&formatted, 1);
        prop_assert!(again.is_ok(), "{text:?}\n{formatted:?}\n{again:?}");
        let again = again.unwrap();
        prop_assert_eq!(
            meaning(&again),
            meaning(&document),
            "{:?}\n{:?}",
            text,
            formatted
        );
        prop_assert_eq!(format(&again), formatted.clone(), "{:?}", text);

        // Where each step stands is a place of the text.
        let included = Arc::new(vec![parse("밥: 하나\nbot: 둘\n", 1).unwrap()]);
        let mut load = |path: &str| match path {
            "_menu.chat" => Ok(included.clone()),
            _ => Err(LoadError::Unreadable("it is not there".to_owned())),
        };
        let lines = text.split('\n').count();
        for script in scripts("a.chat", &[document], &mut load).unwrap_or_default() {
            for step in script.steps {
                let source = &step.source;
                prop_assert!(
                    source.position.line <= source.end_line && source.end_line <= lines,
                    "{text:?}\n{step:?}"
                );
            }
        }

        // A fence would end within a text that has one.
        if !formatted.contains("```") {
            let page = format!("# A page\n\n```chat\n{formatted}```\n\nIts end.\n");
            let documents = parse_markdown(&page);
            prop_assert!(documents.is_ok(), "{page:?}\n{documents:?}");
            prop_assert_eq!(
                meaning(&documents.unwrap()[0])["conversations"].clone(),
                meaning(&again)["conversations"].clone()
            );
            prop_assert_eq!(format_markdown(&page).unwrap(), page);
        }
        Ok(())
    });
    // Most of what is hardly damaged is still read: otherwise this would test the refusals alone.
    assert!(read.get() > 20, "only {} texts were read", read.get());
}
