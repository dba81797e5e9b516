//! Files: where momo keeps things, and how they are read and written safely.
mod at_once;
mod credentials;
mod dev;
mod dialogues;
mod document;
mod home;
mod input;
mod output;
mod private;
mod serving;
mod settings;
mod whole;

pub use at_once::OutputFile;
pub use credentials::Credentials;
pub use dev::{DevClaim, DevFile};
pub use dialogues::{load_dialogue, save_dialogue};
pub use document::SettingsDocument;
pub use home::{Home, TemporaryHome, make_parent};
pub use input::{cannot_read, is_stdin, open_input, read_input};
pub use output::{ReadyFile, write_output};
pub use private::open_to_others;
pub use serving::{ServingClaim, ServingFile};
pub use settings::{LoadedSettings, PROJECT_FILE, load_kakao, load_settings};
pub use whole::Output;
