//! The stored exchange, history queries and filters, and import and export formats.
pub mod curl;
pub mod exchange;
pub mod export_format;
mod facts;
pub mod filter;
pub mod har;
pub mod hop;
pub mod import;
pub mod locust;
pub mod ndjson;
pub mod query;
pub mod retention;
pub mod summary;
