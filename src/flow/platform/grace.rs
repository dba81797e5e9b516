//! Until when the token and the secret that were replaced still count, for the card of a bot.
use super::call::Call;
use super::problem::HandlerResult;
use crate::io::files::Credentials;
use crate::model::platform::bot::Bot;
use crate::model::time::Timestamp;
use serde_json::Value;

/// Adds to these bots, as they are told, the ends of the graces that last.
pub(super) fn add(call: &Call<'_>, bots: &[&Bot], values: &mut [Value]) -> HandlerResult<()> {
    let kept = Credentials::load(&call.state.options.home)?;
    let (now, clock) = (call.state.now(), call.state.clock());
    for (bot, value) in bots.iter().zip(values) {
        let secret = kept.bot(&bot.id).and_then(|it| it.previous_secret.as_ref());
        // The file keeps the wall's time, as the commands read it, too.
        let secret = secret.map(|it| clock.to_platform_time(it.valid_until));
        put(
            value,
            "previous_token_valid_until",
            bot.old_token_until,
            now,
        );
        put(value, "previous_secret_valid_until", secret, now);
    }
    Ok(())
}

fn put(value: &mut Value, name: &str, until: Option<Timestamp>, now: Timestamp) {
    if let Some(until) = until.filter(|it| *it > now) {
        value[name] = until.seconds().into();
    }
}
