//! Bots as a platform sees them: visibility, state, and who may do what with them.
//!
//! The four visibilities and their meaning are MoMoTalk's
//! (<https://mmrnd.net/bot-developer-guide.html>, "Bot visibility"); how a platform enforces them is not
//! documented, so the rules below are momo's own reading of that table.
use crate::model::http::target;
use crate::model::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Who can see a bot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Only the owner and operators manage, see and test it.
    #[default]
    Private,
    /// Not listed, but there for whoever knows its id.
    Unlisted,
    /// Listed for everybody.
    Public,
    /// Pending until an operator has reviewed it.
    ReviewRequired,
}

impl Visibility {
    /// All of them, in the order of the guide.
    pub const ALL: [Self; 4] = [
        Self::Private,
        Self::Unlisted,
        Self::Public,
        Self::ReviewRequired,
    ];

    /// The word that people and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Unlisted => "unlisted",
            Self::Public => "public",
            Self::ReviewRequired => "review_required",
        }
    }

    /// The visibility of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The state of a bot that has just got this visibility.
    pub fn first_status(self) -> Status {
        match self {
            Self::ReviewRequired => Status::Pending,
            _ => Status::Active,
        }
    }
}

/// Whether a bot takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It gets events and may send messages.
    Active,
    /// It waits for a review.
    Pending,
    /// The review refused it.
    Rejected,
}

impl Status {
    /// The word that people and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Rejected => "rejected",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Pending, Self::Rejected]
            .into_iter()
            .find(|it| it.name() == name)
    }
}

/// What a console token allows. MoMoTalk names the three; an admin can all that an operator can.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Registers bots and manages their own.
    Developer,
    /// Manages all bots and reviews them.
    Operator,
    /// Also hands out console tokens.
    Admin,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Developer, Self::Operator, Self::Admin];

    /// The word that people and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// Who calls: the holder of a console token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The name under which the token was made; bots are owned by names.
    pub name: String,
    /// What the token allows.
    pub role: Role,
}

/// A bot, without what is secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bot {
    /// `bot_...`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it takes its events.
    pub callback_url: String,
    /// Who can see it.
    pub visibility: Visibility,
    /// Whether it takes part.
    pub status: Status,
    /// The console name that registered it.
    pub owner: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// The fingerprint of its token.
    pub token_fingerprint: String,
    /// The fingerprint of its webhook secret.
    pub secret_fingerprint: String,
    /// What the reviewer wrote.
    pub review_note: Option<String>,
    /// Until when the token before this one is taken; it may have passed.
    pub old_token_until: Option<Timestamp>,
}

impl Bot {
    /// Whether the caller may change, test, rotate and delete it, and sees all of it.
    pub fn is_managed_by(&self, caller: &Caller) -> bool {
        caller.role >= Role::Operator || caller.name == self.owner
    }

    /// Whether the caller finds it by its id. Others than its managers find it only while it takes part.
    pub fn is_found_by(&self, caller: &Caller) -> bool {
        let open = matches!(self.visibility, Visibility::Public | Visibility::Unlisted);
        self.is_managed_by(caller) || (open && self.status == Status::Active)
    }

    /// Whether it is in the caller's list.
    pub fn is_listed_for(&self, caller: &Caller) -> bool {
        let listed = self.visibility == Visibility::Public && self.status == Status::Active;
        self.is_managed_by(caller) || listed
    }

    /// Gives it another visibility. One that waits for a review, or was refused by one, comes to take part
    /// without a new review only by becoming private, or by an operator's hand. Who was refused asks for a new one
    /// by naming `review_required` once more.
    pub fn show_as(&mut self, visibility: Visibility, by: &Caller) {
        let may_skip_review = by.role >= Role::Operator || visibility == Visibility::Private;
        let asks_again = self.visibility != visibility || self.status == Status::Rejected;
        if visibility == Visibility::ReviewRequired && asks_again {
            self.status = Status::Pending;
        } else if visibility != Visibility::ReviewRequired && may_skip_review {
            self.status = Status::Active;
        }
        self.visibility = visibility;
    }

    /// Whether it gets the events of its rooms and may send messages.
    pub fn takes_part(&self) -> bool {
        self.status == Status::Active
    }
}

/// Why a URL cannot be a bot's callback; none where it can.
///
/// MoMoTalk demands HTTPS. On a local platform plain HTTP to this very machine is taken too.
pub fn callback_problem(url: &str, local: bool) -> Option<String> {
    let resolved = match target::resolve(url) {
        Ok(resolved) => resolved,
        Err(error) => return Some(error.message().to_owned()),
    };
    if resolved != url {
        return Some(format!(
            "`{url}` is no whole URL; `{resolved}` may be meant"
        ));
    }
    if url.starts_with("https://") || (local && target::is_loopback(url)) {
        return None;
    }
    Some(format!(
        "`{url}` is no HTTPS address{}",
        if local {
            ", and it does not lead to this machine"
        } else {
            ""
        }
    ))
}
