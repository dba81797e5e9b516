//! Finds and reads the settings files: the project's `momo.json` and the user's `config.json`.
use super::home::Home;
use super::links;
use super::text::decode_text;
use crate::error::{Error, Result};
use crate::model::json::{location, unique};
use crate::model::kakao::config::{KakaoFile, Strictness};
use crate::model::settings::{Settings, SettingsFile, Source};
use serde_json::Value;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// File name of a project's settings.
pub const PROJECT_FILE: &str = "momo.json";

pub(super) const PLAIN_JSON_HINT: &str =
    "momo reads plain JSON: no comments, no commas at the end, keys in quotes.";

/// Maximum size of a settings file in bytes, inclusive.
const MAX_BYTES: u64 = 1 << 20;

/// Settings of the files, with warnings.
#[derive(Debug, Clone, Default)]
pub struct LoadedSettings {
    pub settings: Settings,
    /// Warnings for the user: sentences without a full stop, each naming its file.
    pub warnings: Vec<String>,
}

/// Returns the path of the project's `momo.json`: that of `folder` or its nearest ancestor that has one, else the one
/// that `folder` does not have yet.
pub fn project_file(folder: &Path) -> PathBuf {
    find_project_file(folder).unwrap_or_else(|| folder.join(PROJECT_FILE))
}

fn find_project_file(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .map(|folder| folder.join(PROJECT_FILE))
        .find(|path| path.is_file() || links::check(path).is_err())
}

/// Reads `momo.json` from `folder` or its nearest ancestor that has one, and the user's `config.json`.
///
/// # Errors
/// Fails if a file cannot be read, exceeds 1 MiB, or is not valid.
pub fn load_settings(home: &Home, folder: &Path) -> Result<LoadedSettings> {
    let mut loaded = LoadedSettings::default();
    let mut files = Vec::new();
    for (source, path) in settings_files(home, folder) {
        let Some(bytes) = read(&path)? else { continue };
        let (file, warnings) = SettingsFile::read(&bytes, source).map_err(|reason| {
            Error::unknown(format!("the settings in `{}` are wrong", path.display()))
                .because(with_location(&bytes, reason))
        })?;
        let warnings = warnings.into_iter().map(|warning| {
            let warning = with_location(&bytes, warning);
            format!("in `{}`: {warning}", path.display())
        });
        loaded.warnings.extend(warnings);
        files.push(file);
    }
    loaded.settings = Settings::new(files);
    Ok(loaded)
}

/// Returns the settings files that exist, with their content, the one with the highest precedence first.
///
/// # Errors
/// Fails if a file cannot be read or exceeds 1 MiB.
pub fn read_settings_files(home: &Home, folder: &Path) -> Result<Vec<(Source, Vec<u8>)>> {
    let mut found = Vec::new();
    for (source, path) in settings_files(home, folder) {
        if let Some(bytes) = read(&path)? {
            found.push((source, bytes));
        }
    }
    Ok(found)
}

/// Returns the paths of the project's file, if there is one, and the user's, which need not exist.
fn settings_files(home: &Home, folder: &Path) -> impl Iterator<Item = (Source, PathBuf)> {
    let project =
        find_project_file(folder).map(|path| (Source::Project(path.display().to_string()), path));
    let user = home.config_file();
    let user = (Source::User(user.display().to_string()), user);
    project.into_iter().chain([user])
}

/// Adds where the path stands that a message names.
fn with_location(json: &[u8], message: String) -> String {
    match location::of_message(json, &message) {
        Some(location) => format!("{message} ({location})"),
        None => message,
    }
}

/// Reads the KakaoTalk settings of a file that the user named, with warnings. The file may belong to another program,
/// so other keys are ignored.
///
/// # Errors
/// Fails if the file does not exist, cannot be read, exceeds 1 MiB, or is not valid.
pub fn load_kakao(path: &Path) -> Result<(KakaoFile, Vec<String>)> {
    let invalid = |reason: String| {
        Error::unknown(format!("the settings in `{}` are wrong", path.display())).because(reason)
    };
    let bytes = read(path)?
        .ok_or_else(|| Error::unknown(format!("there is no file `{}`", path.display())))?;
    let fields = match unique::parse(&bytes) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(invalid("it holds no JSON object".into())),
        Err(error) => {
            return Err(invalid(error.to_string()).hint(PLAIN_JSON_HINT));
        }
    };
    let source = Source::User(path.display().to_string());
    let mut warnings = Vec::new();
    let file =
        KakaoFile::read(&fields, &source, Strictness::Lenient, &mut warnings).map_err(invalid)?;
    let with_path = |warning: String| format!("in `{}`: {warning}", path.display());
    Ok((file, warnings.into_iter().map(with_path).collect()))
}

pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let cannot_read = |error: std::io::Error| {
        Error::unknown(format!("cannot read the settings in `{}`", path.display())).because(error)
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => {
            links::check(path)?;
            return match error.kind() {
                ErrorKind::NotFound => Ok(None),
                _ => Err(cannot_read(error)),
            };
        }
    };
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot_read)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::unknown(format!(
            "the settings in `{}` are larger than 1 MiB",
            path.display()
        )));
    }
    Ok(Some(decode_text(&bytes)))
}
