//! Gzip compression of responses (RFC 1952).
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

pub fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory cannot fail")
}

/// Returns whether an `Accept-Encoding` value names gzip with a weight above 0.
pub fn is_accepted(accept_encoding: &str) -> bool {
    let is_zero = |weight: &str| weight.trim().trim_start_matches("q=").parse() == Ok(0.0);
    accept_encoding.split(',').any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
        coding.trim().eq_ignore_ascii_case("gzip") && !is_zero(weight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use std::io::Read;

    #[test]
    fn compressed_bytes_are_restored() {
        let bytes = "안녕 ".repeat(1000).into_bytes();
        let mut out = Vec::new();
        let smaller = compress(&bytes);
        GzDecoder::new(&*smaller)
            .read_to_end(&mut out)
            .expect("it is gzip");
        assert!(out == bytes && smaller.len() < 200);
    }

    #[test]
    fn gzip_needs_accept_encoding() {
        for yes in ["gzip", "br, GZIP;q=0.5", "deflate, gzip"] {
            assert!(is_accepted(yes), "{yes}");
        }
        for no in ["", "identity", "gzip;q=0", "gzip; q=0.0", "xgzip"] {
            assert!(!is_accepted(no), "{no}");
        }
    }
}
