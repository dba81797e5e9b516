//! Hex dumps in the format of `hexdump -C`: offset, sixteen bytes in hex, the same bytes as ASCII.

/// Dumps bytes, sixteen on a line.
pub fn dump(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(16) * 79);
    for (number, row) in bytes.chunks(16).enumerate() {
        text.push_str(&format!("{:08x} ", number * 16));
        for column in 0..16 {
            if column % 8 == 0 {
                text.push(' ');
            }
            match row.get(column) {
                Some(byte) => text.push_str(&format!("{byte:02x} ")),
                None => text.push_str("   "),
            }
        }
        let ascii = row.iter().map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        });
        text.push_str(&format!(" |{}|\n", ascii.collect::<String>()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_dump_equals_hexdump() {
        // `printf '\0\377momo\n 0123456789' | hexdump -C`, without its last line.
        let text = "\
00000000  00 ff 6d 6f 6d 6f 0a 20  30 31 32 33 34 35 36 37  |..momo. 01234567|
00000010  38 39                                             |89|
";
        assert_eq!(dump(b"\0\xffmomo\n 0123456789"), text);
        assert_eq!(dump(b""), "");
    }
}
