//! Exchanges as an HTTP Archive, HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), as browsers and proxies
//! write and read it.
//!
//! What a HAR has no place for stands in a field `_momo` of each entry, as the format allows: with it, what is read
//! back is what was written. A body that is not UTF-8 is base64 and says so by `encoding`, which HAR 1.2 knows for
//! answers only; for requests others do the same.
mod hide;
mod read;
mod write;

pub use read::{HarArchive, HarEntry, is_archive, read_entries};
pub use write::HarWriter;
