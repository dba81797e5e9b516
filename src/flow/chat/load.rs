//! Reads conversation files with those that they include.
use crate::error::{Error, Result};
use crate::io::files::{chat_files, read_text};
use crate::model::chat::error::{ChatError, Position};
use crate::model::chat::script::{FileError, LoadError, Script, scripts};
use crate::model::chat::{ChatDocument, format, markdown, parse};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Conversation files as they were read.
#[derive(Debug, Default)]
pub struct LoadedChats {
    /// The files that were asked for.
    pub files: Vec<LoadedFile>,
    /// Every error of these files and of those that they include.
    pub errors: Vec<FileError>,
    /// The text of each file by its path, included ones too.
    pub texts: BTreeMap<String, String>,
}

/// A file that was asked for.
#[derive(Debug)]
pub struct LoadedFile {
    pub path: String,
    /// Empty if the file has errors.
    pub documents: Vec<ChatDocument>,
    /// Empty if the file, or one that it includes, has errors.
    pub scripts: Vec<Script>,
}

impl LoadedChats {
    /// Returns the paths of all files, included ones too.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.texts.keys().map(Path::new)
    }

    /// Returns the line of an error; `None` if it is not in the file.
    pub fn line_of(&self, error: &FileError) -> Option<&str> {
        let text = self.texts.get(&*error.file)?;
        text.lines().nth(error.error.position.line.checked_sub(1)?)
    }
}

/// Reads files, and the conversation files of folders. Errors in their text are part of the result.
///
/// # Errors
/// Fails if a file or folder cannot be read, or if nothing was found: a usage error, because no test may be lost in silence.
pub fn load_chats(paths: &[PathBuf]) -> Result<LoadedChats> {
    let mut loader = Loader::default();
    let mut chats = LoadedChats::default();
    for path in paths {
        let is_folder = path.is_dir();
        for file in chat_files(path).map_err(as_usage)? {
            let name = file.to_string_lossy().into_owned();
            if chats.files.iter().any(|loaded| loaded.path == name) {
                continue;
            }
            let documents = loader.read(&name).map_err(as_usage)?;
            // Most Markdown files of a folder hold no conversation.
            if is_folder && is_markdown(&name) && documents.as_ref().is_ok_and(|it| it.is_empty()) {
                continue;
            }
            chats.add(name, documents, &mut loader);
        }
    }
    if chats.files.is_empty() {
        let paths: Vec<_> = paths
            .iter()
            .map(|path| format!("`{}`", path.display()))
            .collect();
        return Err(
            Error::usage(format!("there is no conversation in {}", paths.join(", ")))
                .hint("Conversations stand in files that end in `.chat`, and in ```chat fences of `.md` files."),
        );
    }
    chats.texts = loader.texts;
    Ok(chats)
}

/// Reads a text as the file of this name. No file is opened: an `include` is an error, and so is a variable of the
/// environment, which the sender of the text may not know.
pub fn load_text(name: &str, text: String) -> LoadedChats {
    let mut chats = LoadedChats::default();
    let mut loader = Loader {
        is_text_only: true,
        ..Loader::default()
    };
    let documents = loader.add(name, text);
    chats.add(name.to_owned(), documents, &mut loader);
    let using = chats
        .scripts()
        .filter(|script| !script.variables.is_empty());
    let errors: Vec<_> = using.map(uses_variables).collect();
    chats.errors.extend(errors);
    chats.texts = loader.texts;
    chats
}

fn uses_variables(script: &Script) -> FileError {
    let position = Position {
        line: script.line,
        column: 1,
    };
    let names: Vec<_> = script
        .variables
        .iter()
        .map(|name| format!("{{env:{name}}}"))
        .collect();
    let message = format!(
        "`{}` is a variable of the environment, which the page does not read",
        names.join("`, `")
    );
    FileError {
        file: script.file.clone(),
        error: ChatError::new(position, message).hint("`momo chat test` plays this conversation."),
        includes: Vec::new(),
    }
}

