//! JSON text: one scanner, a tree with byte spans, edits of single values, line and column, layout, schemas, and the text of messages.
pub mod edit;
pub mod location;
pub mod message_text;
pub mod pretty;
mod scan;
pub mod schema;
pub mod tree;
pub mod unique;
