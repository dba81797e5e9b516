//! Shared by momo's servers: received requests, the page, routing by method and path, query parameters, JSON fields,
//! error responses, and limits on threads and sleeps.
pub(in crate::flow) mod inbound;
pub(in crate::flow) mod json_fields;
pub mod page;
pub(in crate::flow) mod problem;
pub(in crate::flow) mod query_params;
pub(in crate::flow) mod rejected;
pub(in crate::flow) mod sleep;
pub(in crate::flow) mod table;
pub(in crate::flow) mod task_limit;
