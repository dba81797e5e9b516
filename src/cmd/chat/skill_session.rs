//! The Kakao rooms and the skill of `momo chat test --protocol kakao-skill`.
//!
//! A skill needs nothing of the platform, so that its state is temporary for one that runs already too.
use super::session::{BotCommand, ChatSession, FindPath, TemporaryPlatform};
use super::test_args::TestChats;
use crate::cmd::context::Context;
use crate::cmd::run::{check_free, folder_name, free_port};
use crate::error::{Error, Result};
use crate::flow::callback_path;
use crate::flow::chat::KakaoRooms;
use crate::io::command::{CommandSpec, InputMode, OutputMode};
use crate::io::system;
use crate::model::http::target;
use parking_lot::Mutex;
use std::sync::Arc;

impl ChatSession {
    /// Starts Kakao rooms for a skill: one that runs already at `--to`, or the program.
    pub(super) fn with_skill(context: &mut Context, args: &TestChats) -> Result<Self> {
        if !args.bot.is_empty() {
            return Err(Error::usage("`--bot` is for bots of MoMoTalk").hint(
                "A Kakao room has one skill: name it with `--to`, or start it behind `--`.",
            ));
        }
        let (target, url) = match (&args.to, args.callback.first()) {
            (Some(target), _) | (None, Some(target)) => (target.clone(), target::resolve(target)?),
            (None, None) => {
                let port = free_port(&[])?.to_string();
                let url = target::resolve(&port)?;
                (port, url)
            }
        };
        let key = args.skill_key.skill_key(&*context.config()?)?;
        let events = Arc::new(KakaoRooms::room_events());
        let platform = TemporaryPlatform::start(context, args, events.clone())?;
        let rooms = Arc::new(KakaoRooms {
            api: platform.api.clone(),
            events,
            skill_url: Mutex::new(url.clone()),
            has_callback: args.with_callback,
            key,
            salt: format!("{:08x}", u32::from_be_bytes(system::random_bytes()?)),
        });
        let programs = match args.command.is_empty() {
            true => Vec::new(),
            false => vec![program(args, &platform, &target, &url)?],
        };
        if programs.is_empty() {
            let (url, _) = callback_path::choose_skill(&target, url)?;
            *rooms.skill_url.lock() = url;
            let callback_host = target::authority(platform.platform.api_base());
            if args.with_callback {
                context.terminal.note(format!(
                    "Callback URLs lead to {callback_host}, which the skill must be allowed to call."
                ));
            }
        }
        let find_path = skill_paths(rooms.clone());
        Ok(Self::new(rooms, programs, find_path, platform))
    }
}

/// Prepares the skill's program.
fn program(
    args: &TestChats,
    platform: &TemporaryPlatform,
    target: &str,
    url: &str,
) -> Result<BotCommand> {
    let port = target::port(url).filter(|_| target::is_loopback(url));
    let port = port.ok_or_else(|| {
        Error::usage("`--callback` names no port of this machine")
            .hint("The program is started here: `--callback 3000/skill`.")
    })?;
    check_free(port, "--callback")?;
    let callback_host = target::authority(platform.platform.api_base());
    Ok(BotCommand {
        name: folder_name(),
        id: String::new(),
        command: CommandSpec {
            argv: args.command.clone(),
            variables: vec![
                ("PORT", port.to_string().into()),
                ("KAKAO_CALLBACK_HOSTS", callback_host.into()),
            ],
            stdin: InputMode::EndsWithMomo,
            stdout: OutputMode::Lines,
            stderr: OutputMode::Lines,
        },
        address: url.to_owned(),
        bare_target: callback_path::is_without_path(target, url).then(|| target.to_owned()),
    })
}

/// Returns how the skill's path is found.
fn skill_paths(rooms: Arc<KakaoRooms>) -> FindPath {
    Box::new(move |program, target| {
        let (url, is_found) = callback_path::choose_skill(target, program.address.clone())?;
        *rooms.skill_url.lock() = url;
        Ok((!is_found).then(|| {
            "No skill is at the paths that were tried; `--callback PORT/PATH` names it.".to_owned()
        }))
    })
}
