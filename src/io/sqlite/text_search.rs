//! The SQL function `contains_text`, which finds a text as `Filter::matches` does.
use crate::model::text::needle::TextNeedle;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

/// Adds `contains_text(value, text)` to a connection. It is NULL for a value that is NULL.
pub(super) fn add_function(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("contains_text", 2, flags, contains_text)
}

fn contains_text(context: &Context<'_>) -> rusqlite::Result<Option<bool>> {
    let needle = context.get_or_create_aux(1, |text| text.as_str().map(TextNeedle::new))?;
    Ok(match context.get_raw(0) {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(needle.is_in(bytes)),
        _ => None,
    })
}
