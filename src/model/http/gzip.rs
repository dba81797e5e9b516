//! Bytes made smaller for the way, as RFC 1952 has it.
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// The bytes, compressed.
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory cannot fail")
}

/// Whether what a client accepts (`Accept-Encoding`) names gzip, and not to refuse it.
pub fn is_accepted(accepts: &str) -> bool {
    let is_zero = |weight: &str| weight.trim().trim_start_matches("q=").parse() == Ok(0.0);
    accepts.split(',').any(|one| {
        let (coding, weight) = one.split_once(';').unwrap_or((one, ""));
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
