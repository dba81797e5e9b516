//! What can be kept of a request that could not be read.
use crate::model::http::{Headers, Request, head_without_credentials};

/// What can be kept of a head that was not understood: the words of its first line, and its bytes as the body.
pub(super) fn guess(head: &[u8]) -> Request {
    let line = head.split(|byte| *byte == b'\r' || *byte == b'\n').next();
    let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let short = |word: &str| word.chars().take(200).collect::<String>();
    let mut words = line.split(' ').map(short);
    Request {
        method: words.next().unwrap_or_default(),
        url: words.next().unwrap_or_default(),
        headers: Headers::new(),
        body: head_without_credentials(head),
    }
}
