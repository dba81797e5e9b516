//! What is taken out of the history: planned first, so that a person can be told how much goes, then deleted in small
//! transactions, so that a receiver beside it waits for none of them long, and at last given back to the disk.
use super::select::{Place, Select, conditions};
use super::{History, append};
use crate::error::Result;
use crate::model::history::query::Prune;
use crate::model::time::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params_from_iter};
use std::time::{Duration, Instant};

/// How long one transaction may take; half of the time belongs to others.
const STEP: Duration = Duration::from_millis(40);
/// Pages that are given back in one transaction.
const PAGES: u32 = 1024;
/// A file of the first format cannot shrink in steps; it is written anew where that is quick.
const QUICK: u64 = 64 << 20;
/// Halves of pages that stay empty between the rows, as parts of all.
const SLACK: u64 = 32;

/// What goes: exactly what was counted, whatever is added meanwhile.
#[derive(Debug)]
pub struct Cut {
    /// How many exchanges go.
    pub count: u64,
    /// How many stay.
    pub kept: u64,
    /// When the first and the last of them started; none where nothing goes.
    pub span: Option<(Timestamp, Timestamp)>,
    sql: String,
    values: Vec<Value>,
}

impl History {
    /// What the rules take out. Each of them may; without any, all that the filter means goes.
    pub fn plan(&self, rules: &Prune) -> Result<Cut> {
        self.ask(|connection| {
            // One moment for everything that is counted.
            let moment = connection.unchecked_transaction()?;
            plan(&moment, rules)
        })
    }

    /// Deletes it; `progress` hears how many have gone.
    pub fn delete(&mut self, cut: &Cut, mut progress: impl FnMut(u64)) -> Result<u64> {
        let (mut done, mut after, mut most) = (0, 0, 64);
        loop {
            let rows = self.ask(|connection| next_rows(connection, cut, after, most))?;
            let Some(last) = rows.last() else {
                return Ok(done);
            };
            after = *last;
            let begun = Instant::now();
            done += self.change(|connection| delete(connection, &rows))?;
            progress(done);
            most = step(most, begun.elapsed());
        }
    }

    /// Gives the room of what was deleted back to the disk; the size of the file afterwards.
    pub fn shrink(&mut self) -> Result<u64> {
        let incremental = 2;
        let mode: i64 = self.ask(|it| it.query_row("PRAGMA auto_vacuum", [], |row| row.get(0)))?;
        if mode != incremental {
            if self.used()? > QUICK {
                // What comes next takes the room.
                return self.size();
            }
            self.change(|it| it.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM"))?;
        }
        let mut most = PAGES;
        while self.ask(|it| number(it, "PRAGMA freelist_count"))? > 0 {
            let begun = Instant::now();
            self.change(|connection| {
                let mut statement =
                    connection.prepare(&format!("PRAGMA incremental_vacuum({most})"))?;
                let mut pages = statement.query([])?;
                while pages.next()?.is_some() {}
                Ok(())
            })?;
            most = step(most, begun.elapsed());
        }
        self.settle_log()?;
        self.size()
    }

    /// The log goes into the file, which is then as long as it must be. Where others read just now it is done by whoever
    /// writes next.
    fn settle_log(&mut self) -> Result<()> {
        self.change(|connection| {
            connection.busy_timeout(Duration::from_millis(100))?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            connection.busy_timeout(super::PATIENCE)
        })
    }

    /// Bytes that the file will have once its log is empty.
    fn size(&self) -> Result<u64> {
        self.ask(|it| Ok(number(it, "PRAGMA page_count")? * number(it, "PRAGMA page_size")?))
    }

    fn used(&self) -> Result<u64> {
        self.ask(used)
    }
}

fn number(connection: &Connection, sql: &str) -> rusqlite::Result<u64> {
    let number: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(number).unwrap_or(0))
}

/// Bytes of the pages that hold something.
fn used(connection: &Connection) -> rusqlite::Result<u64> {
    let pages = number(connection, "PRAGMA page_count")?;
    let free = number(connection, "PRAGMA freelist_count")?;
    Ok(pages.saturating_sub(free) * number(connection, "PRAGMA page_size")?)
}

/// How many the next transaction takes; sleeps as long as this one took, so that others write too.
fn step(most: u32, took: Duration) -> u32 {
    std::thread::sleep(took.clamp(Duration::from_millis(1), STEP));
    if took > STEP {
        (most / 2).max(8)
    } else if took < STEP / 2 {
        (most * 2).min(8192)
    } else {
        most
    }
}

