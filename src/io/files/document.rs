//! A settings file that a command changes. Unknown keys are preserved; the file is replaced atomically.
use super::atomic_file::AtomicFile;
use super::home::create_parent;
use super::settings;
use crate::error::{Error, Result};
use crate::model::json::unique;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// A settings file as read.
#[derive(Clone)]
pub struct SettingsDocument {
    path: PathBuf,
    /// `None` if there is no file.
    bytes: Option<Vec<u8>>,
    /// Top-level keys; empty without a file.
    pub fields: Map<String, Value>,
}

impl SettingsDocument {
    /// Reads the file, which need not exist.
    ///
    /// # Errors
    /// Fails if the file cannot be read, exceeds 1 MiB, or holds no JSON object.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = settings::read(path)?;
        let mut document = Self {
            path: path.to_owned(),
            bytes,
            fields: Map::new(),
        };
        let Some(bytes) = &document.bytes else {
            return Ok(document);
        };
        document.fields = match unique::parse(bytes) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => return Err(document.invalid("it holds no JSON object".into())),
            Err(error) => {
                return Err(document
                    .invalid(error.to_string())
                    .hint(settings::PLAIN_JSON_HINT));
            }
        };
        Ok(document)
    }

    pub fn exists(&self) -> bool {
        self.bytes.is_some()
    }

    /// Returns the path for messages.
    pub fn display_path(&self) -> String {
        self.path.display().to_string()
    }

    /// Builds the error for invalid content.
    pub fn invalid(&self, reason: String) -> Error {
        Error::unknown(format!(
            "the settings in `{}` are wrong",
            self.path.display()
        ))
        .because(reason)
    }

    /// Sets one top-level key and writes the file, as [`Self::replace`] does.
    ///
    /// # Errors
    /// Fails as [`Self::replace`] does.
    pub fn set(&self, key: &str, value: Value) -> Result<()> {
        let mut fields = self.fields.clone();
        fields.insert(key.into(), value);
        self.replace(&fields)
    }

    /// Replaces the content atomically; does nothing if it is unchanged.
    ///
    /// # Errors
    /// Fails if the file was changed since it was read, or cannot be written.
    pub fn replace(&self, fields: &Map<String, Value>) -> Result<()> {
        if *fields == self.fields {
            return Ok(());
        }
        self.replace_text(format!("{:#}\n", Value::Object(fields.clone())).as_bytes())
    }

    /// Returns the content; empty without a file.
    pub fn text(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }

    /// Replaces the text of the file atomically.
    ///
    /// # Errors
    /// Fails as [`Self::replace`] does.
    pub fn replace_text(&self, text: &[u8]) -> Result<()> {
        if settings::read(&self.path)? != self.bytes {
            return Err(Error::unknown(format!(
                "`{}` was changed by somebody else meanwhile; its settings were not written",
                self.path.display()
            ))
            .hint("Try again."));
        }
        create_parent(&self.path)?;
        AtomicFile::begin(&self.path)?.finish_with(text)
    }
}
