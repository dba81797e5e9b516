//! A settings file as a whole, to be changed by a command: what is not known stays, and nobody finds half of it.
use super::home::make_parent;
use super::settings;
use super::whole::Output;
use crate::error::{Error, Result};
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// A settings file as it was when it was read.
#[derive(Clone)]
pub struct SettingsDocument {
    path: PathBuf,
    bytes: Option<Vec<u8>>,
    /// What it holds; nothing where there is no file.
    pub fields: Map<String, Value>,
}

impl SettingsDocument {
    /// Reads the file, which need not be there.
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
        document.fields = match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) => return Err(document.wrong("it holds no JSON object".into())),
            Err(error) => return Err(document.wrong(error.to_string()).hint(settings::PLAIN_JSON)),
        };
        Ok(document)
    }

    /// Whether there is a file.
    pub fn is_there(&self) -> bool {
        self.bytes.is_some()
    }

    /// The file's path, for people.
    pub fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The error for what the file holds.
    pub fn wrong(&self, why: String) -> Error {
        Error::unknown(format!(
            "the settings in `{}` are wrong",
            self.path.display()
        ))
        .because(why)
    }

    /// Writes other content in one step, unless somebody changed the file since it was read.
    pub fn replace(&self, fields: &Map<String, Value>) -> Result<()> {
        if *fields == self.fields {
            return Ok(());
        }
        if settings::read(&self.path)? != self.bytes {
            return Err(Error::unknown(format!(
                "`{}` was changed by somebody else meanwhile; its settings were not written",
                self.path.display()
            ))
            .hint("Try again."));
        }
        make_parent(&self.path)?;
        let mut output = Output::begin(&self.path)?;
        output.write(format!("{:#}\n", Value::Object(fields.clone())).as_bytes())?;
        output.finish()
    }
}
