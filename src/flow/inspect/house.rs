//! What the calls ask of the house that they are part of.
use crate::model::time::Timestamp;
use std::path::Path;

/// Whoever has a history and serves it.
pub trait House: Send + Sync {
    /// Where exchanges are kept.
    fn history(&self) -> &Path;
    /// Now, by the clock that dates its exchanges.
    fn now(&self) -> Timestamp;
}
