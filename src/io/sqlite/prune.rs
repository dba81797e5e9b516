//! Pruning of the history, in three steps.
//!
//! [`History::plan_prune`] counts, so that the user can confirm. [`History::delete`] deletes in small transactions, so
//! that a receiver waits for none of them long. [`History::shrink`] returns the free pages to the disk.
use super::select::{BoundSql, Cursor, conditions};
use super::{History, append, query_count};
use crate::error::Result;
use crate::model::history::query::PruneRules;
use crate::model::time::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params_from_iter};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Target for the duration of one transaction. A pause of the same length follows, in which others can write.
const MAX_TRANSACTION: Duration = Duration::from_millis(40);
/// Number of pages that the first transaction of a shrink frees; adapted to its duration.
const FIRST_PAGES: u32 = 1024;
/// A file without auto-vacuum cannot shrink in steps. It is rewritten (`VACUUM`) if it uses at most so many bytes.
const MAX_VACUUM_BYTES: u64 = 64 << 20;
/// A size limit is undercut by a 32nd of itself, because pages stay partly empty between the rows.
const SLACK_DIVISOR: u64 = 32;

/// The exchanges to delete: exactly those that were counted, even if others are added meanwhile.
#[derive(Debug)]
pub struct PrunePlan {
    /// Number of exchanges to delete.
    pub count: u64,
    /// Number of exchanges that stay.
    pub remaining: u64,
    /// Start times of the oldest and the newest exchange to delete; `None` if there are none.
    pub span: Option<(Timestamp, Timestamp)>,
    sql: String,
    values: Vec<Value>,
}

impl History {
    /// Plans what the rules delete: an exchange that matches the filter and any of the rules. Without a rule, all that
    /// match the filter.
    pub fn plan_prune(&self, rules: &PruneRules) -> Result<PrunePlan> {
        self.read(|connection| {
            // One snapshot for all counts.
            let snapshot = connection.unchecked_transaction()?;
            build_plan(&snapshot, rules)
        })
    }

    /// Deletes the planned exchanges and returns their number. After each transaction, calls `progress` with the number
    /// deleted so far.
    ///
    /// # Errors
    /// Fails if a transaction fails; earlier transactions stay committed.
    pub fn delete(&mut self, plan: &PrunePlan, mut progress: impl FnMut(u64)) -> Result<u64> {
        let (mut deleted, mut after, mut limit) = (0, 0, 64);
        loop {
            let rows = self.read(|connection| next_rows(connection, plan, after, limit))?;
            let Some(last) = rows.last() else {
                return Ok(deleted);
            };
            after = *last;
            let started = Instant::now();
            deleted += self.write(|connection| delete(connection, &rows))?;
            progress(deleted);
            limit = pause_and_resize(limit, started.elapsed());
        }
    }

