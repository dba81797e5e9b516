//! Reads text as Windows writes it: with a byte order mark, or in UTF-16, with or without one.
use super::input::{MAX_INPUT_KIB, cannot_read, open_input, read_bounded};
use crate::error::Result;
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// Reads a text file, or standard input for `-`, as UTF-8 without a byte order mark. Bytes that are no text stay.
///
/// # Errors
/// Fails if the file does not exist, is a folder, has more than 1 GiB of text, or cannot be read.
pub fn read_text(path: &Path) -> Result<Vec<u8>> {
    read_bounded(path, open_text(path)?, MAX_INPUT_KIB)
}

/// Opens a text file, or standard input for `-`, as [`read_text`] reads it.
///
/// # Errors
/// Fails if the file does not exist, is a folder, or cannot be read.
pub fn open_text(path: &Path) -> Result<Box<dyn Read + Send>> {
    decoded(open_input(path)?).map_err(|error| cannot_read(path, error))
}

/// Converts the bytes of a text file as [`read_text`] does.
pub fn decode_text(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let result = decoded(bytes).and_then(|mut input| input.read_to_end(&mut text));
    // A slice can always be read.
    result.map_or_else(|_| bytes.to_vec(), |_| text)
}

fn decoded<'a>(mut input: impl Read + Send + 'a) -> io::Result<Box<dyn Read + Send + 'a>> {
    let mut start = Vec::new();
    input.by_ref().take(2).read_to_end(&mut start)?;
    // Text in UTF-16 without a mark: every other byte of an ASCII character is zero.
    let label: Option<&[u8]> = match start[..] {
        [0, 1..0x80] => Some(b"utf-16be"),
        [1..0x80, 0] => Some(b"utf-16le"),
        _ => None,
    };
    let decoder = DecodeReaderBytesBuilder::new()
        .encoding(label.and_then(encoding_rs::Encoding::for_label))
        .utf8_passthru(true)
        .strip_bom(true)
        .build(Cursor::new(start).chain(input));
    Ok(Box::new(decoder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, encode: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    }

    #[test]
    fn text_is_decoded_and_other_bytes_stay() {
        let text = "{\"안\": \"👋\"}\r\n";
        let marked = format!("\u{feff}{text}");
        for bytes in [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
            utf16(text, u16::to_le_bytes),
            utf16(text, u16::to_be_bytes),
        ] {
            assert_eq!(decode_text(&bytes), text.as_bytes(), "{bytes:?}");
        }
        for bytes in [&b""[..], b"\xff", b"\xff\xfdx", b"\0\0\xff", b"caf\xe9"] {
            assert_eq!(decode_text(bytes), bytes);
        }
    }
}
