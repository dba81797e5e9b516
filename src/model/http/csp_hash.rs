//! Hash sources of a Content-Security-Policy, for inline styles and scripts.
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Returns the source `'sha256-...'`, which allows only this inline text.
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
