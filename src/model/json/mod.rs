//! JSON text: one scanner, a tree with byte spans, edits of single values, and layout.
pub mod edit;
pub mod pretty;
mod scan;
pub mod tree;
pub mod unique;