impl LoadedChats {
    /// Returns the conversations of all files.
    pub fn scripts(&self) -> impl Iterator<Item = &Script> {
        self.files.iter().flat_map(|file| &file.scripts)
    }

    fn add(
        &mut self,
        path: String,
        documents: Result<Arc<Vec<ChatDocument>>, Vec<ChatError>>,
        loader: &mut Loader,
    ) {
        let mut file = LoadedFile {
            documents: Vec::new(),
            scripts: Vec::new(),
            path,
        };
        match documents {
            Ok(documents) => {
                let mut load = |path: &str| loader.load(path);
                match scripts(&file.path, &documents, &mut load) {
                    Ok(scripts) if scripts.is_empty() => {
                        self.errors.push(no_conversation(&file.path))
                    }
                    Ok(scripts) => file.scripts = scripts,
                    Err(errors) => self.errors.extend(errors),
                }
                file.documents = documents.to_vec();
            }
            Err(errors) => self
                .errors
                .extend(errors.into_iter().map(|error| FileError {
                    file: (&*file.path).into(),
                    error,
                    includes: Vec::new(),
                })),
        }
        self.files.push(file);
    }
}

/// Returns the error as one of the command line.
fn as_usage(error: Error) -> Error {
    let usage = Error::usage(error.to_string());
    error.hints().iter().fold(usage, Error::hint)
}

fn no_conversation(path: &str) -> FileError {
    let message = match is_markdown(path) {
        true => "no fence of this file is a conversation",
        false => "this file has no conversation",
    };
    let position = Position { line: 1, column: 1 };
    FileError {
        file: path.into(),
        error: ChatError::new(position, message),
        includes: Vec::new(),
    }
}

/// Returns path, text and formatted text of each file without errors in its own text.
pub fn formatted_chats(chats: &LoadedChats) -> impl Iterator<Item = (&str, &str, String)> {
    let files = chats.files.iter().filter(|file| !file.documents.is_empty());
    files.filter_map(|file| {
        let text = chats.texts.get(&file.path)?;
        let formatted = match is_markdown(&file.path) {
            true => markdown::format_markdown(text).ok()?,
            false => file.documents.iter().map(format).collect(),
        };
        Some((&*file.path, &**text, formatted))
    })
}

/// Reads each file once.
#[derive(Default)]
struct Loader {
    /// Whether no file may be opened.
    is_text_only: bool,
    texts: BTreeMap<String, String>,
    documents: BTreeMap<String, Result<Arc<Vec<ChatDocument>>, Vec<ChatError>>>,
}

impl Loader {
    /// Reads and parses a file. The inner error is of its text.
    fn read(&mut self, path: &str) -> Result<Result<Arc<Vec<ChatDocument>>, Vec<ChatError>>> {
        if let Some(known) = self.documents.get(path) {
            return Ok(known.clone());
        }
        let bytes = read_text(Path::new(path))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Error::unknown(format!("cannot read `{path}`: it is no text in UTF-8")))?;
        Ok(self.add(path, text))
    }

    /// Parses the text of a file.
    fn add(&mut self, path: &str, text: String) -> Result<Arc<Vec<ChatDocument>>, Vec<ChatError>> {
        let documents = match is_markdown(path) {
            true => markdown::parse_markdown(&text),
            false => parse(&text, 1).map(|document| vec![document]),
        };
        let documents = documents.map(Arc::new);
        self.texts.insert(path.to_owned(), text);
        self.documents.insert(path.to_owned(), documents.clone());
        documents
    }

    fn load(&mut self, path: &str) -> Result<Arc<Vec<ChatDocument>>, LoadError> {
        if self.is_text_only {
            let why =
                "only this text was sent, and no file is opened for it; `momo chat test` plays it";
            return Err(LoadError::Unreadable(why.to_owned()));
        }
        match self.read(path) {
            Ok(documents) => documents.map_err(LoadError::Invalid),
            Err(error) => Err(LoadError::Unreadable(error.to_string())),
        }
    }
}

/// Returns whether a file holds conversations in fences.
pub(super) fn is_markdown(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "md")
}
