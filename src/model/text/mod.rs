//! Text for people and shells: escaping, spelling, lengths, identifiers, environment files.
pub mod dotenv;
pub mod escape;
pub mod id;
pub mod language;
pub mod nearest;
pub mod phrase;
pub mod utf16;