fn plan(moment: &Connection, rules: &Prune) -> rusqlite::Result<Cut> {
    let filter = conditions(&rules.filter);
    let mut bounds = Vec::new();
    bounds.extend(rules.older_than.map(|time| Place {
        started_at: time.0,
        seq: i64::MIN,
    }));
    if let Some(count) = rules.keep {
        bounds.push(beyond_count(moment, &filter, count)?);
    }
    if let Some(size) = rules.max_size {
        bounds.push(beyond_size(moment, &filter, size)?);
    }
    let upto: Option<i64> =
        moment.query_row("SELECT max(seq) FROM exchanges", [], |row| row.get(0))?;
    let mut sql = format!("{} AND seq <= {}", filter.sql, upto.unwrap_or(0));
    // Each rule may take out: the newest bound decides.
    let bound = bounds.iter().max_by_key(|it| (it.started_at, it.seq));
    if let Some(Place { started_at, seq }) = bound {
        sql = format!("{sql} AND (started_at, seq) < ({started_at}, {seq})");
    }
    let counted = format!(
        "SELECT count(*), min(started_at), max(started_at) FROM exchanges{} WHERE {sql}",
        contents(&filter)
    );
    let (count, first, last): (i64, Option<i64>, Option<i64>) =
        moment.query_row(&counted, params_from_iter(&filter.values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let count = u64::try_from(count).unwrap_or(0);
    let all = number(moment, "SELECT count(*) FROM exchanges")?;
    Ok(Cut {
        count,
        kept: all.saturating_sub(count),
        span: first
            .zip(last)
            .map(|(first, last)| (Timestamp(first), Timestamp(last))),
        sql: format!("exchanges{} WHERE {sql}", contents(&filter)),
        values: filter.values,
    })
}

/// Bodies are read only where the filter asks for them.
fn contents(filter: &Select) -> &'static str {
    if filter.sql.contains("_body") {
        " JOIN contents USING (seq)"
    } else {
        ""
    }
}

/// The oldest of the newest `count` that fit; where there are fewer, nothing is beyond.
fn beyond_count(moment: &Connection, filter: &Select, count: u64) -> rusqlite::Result<Place> {
    let Some(skipped) = count.checked_sub(1) else {
        return Ok(EVERYTHING);
    };
    let sql = format!(
        "SELECT started_at, seq FROM exchanges{} WHERE {}
         ORDER BY started_at DESC, seq DESC LIMIT 1 OFFSET {skipped}",
        contents(filter),
        filter.sql
    );
    let place = moment.query_row(&sql, params_from_iter(&filter.values), |row| {
        Ok(Place {
            started_at: row.get(0)?,
            seq: row.get(1)?,
        })
    });
    Ok(place.optional()?.unwrap_or(NOTHING))
}

const EVERYTHING: Place = Place {
    started_at: i64::MAX,
    seq: i64::MAX,
};
const NOTHING: Place = Place {
    started_at: i64::MIN,
    seq: i64::MIN,
};

/// The oldest that may stay if the file is to have this size; an exchange counts with its share of what all need.
fn beyond_size(moment: &Connection, filter: &Select, size: u64) -> rusqlite::Result<Place> {
    let used = used(moment)?;
    if used <= size {
        return Ok(NOTHING);
    }
    let bodies = number(moment, "SELECT ifnull(sum(size), 0) FROM exchanges")?;
    let count = number(moment, "SELECT count(*) FROM exchanges")?;
    let share = used.saturating_sub(bodies).checked_div(count).unwrap_or(0);
    let mut excess = (used - size + size / SLACK).min(used);
    let sql = format!(
        "SELECT started_at, seq, size FROM exchanges{} WHERE {}
         ORDER BY started_at, seq",
        contents(filter),
        filter.sql
    );
    let mut statement = moment.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(&filter.values))?;
    while let Some(row) = rows.next()? {
        if excess == 0 {
            return Ok(Place {
                started_at: row.get(0)?,
                seq: row.get(1)?,
            });
        }
        let bodies = u64::try_from(row.get::<_, i64>(2)?).unwrap_or(0);
        excess = excess.saturating_sub(bodies + share);
    }
    Ok(EVERYTHING)
}

/// The next of those that go, by their numbers.
fn next_rows(
    connection: &Connection,
    cut: &Cut,
    after: i64,
    most: u32,
) -> rusqlite::Result<Vec<i64>> {
    let sql = format!(
        "SELECT seq FROM {} AND seq > {after} ORDER BY seq LIMIT {most}",
        cut.sql
    );
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map(params_from_iter(&cut.values), |row| row.get(0))?;
    rows.collect()
}

fn delete(connection: &mut Connection, rows: &[i64]) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // What is filed is found by its number.
    append::file(&transaction)?;
    let mut deleted = 0;
    {
        let mut filed = transaction.prepare_cached("DELETE FROM filed WHERE seq = ?1")?;
        let mut contents = transaction.prepare_cached("DELETE FROM contents WHERE seq = ?1")?;
        let mut stars = transaction.prepare_cached("DELETE FROM stars WHERE seq = ?1")?;
        for seq in rows {
            deleted += filed.execute([seq])?;
            contents.execute([seq])?;
            stars.execute([seq])?;
        }
    }
    transaction.commit()?;
    Ok(deleted as u64)
}
