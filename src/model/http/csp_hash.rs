//! What a page's Content-Security-Policy calls a style or script that stands in the page itself.
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// `'sha256-...'`: only this very text may be used.
pub fn hash_source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn example_of_the_standard_holds() {
        // https://www.w3.org/TR/CSP3/#example-alert-hello-world
        assert_eq!(
            super::hash_source("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }
}
