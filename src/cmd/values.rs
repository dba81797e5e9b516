//! Parsers of flag values, and the names of roles and visibilities. clap appends the parsers' error texts to its own
//! sentence.
use crate::model::http::{is_token, target, validate_header};
use crate::model::platform::bot::{Role, Visibility};
use crate::model::text::units::{parse_duration, parse_share, parse_size};
use crate::model::time::Timestamp;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// Reads `3s`, `500ms`, `2m`, `1h`; a bare number means seconds. More than zero, at most a day.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let duration = parse_duration(text).or_else(|| parse_duration(&format!("{text}s")));
    match duration.ok_or("a duration is written `3s`, `500ms` or `2m`")? {
        Duration::ZERO => Err("it must be longer than nothing".into()),
        duration if duration > Duration::from_secs(86_400) => Err("a day is the longest".into()),
        duration => Ok(duration),
    }
}

/// Reads a count from 1 to 1,000,000.
pub(crate) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1_000_000) => Ok(count),
        _ => Err("a number from 1 to 1000000 is wanted".into()),
    }
}

/// Reads the id of a room or message.
pub(crate) fn numeric_id(text: &str) -> Result<i64, String> {
    text.parse()
        .map_err(|_| "it is a number, for example 1".into())
}

/// Reads `0.2` or `20%` as a fraction from 0 to 1, inclusive.
pub(crate) fn fraction(text: &str) -> Result<f64, String> {
    parse_share(text).ok_or_else(|| "a part is written `0.2` or `20%`".into())
}

/// Reads `100`, `100/s` or `6000/m` as a rate per second, from 0.01 to 1,000,000.
pub(crate) fn rate(text: &str) -> Result<f64, String> {
    let wrong = "a rate is written `100/s`, `100` or `30/m`";
    let (number, unit) = text.split_once('/').unwrap_or((text, "s"));
    let scale = match unit {
        "s" => 1.0,
        "m" => 1.0 / 60.0,
        _ => return Err(wrong.into()),
    };
    let rate = number.trim().parse::<f64>().map_err(|_| wrong)? * scale;
    match rate {
        0.01..=1_000_000.0 => Ok(rate),
        _ => Err("between 1/m and a million a second there is enough room".into()),
    }
}

/// Reads `500000`, `100MB` or `64MiB` as a number of bytes.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    parse_size(text).ok_or_else(|| "a size is written `100MB`, `64MiB`, `2GB` or in bytes".into())
}

/// Reads seconds since 1970 or `2026-06-07T12:00:00Z` (RFC 3339).
pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| {
        "a time is written in seconds since 1970 or as `2026-06-07T12:00:00Z`".into()
    })
}

pub(crate) fn header_name(text: &str) -> Result<String, String> {
    match is_token(text.as_bytes()) {
        true => Ok(text.to_owned()),
        false => Err(format!("`{text}` is no header name")),
    }
}

/// Reads `Name: value`.
pub(crate) fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("a header is written `Name: value`")?;
    let (name, value) = validate_header(name, value).map_err(|why| why.to_string())?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Reads an IP address, with or without brackets, or `localhost`.
pub(crate) fn address(text: &str) -> Result<IpAddr, String> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let bare = target::bare_host(text);
    bare.parse()
        .map_err(|_| "an IP address is needed, for example 127.0.0.1 or 0.0.0.0".to_owned())
}

impl ValueEnum for Visibility {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(match self {
            Self::Private => "Its owner and operators see and test it",
            Self::Unlisted => "Whoever has its id can add it",
            Self::Public => "Listed for everybody",
            Self::ReviewRequired => "Waits until an operator has reviewed it",
        }))
    }
}

impl ValueEnum for Role {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let good = [
            ("3s", 3000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1.5s", 1500),
            ("7", 7000),
        ];
        for (text, millis) in good {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in [
            "",
            "s",
            "-1s",
            "3 parsecs",
            "0s",
            "1e9s",
            "25h",
            "1.2.3s",
            "99999999999999999999h",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rates_are_read() {
        for (text, rate_of) in [
            ("100", 100.0),
            ("100/s", 100.0),
            ("30/m", 0.5),
            ("0.5", 0.5),
        ] {
            assert_eq!(rate(text), Ok(rate_of), "{text}");
        }
        for text in ["", "/s", "0", "-1", "1/h", "fast", "inf", "NaN", "1e9"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_are_read() {
        for (text, bytes) in [
            ("0", 0),
            ("512", 512),
            ("100MB", 100_000_000),
            ("64 MiB", 64 << 20),
            ("2g", 2_000_000_000),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "-1", "1.5GB", "10 parsecs", "99999999999GB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn headers_are_read() {
        let pair = |name: &str, value: &str| Ok((name.to_owned(), value.to_owned()));
        assert_eq!(header("X-A: b: c "), pair("X-A", "b: c"));
        assert_eq!(header("X-A:"), pair("X-A", ""));
        assert_eq!(header("X-A: 누구"), pair("X-A", "누구"));
        for text in ["X-A", ": b", "X A: b", "X-A: b\r\nC: d"] {
            assert!(header(text).is_err(), "{text}");
        }
    }
}
