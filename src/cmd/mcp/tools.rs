//! The tools of `momo mcp`: each is a verb of momo, with the arguments that a coding agent needs.
//!
//! No argument holds a secret, names a program to start, or stands for standard input.
use crate::cmd::Effect;

/// A tool, and the verb that it runs.
pub(super) struct ToolSpec {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) verb: &'static [&'static str],
    /// The verb where this argument is given.
    pub(super) verb_with: Option<(&'static str, &'static [&'static str])>,
    pub(super) effect: Effect,
    /// Whether it changes what momo or a platform keeps: only with `--allow-write`.
    pub(super) is_write: bool,
    /// Whether it calls the platform's management API, which must be an allowed target too.
    pub(super) calls_platform: bool,
    /// Whether its verb, without `verb_with`, prints a line of JSON for each item: its result is a list then.
    pub(super) prints_lines: bool,
    pub(super) params: &'static [ParamSpec],
}

/// An argument of a tool.
pub(super) struct ParamSpec {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) kind: ParamKind,
    pub(super) is_required: bool,
    /// What the verb takes it as.
    pub(super) part: Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ParamKind {
    Text,
    Integer,
    Boolean,
    /// A list of texts.
    Texts,
    /// A target of requests: it must be allowed.
    Target,
    /// A target that is registered as it is written: it must be allowed too.
    Callback,
}

/// Where an argument goes on the verb's command line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The value of a flag, once for each of a list; a switch for a boolean.
    Flag(&'static str),
    /// A word without a flag.
    Word,
    /// Standard input, which this word names: `-`, or a flag with it.
    Input(&'static str),
}

const fn param(name: &'static str, kind: ParamKind, part: Part, about: &'static str) -> ParamSpec {
    ParamSpec {
        name,
        about,
        kind,
        is_required: false,
        part,
    }
}

const fn required(param: ParamSpec) -> ParamSpec {
    ParamSpec {
        is_required: true,
        ..param
    }
}

use ParamKind::{Boolean, Callback, Integer, Target, Text, Texts};
use Part::{Flag, Input, Word};

const BOT: ParamSpec = param(
    "bot",
    Text,
    Flag("--bot"),
    "The bot, by id or name; needed where several are known",
);
/// Name of the argument that names a file with a secret.
pub(super) const SECRET_FILE_NAME: &str = "secret_file";

const SECRET_FILE: ParamSpec = param(
    SECRET_FILE_NAME,
    Text,
    Flag("--secret-file"),
    "Path of a file with the webhook secret, where it is not the bot's own",
);
const FILTER: ParamSpec = param(
    "filter",
    Text,
    Flag("--filter"),
    "Filter such as `failed since:2h status:401 body:hello` (see `momo help filters`)",
);
const ROOM: ParamSpec = param(
    "room",
    Integer,
    Flag("--room"),
    "The room's number; needed where there are several",
);

const PROTOCOL: ParamSpec = param(
    "protocol",
    Text,
    Flag("--protocol"),
    "`momotalk`, `kakao-skill` or `kakao-share`",
);

/// A tool without name and arguments that neither changes nor sends anything.
const READS: ToolSpec = ToolSpec {
    name: "",
    title: "",
    about: "",
    verb: &[],
    verb_with: None,
    effect: Effect::Read,
    is_write: false,
    calls_platform: false,
    prints_lines: false,
    params: &[],
};

/// All tools, those that change something included.
pub(super) const TOOLS: &[ToolSpec] = &[
    ToolSpec {
        name: "sample",
        title: "Sample events",
        about: "Prints a sample payload of a webhook event; without a name lists the samples of MoMoTalk, Kakao skills and Kakao Share.",
        verb: &["webhook", "sample"],
        params: &[
            param(
                "name",
                Text,
                Word,
                "A sample, such as `momotalk/message_created.korean`",
            ),
            param(
                "exchange",
                Boolean,
                Flag("--exchange"),
                "The whole request instead of the body",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "sign",
        title: "Sign a payload",
        about: "Computes the X-MoMoTalk-Bot-Signature of a payload, byte for byte: HMAC-SHA256 in lower-case hex.",
        verb: &["sign"],
        params: &[
            param("file", Text, Word, "Path of the payload"),
            param(
                "body",
                Text,
                Input("-"),
                "The payload as text, instead of a file",
            ),
            BOT,
            SECRET_FILE,
        ],
        ..READS
    },
    ToolSpec {
        name: "verify",
        title: "Verify a signature",
        about: "Says whether a signature is right and, if not, which known mistake makes it match: another secret, JSON written again, a newline, base64.",
        verb: &["verify", "--explain"],
        params: &[
            param(
                "of",
                Text,
                Word,
                "An exchange of the history (`ex_...` or `last`), or the path of a payload or of an exchange as JSON",
            ),
            param(
                "body",
                Text,
                Input("-"),
                "The payload as text, instead of `of`",
            ),
            param(
                "signature",
                Text,
                Flag("--signature"),
                "The signature, where `of` is no exchange",
            ),
            BOT,
            SECRET_FILE,
        ],
        ..READS
    },
    ToolSpec {
        name: "replay",
        title: "Replay an event",
        about: "Signs an event anew and delivers it to a bot, which may act on it: what it posts in a room stays. Says what came back, how long it took and why it failed. With `why` it finds the mistake of a bot that refuses the signature. `result` is a list: objects of `type` `exchange`, then one of `type` `summary`.",
        verb: &["webhook", "replay"],
        effect: Effect::Send,
        params: &[
            param(
                "what",
                Texts,
                Word,
                "Samples, exchanges (`ex_...`, `last`) or paths of payloads",
            ),
            param(
                "body",
                Text,
                Input("-"),
                "A payload as text, instead of `what`",
            ),
            required(param(
                "to",
                Target,
                Flag("--to"),
                "Where the bot takes events: `3000`, `3000/path` or a URL",
            )),
            param(
                "why",
                Boolean,
                Flag("--why"),
                "Ask a bot that refuses the signature which one it takes",
            ),
            param(
                "expect_status",
                Text,
                Flag("--expect-status"),
                "The status that the bot shall answer, such as `401` or `2xx`",
            ),
            param(
                "keep_signature",
                Boolean,
                Flag("--keep-signature"),
                "Send signature, ids and times as they are",
            ),
            BOT,
            SECRET_FILE,
        ],
        ..READS
    },
    ToolSpec {
        name: "history",
        title: "History of exchanges",
        about: "Lists what momo sent and received, newest first, with statuses, times and signature checks; with `id` one exchange in full. `result` is a list, of exchanges with `id`, `direction`, `request`, `response` or `failure`, `signature`; with `id` one such object.",
        verb: &["webhook", "history", "list"],
        verb_with: Some(("id", &["webhook", "history", "show"])),
        prints_lines: true,
        params: &[
            param("id", Text, Word, "One exchange: `ex_...` or `last`"),
            FILTER,
            param("limit", Integer, Flag("--limit"), "At most so many (20)"),
            param(
                "before",
                Text,
                Flag("--before"),
                "Only those older than this exchange",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "bot_list",
        title: "Bots",
        about: "Lists the bots of the local platform and those whose credentials are kept; with `bot` one in full. No answer holds a token or a secret: `momo bot env BOT` writes them for the bot that is to run.",
        verb: &["bot", "list"],
        verb_with: Some(("bot", &["bot", "show"])),
        calls_platform: true,
        params: &[param("bot", Text, Word, "One bot, by id or name")],
        ..READS
    },
    ToolSpec {
        name: "bot_create",
        title: "Register a bot",
        about: "Registers a bot on the local platform that runs, and keeps its credentials: tools with `bot` use them from then on, and `momo bot env BOT` writes them for the bot that is to run.",
        verb: &["bot", "create"],
        effect: Effect::Write,
        is_write: true,
        calls_platform: true,
        params: &[
            required(param(
                "name",
                Text,
                Flag("--name"),
                "What people call the bot",
            )),
            required(param(
                "callback_url",
                Callback,
                Flag("--callback-url"),
                "Where its events go: `3000/momotalk/webhook` or a URL; of a port alone the bot that runs there is asked for its path",
            )),
            param(
                "visibility",
                Text,
                Flag("--visibility"),
                "`private` (without this argument), `unlisted` or `public`",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "bot_test",
        title: "Test a bot's webhook",
        about: "Has the local platform send a bot one signed event now; says what it answered and, where it refuses the signature, which one it takes.",
        verb: &["bot", "test"],
        effect: Effect::Send,
        calls_platform: true,
        params: &[param(
            "bot",
            Text,
            Word,
            "The bot, by id or name; needed where several are known",
        )],
        ..READS
    },
    ToolSpec {
        name: "room_messages",
        title: "Messages of a room",
        about: "Lists what was said in a room of the local platform that runs (`momo dev`).",
        verb: &["room", "messages"],
        calls_platform: true,
        params: &[
            ROOM,
            param(
                "limit",
                Integer,
                Flag("--limit"),
                "At most so many, the newest",
            ),
            param(
                "after",
                Integer,
                Flag("--after"),
                "Only those after this message id",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "room_say",
        title: "Say something in a room",
        about: "Says something in a room of the local platform as one of its users, and waits for the bot's answer.",
        verb: &["room", "say"],
        effect: Effect::Send,
        is_write: true,
        calls_platform: true,
        params: &[
            required(param("text", Text, Input("-"), "What is said")),
            ROOM,
            param("user", Text, Flag("--user"), "Who says it"),
            param(
                "wait",
                Text,
                Flag("--wait"),
                "Wait so long for an answer: `5s`",
            ),
            param(
                "expect",
                Text,
                Flag("--expect"),
                "The text that one answer has, or /a regular expression/",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "delivery",
        title: "Deliveries",
        about: "Lists the events on their way to bots of the local platform: what waits, failed and why; with `event_id` one of them in full.",
        verb: &["delivery", "list"],
        verb_with: Some(("event_id", &["delivery", "show"])),
        calls_platform: true,
        params: &[
            param("event_id", Text, Word, "One event: `evt_...`"),
            BOT,
            ROOM,
        ],
        ..READS
    },
    ToolSpec {
        name: "delivery_retry",
        title: "Retry deliveries",
        about: "Tries an event again now, or all that wait or failed.",
        verb: &["delivery", "retry"],
        effect: Effect::Send,
        is_write: true,
        calls_platform: true,
        params: &[
            param("event_id", Text, Word, "The event: `evt_...`"),
            param("all", Boolean, Flag("--all"), "All of them"),
        ],
        ..READS
    },
    ToolSpec {
        name: "check",
        title: "Check a bot",
        about: "Proves a callback right, check by check: signatures, duplicates, odd events, load. Takes up to a minute; `only` makes it shorter.",
        verb: &["webhook", "check"],
        effect: Effect::Send,
        params: &[
            required(param(
                "target",
                Target,
                Word,
                "Where the bot takes events: `3000`, `3000/path` or a URL",
            )),
            param(
                "only",
                Texts,
                Flag("--only"),
                "Only these checks: an id of `check_list`, a family such as `signature`, or a pattern",
            ),
            param("skip", Texts, Flag("--skip"), "Not these checks"),
            PROTOCOL,
            BOT,
            SECRET_FILE,
        ],
        ..READS
    },
    ToolSpec {
        name: "check_list",
        title: "List the checks",
        about: "Lists the checks of `check`: id, what it demands of a bot, why, and how to mend a bot that fails it.",
        verb: &["webhook", "check", "--list"],
        params: &[PROTOCOL],
        ..READS
    },
    ToolSpec {
        name: "chat_test",
        title: "Play conversations",
        about: "Plays `.chat` conversations against a bot that runs, by its real, signed webhook, in rooms that go afterwards; a clock that a line moves is put back, what a bot itself says in other rooms stays. A conversation is `## title`, then lines such as `앨리스: hello`, `bot: exactly this`, `bot ~ *a part*`, `bot =~ /regex/`, `bot says nothing for 1s`; `Bob in hall: hello` and `bot in hall: hi` are of a second room (all of them: `momo help chat`). Without `to` the local platform that runs plays them with its bots; with `to` none may run.",
        verb: &["chat", "test"],
        effect: Effect::Send,
        calls_platform: true,
        params: &[
            required(param(
                "files",
                Texts,
                Word,
                "Paths of conversation files, or of folders with them",
            )),
            param("to", Target, Flag("--to"), "Where the bot takes events"),
            param(
                "bot",
                Text,
                Flag("--bot"),
                "The bot of the platform that runs, by id or name",
            ),
            param(
                "filter",
                Text,
                Flag("--filter"),
                "Only conversations whose title holds this",
            ),
            param(
                "within",
                Text,
                Flag("--within"),
                "How long a line waits: `5s`",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "kakao_lint",
        title: "Lint a skill's answer",
        about: "Checks a Kakao skill's answer against every limit that Kakao documents; each finding says where and who says so.",
        verb: &["kakao", "lint"],
        params: &[
            param(
                "of",
                Text,
                Word,
                "Path of the answer, or an exchange (`ex_...`, `last`)",
            ),
            param(
                "answer",
                Text,
                Input("-"),
                "The answer as JSON text, instead of `of`",
            ),
            param(
                "strict",
                Boolean,
                Flag("--strict"),
                "Say no to warnings too",
            ),
        ],
        ..READS
    },
    ToolSpec {
        name: "kakao_say",
        title: "Speak to a skill",
        about: "Calls a Kakao skill as KakaoTalk does, and says what a user would see, with the findings of the lint.",
        verb: &["kakao", "say"],
        effect: Effect::Send,
        params: &[
            required(param("text", Text, Word, "What the user says")),
            required(param(
                "skill",
                Target,
                Flag("--skill"),
                "Where the skill is: `3000/skill` or a URL",
            )),
            param(
                "user",
                Text,
                Flag("--user"),
                "Who speaks; each name is another user",
            ),
            param(
                "callback",
                Boolean,
                Flag("--callback"),
                "The block has the callback option",
            ),
        ],
        ..READS
    },
];

/// Name of the tool that starts the local platform.
pub(super) const PLATFORM: &str = "platform";

/// Name of the tool that goes on with a long answer.
pub(super) const MORE: &str = "more";

/// Its only argument.
pub(super) const CURSOR: &str = "cursor";
