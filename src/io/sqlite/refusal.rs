//! What has failed, in SQL. The function `is_refused` finds answers that a platform refuses as `Exchange::is_failed` does.
use crate::model::history::exchange::Exchange;
use crate::model::text::difference;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};

/// Whether an exchange of this facet may have failed.
pub(super) const MAY_HAVE_FAILED: &str = "(status BETWEEN 200 AND 299 AND NOT (protocol = 'kakao-skill' AND kind = 'event')) IS NOT TRUE";

/// Whether an exchange of `exchanges JOIN contents` has failed. Only a skill's answers are read for it.
pub(super) const HAS_FAILED: &str = "CASE
    WHEN (status BETWEEN 200 AND 299) IS NOT TRUE THEN TRUE
    WHEN protocol = 'kakao-skill' AND kind = 'event' THEN is_refused(template, head, request_body, response_body)
    ELSE FALSE END";

/// Adds `is_refused(template, head, request_body, response_body)` to a connection. It is false for a head that cannot be read.
pub(super) fn add_function(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("is_refused", 4, flags, is_refused)
}

fn is_refused(context: &Context<'_>) -> rusqlite::Result<bool> {
    let template = context.get_raw(0).as_str_or_null()?;
    let head = difference::restore(template, context.get_raw(1).as_str()?);
    let head = head.and_then(|head| serde_json::from_str::<Exchange>(&head).ok());
    let Some(mut exchange) = head else {
        return Ok(false);
    };
    exchange.request.body = context.get(2)?;
    if let Some(response) = &mut exchange.response {
        response.body = context.get::<Option<Vec<u8>>>(3)?.unwrap_or_default();
    }
    Ok(exchange.is_failed())
}
