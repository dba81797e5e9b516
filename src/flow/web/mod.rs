//! What the calls of every server of momo's have in common: how they are found by method and path, how their query and
//! their fields are read, and what they are answered.
pub(in crate::flow) mod json_fields;
pub(in crate::flow) mod query_params;
pub(in crate::flow) mod problem;
pub(in crate::flow) mod table;
