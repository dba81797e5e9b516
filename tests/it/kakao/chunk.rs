//! A long text as bubbles: where it is cut, and that nothing is lost.
use crate::support::fuzz;
use momo::model::kakao::chunk::{MAX_BUBBLES, chunk};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

#[test]
fn short_text_is_one_bubble() {
    assert_eq!(chunk("안녕하세요", 1000), ["안녕하세요"]);
    assert_eq!(chunk("  \n", 1000), [""; 0]);
    let whole = "가".repeat(1000);
    assert_eq!(chunk(&whole, 1000), [whole]);
}

#[test]
fn text_is_cut_after_a_paragraph_sentence_or_word() {
    let cases = [
        (
            "첫 문단.\n\n둘째 문단입니다.",
            12,
            vec!["첫 문단.", "둘째 문단입니다."],
        ),
        (
            "한 문장입니다. 그리고 또 하나.",
            14,
            vec!["한 문장입니다.", "그리고 또 하나."],
        ),
        ("one two three four", 9, vec!["one two", "three", "four"]),
        // The space after a full bubble ends its last word.
        ("one two three", 7, vec!["one two", "three"]),
        ("3.14159 is pi", 10, vec!["3.14159 is", "pi"]),
        // A sentence that would leave a bubble nearly empty is no good place.
        (
            "네. 가나다라 마바사아자 차카타",
            14,
            vec!["네. 가나다라 마바사아자", "차카타"],
        ),
        ("가나다라마바사", 3, vec!["가나다", "라마바", "사"]),
    ];
    for (text, limit, chunks) in cases {
        assert_eq!(chunk(text, limit), chunks, "{text}");
    }
}

#[test]
fn grapheme_stays_whole() {
    let family = "👨‍👩‍👧‍👦";
    assert_eq!(family.encode_utf16().count(), 11);
    assert_eq!(
        chunk(&format!("ab{family}cd"), 12),
        ["ab", &format!("{family}c"), "d"]
    );
    // 각, decomposed into three.
    assert_eq!(
        chunk("\u{1100}\u{1161}\u{11a8}\u{1100}\u{1161}", 4),
        ["\u{1100}\u{1161}\u{11a8}", "\u{1100}\u{1161}"]
    );
}

#[test]
fn text_that_does_not_fit_says_so() {
    let text = "가".repeat(3500);
    let chunks = chunk(&text, 1000);
    assert_eq!(chunks.len(), 3);
    let (_, note) = chunks[2].split_once("\n\n").unwrap();
    assert_eq!(note, "…(이하 516자 생략)");
    assert!(
        chunks
            .iter()
            .all(|chunk| chunk.encode_utf16().count() <= 1000)
    );
    assert_eq!(chunk("abcdef", 1), ["a", "b", "…"]);
}

#[test]
fn everything_that_fits_is_included() {
    let paragraph = |count: usize| "가".repeat(count);
    let text = [300, 800, 800, 800].map(paragraph).join("\n\n");
    let chunks = chunk(&text, 1000);
    assert_eq!(blank(&chunks.concat()), blank(&text));
    // The nicest cuts that leave room: into the second paragraph, behind it, behind the third.
    let lengths: Vec<_> = chunks.iter().map(|it| it.chars().count()).collect();
    assert_eq!(lengths, [1000, 904, 800]);
    let text = format!("네 {}", "x".repeat(2900));
    assert_eq!(blank(&chunk(&text, 1000).concat()), blank(&text));
    // What cannot fit fills its bubbles all the same.
    let text = [300, 800, 800, 800, 800].map(paragraph).join("\n\n");
    let chunks = chunk(&text, 1000);
    let letters = chunks.concat().matches('가').count();
    assert!(letters > 2800, "{letters}");
    assert!(chunks[2].ends_with("자 생략)"), "{chunks:?}");
}

fn blank(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_whitespace()).collect()
}

#[test]
fn fuzz_no_chunk_is_lost_or_too_long() {
    let ch = prop::sample::select(vec![
        "가",
        "a",
        " ",
        "\n",
        "\n\n",
        ". ",
        "? ",
        "👨‍👩‍👧‍👦",
        "é",
        "e\u{301}",
        "\u{1100}\u{1161}",
        "🇰🇷",
        "…",
        "다. ",
        "\t",
        "\u{200d}",
    ]);
    let text = prop::collection::vec(ch, 0..200).prop_map(|letters| letters.concat());
    fuzz("chunks", &(text, 3..120_usize), |(text, limit)| {
        let chunks = chunk(&text, limit);
        prop_assert!(chunks.len() <= MAX_BUBBLES);
        for chunk in &chunks {
            prop_assert!(
                chunk.encode_utf16().count() <= limit && !chunk.is_empty(),
                "{chunk:?}"
            );
        }
        let together = blank(&chunks.concat());
        let is_whole = together == blank(&text);
        let longest = text
            .graphemes(true)
            .map(|it| it.encode_utf16().count())
            .max()
            .unwrap_or(0);
        let says_so = chunks
            .last()
            .is_some_and(|last| last.ends_with("…") || last.ends_with("자 생략)"));
        prop_assert!(is_whole || says_so, "{chunks:?}");
        // Of a text that does not fit, everything up to the sign of it is there.
        let kept = together
            .rsplit_once("…(이하")
            .or_else(|| together.rsplit_once('…'));
        if let Some((kept, _)) = kept.filter(|_| !is_whole) {
            prop_assert!(blank(&text).starts_with(kept), "{chunks:?}");
        }
        // Each cut may cost a letter that did not fit any more.
        let room = MAX_BUBBLES * limit.saturating_sub(longest);
        prop_assert!(is_whole || text.encode_utf16().count() > room, "{chunks:?}");
        // A text that ends with the sign itself may have lost its last one and got it back.
        if is_whole && !says_so && longest <= limit {
            let mut ends = text
                .grapheme_indices(true)
                .map(|(at, _)| at)
                .chain([text.len()]);
            let mut at = 0;
            for chunk in &chunks {
                at += text[at..].find(&**chunk).unwrap() + chunk.len();
                prop_assert!(
                    ends.any(|end| end == at),
                    "{chunk:?} is cut inside a letter"
                );
            }
        }
        Ok(())
    });
}
