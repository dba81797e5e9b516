//! The history's tables and their migrations.
//!
//! An exchange is inserted into `contents` (head and bodies) and `recent` (columns of lists). `recent` has few indexes,
//! so a commit writes few pages. When `recent` is full, all its rows move to `filed`, which has all indexes. Both
//! tables are ordered by start time and sequence number, as lists are.
//!
//! Many exchanges share type, bot, status, verdict and other properties. Each such combination is a row of `facets`.
//! Filters are applied to the facets; one index then finds the newest exchanges of each facet, whatever the filter is.
//!
//! The view `exchanges` unites `recent` and `filed`, each joined with `facets`.
use super::Schema;

/// `application_id` is `momh` in ASCII.
pub(super) const SCHEMA: Schema = Schema {
    name: "history",
    application_id: 0x6d6f_6d68,
    steps: &[FIRST, NEWEST_OF_KIND, FACETS, STARS],
    // `contents` references a table that only the first version has.
    foreign_keys: false,
};

const FIRST: &str = "
    CREATE TABLE exchanges (
        seq           INTEGER PRIMARY KEY,
        id            TEXT NOT NULL UNIQUE,
        started_at    INTEGER NOT NULL,
        direction     TEXT NOT NULL,
        kind          TEXT NOT NULL,
        protocol      TEXT NOT NULL,
        method        TEXT NOT NULL,
        url           TEXT NOT NULL,
        event_id      TEXT,
        event_type    TEXT,
        bot_id        TEXT,
        attempt       INTEGER,
        verdict       TEXT NOT NULL,
        status        INTEGER,
        failure       TEXT,
        total_ms      REAL NOT NULL,
        request_size  INTEGER NOT NULL,
        response_size INTEGER
    ) STRICT;
    CREATE TABLE contents (
        seq           INTEGER PRIMARY KEY REFERENCES exchanges (seq) ON DELETE CASCADE,
        head          TEXT NOT NULL,
        request_body  BLOB NOT NULL,
        response_body BLOB
    ) STRICT;
    CREATE INDEX newest ON exchanges (started_at);
    CREATE INDEX newest_of_bot ON exchanges (bot_id, started_at);
    CREATE INDEX newest_of_type ON exchanges (event_type, started_at);
    CREATE INDEX newest_unproven ON exchanges (verdict, started_at)
        WHERE verdict IN ('invalid', 'missing');
    CREATE INDEX of_event ON exchanges (event_id) WHERE event_id IS NOT NULL;
";

const NEWEST_OF_KIND: &str =
    "CREATE INDEX newest_of_kind ON exchanges (direction, kind, started_at)";

/// Starred exchanges by sequence number, whether in `recent` or in `filed`.
const STARS: &str = "CREATE TABLE stars (seq INTEGER PRIMARY KEY) STRICT";

/// Migrates 200,000 rows in about a second.
const FACETS: &str = "
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
        pace       INTEGER NOT NULL
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

    CREATE TEMP VIEW paced AS SELECT *, CASE
        WHEN total_ms < 10 THEN 0 WHEN total_ms < 100 THEN 10 WHEN total_ms < 500 THEN 100
        WHEN total_ms < 1000 THEN 500 WHEN total_ms < 2000 THEN 1000 WHEN total_ms < 3000 THEN 2000
        WHEN total_ms < 5000 THEN 3000 WHEN total_ms < 10000 THEN 5000 ELSE 10000 END AS pace
        FROM main.exchanges;
    INSERT INTO facets (direction, kind, protocol, event_type, bot_id, verdict, status, failure, pace)
        SELECT DISTINCT direction, kind, protocol, event_type, bot_id, verdict, status, failure, pace FROM paced;
    INSERT INTO filed
        SELECT started_at, seq, facet, total_ms, request_size + ifnull(response_size, 0), attempt, id, event_id, url
        FROM paced AS old CROSS JOIN facets AS new
        WHERE new.event_type IS old.event_type AND new.bot_id IS old.bot_id AND new.status IS old.status
            AND new.pace = old.pace AND new.direction = old.direction AND new.kind = old.kind
            AND new.protocol = old.protocol AND new.verdict = old.verdict AND new.failure IS old.failure
        ORDER BY started_at, seq;
    DROP VIEW paced;
    DROP TABLE exchanges;
    CREATE UNIQUE INDEX of_id ON filed (id);
    CREATE UNIQUE INDEX of_seq ON filed (seq);
    CREATE INDEX of_facet ON filed (facet);
    CREATE INDEX of_event ON filed (seq >> 10, event_id) WHERE event_id IS NOT NULL;
    CREATE VIEW exchanges AS
        SELECT * FROM recent JOIN facets USING (facet) UNION ALL SELECT * FROM filed JOIN facets USING (facet);
";
