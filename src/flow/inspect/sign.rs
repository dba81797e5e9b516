//! What a signature would be, before anything is sent.
use super::Inspector;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::model::http::Request;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signer};
use serde_json::json;

pub(super) fn sign(it: &Inspector, call: &Request) -> HandlerResult {
    let mut fields = JsonFields::read(call)?;
    let bot_id = fields.required_text("bot_id")?;
    let body = fields.bytes("body", "body_base64")?;
    fields.finish()?;
    let body = body.ok_or_else(|| Problem::field("body", "is missing"))?;
    let secret = it.secret(Some(&bot_id))?;
    Ok(ok(&json!({
        "signature": Signer::new(&secret).sign(&body).to_string(),
        "header": SIGNATURE_HEADER,
        "fingerprint": secret.fingerprint(),
    })))
}

impl Inspector {
    /// The secret that signs the events of a bot: that of the house, else the one that was kept for the bot.
    pub(super) fn secret(&self, bot_id: Option<&str>) -> HandlerResult<Secret> {
        if let Some(secret) = self.host.secret(bot_id) {
            return Ok(secret);
        }
        let credentials = self.host.credentials()?;
        let kept = bot_id.and_then(|id| credentials.bot(id)?.secret.clone());
        kept.ok_or_else(|| {
            let problem = match bot_id {
                Some(id) => Problem::conflict(format!("no webhook secret is known for `{id}`")),
                None => Problem::conflict("the event names no bot, so no webhook secret is known"),
            };
            problem.hint("`momo bot add` keeps the secret of a bot.")
        })
    }
}