    /// Returns free pages to the disk and returns the file's size afterwards, in bytes.
    pub fn shrink(&mut self) -> Result<u64> {
        let incremental = 2;
        let mode: i64 = self.read(|it| it.query_row("PRAGMA auto_vacuum", [], |row| row.get(0)))?;
        if mode != incremental {
            if self.used()? > MAX_VACUUM_BYTES {
                // New exchanges will reuse the free pages.
                return self.file_size();
            }
            self.write(|it| it.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM"))?;
        }
        let mut limit = FIRST_PAGES;
        while self.read(|it| query_count(it, "PRAGMA freelist_count"))? > 0 {
            let started = Instant::now();
            self.write(|connection| {
                let mut statement =
                    connection.prepare(&format!("PRAGMA incremental_vacuum({limit})"))?;
                let mut pages = statement.query([])?;
                while pages.next()?.is_some() {}
                Ok(())
            })?;
            limit = pause_and_resize(limit, started.elapsed());
        }
        self.truncate_log()?;
        self.file_size()
    }

    /// Moves the write-ahead log into the file, which then shrinks. If readers prevent it, a later checkpoint does it.
    fn truncate_log(&mut self) -> Result<()> {
        self.write(|connection| {
            connection.busy_timeout(Duration::from_millis(100))?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            connection.busy_timeout(super::BUSY_TIMEOUT)
        })
    }

    /// Returns the size in bytes that the file has once its log is empty.
    fn file_size(&self) -> Result<u64> {
        self.read(|connection| {
            Ok(query_count(connection, "PRAGMA page_count")?
                * query_count(connection, "PRAGMA page_size")?)
        })
    }

    fn used(&self) -> Result<u64> {
        self.read(used_bytes)
    }
}

/// Returns the bytes of all pages in use.
pub(super) fn used_bytes(connection: &Connection) -> rusqlite::Result<u64> {
    let pages = query_count(connection, "PRAGMA page_count")?;
    let free = query_count(connection, "PRAGMA freelist_count")?;
    Ok(pages.saturating_sub(free) * query_count(connection, "PRAGMA page_size")?)
}

/// Sleeps as long as the transaction took, at most [`MAX_TRANSACTION`]; returns the limit of the next transaction.
fn pause_and_resize(limit: u32, took: Duration) -> u32 {
    std::thread::sleep(took.clamp(Duration::from_millis(1), MAX_TRANSACTION));
    if took > MAX_TRANSACTION {
        (limit / 2).max(8)
    } else if took < MAX_TRANSACTION / 2 {
        (limit * 2).min(8192)
    } else {
        limit
    }
}

fn build_plan(snapshot: &Connection, rules: &PruneRules) -> rusqlite::Result<PrunePlan> {
    let filter = conditions(&rules.filter);
    let mut bounds = Vec::new();
    bounds.extend(rules.older_than.map(|time| Cursor {
        started_at: time.0,
        seq: i64::MIN,
    }));
    if let Some(count) = rules.keep_newest {
        bounds.push(count_bound(snapshot, &filter, count)?);
    }
    if let Some(size) = rules.max_bytes {
        bounds.push(size_bound(snapshot, &filter, size)?);
    }
    let max_seq: Option<i64> =
        snapshot.query_row("SELECT max(seq) FROM exchanges", [], |row| row.get(0))?;
    let mut sql = format!("{} AND seq <= {}", filter.sql, max_seq.unwrap_or(0));
    // An exchange goes if any rule deletes it, so the newest bound decides.
    let bound = bounds.iter().max_by_key(|it| (it.started_at, it.seq));
    if let Some(Cursor { started_at, seq }) = bound {
        sql = format!("{sql} AND (started_at, seq) < ({started_at}, {seq})");
    }
    let count_sql = format!(
        "SELECT count(*), min(started_at), max(started_at) FROM exchanges{} WHERE {sql}",
        contents_join(&filter)
    );
    let (count, first, last): (i64, Option<i64>, Option<i64>) =
        snapshot.query_row(&count_sql, params_from_iter(&filter.values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let count = u64::try_from(count).unwrap_or(0);
    let total = query_count(snapshot, "SELECT count(*) FROM exchanges")?;
    Ok(PrunePlan {
        count,
        remaining: total.saturating_sub(count),
        span: first
            .zip(last)
            .map(|(first, last)| (Timestamp(first), Timestamp(last))),
        sql: format!("exchanges{} WHERE {sql}", contents_join(&filter)),
        values: filter.values,
    })
}

/// Joins the table of bodies only if the filter tests them.
fn contents_join(filter: &BoundSql) -> &'static str {
    if filter.sql.contains("_body") {
        " JOIN contents USING (seq)"
    } else {
        ""
    }
}

/// Returns the position before which exchanges go so that the newest `count` matches stay.
fn count_bound(snapshot: &Connection, filter: &BoundSql, count: u64) -> rusqlite::Result<Cursor> {
    let Some(skipped) = count.checked_sub(1) else {
        return Ok(AFTER_NEWEST);
    };
    let sql = format!(
        "SELECT started_at, seq FROM exchanges{} WHERE {}
         ORDER BY started_at DESC, seq DESC LIMIT 1 OFFSET {skipped}",
        contents_join(filter),
        filter.sql
    );
    let cursor = snapshot.query_row(&sql, params_from_iter(&filter.values), |row| {
        Ok(Cursor {
            started_at: row.get(0)?,
            seq: row.get(1)?,
        })
    });
    Ok(cursor.optional()?.unwrap_or(BEFORE_OLDEST))
}

const AFTER_NEWEST: Cursor = Cursor {
    started_at: i64::MAX,
    seq: i64::MAX,
};
const BEFORE_OLDEST: Cursor = Cursor {
    started_at: i64::MIN,
    seq: i64::MIN,
};

/// Returns the position before which exchanges go so that the file uses at most `size` bytes. An exchange counts with
/// its bodies and an equal share of everything else.
fn size_bound(snapshot: &Connection, filter: &BoundSql, size: u64) -> rusqlite::Result<Cursor> {
    let used = used_bytes(snapshot)?;
    if used <= size {
        return Ok(BEFORE_OLDEST);
    }
    let bodies = query_count(snapshot, "SELECT ifnull(sum(size), 0) FROM exchanges")?;
    let count = query_count(snapshot, "SELECT count(*) FROM exchanges")?;
    let overhead = used.saturating_sub(bodies).checked_div(count).unwrap_or(0);
    let mut excess = (used - size + size / SLACK_DIVISOR).min(used);
    let sql = format!(
        "SELECT started_at, seq, size FROM exchanges{} WHERE {}
         ORDER BY started_at, seq",
        contents_join(filter),
        filter.sql
    );
    let mut statement = snapshot.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(&filter.values))?;
    while let Some(row) = rows.next()? {
        if excess == 0 {
            return Ok(Cursor {
                started_at: row.get(0)?,
                seq: row.get(1)?,
            });
        }
        let bodies = u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
        excess = excess.saturating_sub(bodies + overhead);
    }
    Ok(AFTER_NEWEST)
}

/// Returns the next sequence numbers to delete, at most `limit`, all greater than `after`.
fn next_rows(
    connection: &Connection,
    plan: &PrunePlan,
    after: i64,
    limit: u32,
) -> rusqlite::Result<Vec<i64>> {
    let sql = format!(
        "SELECT seq FROM {} AND seq > {after} ORDER BY seq LIMIT {limit}",
        plan.sql
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(params_from_iter(&plan.values), |row| row.get(0))?;
    rows.collect()
}

fn delete(connection: &mut Connection, rows: &[i64]) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Only `filed` has an index of sequence numbers.
    append::move_recent_to_filed(&transaction)?;
    let deleted = delete_rows(&transaction, rows)?;
    transaction.commit()?;
    Ok(deleted)
}

/// Deletes rows of `filed` with their contents and stars, and the facets that no row has any more. Returns the number of
/// rows that were there.
pub(super) fn delete_rows(transaction: &Connection, rows: &[i64]) -> rusqlite::Result<u64> {
    let mut facets = BTreeSet::new();
    let mut deleted = 0;
    let mut filed =
        transaction.prepare_cached("DELETE FROM filed WHERE seq = ?1 RETURNING facet")?;
    let mut contents = transaction.prepare_cached("DELETE FROM contents WHERE seq = ?1")?;
    let mut stars = transaction.prepare_cached("DELETE FROM stars WHERE seq = ?1")?;
    let mut diagnoses = transaction.prepare_cached("DELETE FROM diagnoses WHERE seq = ?1")?;
    for seq in rows {
        let facet = filed.query_row([seq], |row| row.get::<_, i64>(0));
        if let Some(facet) = facet.optional()? {
            facets.insert(facet);
            deleted += 1;
        }
        contents.execute([seq])?;
        stars.execute([seq])?;
        diagnoses.execute([seq])?;
    }
    let mut unused = transaction.prepare_cached(
        "DELETE FROM facets WHERE facet = ?1
            AND NOT EXISTS (SELECT 1 FROM filed WHERE filed.facet = ?1)
            AND NOT EXISTS (SELECT 1 FROM recent WHERE recent.facet = ?1)",
    )?;
    for facet in facets {
        unused.execute([facet])?;
    }
    Ok(deleted)
}
