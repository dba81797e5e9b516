//! Buttons of messages, and the syntax of the flag `--button`: `NAME=URL`, or `TYPE:...` for other types.
use serde::Serialize;

/// A button in NHN Cloud's JSON format.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Button {
    /// Position, from 1; Friend Talk only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ordering: Option<usize>,
    /// WL, AL, BK, MD, BT or BF.
    pub r#type: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_mo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme_android: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme_ios: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_form_key: Option<String>,
}

/// Description of the button syntax for error messages.
pub const BUTTON_SYNTAX: &str = "a button is written NAME=URL, BK:NAME (says its name to the bot), MD:NAME (sends name and message), AL:NAME=ANDROID|IOS|URL (opens an app), BT:NAME=EVENT (chatbot), BF:NAME=KEY (business form)";

impl Button {
    /// Parses the value of `--button`.
    ///
    /// # Errors
    /// Fails if the name is missing, a value is missing or not allowed for the type, or the type is AC.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (kind, rest) = match text.split_once(':') {
            Some((kind @ ("WL" | "AL" | "BK" | "MD" | "BT" | "BF"), rest)) => (kind, rest),
            Some(("AC", _)) => {
                return Err("the button that adds the channel (AC) is for people who are not its friends (targeting M and N), and momo sends to friends".into());
            }
            _ => ("WL", text),
        };
        let (name, value) = match rest.split_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim().to_owned())),
            None => (rest.trim(), None),
        };
        let needs_value = !matches!(kind, "BK" | "MD");
        let has_value = value.as_ref().is_some_and(|value| !value.is_empty());
        if name.is_empty() || has_value != needs_value {
            return Err(BUTTON_SYNTAX.into());
        }
        let button = Self {
            r#type: kind.into(),
            name: name.into(),
            ..Self::default()
        };
        Ok(match kind {
            "WL" => Self {
                link_mo: value,
                ..button
            },
            "BT" => Self {
                chat_event: value,
                ..button
            },
            "BF" => Self {
                biz_form_key: value,
                ..button
            },
            "AL" => button.with_app_links(&value.unwrap_or_default()),
            _ => button,
        })
    }

    /// Sets the position, from 1.
    #[must_use]
    pub fn with_ordering(mut self, ordering: usize) -> Self {
        self.ordering = Some(ordering);
        self
    }

    /// Sets the links of an app button from `ANDROID|IOS|URL`. Parts may be empty.
    fn with_app_links(self, links: &str) -> Self {
        let mut links = links.splitn(3, '|').map(str::trim);
        let mut next = || {
            let link = links.next().filter(|link| !link.is_empty());
            link.map(str::to_owned)
        };
        let (scheme_android, scheme_ios, link_mo) = (next(), next(), next());
        Self {
            scheme_android,
            scheme_ios,
            link_mo,
            ..self
        }
    }
}
