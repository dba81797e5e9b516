//! Finds and reads the settings: the project's `momo.json` and the user's `config.json`.
use super::home::Home;
use crate::error::{Error, Result};
use crate::model::kakao::config::{KakaoFile, Whose};
use crate::model::settings::{Place, Settings, SettingsFile};
use serde_json::Value;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The name of a project's settings file.
pub const PROJECT_FILE: &str = "momo.json";

/// What other programs' JSON may have more.
pub(super) const PLAIN_JSON: &str =
    "momo reads plain JSON: no comments, no commas at the end, keys in quotes.";

/// The largest settings file that is read.
const LIMIT: u64 = 1 << 20;

/// What the files say, and what the user should be warned of.
#[derive(Debug, Clone, Default)]
pub struct LoadedSettings {
    /// What the files say.
    pub settings: Settings,
    /// Sentences without a full stop, each naming its file.
    pub warnings: Vec<String>,
}

/// Reads the `momo.json` of the nearest folder above (or at) `here`, and the user's `config.json`.
pub fn load_settings(home: &Home, here: &Path) -> Result<LoadedSettings> {
    let project = here
        .ancestors()
        .map(|folder| folder.join(PROJECT_FILE))
        .find(|path| path.is_file());
    let project = project.map(|path| (Place::Project(path.display().to_string()), path));
    let user = home.config_file();
    let user = (Place::User(user.display().to_string()), user);
    let mut loaded = LoadedSettings::default();
    let mut files = Vec::new();
    for (place, path) in project.into_iter().chain([user]) {
        let Some(bytes) = read(&path)? else { continue };
        let (file, warnings) = SettingsFile::read(&bytes, place).map_err(|why| {
            Error::unknown(format!("the settings in `{}` are wrong", path.display())).because(why)
        })?;
        let warnings = warnings.into_iter();
        loaded
            .warnings
            .extend(warnings.map(|warning| format!("in `{}`: {warning}", path.display())));
        files.push(file);
    }
    loaded.settings = Settings::new(files);
    Ok(loaded)
}

/// What a file that the user named says of KakaoTalk. It may be another program's: its other keys are its own affair.
pub fn load_kakao(path: &Path) -> Result<(KakaoFile, Vec<String>)> {
    let wrong = |why: String| {
        Error::unknown(format!("the settings in `{}` are wrong", path.display())).because(why)
    };
    let bytes = read(path)?
        .ok_or_else(|| Error::unknown(format!("there is no file `{}`", path.display())))?;
    let fields = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(wrong("it holds no JSON object".into())),
        Err(error) => {
            return Err(wrong(error.to_string()).hint(PLAIN_JSON));
        }
    };
    let place = Place::User(path.display().to_string());
    let mut warnings = Vec::new();
    let file = KakaoFile::read(&fields, &place, Whose::Anybodys, &mut warnings).map_err(wrong)?;
    let named = |warning: String| format!("in `{}`: {warning}", path.display());
    Ok((file, warnings.into_iter().map(named).collect()))
}

pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let cannot = |error: std::io::Error| {
        Error::unknown(format!("cannot read the settings in `{}`", path.display())).because(error)
    };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(error)),
    };
    let mut bytes = Vec::new();
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > LIMIT {
        return Err(Error::unknown(format!(
            "the settings in `{}` are larger than 1 MiB",
            path.display()
        )));
    }
    Ok(Some(bytes))
}
