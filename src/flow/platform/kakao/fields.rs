//! Body fields of the calls that create and update Kakao rooms.
use crate::flow::platform::bots::checked_name;
use crate::flow::web::json_fields::{JsonFields, resolve_target};
use crate::flow::web::problem::{HandlerResult, Problem};
use crate::model::http::{is_connection_header, is_token};
use crate::model::kakao::payload::CallOrigin;
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;

/// Headers that HTTP or Kakao sets, besides the connection headers.
const RESERVED: [&str; 3] = ["content-type", "expect", "host"];

/// Maximum length of a header's name or value in bytes.
const MAX_HEADER_BYTES: usize = 1000;

/// Change of the room's authentication header.
#[derive(Default)]
pub(super) enum HeaderChange {
    #[default]
    Unchanged,
    Remove,
    Set(String, Secret),
}

/// Settings of a room; `None` means unchanged, or the default in a new room.
pub(super) struct RoomFields {
    pub(super) name: Option<String>,
    pub(super) skill_url: Option<String>,
    pub(super) variant: Option<CallOrigin>,
    pub(super) has_callback: Option<bool>,
    pub(super) header: HeaderChange,
}

impl RoomFields {
    pub(super) fn read(mut fields: JsonFields) -> HandlerResult<Self> {
        let variants = CallOrigin::ALL.map(CallOrigin::name);
        let name = fields.text("name")?;
        let room_fields = Self {
            name: name.map(|it| checked_name("name", it)).transpose()?,
            skill_url: fields
                .text("skill_url")?
                .map(|it| resolve_target("skill_url", &it))
                .transpose()?,
            variant: fields.choice("variant", &variants, CallOrigin::from_name)?,
            has_callback: fields.boolean("callback")?,
            header: header(&mut fields)?,
        };
        fields.finish()?;
        Ok(room_fields)
    }
}

/// Reads `{"name", "value"}`; an empty object removes the header.
fn header(fields: &mut JsonFields) -> HandlerResult<HeaderChange> {
    let Some(mut fields) = fields.nested("header")? else {
        return Ok(HeaderChange::Unchanged);
    };
    let (name, value) = (fields.text("name")?, fields.text("value")?);
    fields.finish()?;
    let (name, value) = match (name, value) {
        (None, None) => return Ok(HeaderChange::Remove),
        (Some(name), Some(value)) => (name, value),
        (None, Some(_)) => return Err(Problem::missing("header.name")),
        (Some(_), None) => return Err(Problem::missing("header.value")),
    };
    if !is_token(name.as_bytes()) || name.len() > MAX_HEADER_BYTES {
        return Err(Problem::field("header.name", "header.name"));
    }
    if is_connection_header(&name) || RESERVED.contains(&&*name.to_ascii_lowercase()) {
        return Err(Problem::field(
            "header.name",
            Phrase::new("header.reserved").with("name", name),
        ));
    }
    let is_allowed = |ch: char| !ch.is_control() || ch == '\t';
    if !value.chars().all(is_allowed) || value.len() > MAX_HEADER_BYTES {
        return Err(Problem::field("header.value", "header.value"));
    }
    let secret = Secret::new(value.trim().to_owned());
    let secret = secret.ok_or_else(|| Problem::field("header.value", "field.empty"))?;
    Ok(HeaderChange::Set(name, secret))
}
