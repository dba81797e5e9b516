//! The keys of the filter language, and its help text.
use crate::model::text::named::named;

named! {
    /// The key of a term, before the colon. In the order of the help.
    pub(super) enum FilterKey {
        Type = "type",
        Status = "status",
        Sig = "sig",
        Bot = "bot",
        Event = "event",
        Id = "id",
        Url = "url",
        Body = "body",
        Ms = "ms",
        Attempt = "attempt",
        Dir = "dir",
        Kind = "kind",
        Protocol = "protocol",
        Since = "since",
        Until = "until",
        Is = "is",
        Starred = "starred",
    }
}

/// Help text of the filter language.
pub const HELP: &str = "\
Filters:
  Terms with spaces between; all of them must hold.
    type:talk.*          the event's type; `*` stands for any letters
    status:500           what was answered; also 5xx, >=400, 400-499, none,
                         or why none came: dns, refused, connect, tls, timeout,
                         broken, cut, protocol, too_large, rejected
    sig:invalid          the signature: valid, invalid, missing, unchecked
    bot:bot_xxx          the bot's id; `*` as in type:
    event:evt_xxx        the event's id; `*` as in type:
    id:ex_xxx            the exchange's id, its beginning or its end
    url:/webhook         a part of the URL
    body:안녕            a part of the request's or the response's body,
                         also where JSON writes it \\uc548\\ub155
    ms:>1000             how long it took; also <50, 100-200, >1.5s
    attempt:>1           which attempt of its delivery
    dir:received         or dir:sent
    kind:event           or kind:api, a call of the message API
    protocol:momotalk    whose request it is
    since:2h until:10m   when it started; also 30s, 3d, 1w, 10:00, today, yesterday,
                         2026-11-21, 2026-11-21T10:00, 2026-11-21T01:00:00Z
    is:failed            or just failed: not answered with 2xx, or by a skill
                         with what Kakao refuses
    starred:yes          marked by `momo webhook history star`, or on the page; or starred:no
    안녕                 a part of the URL, the type, an id or a body
  A comma is or: status:404,5xx. A minus is not: -type:talk.*. Quotes keep
  spaces, commas and words of this language: body:\"a, b\" \"failed\".
  Letters count as they are read: composed or decomposed, they are the same.
";
