//! Computes the signature of a body without sending anything.
use super::Inspector;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::model::http::Request;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signer};
use crate::model::text::phrase::Phrase;
use serde_json::json;

pub(super) fn sign(inspector: &Inspector, request: &Request) -> HandlerResult {
    let mut fields = JsonFields::read(request)?;
    let bot_id = fields.required_text("bot_id")?;
    let body = fields.bytes("body", "body_base64")?;
    fields.finish()?;
    let body = body.ok_or_else(|| Problem::missing("body"))?;
    let secret = inspector.secret(Some(&bot_id))?;
    Ok(ok(&json!({
        "signature": Signer::new(&secret).sign(&body).to_string(),
        "header": SIGNATURE_HEADER,
        "fingerprint": secret.fingerprint(),
    })))
}

impl Inspector {
    /// Returns the secret that signs the events of a bot: the host's own, else the stored one.
    pub(super) fn secret(&self, bot_id: Option<&str>) -> HandlerResult<Secret> {
        if let Some(secret) = (self.host.secret)(bot_id) {
            return Ok(secret);
        }
        let credentials = self.host.credentials()?;
        let stored = bot_id.and_then(|id| credentials.bot(id)?.secret.clone());
        stored.ok_or_else(|| {
            let phrase = match bot_id {
                Some(id) => Phrase::new("resend.no-secret").with("id", id),
                None => Phrase::new("resend.no-bot"),
            };
            Problem::conflict(phrase).hint("resend.hint-add")
        })
    }
}
