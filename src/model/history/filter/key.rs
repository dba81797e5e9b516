//! The keys of the filter language, and its help text.

/// The key of a term, before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterKey {
    Type,
    Status,
    Sig,
    Bot,
    Event,
    Id,
    Url,
    Body,
    Ms,
    Attempt,
    Dir,
    Kind,
    Protocol,
    Since,
    Until,
    Is,
    Starred,
}

impl FilterKey {
    /// All keys, in the order of the help.
    pub(super) const ALL: [Self; 17] = [
        Self::Type,
        Self::Status,
        Self::Sig,
        Self::Bot,
        Self::Event,
        Self::Id,
        Self::Url,
        Self::Body,
        Self::Ms,
        Self::Attempt,
        Self::Dir,
        Self::Kind,
        Self::Protocol,
        Self::Since,
        Self::Until,
        Self::Is,
        Self::Starred,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Status => "status",
            Self::Sig => "sig",
            Self::Bot => "bot",
            Self::Event => "event",
            Self::Id => "id",
            Self::Url => "url",
            Self::Body => "body",
            Self::Ms => "ms",
            Self::Attempt => "attempt",
            Self::Dir => "dir",
            Self::Kind => "kind",
            Self::Protocol => "protocol",
            Self::Since => "since",
            Self::Until => "until",
            Self::Is => "is",
            Self::Starred => "starred",
        }
    }

    /// Returns the key of this name, case-insensitive. `None` for an unknown name.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let mut keys = Self::ALL.into_iter();
        keys.find(|key| key.name().eq_ignore_ascii_case(name))
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
    is:failed            or just failed: not answered with 2xx
    starred:yes          marked by `momo webhook history star`, or on the page; or starred:no
    안녕                 a part of the URL, the type, an id or a body
  A comma is or: status:404,5xx. A minus is not: -type:talk.*. Quotes keep
  spaces, commas and words of this language: body:\"a, b\" \"failed\".
  Letters count as they are written.
";
