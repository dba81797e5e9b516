//! The fields of a room's calls: where the skill is, how it is called, which header it wants.
use crate::flow::platform::bots::short;
use crate::flow::web::json_fields::{JsonFields, resolve_target};
use crate::flow::web::problem::{Problem, HandlerResult};
use crate::model::http::{is_of_connection, is_token};
use crate::model::kakao::payload::Variant;
use crate::model::secret::Secret;

/// Headers that belong to HTTP itself, besides those of the connection, or that Kakao sets.
const RESERVED: [&str; 3] = ["content-type", "expect", "host"];

/// The longest name or value of a header.
const HEADER_LIMIT: usize = 1000;

/// What a call says about the owner's header.
#[derive(Default)]
pub(super) enum Header {
    /// Nothing.
    #[default]
    Same,
    /// There is none any more.
    Gone,
    /// This one.
    New(String, Secret),
}

/// Everything that can be said of a room.
pub(super) struct RoomFields {
    pub(super) name: Option<String>,
    pub(super) skill_url: Option<String>,
    pub(super) variant: Option<Variant>,
    pub(super) has_callback: Option<bool>,
    pub(super) header: Header,
}

impl RoomFields {
    pub(super) fn read(mut fields: JsonFields) -> HandlerResult<Self> {
        let words = Variant::ALL.map(Variant::name);
        let name = fields.text("name")?;
        let read = Self {
            name: name.map(|it| short("name", it)).transpose()?,
            skill_url: fields
                .text("skill_url")?
                .map(|it| resolve_target("skill_url", &it))
                .transpose()?,
            variant: fields.choice("variant", &words, Variant::named)?,
            has_callback: fields.boolean("callback")?,
            header: header(&mut fields)?,
        };
        fields.finish()?;
        Ok(read)
    }
}

/// `{"name", "value"}`; an empty object takes the header away.
fn header(fields: &mut JsonFields) -> HandlerResult<Header> {
    let Some(mut fields) = fields.nested("header")? else {
        return Ok(Header::Same);
    };
    let (name, value) = (fields.text("name")?, fields.text("value")?);
    fields.finish()?;
    let (name, value) = match (name, value) {
        (None, None) => return Ok(Header::Gone),
        (Some(name), Some(value)) => (name, value),
        (None, Some(_)) => return Err(Problem::field("header.name", "is missing")),
        (Some(_), None) => return Err(Problem::field("header.value", "is missing")),
    };
    if !is_token(name.as_bytes()) || name.len() > HEADER_LIMIT {
        return Err(Problem::field("header.name", "is no name of a header"));
    }
    if is_of_connection(&name) || RESERVED.contains(&&*name.to_ascii_lowercase()) {
        return Err(Problem::field(
            "header.name",
            format!("`{name}` is HTTP's own, or Kakao's"),
        ));
    }
    let is_plain = |ch: char| !ch.is_control() || ch == '\t';
    if !value.chars().all(is_plain) || value.len() > HEADER_LIMIT {
        return Err(Problem::field("header.value", "is no value of a header"));
    }
    let secret = Secret::new(value.trim().to_owned());
    let secret = secret.ok_or_else(|| Problem::field("header.value", "is empty"))?;
    Ok(Header::New(name, secret))
}
