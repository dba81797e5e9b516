//! The files of the web page: all files in the folder `files`, and one that is made from the catalogue.
//!
//! A release build embeds them; a debug build reads them from the source tree at each request.
mod phrases;

use crate::model::http::asset::{Asset, content_type, is_safe_path};

#[derive(rust_embed::RustEmbed)]
#[folder = "src/view/page/files/"]
struct Files;

/// Returns the file with this path, such as `app/main.js`.
pub fn file(path: &str) -> Option<Asset> {
    let content_type = content_type(path).filter(|_| is_safe_path(path))?;
    Some(Asset {
        path: path.to_owned(),
        content_type,
        bytes: match path {
            phrases::PATH => phrases::module().into_bytes().into(),
            path => Files::get(path)?.data,
        },
    })
}

/// Returns the paths of all files.
pub fn paths() -> impl Iterator<Item = String> {
    let files = Files::iter().map(|path| path.into_owned());
    files.chain([phrases::PATH.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::http::gzip::compress;

    /// Maximum size of all files together, compressed; conversation files on the page brought it from 170,000 bytes.
    const MAX_TOTAL_BYTES: usize = 176_000;

    #[test]
    fn every_file_is_served_within_the_size_budget() {
        let size = |path: String| match file(&path) {
            Some(file) => compress(&file.bytes).len(),
            None => panic!("`{path}` has no content type, or is no plain path"),
        };
        let size: usize = paths().map(size).sum();
        assert!(size < MAX_TOTAL_BYTES, "{size} bytes");
    }

    #[test]
    fn files_outside_the_folder_are_not_served() {
        assert!(file("index.html").is_some() && file("app/main.js").is_some());
        for path in [
            "../mod.rs",
            "app/../index.html",
            "/etc/hosts.html",
            "app",
            "",
        ] {
            assert_eq!(file(path), None, "{path}");
        }
    }
}
