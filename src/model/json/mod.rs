//! JSON text with byte positions: lookup, editing, and a tree that keeps number spelling and key order.
pub mod edit;
pub mod span;
pub mod tree;
