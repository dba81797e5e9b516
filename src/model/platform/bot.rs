//! Bots of a platform: visibility, status and permissions.
//!
//! The four visibilities and their meaning are MoMoTalk's
//! (<https://mmrnd.net/bot-developer-guide.html>, "Bot visibility"); how a platform enforces them is not
//! documented, so the rules below are momo's own reading of that table.
use crate::model::http::allowed_hosts::AllowedHosts;
use crate::model::http::target;
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;

/// Path of the callback URL in MoMoTalk's example (<https://mmrnd.net/bot-developer-guide.html>).
pub const CALLBACK_PATH: &str = "/momotalk/webhook";

named! {
    /// Visibility of a bot, in the guide's order.
    #[derive(Default)]
    pub enum Visibility {
        /// Only its owner and operators can see, manage and test it.
        #[default]
        Private = "private",
        /// Not listed, but visible to callers that know its id.
        Unlisted = "unlisted",
        /// Listed for all callers.
        Public = "public",
        /// Pending until an operator reviews it.
        ReviewRequired = "review_required",
    }
}

impl Visibility {
    /// Returns the status of a new bot with this visibility.
    pub fn initial_status(self) -> BotStatus {
        match self {
            Self::ReviewRequired => BotStatus::Pending,
            _ => BotStatus::Active,
        }
    }
}

named! {
    /// Whether a bot may receive events and send messages.
    pub enum BotStatus {
        /// Receives events and may send messages.
        Active = "active",
        /// Waits for a review.
        Pending = "pending",
        /// Rejected by a review.
        Rejected = "rejected",
    }
}

named! {
    /// Permissions of a console token, in ascending order. MoMoTalk names the three; an admin has all permissions of an operator.
    #[derive(PartialOrd, Ord)]
    pub enum Role {
        /// Registers bots and manages its own.
        Developer = "developer",
        /// Manages all bots and reviews them.
        Operator = "operator",
        /// Also issues console tokens.
        Admin = "admin",
    }
}

named! {
    /// What `momo run` tells of a bot's process.
    pub enum ProcessState {
        /// It is about to start.
        Starting = "starting",
        /// It answers.
        Listening = "listening",
        /// It ended by itself.
        Ended = "ended",
        /// It was stopped.
        Stopped = "stopped",
    }
}

/// Holder of the console token of an API call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Name of the token; a bot's owner is such a name.
    pub name: String,
    pub role: Role,
}

/// A bot, without its token and secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bot {
    /// `bot_...`.
    pub id: String,
    pub name: String,
    pub callback_url: String,
    pub visibility: Visibility,
    pub status: BotStatus,
    /// Name of the console token that registered it.
    pub owner: String,
    pub created_at: Timestamp,
    pub token_fingerprint: String,
    pub secret_fingerprint: String,
    /// Note of the last review.
    pub review_note: Option<String>,
    /// End of the previous token's validity, perhaps in the past; `None` if there was no previous token.
    pub previous_token_valid_until: Option<Timestamp>,
    /// Since when the bot is known not to listen; `None` if that is not known.
    pub offline_since: Option<Timestamp>,
}

impl Bot {
    /// Whether the caller may change, test, rotate and delete the bot, and sees all its fields.
    pub fn is_managed_by(&self, caller: &Caller) -> bool {
        caller.role >= Role::Operator || caller.name == self.owner
    }

    /// Whether the caller can look the bot up by its id. Callers that do not manage it see it only while it is active.
    pub fn is_visible_to(&self, caller: &Caller) -> bool {
        let is_open = matches!(self.visibility, Visibility::Public | Visibility::Unlisted);
        self.is_managed_by(caller) || (is_open && self.status == BotStatus::Active)
    }

    /// Whether the bot is in the caller's list.
    pub fn is_listed_for(&self, caller: &Caller) -> bool {
        let is_listed = self.visibility == Visibility::Public && self.status == BotStatus::Active;
        self.is_managed_by(caller) || is_listed
    }

    /// Sets the visibility, and the status that follows from it. A pending or rejected bot becomes active without a
    /// review only if it becomes private or if the caller is an operator. Setting `review_required` again on a rejected
    /// bot requests a new review.
    pub fn set_visibility(&mut self, visibility: Visibility, by: &Caller) {
        let may_skip_review = by.role >= Role::Operator || visibility == Visibility::Private;
        let asks_again = self.visibility != visibility || self.status == BotStatus::Rejected;
        if visibility == Visibility::ReviewRequired && asks_again {
            self.status = BotStatus::Pending;
        } else if visibility != Visibility::ReviewRequired && may_skip_review {
            self.status = BotStatus::Active;
        }
        self.visibility = visibility;
    }

    /// Whether the bot receives events of its rooms and may send messages.
    pub fn is_active(&self) -> bool {
        self.status == BotStatus::Active
    }
}

impl Bot {
    /// Returns the phrase of `code` with the bot's id and status: why its status forbids a call.
    pub fn in_status(&self, code: &'static str) -> Phrase {
        let status = Phrase::new(format!("status.{}", self.status.name()));
        Phrase::new(code)
            .with("id", &self.id)
            .with("status", status)
    }
}

/// Returns why the URL cannot be a bot's callback URL, or `None` if it can.
///
/// MoMoTalk requires HTTPS. A local platform also accepts plain HTTP to the loopback address and to `plain_hosts`, which
/// are `None` on any other platform.
pub fn callback_url_problem(url: &str, plain_hosts: Option<&AllowedHosts>) -> Option<Phrase> {
    let code = match target::parse(url) {
        Err(error) => return Some(error.phrase()),
        Ok(resolved) if resolved != url => {
            let phrase = Phrase::new("target.partial").with("url", url);
            return Some(phrase.with("resolved", resolved));
        }
        Ok(_) if url.starts_with("https://") => return None,
        Ok(_) => match plain_hosts {
            None => "target.not-https-remote",
            Some(hosts) if target::is_loopback(url) || hosts.allows(url) => return None,
            Some(_) => "target.not-https",
        },
    };
    Some(Phrase::new(code).with("url", url))
}
