//! The API beside its own description.
mod schemathesis;
