//! The history's tables.
//!
//! An exchange is inserted into `contents` (head and bodies) and `recent` (columns of lists). `recent` has few indexes,
//! so a commit writes few pages. When `recent` is full, all its rows move to `filed`, which has all indexes. Both
//! tables are ordered by start time and sequence number, as lists are.
//!
//! Many exchanges share type, bot, status, verdict and other properties. Each such combination is a row of `facets`.
//! Filters are applied to the facets; one index then finds the newest exchanges of each facet, whatever the filter is.
//! Exchanges of one facet have heads of one shape: `facets` holds the first of them (`template`), and `contents` what is
//! different in each ([`difference`](crate::model::text::difference)).
//!
//! The view `exchanges` unites `recent` and `filed`, each joined with `facets`.
use super::Schema;

/// `application_id` is `momh` in ASCII.
pub(super) const SCHEMA: Schema = Schema {
    name: "history",
    application_id: 0x6d6f_6d68,
    version: 6,
    tables: TABLES,
    upgrades: &[(4, FROM_4), (5, FROM_5)],
    foreign_keys: false,
};

/// Facets of format 4 have no template: heads of their exchanges are whole.
const FROM_4: &str = "
    ALTER TABLE facets ADD COLUMN shape INTEGER;
    ALTER TABLE facets ADD COLUMN template TEXT;
    CREATE TABLE diagnoses (seq INTEGER PRIMARY KEY, diagnosis TEXT NOT NULL) STRICT;
";

/// Format 5 keeps no diagnoses.
const FROM_5: &str = "
    CREATE TABLE diagnoses (seq INTEGER PRIMARY KEY, diagnosis TEXT NOT NULL) STRICT;
";

const TABLES: &str = "
    CREATE TABLE contents (
        seq           INTEGER PRIMARY KEY,
        head          TEXT NOT NULL,
        request_body  BLOB NOT NULL,
        response_body BLOB
    ) STRICT;
    CREATE TABLE facets (
        facet      INTEGER PRIMARY KEY,
        direction  TEXT NOT NULL,
        kind       TEXT NOT NULL,
        protocol   TEXT NOT NULL,
        event_type TEXT,
        bot_id     TEXT,
        verdict    TEXT NOT NULL,
        status     INTEGER,
        failure    TEXT,
        pace       INTEGER NOT NULL,
        shape      INTEGER,
        template   TEXT
    ) STRICT;
    CREATE INDEX same_facet ON facets (event_type, bot_id, status, pace);
    CREATE TABLE recent (
        started_at INTEGER NOT NULL,
        seq        INTEGER NOT NULL,
        facet      INTEGER NOT NULL,
        total_ms   REAL NOT NULL,
        size       INTEGER NOT NULL,
        attempt    INTEGER,
        id         TEXT NOT NULL UNIQUE,
        event_id   TEXT,
        url        TEXT NOT NULL,
        PRIMARY KEY (started_at, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE filed (
        started_at INTEGER NOT NULL,
        seq        INTEGER NOT NULL,
        facet      INTEGER NOT NULL,
        total_ms   REAL NOT NULL,
        size       INTEGER NOT NULL,
        attempt    INTEGER,
        id         TEXT NOT NULL,
        event_id   TEXT,
        url        TEXT NOT NULL,
        PRIMARY KEY (started_at, seq)
    ) STRICT, WITHOUT ROWID;
    /* Starred exchanges by sequence number, whether in `recent` or in `filed`. */
    CREATE TABLE stars (seq INTEGER PRIMARY KEY) STRICT;
    /* What was found out about an exchange after it was stored, by asking the bot. */
    CREATE TABLE diagnoses (seq INTEGER PRIMARY KEY, diagnosis TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX of_id ON filed (id);
    CREATE UNIQUE INDEX of_seq ON filed (seq);
    CREATE INDEX of_facet ON filed (facet);
    CREATE INDEX of_event ON filed (seq >> 10, event_id) WHERE event_id IS NOT NULL;
    CREATE VIEW exchanges AS
        SELECT * FROM recent JOIN facets USING (facet) UNION ALL SELECT * FROM filed JOIN facets USING (facet);
";
