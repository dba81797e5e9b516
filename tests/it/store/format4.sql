/* A history of format 4, as momo 0.1.0 wrote it and sqlite3 dumps it: one event received. */
PRAGMA application_id = 1836019048;
PRAGMA user_version = 4;
CREATE TABLE contents (
        seq           INTEGER PRIMARY KEY,
        head          TEXT NOT NULL,
        request_body  BLOB NOT NULL,
        response_body BLOB
    ) STRICT;
INSERT INTO "contents" VALUES(1,'{"id":"ex_06h2kwc6qt9hqd33","direction":"received","protocol":"momotalk","kind":"event","hop":"received","started_at":1796000024254,"event_id":"evt_9d54621f07f7c433798bcf6a","event_type":"talk.message_created","bot_id":"bot_0123456789ab","signature":{"verdict":"valid","secret":"1ec1c26b"},"request":{"method":"POST","url":"/","headers":[{"name":"Host","value":"127.0.0.1:18991"},{"name":"Content-Type","value":"application/json"},{"name":"X-MoMoTalk-Bot-Id","value":"bot_0123456789ab"},{"name":"X-MoMoTalk-Event-Id","value":"evt_9d54621f07f7c433798bcf6a"},{"name":"X-MoMoTalk-Bot-Signature","value":"72deff7bb476d89439a717a44123b85e805c10ce2d6d8c9763756d8c24fb8983"},{"name":"User-Agent","value":"momo/0.1.0"},{"name":"Accept","value":"*/*"},{"name":"Content-Length","value":"291"}],"body":""},"response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],"body":""},"timing":{"total_ms":3.216}}',X'7B20226576656E745F6964223A226576745F396435343632316630376637633433333739386263663661222C20226576656E745F74797065223A2274616C6B2E6D6573736167655F63726561746564222C2022626F745F6964223A22626F745F303132333435363738396162222C202274696D657374616D70223A313739363030303032342C20226D657373616765223A7B2022726F6F6D5F6964223A3132332C20226D6573736167655F6964223A313538333532353534322C202273656E6465725F757365725F6964223A22757365725F303132333435363738396162222C2022626F6479223A2268656C6C6F222C20226D6573736167655F74797065223A2254455854222C2022637265617465645F6174223A31373936303030303234207D207D',X'7B226F6B223A747275657D');
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
INSERT INTO "facets" VALUES(1,'received','event','momotalk','talk.message_created','bot_0123456789ab','valid',200,NULL,0);
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
INSERT INTO "recent" VALUES(1796000024254,1,1,3.216,302,NULL,'ex_06h2kwc6qt9hqd33','evt_9d54621f07f7c433798bcf6a','/');
CREATE TABLE stars (seq INTEGER PRIMARY KEY) STRICT;
CREATE INDEX same_facet ON facets (event_type, bot_id, status, pace);
CREATE UNIQUE INDEX of_id ON filed (id);
CREATE UNIQUE INDEX of_seq ON filed (seq);
CREATE INDEX of_facet ON filed (facet);
CREATE INDEX of_event ON filed (seq >> 10, event_id) WHERE event_id IS NOT NULL;
CREATE VIEW exchanges AS
        SELECT * FROM recent JOIN facets USING (facet) UNION ALL SELECT * FROM filed JOIN facets USING (facet);
