//! JSON text with its positions: reading, editing, and a tree that keeps what parsers forget.
pub mod edit;
pub mod span;
pub mod tree;
