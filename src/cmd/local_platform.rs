//! The local platform in this process, as `momo dev` and `momo run` start it.
use super::context::Context;
use super::kakao::friend_talk_last_day;
use super::webhook::stored_keys;
use crate::error::Result;
use crate::flow::platform::{Platform, PlatformOptions};
use crate::io::files::{DevClaim, Home};
use crate::io::sqlite::Recorder;
use crate::model::activity::Activity;
use crate::model::history::retention::Retention;
use crate::view::page;
use std::net::SocketAddr;
use std::sync::Arc;

pub(super) const DEFAULT_PORT: u16 = 8700;

/// A running platform and its claim on the home folder.
pub(super) struct LocalPlatform {
    pub(super) platform: Platform,
    // Released last: the next process to acquire it may need the same port.
    _claim: DevClaim,
}

impl LocalPlatform {
    /// Starts the platform and publishes its address in the home folder.
    pub(super) fn start(claim: DevClaim, options: PlatformOptions) -> Result<Self> {
        let platform = Platform::start(options)?;
        claim.publish(platform.api_base(), platform.page_url())?;
        Ok(Self {
            platform,
            _claim: claim,
        })
    }
}

/// Builds the options of a platform with a page. Opens the history, which is kept within these limits.
pub(super) fn options(
    context: &mut Context,
    home: Home,
    address: SocketAddr,
    retention: Retention,
    observer: impl Fn(Activity) + Send + Sync + 'static,
) -> Result<PlatformOptions> {
    let recorder = Recorder::start_limited(&context.history_file()?, retention)?;
    let mut options = PlatformOptions::new(home, address, recorder);
    options.page = Some(page::file);
    options.observer = Some(Arc::new(observer));
    options.compatibility_ends = friend_talk_last_day(context)?;
    let config = context.config().ok();
    if let Some(config) = config {
        options.kakao_keys = stored_keys(&config);
        let hosts = config.settings.allow_callback_hosts();
        options.callback_hosts = hosts.map(|hosts| hosts.value).unwrap_or_default();
    }
    Ok(options)
}
