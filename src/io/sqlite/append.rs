//! Inserts rows into the history and moves them from the table `recent` to `filed`.
use super::facet::FacetCache;
use super::query_number;
use super::row::{ExchangeRow, RowInserter};
use rusqlite::Connection;

/// Number of rows in `recent` at which they are moved to `filed`. Every query scans all of `recent`.
const MAX_RECENT: i64 = 4096;

/// Inserts rows within transactions of the caller.
#[derive(Default)]
pub(super) struct Appender {
    facets: FacetCache,
    /// `PRAGMA data_version` of the cache: another connection may have deleted facets since.
    data_version: i64,
}

impl Appender {
    /// Inserts the rows; skips those whose id exists and returns their indexes.
    pub(super) fn append(
        &mut self,
        connection: &Connection,
        rows: &[ExchangeRow],
    ) -> rusqlite::Result<Vec<usize>> {
        let data_version = query_number(connection, "PRAGMA data_version")?;
        if data_version != self.data_version {
            self.facets.clear();
            self.data_version = data_version;
        }
        let mut inserter = RowInserter::prepare(connection)?;
        let greatest_filed = greatest_filed_id(connection)?;
        let mut duplicates = Vec::new();
        let mut seq = query_number(connection, "SELECT ifnull(max(seq), 0) FROM contents")?;
        for (index, row) in rows.iter().enumerate() {
            // Most ids are new and sort by time, so few need to be looked up.
            let may_be_filed = greatest_filed.as_deref() >= Some(row.id());
            let is_new = !may_be_filed || !inserter.is_filed(row)?;
            if is_new && inserter.insert(row, seq + 1, &mut self.facets)? {
                seq += 1;
            } else {
                duplicates.push(index);
            }
        }
        if query_number(connection, "SELECT count(*) FROM recent")? >= MAX_RECENT {
            move_recent_to_filed(connection)?;
        }
        Ok(duplicates)
    }

    /// Must be called after a transaction was rolled back, and after rows were deleted over the same connection.
    pub(super) fn forget_facets(&mut self) {
        self.facets.clear();
    }
}

/// Returns the last id of `filed` in the order of bytes; `None` if it is empty.
fn greatest_filed_id(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection
        .prepare_cached("SELECT max(id) FROM filed")?
        .query_row([], |row| row.get(0))
}

/// Moves all rows of `recent` to `filed`, which has the indexes.
pub(super) fn move_recent_to_filed(connection: &Connection) -> rusqlite::Result<()> {
    // ROLLBACK spares SQLite the statement journal: a failure rolls the whole transaction back.
    connection
        .prepare_cached("INSERT OR ROLLBACK INTO filed SELECT * FROM recent")?
        .execute([])?;
    connection
        .prepare_cached("DELETE FROM recent")?
        .execute([])?;
    Ok(())
}
