//! HTTP Archive format, HAR 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>), used by browsers and proxies.
//!
//! Data without a HAR field is in the field `_momo` of each entry, so that an import restores the exchange exactly. A
//! body that is not UTF-8 is base64 with an `encoding`. HAR 1.2 defines it for responses only; other programs also use
//! it for requests.
mod body;
mod hide;
mod read;
mod stream;
mod write;

pub use read::HarEntry;
pub use stream::{HarArchive, is_archive, read_entries};
pub use write::HarWriter;
