//! The one form of conversation files: comments and meaning stay, and a second time changes nothing.
use crate::support::{Momo, fuzz};
use momo::model::chat::{ChatDocument, format, parse, template};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

const MESSY: &str = "\
#head


tags   slow,orders
# of the first
##   주문: 하나

앨리스:   주문할게요 \t
  # 그리고 하나 더

    밀크
\"bot\" in 'lobby':hi
bot   within 5s   =~/번호 (?<id>[0-9]+)/[취소]   [예]
앨리스   taps   취소
bot \"to\": x
[a]   [b] ...
metadata   /x   =   [1, 2]
any order:
        # why
        bot: {id}
           두 줄

        bot~*

# last of it
## two
bot says   nothing   for   1s


# the end

";

const TIDY: &str = "\
#head

tags slow, orders

# of the first
## 주문: 하나
앨리스:
  주문할게요
  # 그리고 하나 더

    밀크
\"bot\" in 'lobby': hi
bot within 5s =~ /번호 (?<id>[0-9]+)/  [취소] [예]
앨리스 taps 취소
bot \"to\": x
[a] [b] ...
metadata /x = [1, 2]
any order:
  # why
  bot:
    {id}
    두 줄

  bot ~ *

# last of it
## two
bot says nothing for 1s

# the end
";

#[test]
fn file_gets_its_one_form() {
    let momo = Momo::new();
    momo.file("a.chat", MESSY.replace('\n', "\r\n"));
    momo.file("tidy.chat", TIDY);
    let check = ["chat", "fmt", "--check", "a.chat", "tidy.chat"];
    momo.run(&check).expect_notes(1).is("\
a.chat
--- stderr
1 file would change; `momo chat fmt` without `--check` writes them.
--- status 1
");
    momo.run(&["chat", "fmt", "."]).expect(0).is(&format!(
        ".{}a.chat\n--- status 0\n",
        std::path::MAIN_SEPARATOR
    ));
    let formatted = std::fs::read_to_string(momo.home().join("a.chat")).unwrap();
    assert_eq!(formatted, TIDY);
    momo.run(&check).expect(0).is("--- status 0\n");
    let output = momo.run_with_input(&["chat", "fmt", "-"], MESSY.as_bytes());
    assert_eq!(output.expect(0).out(), TIDY);
}

#[test]
fn file_with_errors_stays() {
    let momo = Momo::new();
    momo.file("a.chat", "bot:   a\nwhat\n");
    momo.run(&["chat", "fmt", "a.chat"]).expect(1);
    let text = std::fs::read_to_string(momo.home().join("a.chat")).unwrap();
    assert_eq!(text, "bot:   a\nwhat\n");
}

/// What a document says, without places and blank lines.
pub(super) fn meaning(document: &ChatDocument) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.retain(|item| item["step"] != "blank");
                items.iter_mut().for_each(strip);
            }
            Value::Object(members) => {
                members.remove("line");
                members.remove("column");
                members.values_mut().for_each(strip);
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(document).unwrap();
    strip(&mut value);
    value
}

/// Lines of the language, whole and broken, with all that could be taken for something else.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "bot",
        "앨리스",
        "밥",
        "\"bot\"",
        ":",
        ": ",
        " ",
        "  ",
        "\t",
        "\n",
        "\n  ",
        "\n    ",
        "~",
        "=~",
        "/",
        "/a(?<id>.)/",
        "i",
        "[",
        "]",
        "[예]",
        "...",
        "\\",
        "\"",
        "{id}",
        "{{id}}",
        "{",
        "}",
        "#",
        "##",
        "## t\n",
        "###",
        "taps",
        " in ",
        "to 1",
        "within 5s",
        "says nothing",
        " for 1s",
        "says more",
        "shows card ",
        "shows 2 cards",
        "any order:\n",
        "tags a",
        "include b.chat",
        "fault drop",
        "clock +1h",
        "metadata ",
        "{\"a\":1}",
        "/x = 1",
        "user=",
        "\r",
        "\u{3000}",
        "\u{85}",
        "*",
        "안녕",
        "x",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn fuzz_parser_never_panics_and_format_keeps_the_meaning() {
    fuzz("a conversation file", &text(), |text| {
        let Ok(document) = parse(&text, 1) else {
            return Ok(());
        };
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
        prop_assert_eq!(format(&again), formatted, "{:?}", text);
        Ok(())
    });
}

#[test]
fn fuzz_any_text_is_read() {
    fuzz("any text", &any::<String>(), |text| {
        let _ = parse(&text, 1);
        let _ = momo::model::chat::markdown::parse_markdown(&text);
        let escaped = template::escape(&text);
        let names: Vec<_> = template::names(&escaped).collect();
        prop_assert!(names.is_empty(), "{text:?}");
        Ok(())
    });
}
