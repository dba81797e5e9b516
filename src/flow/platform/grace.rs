//! Validity of the previous token and secret in the JSON of a bot.
use super::api_call::ApiCall;
use super::problem::HandlerResult;
use crate::io::files::Credentials;
use crate::model::platform::bot::Bot;
use crate::model::time::Timestamp;
use serde_json::Value;

/// Adds the end of validity of previous tokens and secrets that are still valid.
pub(super) fn add_previous_validity(
    call: &ApiCall<'_>,
    bots: &[&Bot],
    values: &mut [Value],
) -> HandlerResult<()> {
    let credentials = Credentials::load(&call.state.options.home)?;
    let (now, clock) = (call.state.now(), call.state.clock());
    for (bot, value) in bots.iter().zip(values) {
        let secret = credentials
            .bot(&bot.id)
            .and_then(|it| it.previous_secret.as_ref());
        // The file contains wall-clock times.
        let secret = secret.map(|it| clock.to_platform_time(it.valid_until));
        put_if_future(
            value,
            "previous_token_valid_until",
            bot.previous_token_valid_until,
            now,
        );
        put_if_future(value, "previous_secret_valid_until", secret, now);
    }
    Ok(())
}

fn put_if_future(value: &mut Value, name: &str, end: Option<Timestamp>, now: Timestamp) {
    if let Some(end) = end.filter(|it| *it > now) {
        value[name] = end.seconds().into();
    }
}
