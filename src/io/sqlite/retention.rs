//! Keeps the history within its limits while a server writes it: a little is deleted with each commit.
//!
//! The oldest refused requests go first, then the oldest exchanges; starred ones never do. So a flood of refused
//! requests displaces itself, not the events that were taken.
use super::append::move_recent_to_filed;
use super::prune::{delete_rows, used_bytes};
use super::{query_count, query_number};
use crate::model::history::retention::Retention;
use crate::model::time::Timestamp;
use rusqlite::{Connection, params};
use std::time::{Duration, Instant};

/// Longest time that one commit spends on deleting.
const MAX_SWEEP: Duration = Duration::from_millis(20);
/// Number of rows that are deleted at once.
const BATCH: u64 = 64;
/// Number of rows that one step of the search for refused requests reads.
const WINDOW: u64 = 2048;
/// Maximum number of free pages that one commit returns to the disk.
const MAX_RETURNED_PAGES: u64 = 256;
/// Deleting begins a 32nd below the limit of the file, which has some free pages too.
const SLACK_DIVISOR: u64 = 32;
/// How often the exchanges are counted and the file is measured anew, since another process may write too.
const RECOUNT_INTERVAL: Duration = Duration::from_secs(1);
/// The file is also measured when as many bytes were written, as a part of its limit.
const MEASURE_DIVISOR: u64 = 256;

/// Whether an exchange with a facet is a request that was refused, and has no star.
const IS_REFUSED: &str = "(direction = 'received' AND status BETWEEN 400 AND 499 AND seq NOT IN (SELECT seq FROM stars))";

/// Deletes what the limits do not allow.
pub(super) struct RetentionSweep {
    limits: Retention,
    /// Position (start time and sequence number) up to which no refused request is left to delete.
    searched: (i64, i64),
    count: Option<RowCount>,
    /// When the file was within its limit, and how many bytes were written since. `None` if it may not be.
    measured: Option<(Instant, u64)>,
}

/// What a commit has inserted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inserted {
    pub(super) rows: u64,
    pub(super) bytes: u64,
}

/// The number of exchanges, counted once and then kept up to date.
struct RowCount {
    rows: u64,
    /// `PRAGMA data_version` at the count: it changes when another connection commits.
    data_version: i64,
    counted_at: Instant,
}

impl RetentionSweep {
    pub(super) fn new(limits: Retention) -> Self {
        Self {
            limits,
            searched: (i64::MIN, i64::MIN),
            count: None,
            measured: None,
        }
    }

    /// Must be called after a transaction with a sweep was rolled back: what it deleted and counted is not so.
    pub(super) fn rolled_back(&mut self) {
        *self = Self::new(self.limits);
    }

    /// Deletes within the transaction of a commit, which has inserted this; returns the number of rows deleted. Spends at most
    /// [`MAX_SWEEP`], so an excess of many rows takes several commits.
    pub(super) fn sweep(
        &mut self,
        transaction: &Connection,
        inserted: Inserted,
        now: Timestamp,
    ) -> rusqlite::Result<u64> {
        let started = Instant::now();
        let is_measuring = self.is_to_be_measured(inserted.bytes, started);
        let mut deleted = self.delete_expired(transaction, now, started)?;
        let mut rows = self
            .count_rows(transaction, inserted.rows)?
            .saturating_sub(deleted);
        while started.elapsed() < MAX_SWEEP {
            let limit = self.excess_rows(transaction, rows, is_measuring)?;
            if limit == 0 {
                self.measured.get_or_insert((started, 0));
                break;
            }
            let victims = self.oldest(transaction, limit, started + MAX_SWEEP)?;
            if victims.is_empty() {
                break;
            }
            let gone = delete_rows(transaction, &victims)?;
            deleted += gone;
            rows = rows.saturating_sub(gone);
        }
        if let Some(count) = &mut self.count {
            count.rows = rows;
        }
        if is_measuring {
            self.return_free_pages(transaction)?;
        }
        Ok(deleted)
    }

    /// Returns whether the file is to be measured. Counts the bytes that were written.
    fn is_to_be_measured(&mut self, bytes: u64, now: Instant) -> bool {
        let Some(max_bytes) = self.limits.max_bytes else {
            return false;
        };
        self.measured = self.measured.and_then(|(since, written)| {
            let written = written + bytes;
            let is_small = written < max_bytes / MEASURE_DIVISOR;
            (is_small && now - since < RECOUNT_INTERVAL).then_some((since, written))
        });
        self.measured.is_none()
    }

    /// Deletes what is older than the maximum age.
    fn delete_expired(
        &self,
        transaction: &Connection,
        now: Timestamp,
        started: Instant,
    ) -> rusqlite::Result<u64> {
        let Some(age) = self.limits.max_age else {
            return Ok(0);
        };
        let millis = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        let bound = now.0.saturating_sub(millis);
        let oldest_recent = "SELECT ifnull(min(started_at), ?1) < ?1 FROM recent";
        let has_recent: bool = transaction
            .prepare_cached(oldest_recent)?
            .query_row([bound], |row| row.get(0))?;
        if has_recent {
            move_recent_to_filed(transaction)?;
        }
        let mut deleted = 0;
        while started.elapsed() < MAX_SWEEP {
            let victims = unstarred(transaction, bound, BATCH)?;
            if victims.is_empty() {
                break;
            }
            deleted += delete_rows(transaction, &victims)?;
        }
        Ok(deleted)
    }

