//! What stands after the colon: which values each key takes, and what is said of others.
use super::bounds::{Bounds, millis, whole};
use super::key::Key;
use super::misread::Misread;
use super::{Answer, Glob, Test};
use crate::model::history::exchange::{Cause, Direction, Kind};
use crate::model::protocol::Protocol;
use crate::model::secret::signature::Check;
use crate::model::text::nearest::nearest;
use crate::model::time::TimeParser;

/// The test of this key and value.
pub(super) fn test(key: Key, text: &str, clock: &TimeParser) -> Result<Test, Misread> {
    let glob = || Glob::new(text);
    let given = || text.to_owned();
    let time = || {
        clock
            .parse(text)
            .ok_or_else(|| wrong(text, "is no time").hint(TIMES))
    };
    Ok(match key {
        Key::Type => Test::Type(glob()),
        Key::Bot => Test::Bot(glob()),
        Key::Event => Test::Event(glob()),
        Key::Id => Test::Id(given()),
        Key::Url => Test::Url(given()),
        Key::Body => Test::Body(given()),
        Key::Status => Test::Answer(answer(text)?),
        Key::Ms => Test::Took(took(text)?),
        Key::Attempt => Test::Attempt(Bounds::read(text, whole).ok_or_else(|| {
            wrong(text, "is no number of an attempt")
                .hint("For example `attempt:1` or `attempt:>1`.")
        })?),
        Key::Sig => Test::Signature(word(key, text, &Check::ALL, Check::name)?),
        Key::Dir => Test::Direction(word(key, text, &Direction::ALL, Direction::name)?),
        Key::Kind => Test::Kind(word(key, text, &Kind::ALL, Kind::name)?),
        Key::Protocol => Test::Protocol(word(key, text, &Protocol::ALL, Protocol::name)?),
        Key::Since => Test::Since(time()?),
        Key::Until => Test::Until(time()?),
        Key::Starred => Test::Starred(word(key, text, &[true, false], |it| {
            if it { "yes" } else { "no" }
        })?),
        Key::Is => word(key, text, &[Test::Failed], |_| "failed")?,
    })
}

/// How times are written.
const TIMES: &str = "So long ago: `30s`, `10m`, `2h`, `3d`, `1w`; or then: `10:00`, `today`, `yesterday`, `2026-11-21`, \
                     `2026-11-21T10:00`, `2026-11-21T01:00:00Z`.";

/// Nothing stands where a value should.
pub(super) fn missing(key: Option<Key>) -> Misread {
    match key {
        Some(key) => Misread::new(format!("`{}:` says nothing here", key.name()))
            .hint("A value follows the colon, and each comma."),
        None => Misread::new("a text is missing here").hint("A comma stands between two texts."),
    }
}

fn wrong(text: &str, what: &str) -> Misread {
    Misread::new(format!("`{text}` {what}"))
}

/// One of a few words.
fn word<T: Clone>(
    key: Key,
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Misread> {
    let names: Vec<_> = all.iter().cloned().map(&name).collect();
    let found = names.iter().position(|it| it.eq_ignore_ascii_case(text));
    if let Some(place) = found {
        return Ok(all[place].clone());
    }
    let key = key.name();
    let misread = wrong(text, &format!("is nothing that `{key}:` knows"));
    let misread = match nearest(text, names.iter().copied()) {
        Some(near) => misread.hint(format!("Perhaps `{key}:{near}` is meant.")),
        None => misread,
    };
    Err(misread.hint(format!("It knows `{}`.", names.join("`, `"))))
}

fn answer(text: &str) -> Result<Answer, Misread> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(Answer::None);
    }
    let causes = Cause::ALL.map(Cause::name);
    if let Some(place) = causes.iter().position(|it| it.eq_ignore_ascii_case(text)) {
        return Ok(Answer::Cause(Cause::ALL[place]));
    }
    if let [class @ b'1'..=b'9', b'x' | b'X', b'x' | b'X'] = text.as_bytes() {
        let first = u16::from(class - b'0') * 100;
        return Ok(Answer::Status(Bounds::Between(first, first + 99)));
    }
    let status = |text: &str| whole(text).filter(|status| (100..=999).contains(status));
    if let Some(bounds) = Bounds::read(text, status) {
        return Ok(Answer::Status(bounds));
    }
    let misread = wrong(text, "is no status");
    let misread = match nearest(text, causes) {
        Some(near) => misread.hint(format!("Perhaps `status:{near}` is meant.")),
        None => misread,
    };
    Err(misread.hint(format!(
        "For example `500`, `5xx`, `>=400`, `400-499`, `none`, or why none came: `{}`.",
        causes.join("`, `")
    )))
}

fn took(text: &str) -> Result<Bounds<f64>, Misread> {
    match Bounds::read(text, millis) {
        Some(Bounds::Is(_)) => Err(
            wrong(text, "alone is too exact for a time that was measured").hint(format!(
                "More than that is `ms:>{text}`, less is `ms:<{text}`."
            )),
        ),
        Some(bounds) => Ok(bounds),
        None => Err(wrong(text, "is no length of time")
            .hint("For example `ms:>1000`, `ms:<50`, `ms:100-200`, `ms:>1.5s`.")),
    }
}
