//! What `set` and `unset` have in common: the file, the key, and whether the file is still valid.
use crate::cmd::context::Context;
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::io::files::{SettingsDocument, project_file};
use crate::model::json::edit::ValuePath;
use crate::model::kakao::config::KakaoSettings;
use crate::model::settings::keys::{self, ValueKind};
use crate::model::settings::{Settings, SettingsFile, Source};

/// Which file to change.
#[derive(clap::Args, Debug)]
pub(super) struct FileArgs {
    /// Change the project's momo.json: the nearest one, or a new one in this folder; otherwise it is the user's config.json
    #[arg(long)]
    project: bool,
}

impl FileArgs {
    pub(super) fn open(&self, context: &Context) -> Result<SettingsDocument> {
        match self.project {
            true => {
                let here = std::env::current_dir().unwrap_or_default();
                SettingsDocument::open(&project_file(&here))
            }
            false => SettingsDocument::open(&context.home()?.config_file()),
        }
    }

    /// Returns the source of the file's values.
    pub(super) fn source(&self, document: &SettingsDocument) -> Source {
        let path = document.display_path();
        match self.project {
            true => Source::Project(path),
            false => Source::User(path),
        }
    }
}

/// Splits a key at its dots and returns the kind of its value. Fails for an unknown one, with the nearest.
pub(super) fn known_key(key: &str) -> Result<(Vec<String>, ValueKind)> {
    let path = ValuePath::parse(key).parts().to_vec();
    let parts: Vec<_> = path.iter().map(String::as_str).collect();
    match keys::kind(&parts) {
        Ok(kind) => Ok((path, kind)),
        Err(near) => Err(unknown_key_error(key, near.as_deref())),
    }
}

pub(super) fn unknown_key_error(key: &str, near: Option<&str>) -> Error {
    let error = Error::usage(format!("there is no setting `{key}`"));
    match near {
        Some(near) => error.hint(format!("Did you mean `{near}`?")),
        None => error
            .hint("`momo config list` lists the keys, `momo config schema` all that there may be."),
    }
}

/// Fails if the changed text is no valid settings file, or if what is wrong with it is about this key.
pub(super) fn validate(text: &[u8], source: &Source, key: &str) -> Result<()> {
    let (file, warnings) = SettingsFile::read(text, source.clone()).map_err(Error::usage)?;
    let about_key = |message: &&String| message.contains(&format!("`{key}`"));
    if let Some(warning) = warnings.iter().find(about_key) {
        return Err(Error::usage(warning.clone()));
    }
    let kakao = Settings::new(vec![file]).kakao();
    let problems = kakao_problems(&kakao);
    match problems.into_iter().find(|(path, _)| path == key) {
        Some((path, problem)) => Err(Error::usage(format!("`{path}` {problem}"))),
        None => Ok(()),
    }
}

/// Returns path and problem of each Kakao value that cannot be used.
pub(super) fn kakao_problems(kakao: &KakaoSettings) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    for id in kakao.accounts() {
        let settings = kakao.account_or_empty(&id).resolve(&variables::lookup);
        problems.extend(
            settings
                .errors()
                .into_iter()
                .map(|error| (error.path, error.problem)),
        );
    }
    problems
}
