//! Faces of bots: a block for one, a table for many.
use super::escape;
use super::terminal::Styles;
use serde::{Deserialize, Serialize};

/// What is known of a bot, from its platform or from what is kept here. What is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotInfo {
    /// Its id.
    pub bot_id: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// The platform that it belongs to.
    #[serde(default)]
    pub profile: Option<String>,
    /// Where that platform's API is.
    #[serde(default)]
    pub api_base: Option<String>,
    /// Where it takes its events.
    #[serde(default)]
    pub callback_url: Option<String>,
    /// Who may see it.
    #[serde(default)]
    pub visibility: Option<String>,
    /// Whether it is active.
    #[serde(default)]
    pub status: Option<String>,
    /// Who made it.
    #[serde(default)]
    pub owner: Option<String>,
    /// When it was made: seconds since 1970.
    #[serde(default)]
    pub created_at: Option<i64>,
    /// The fingerprint of the token that the platform accepts.
    #[serde(default)]
    pub token_fingerprint: Option<String>,
    /// The fingerprint of the webhook secret that the platform signs with.
    #[serde(default)]
    pub secret_fingerprint: Option<String>,
    /// What is kept here; none where nothing is.
    #[serde(default)]
    pub kept: Option<StoredCredentials>,
}

/// The credentials that are kept here, by their fingerprints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCredentials {
    /// Of the bot token.
    pub token_fingerprint: Option<String>,
    /// Of the webhook secret.
    pub secret_fingerprint: Option<String>,
}

impl StoredCredentials {
    /// What the kept credentials are good for, and whether the platform still takes them.
    fn describe(&self, facts: &BotInfo) -> String {
        let one = |what: &str, kept: &Option<String>, theirs: &Option<String>| {
            let kept = kept.as_ref()?;
            Some(match theirs {
                Some(theirs) if theirs != kept => format!("an old {what}"),
                _ => what.to_owned(),
            })
        };
        let parts = [
            one("token", &self.token_fingerprint, &facts.token_fingerprint),
            one(
                "secret",
                &self.secret_fingerprint,
                &facts.secret_fingerprint,
            ),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            "nothing".into()
        } else {
            parts.join(", ")
        }
    }
}

/// One bot as a block of lines.
pub fn block(facts: &BotInfo, ink: Styles) -> String {
    let kept = facts.kept.as_ref().map(|kept| kept.describe(facts));
    let created = facts.created_at.map(moment);
    let lines = [
        ("name", facts.name.as_ref()),
        ("status", facts.status.as_ref()),
        ("visibility", facts.visibility.as_ref()),
        ("callback URL", facts.callback_url.as_ref()),
        ("owner", facts.owner.as_ref()),
        ("created", created.as_ref()),
        ("platform", facts.profile.as_ref()),
        ("API base", facts.api_base.as_ref()),
        ("kept here", kept.as_ref()),
    ];
    let mut text = ink.strong(escape::line(&facts.bot_id));
    for (label, value) in lines {
        if let Some(value) = value {
            text.push_str(&field(label, value, ink));
        }
    }
    text
}

/// A line of a block: label and value.
pub fn field(label: &str, value: &str, ink: Styles) -> String {
    let label = ink.faint(format!("{label:<14}"));
    format!("\n  {label} {}", escape::line(value))
}

/// Many bots as a table.
pub fn table(bots: &[BotInfo], width: Option<usize>) -> String {
    let head = [
        "bot",
        "name",
        "platform",
        "status",
        "visibility",
        "callback URL",
        "kept here",
    ];
    let row = |facts: &BotInfo| {
        let kept = facts.kept.as_ref().map(|kept| kept.describe(facts));
        let cells = [
            Some(&facts.bot_id),
            facts.name.as_ref(),
            facts.profile.as_ref(),
            facts.status.as_ref(),
            facts.visibility.as_ref(),
            facts.callback_url.as_ref(),
            kept.as_ref(),
        ];
        cells.map(|cell| cell.map_or_else(|| "-".into(), |text| escape::line(text).to_string()))
    };
    super::table::table(head, bots.iter().map(row), width)
}

/// Seconds since 1970 as people read them, in the local time zone.
fn moment(seconds: i64) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(time) => time
            .to_zoned(jiff::tz::TimeZone::system())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        Err(_) => seconds.to_string(),
    }
}
