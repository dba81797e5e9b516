//! Bots as text: a block for one, a table for many.
use super::terminal::{Styles, label, told};
use super::{cells, escape};
use serde::{Deserialize, Serialize};

/// A bot as known from its platform and from the stored credentials. Unknown fields are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotInfo {
    pub bot_id: String,
    pub name: Option<String>,
    /// Profile of its platform.
    pub profile: Option<String>,
    /// Base URL of that platform's API.
    pub api_base: Option<String>,
    pub callback_url: Option<String>,
    pub visibility: Option<String>,
    /// For example `active` or `pending`.
    pub status: Option<String>,
    pub owner: Option<String>,
    /// Seconds since 1970.
    pub created_at: Option<i64>,
    /// Since when the bot is known not to listen, in seconds since 1970.
    #[serde(default)]
    pub offline_since: Option<i64>,
    /// Fingerprint of the token that the platform accepts.
    pub token_fingerprint: Option<String>,
    /// Fingerprint of the webhook secret that the platform signs with.
    pub secret_fingerprint: Option<String>,
    /// `None` if no credentials are stored for the bot.
    #[serde(default, rename = "kept")]
    pub stored: Option<StoredCredentials>,
}

/// Fingerprints of the stored credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredCredentials {
    pub token_fingerprint: Option<String>,
    pub secret_fingerprint: Option<String>,
}

impl StoredCredentials {
    /// Names the stored credentials, and marks those that the platform no longer accepts.
    fn describe(&self, bot: &BotInfo) -> String {
        let describe = |what: &str, stored: &Option<String>, on_platform: &Option<String>| {
            let stored = stored.as_ref()?;
            Some(match on_platform {
                Some(on_platform) if on_platform != stored => {
                    told(&format!("an old {what}")).into_owned()
                }
                _ => label(what).to_owned(),
            })
        };
        let parts = [
            describe("token", &self.token_fingerprint, &bot.token_fingerprint),
            describe("secret", &self.secret_fingerprint, &bot.secret_fingerprint),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            label("nothing").into()
        } else {
            parts.join(", ")
        }
    }
}

/// Renders one bot as a block of lines.
pub fn block(bot: &BotInfo, styles: Styles) -> String {
    let stored = bot.stored.as_ref().map(|stored| stored.describe(bot));
    let created = bot.created_at.map(format_seconds);
    let offline = bot.offline_since.map(|since| {
        let since = format_seconds(since);
        let text = format!("since {since}; its events are held until it listens");
        told(&text).into_owned()
    });
    let status = bot.status.as_deref().map(label).map(str::to_owned);
    let visibility = bot.visibility.as_deref().map(label).map(str::to_owned);
    let lines = [
        ("name", bot.name.as_ref()),
        ("status", status.as_ref()),
        ("offline", offline.as_ref()),
        ("visibility", visibility.as_ref()),
        ("callback URL", bot.callback_url.as_ref()),
        ("owner", bot.owner.as_ref()),
        ("created", created.as_ref()),
        ("platform", bot.profile.as_ref()),
        ("API base", bot.api_base.as_ref()),
        ("kept here", stored.as_ref()),
    ];
    let mut text = styles.strong(escape::line(&bot.bot_id));
    for (name, value) in lines {
        if let Some(value) = value {
            text.push_str(&field(name, value, styles));
        }
    }
    text
}

/// Renders a line of a block: a newline, name and value.
pub fn field(name: &str, value: &str, styles: Styles) -> String {
    let name = styles.faint(cells::pad_right(label(name), 14));
    format!("\n  {name} {}", escape::line(value))
}

/// Renders bots as a table; `width` in cells, `None` for no limit.
pub fn table(bots: &[BotInfo], width: Option<usize>) -> String {
    let header = [
        "bot",
        "name",
        "platform",
        "status",
        "visibility",
        "callback URL",
        "kept here",
    ];
    let row = |bot: &BotInfo| {
        let stored = bot.stored.as_ref().map(|stored| stored.describe(bot));
        let status = bot.status.as_deref().map(label);
        let status = status.map(|status| match bot.offline_since {
            Some(_) => format!("{status}, {}", label("offline")),
            None => status.to_owned(),
        });
        let visibility = bot.visibility.as_deref().map(label).map(str::to_owned);
        let cells = [
            Some(&bot.bot_id),
            bot.name.as_ref(),
            bot.profile.as_ref(),
            status.as_ref(),
            visibility.as_ref(),
            bot.callback_url.as_ref(),
            stored.as_ref(),
        ];
        cells.map(|cell| cell.map_or_else(|| "-".into(), |text| escape::line(text).to_string()))
    };
    super::table::table(header, bots.iter().map(row), width)
}

/// Formats seconds since 1970 in the local time zone.
fn format_seconds(seconds: i64) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(time) => time
            .to_zoned(jiff::tz::TimeZone::system())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        Err(_) => seconds.to_string(),
    }
}
