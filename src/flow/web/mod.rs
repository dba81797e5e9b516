//! Shared by the APIs of momo's servers: routing by method and path, query parameters, JSON fields, error responses.
pub(in crate::flow) mod json_fields;
pub(in crate::flow) mod problem;
pub(in crate::flow) mod query_params;
pub(in crate::flow) mod table;
