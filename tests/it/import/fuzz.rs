//! Imports of anything: no panic, no exchange that the history cannot hold, every complaint with a line and a column.
//! `MOMO_FUZZ_SECONDS=600 cargo test --test it import::fuzz` looks longer.
use crate::export::some;
use crate::support::fuzz;
use momo::model::history::export_format::ExportFormat;
use momo::model::history::har::{self, HarWriter};
use momo::model::history::import::{self, ImportError};
use momo::model::history::ndjson::{self, NdjsonWriter};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// Text that is nearly one of these: pieces repeated, cut out, moved or replaced by what parsers stumble over.
fn nearly(texts: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"\"",
        b"\\",
        b"\n",
        b"\0",
        b"\xff",
        b"null",
        b"1e999",
        b"-0.0",
        b"123456789012345678901234567890",
        b"\"\\ud800\"",
        b"\"\\u0000\"",
        b"\xef\xbb\xbf",
        b"\"request\":{},",
        b"\"id\":\"ex_1\",",
        b"\"_momo\":{},",
        b"\"log\":",
        b"\"body_base64\":\"=\",",
        b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        b"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":",
    ];
    let change = (
        any::<Index>(),
        any::<Index>(),
        proptest::sample::select(pieces),
        0..5_u8,
    );
    (proptest::sample::select(texts), vec(change, 0..6)).prop_map(|(mut text, changes)| {
        for (from, to, piece, how) in changes {
            let (from, to) = (from.index(text.len() + 1), to.index(text.len() + 1));
            let (from, to) = (from.min(to), from.max(to));
            let part = text[from..to].to_vec();
            match how {
                0 => drop(text.splice(from..from, piece.iter().copied())),
                1 => drop(text.splice(from..to.min(from + 8), piece.iter().copied())),
                2 => drop(text.drain(from..to)),
                3 => drop(text.splice(to..to, part)),
                _ => drop(text.splice(from..from, piece.repeat(200))),
            }
        }
        text
    })
}

fn any_bytes(texts: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => nearly(texts),
        1 => vec(any::<u8>(), 0..200),
        1 => "[\\{\\}\\[\\]\":,\\\\ \n0-9.eE+-]{0,80}(log|entries|request|null|true)?".prop_map(String::into_bytes),
    ]
}

/// The complaint has a place in the text.
fn has_a_place(error: &serde_json::Error, text: &[u8]) -> Result<(), TestCaseError> {
    let words = ImportError::from_json_error(error).to_string();
    prop_assert!(
        words.starts_with("line ") && words.contains(" column "),
        "{}",
        words
    );
    let lines = text.iter().filter(|byte| **byte == b'\n').count() + 1;
    prop_assert!(error.line() <= lines, "{words} of {lines} lines");
    Ok(())
}

#[test]
fn fuzz_any_line_is_read_or_refused() {
    let lines = some(12).into_iter();
    let lines = lines.map(|exchange| NdjsonWriter.exchange(&exchange).unwrap().text.into_bytes());
    fuzz("NDJSON import", &any_bytes(lines.collect()), |line| {
        let _ = import::detect_format(&line);
        match ndjson::parse_line(&line) {
            Ok(Some(exchange)) if import::validate(&exchange).is_ok() => {
                let again = NdjsonWriter.exchange(&exchange).unwrap().text;
                prop_assert_eq!(
                    ndjson::parse_line(again.as_bytes()).unwrap(),
                    Some(exchange)
                );
            }
            Ok(_) => {}
            Err(error) => has_a_place(&error, &line)?,
        }
        Ok(())
    });
}

#[test]
fn fuzz_any_archive_is_read_or_refused() {
    let archive = |exchanges: &[momo::model::history::exchange::Exchange]| {
        let mut shape = HarWriter::default();
        let mut text = shape.begin(false).unwrap();
        for exchange in exchanges {
            text.push_str(&shape.exchange(exchange).unwrap().text);
        }
        text + &shape.end().unwrap()
    };
    let mut texts: Vec<_> = some(8)
        .chunks(2)
        .map(|some| archive(some).into_bytes())
        .collect();
    let browser = std::fs::read(crate::support::data("har/browser.har")).unwrap();
    texts.push(browser);
    fuzz("HAR import", &any_bytes(texts), |text| {
        let _ = import::detect_format(&text);
        let mut flaw = None;
        let read = har::read_entries(&text[..], &mut |entry| {
            let exchange = entry.into_exchange()?;
            import::validate(&exchange)?;
            let again = archive(std::slice::from_ref(&exchange));
            let take = &mut |entry: har::HarEntry| {
                let read = entry.into_exchange()?;
                if read != exchange {
                    flaw = Some(format!("{exchange:?}\n{read:?}"));
                }
                Ok(())
            };
            har::read_entries(again.as_bytes(), take).map_err(|error| error.to_string())
        });
        prop_assert!(flaw.is_none(), "{}", flaw.unwrap());
        match read {
            Err(error) => has_a_place(&error, &text),
            Ok(()) => Ok(()),
        }
    });
}
