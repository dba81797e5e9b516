//! Adding rows to the history, and filing them.
use super::facet::Facets;
use super::row::Row;
use rusqlite::Connection;

/// How many exchanges wait to be filed. A reader looks through all of them.
const RECENT: i64 = 1024;

/// Adds rows to one history, within transactions that others begin and end.
#[derive(Default)]
pub(super) struct Appender {
    facets: Facets,
}

impl Appender {
    /// Adds these rows but for those whose id is taken, and gives the places of the latter.
    pub(super) fn append<'a>(
        &mut self,
        connection: &Connection,
        rows: impl IntoIterator<Item = &'a Row>,
    ) -> rusqlite::Result<Vec<usize>> {
        let mut taken = Vec::new();
        let mut seq = ask(connection, "SELECT ifnull(max(seq), 0) FROM contents")?;
        for (place, row) in rows.into_iter().enumerate() {
            if row.insert(connection, seq + 1, &mut self.facets)? {
                seq += 1;
            } else {
                taken.push(place);
            }
        }
        if ask(connection, "SELECT count(*) FROM recent")? >= RECENT {
            file(connection)?;
        }
        Ok(taken)
    }

    /// To be called when a transaction was undone.
    pub(super) fn undone(&mut self) {
        self.facets.forget();
    }
}

/// Moves what is recent to where it is found by every index.
pub(super) fn file(connection: &Connection) -> rusqlite::Result<()> {
    // It cannot fail halfway but with the whole transaction; so SQLite need not note how to undo it alone.
    connection
        .prepare_cached("INSERT OR ROLLBACK INTO filed SELECT * FROM recent")?
        .execute([])?;
    connection
        .prepare_cached("DELETE FROM recent")?
        .execute([])?;
    Ok(())
}

fn ask(connection: &Connection, sql: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(sql)?
        .query_row([], |row| row.get(0))
}