    /// Returns the number of exchanges; 0 without a limit of it.
    fn count_rows(&mut self, transaction: &Connection, inserted: u64) -> rusqlite::Result<u64> {
        if self.limits.max_count.is_none() {
            return Ok(0);
        }
        let data_version = query_number(transaction, "PRAGMA data_version")?;
        let is_current = |count: &RowCount| {
            count.data_version == data_version || count.counted_at.elapsed() < RECOUNT_INTERVAL
        };
        if let Some(count) = self.count.as_mut().filter(|count| is_current(count)) {
            count.rows += inserted;
            return Ok(count.rows);
        }
        let sql = "SELECT (SELECT count(*) FROM recent) + (SELECT count(*) FROM filed)";
        let rows = query_count(transaction, sql)?;
        self.count = Some(RowCount {
            rows,
            data_version,
            counted_at: Instant::now(),
        });
        Ok(rows)
    }

    /// Returns how many rows to delete next, at most [`BATCH`]; 0 within the limits.
    fn excess_rows(
        &self,
        transaction: &Connection,
        rows: u64,
        is_measuring: bool,
    ) -> rusqlite::Result<u64> {
        if let Some(bytes) = self.limits.max_bytes
            && is_measuring
            && used_bytes(transaction)? > bytes - bytes / SLACK_DIVISOR
        {
            return Ok(BATCH);
        }
        let max_count = self.limits.max_count.unwrap_or(u64::MAX);
        Ok(rows.saturating_sub(max_count).min(BATCH))
    }

    /// Returns the sequence numbers of the next rows to delete: refused ones as long as there are any. Empty if there is
    /// none to delete, or if the search for refused ones took until the deadline; the next commit goes on there.
    fn oldest(
        &mut self,
        transaction: &Connection,
        limit: u64,
        deadline: Instant,
    ) -> rusqlite::Result<Vec<i64>> {
        let Some(refused) = self.oldest_refused(transaction, limit, deadline)? else {
            return Ok(Vec::new());
        };
        if !refused.is_empty() {
            return Ok(refused);
        }
        if has_recent_refused(transaction)? {
            move_recent_to_filed(transaction)?;
            let refused = self.oldest_refused(transaction, limit, deadline)?;
            return Ok(refused.unwrap_or_default());
        }
        let oldest = unstarred(transaction, i64::MAX, limit)?;
        if !oldest.is_empty() {
            return Ok(oldest);
        }
        move_recent_to_filed(transaction)?;
        unstarred(transaction, i64::MAX, limit)
    }

    /// Returns the oldest refused requests, an empty list when none is left; `None` if the search took until the deadline.
    fn oldest_refused(
        &mut self,
        transaction: &Connection,
        limit: u64,
        deadline: Instant,
    ) -> rusqlite::Result<Option<Vec<i64>>> {
        let sql = format!(
            "SELECT started_at, seq, {IS_REFUSED} IS TRUE
            FROM (SELECT started_at, seq, facet FROM filed WHERE (started_at, seq) > (?1, ?2)
                ORDER BY started_at, seq LIMIT ?3)
            JOIN facets USING (facet) ORDER BY started_at, seq"
        );
        let mut statement = transaction.prepare_cached(&sql)?;
        let window = i64::try_from(WINDOW).unwrap_or(i64::MAX);
        while Instant::now() < deadline {
            let (mut refused, mut count) = (Vec::new(), 0);
            let mut rows = statement.query(params![self.searched.0, self.searched.1, window])?;
            while let Some(row) = rows.next()? {
                count += 1;
                self.searched = (row.get(0)?, row.get(1)?);
                if row.get(2)? {
                    refused.push(self.searched.1);
                    if refused.len() as u64 >= limit {
                        break;
                    }
                }
            }
            if !refused.is_empty() || count < WINDOW {
                return Ok(Some(refused));
            }
        }
        Ok(None)
    }

    /// Returns free pages to the disk if the file is larger than its limit.
    fn return_free_pages(&self, transaction: &Connection) -> rusqlite::Result<()> {
        let Some(bytes) = self.limits.max_bytes else {
            return Ok(());
        };
        let max_pages = bytes / query_count(transaction, "PRAGMA page_size")?.max(1);
        let pages = query_count(transaction, "PRAGMA page_count")?;
        let free = query_count(transaction, "PRAGMA freelist_count")?;
        let returned = pages.saturating_sub(max_pages).min(free);
        if returned > 0 {
            let sql = format!(
                "PRAGMA incremental_vacuum({})",
                returned.min(MAX_RETURNED_PAGES)
            );
            let mut statement = transaction.prepare(&sql)?;
            let mut steps = statement.query([])?;
            while steps.next()?.is_some() {}
        }
        Ok(())
    }
}

fn has_recent_refused(transaction: &Connection) -> rusqlite::Result<bool> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM recent JOIN facets USING (facet) WHERE {IS_REFUSED})"
    );
    let mut statement = transaction.prepare_cached(&sql)?;
    statement.query_row([], |row| row.get(0))
}

/// Returns the oldest rows of `filed` that have no star and started before `bound`.
fn unstarred(transaction: &Connection, bound: i64, limit: u64) -> rusqlite::Result<Vec<i64>> {
    let sql = "SELECT seq FROM filed WHERE started_at < ?1 AND seq NOT IN (SELECT seq FROM stars)
        ORDER BY started_at, seq LIMIT ?2";
    let mut statement = transaction.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map([bound, limit], |row| row.get(0))?;
    rows.collect()
}
