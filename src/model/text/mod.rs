//! Text utilities: escaping, spelling suggestions, lengths, identifiers, patterns, units, environment files, phrases.
pub mod catalogue;
pub mod difference;
pub mod dotenv;
pub mod escape;
pub mod id;
pub mod korean;
pub mod language;
pub(super) mod named;
pub mod nearest;
pub mod needle;
pub mod pattern;
pub mod phrase;
pub mod shell;
pub mod units;
pub mod utf16;
