//! HTTP status codes: reason phrases, and sets such as `200,2xx`.
use std::fmt;
use std::str::FromStr;

/// A set of status codes, written `200`, `2xx` or `200-204`, joined with commas. Ranges are inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusSet(Vec<(u16, u16)>);

impl StatusSet {
    pub fn contains(&self, status: u16) -> bool {
        self.0
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&status))
    }
}

impl Default for StatusSet {
    /// Contains all 2xx.
    fn default() -> Self {
        Self(vec![(200, 299)])
    }
}

impl FromStr for StatusSet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ranges: Option<Vec<_>> = text
            .split(',')
            .map(|part| parse_range(part.trim()))
            .collect();
        match ranges {
            Some(ranges) => Ok(Self(ranges)),
            None => Err(
                "statuses are written `200`, `2xx` or `200-204`, several joined by commas".into(),
            ),
        }
    }
}

fn parse_range(text: &str) -> Option<(u16, u16)> {
    let status = |text: &str| {
        let is_status = text.len() == 3 && text.bytes().all(|digit| digit.is_ascii_digit());
        text.parse()
            .ok()
            .filter(|status| is_status && *status >= 100)
    };
    if let Some(class) = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX")) {
        let hundreds: u16 = class
            .parse()
            .ok()
            .filter(|class| (1..=9).contains(class) && text.len() == 3)?;
        return Some((hundreds * 100, hundreds * 100 + 99));
    }
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (status(first)?, status(last)?);
        return (first <= last).then_some((first, last));
    }
    let code = status(text)?;
    Some((code, code))
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            if first == last {
                write!(f, "{first}")?;
            } else if first % 100 == 0 && *last == first + 99 {
                write!(f, "{}xx", first / 100)?;
            } else {
                write!(f, "{first}-{last}")?;
            }
        }
        Ok(())
    }
}

/// Returns the reason phrase of a status, or an empty string for an unknown one.
pub fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        425 => "Too Early",
        429 => "Too Many Requests",
        431 => "Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_sets_are_read_and_written() {
        for (text, inside, outside) in [
            ("2xx", 204, 300),
            ("200", 200, 201),
            ("200, 4XX", 401, 201),
            ("200-204,500", 203, 205),
        ] {
            let set: StatusSet = text.parse().expect(text);
            assert!(set.contains(inside) && !set.contains(outside), "{text}");
            assert_eq!(set.to_string().parse(), Ok(set));
        }
        for text in [
            "", "2x", "20x", "0xx", "99", "1000", "204-200", "2xx,", "ok", "+20", "12xx",
        ] {
            assert!(text.parse::<StatusSet>().is_err(), "{text}");
        }
    }
}
