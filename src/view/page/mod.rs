//! The page's files. Who adds one to the folder `files` adds it to the page.
//!
//! They are part of the binary; a debug build reads them from the source tree at each request instead.
use crate::model::http::asset::{Asset, content_type, is_plain};

#[derive(rust_embed::RustEmbed)]
#[folder = "src/view/page/files/"]
struct Files;

/// The file of this path, such as `app/main.js`.
pub fn file(path: &str) -> Option<Asset> {
    let content_type = content_type(path).filter(|_| is_plain(path))?;
    Some(Asset {
        path: path.to_owned(),
        content_type,
        bytes: Files::get(path)?.data,
    })
}

/// The paths of all files.
pub fn paths() -> impl Iterator<Item = String> {
    Files::iter().map(|path| path.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::http::gzip::gzip;

    /// The most that a browser has to wait for.
    const MAX_TOTAL_BYTES: usize = 150_000;

    #[test]
    fn every_file_is_served_within_the_size_budget() {
        let size = |path: String| match file(&path) {
            Some(file) => gzip(&file.bytes).len(),
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
