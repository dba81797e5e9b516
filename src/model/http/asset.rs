//! Static files of the page: their type, lookup and allowed paths.
use std::borrow::Cow;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path below the page's folder, such as `app/main.js`.
    pub path: String,
    pub content_type: &'static str,
    pub bytes: Cow<'static, [u8]>,
}

/// Looks up a file by its path. Passed to the servers as a function, so that `flow` does not depend on `view`.
pub type AssetLookup = fn(&str) -> Option<Asset>;

/// Returns whether a path is safe to look up: no `..`, no hidden file, nothing to decode.
pub fn is_safe_path(path: &str) -> bool {
    let is_plain_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let is_safe_segment =
        |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_plain_byte);
    path.split('/').all(is_safe_segment)
}

/// Returns the content type for a file extension. `None` for types that the page does not use.
pub fn content_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}
