//! Which call a path and a method mean.
use super::reply::{Problem, Reply};

/// A call of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Health,
    OpenApi,
    CreateBot,
    ListBots,
    ShowBot(&'a str),
    UpdateBot(&'a str),
    DeleteBot(&'a str),
    RotateBot(&'a str),
    TestBot(&'a str),
    ReviewBot(&'a str),
    SendMessage(&'a str),
    ListRooms,
    CreateRoom,
    ShowRoom(i64),
    Subscribe(i64, &'a str),
    Unsubscribe(i64, &'a str),
    ListMessages(i64),
    Say(i64),
    ListUsers,
    ListDeliveries,
    CreateConsoleToken,
}

/// Reads the path below `/api`; a path that exists with another method says which it takes.
pub(super) fn route<'a>(method: &str, path: &'a str) -> Reply<Route<'a>> {
    use Route as R;
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let calls: Vec<(&str, Route<'a>)> = match parts[..] {
        ["health"] => vec![("GET", R::Health)],
        ["openapi.json"] => vec![("GET", R::OpenApi)],
        ["bots"] => vec![("GET", R::ListBots), ("POST", R::CreateBot)],
        ["bots", id] => vec![
            ("GET", R::ShowBot(id)),
            ("PATCH", R::UpdateBot(id)),
            ("DELETE", R::DeleteBot(id)),
        ],
        ["bots", id, "rotate"] => vec![("POST", R::RotateBot(id))],
        ["bots", id, "test"] => vec![("POST", R::TestBot(id))],
        ["bots", id, "review"] => vec![("POST", R::ReviewBot(id))],
        ["bots", id, "messages"] => vec![("POST", R::SendMessage(id))],
        ["rooms"] => vec![("GET", R::ListRooms), ("POST", R::CreateRoom)],
        ["rooms", room] => vec![("GET", R::ShowRoom(room_id(room)?))],
        ["rooms", room, "bots", id] => vec![
            ("PUT", R::Subscribe(room_id(room)?, id)),
            ("DELETE", R::Unsubscribe(room_id(room)?, id)),
        ],
        ["rooms", room, "messages"] => vec![
            ("GET", R::ListMessages(room_id(room)?)),
            ("POST", R::Say(room_id(room)?)),
        ],
        ["users"] => vec![("GET", R::ListUsers)],
        ["deliveries"] => vec![("GET", R::ListDeliveries)],
        ["console-tokens"] => vec![("POST", R::CreateConsoleToken)],
        _ => Vec::new(),
    };
    if calls.is_empty() {
        return Err(Problem::not_found(format!("there is no `/api{path}`"))
            .hint("/api/openapi.json lists every call."));
    }
    // HEAD is GET without the body, which the server leaves out.
    let method = if method == "HEAD" { "GET" } else { method };
    match calls.iter().find(|(taken, _)| *taken == method) {
        Some((_, route)) => Ok(*route),
        None => {
            let methods: Vec<&str> = calls.iter().map(|(taken, _)| *taken).collect();
            Err(Problem::method_not_allowed(&methods.join(", ")))
        }
    }
}

fn room_id(text: &str) -> Reply<i64> {
    let read = text.parse().ok().filter(|id| *id > 0);
    read.ok_or_else(|| Problem::not_found(format!("there is no room `{text}`")))
}

/// The values of a query, decoded; the last of a name counts.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads `a=b&c=d`.
    pub(super) fn read(query: Option<&str>) -> Reply<Self> {
        let decode = |text: &str| {
            crate::model::target::decode(text)
                .ok_or_else(|| Problem::bad_request(format!("`{text}` in the query is no UTF-8")))
        };
        let pairs = query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Reply<_>>()
            .map(Self)
    }

    /// The value of a name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().rev().find(|(known, _)| known == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The value of a name as a number that is not negative.
    pub(super) fn number(&self, name: &str) -> Reply<Option<i64>> {
        let read = |text: &str| {
            let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
            number.ok_or_else(|| Problem::field(name, format!("`{text}` is no number")))
        };
        self.text(name).map(read).transpose()
    }
}
