//! Files: paths of momo's settings and data, private files with locks, and files that the user names.
mod atomic_file;
mod chat_files;
mod credentials;
mod dev;
mod dialogues;
mod document;
mod folders;
mod home;
mod input;
mod known_secrets;
mod links;
mod output;
mod private;
mod rights;
mod serving;
mod settings;
mod text;
mod wheel;

pub use atomic_file::AtomicFile;
pub use chat_files::{change_times, chat_files};
pub use credentials::Credentials;
pub use dev::{DevClaim, DevFile};
pub use dialogues::{forget_dialogues, load_dialogue, save_dialogue};
pub use document::SettingsDocument;
pub use folders::is_below;
pub use home::{Home, TemporaryHome, create_parent, is_empty};
pub use input::{cannot_read, is_stdin, open_input, read_input, read_small_input};
pub use known_secrets::{KnownSecrets, known_secrets};
pub use output::{ReadyFile, append_output, remove_with_empty_folders, write_output};
pub use private::readable_by_others;
pub use rights::{check_writable, path_state, set_mode};
pub use serving::{ServingClaim, ServingFile};
pub use settings::{
    LoadedSettings, PROJECT_FILE, load_kakao, load_settings, project_file, read_settings_files,
};
pub use text::{decode_text, open_text, read_text};
pub use wheel::has_python_package;
