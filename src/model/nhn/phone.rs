//! Phone numbers: parses common spellings, and formats them like NHN Cloud's examples, `010-1234-5678`.
//!
//! NHN Cloud accepts country codes since 2019-05-28, but does not document their format (`ko/release-notes.md`).
//! Such messages arrive only if the user has verified the foreign number with KakaoTalk.
use unicode_normalization::UnicodeNormalization;

/// A valid recipient number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    digits: String,
    is_korean: bool,
}

/// Maximum length in the documents of AlimTalk, a product of the same service.
const MAX_DIGITS: usize = 15;

impl Phone {
    /// Parses a Korean number (`010-1234-5678`, `01012345678`, `+82 10 1234 5678`, `+82 (0)10-1234-5678`, `0082...`,
    /// also with fullwidth digits) or a foreign one (`+1 415 555 2671`).
    ///
    /// # Errors
    /// Fails if the text is not such a number; the message continues the sentence "`...` ".
    pub fn parse(text: &str) -> Result<Self, String> {
        let plain: String = text.trim().nfkc().collect();
        let (number, mut is_international) = match plain.strip_prefix('+') {
            Some(rest) => (rest, true),
            None => (plain.as_str(), false),
        };
        let mut digits = String::new();
        for ch in number.replace("(0)", "").chars() {
            match ch {
                '0'..='9' => digits.push(ch),
                ' ' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
                other => {
                    return Err(format!(
                        "is no phone number: `{}` stands in it",
                        other.escape_debug()
                    ));
                }
            }
        }
        if digits.is_empty() {
            return Err("is no phone number: it has no digits".into());
        }
        if !is_international && let Some(rest) = digits.strip_prefix("00") {
            digits = rest.to_owned();
            is_international = true;
        }
        // Domestic Korean numbers begin with 0 or 1, so 82 is the country code.
        match digits.strip_prefix("82") {
            Some(rest) => parse_korean(&format!("0{}", rest.trim_start_matches('0'))),
            None if is_international => parse_foreign(digits),
            None => parse_korean(&digits),
        }
    }

    /// Formats the number for a request: `010-1234-5678`, or country code and digits of a foreign number.
    pub fn formatted(&self) -> String {
        if !self.is_korean {
            return self.digits.clone();
        }
        let (first, rest) = self.digits.split_at(3);
        let (middle, last) = rest.split_at(rest.len() - 4);
        format!("{first}-{middle}-{last}")
    }

    pub fn is_korean(&self) -> bool {
        self.is_korean
    }
}

/// Parses a domestic mobile number: 010 and eight digits, or an old prefix and seven or eight.
fn parse_korean(digits: &str) -> Result<Phone, String> {
    let has_new_prefix = digits.starts_with("010");
    let has_old_prefix = ["011", "016", "017", "018", "019"]
        .iter()
        .any(|prefix| digits.starts_with(prefix));
    if !has_new_prefix && !has_old_prefix {
        return Err(
            "is no mobile number of Korea: those begin with 010; other countries' begin with `+`"
                .into(),
        );
    }
    let min_digits = if has_new_prefix { 11 } else { 10 };
    let error = |difference: usize, adjective: &str| {
        let digits = if difference == 1 { "digit" } else { "digits" };
        format!(
            "is {difference} {digits} too {adjective}: a mobile number of Korea is 010 and eight digits, as `+821012345678` or `010-1234-5678`"
        )
    };
    match digits.len() {
        short if short < min_digits => Err(error(min_digits - short, "short")),
        long if long > 11 => Err(error(long - 11, "long")),
        _ => Ok(Phone {
            digits: digits.to_owned(),
            is_korean: true,
        }),
    }
}

fn parse_foreign(digits: String) -> Result<Phone, String> {
    if digits.starts_with('0') {
        return Err("is no phone number: no country code begins with 0".into());
    }
    match digits.len() {
        ..7 => Err("is too short for a number with its country code".into()),
        7..=MAX_DIGITS => Ok(Phone {
            digits,
            is_korean: false,
        }),
        _ => Err(format!(
            "has more than {MAX_DIGITS} digits, which no phone number has"
        )),
    }
}
