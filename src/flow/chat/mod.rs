//! Conversations as tests: reads the files, and plays their scripts against a bot.
mod board;
mod diagnose;
mod engine;
mod failure;
mod follow;
mod kakao_rooms;
mod load;
mod place;
mod platform;
mod playback;
mod rewrite;
mod room_events;
mod runner;

pub use engine::{ChatEngine, LateMessages, PlayOptions, StepResult};
pub use follow::follow;
pub use kakao_rooms::KakaoRooms;
pub use load::{LoadedChats, LoadedFile, formatted_chats, load_chats, load_text};
pub use place::{ChatPlace, PostedMessage, Speech};
pub use platform::{ChatBot, ChatPlatform};
pub use playback::{Playback, PlaybackRequest, Playbacks};
pub use rewrite::update_files;
pub use room_events::{RoomEvent, RoomEvents};
pub use runner::{ChatProgress, ChatRunOptions, run_chats};
