//! A file of the page, as a browser gets it.
use std::borrow::Cow;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its path below the page's folder, such as `app/main.js`.
    pub path: String,
    /// What its bytes are.
    pub content_type: &'static str,
    /// What it holds.
    pub bytes: Cow<'static, [u8]>,
}

/// What gives the file of a path. The command line hands the page's table to the flows that serve it, so that these
/// need not know the faces.
pub type AssetLookup = fn(&str) -> Option<Asset>;

/// Whether a path is spelled as those of the page's files are: nothing in it leads elsewhere, or needs to be decoded.
pub fn is_safe_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fits = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(plain);
    path.split('/').all(fits)
}

/// The content type of a file by its extension; none for what the page has no use for.
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
