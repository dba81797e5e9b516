//! A file that the user asked for, written piece by piece: nobody ever finds half of it.
use crate::error::{Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that appears whole or not at all: it is written beside its place, and takes it at the end.
pub struct Output {
    path: PathBuf,
    file: BufWriter<File>,
    /// None where the place is no file of its own, such as a pipe or `/dev/stdout`.
    temporary: Option<PathBuf>,
}

impl Output {
    /// Begins it; through a link it becomes what the link leads to.
    pub fn begin(path: &Path) -> Result<Self> {
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_other = fs::metadata(&place).is_ok_and(|facts| !facts.is_file());
        let temporary = (!is_other).then(|| beside(&place));
        let opened = match &temporary {
            Some(temporary) => make(&place, temporary),
            None => OpenOptions::new().write(true).open(&place),
        };
        let file = opened.map_err(|error| cannot_write(path, error))?;
        Ok(Self {
            path: place,
            file: BufWriter::with_capacity(1 << 16, file),
            temporary,
        })
    }

    /// Goes on with these bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| cannot_write(&self.path, error))
    }

    /// Puts it in its place.
    pub fn finish(mut self) -> Result<()> {
        let temporary = self.temporary.clone();
        let finished = self.file.flush().and_then(|()| match &temporary {
            Some(temporary) => {
                self.file.get_ref().sync_all()?;
                fs::rename(temporary, &self.path)
            }
            None => Ok(()),
        });
        finished.map_err(|error| cannot_write(&self.path, error))?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Output {
    /// What was not finished leaves nothing.
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// The file that will take the place; it may be read by whom the one there may be read by.
fn make(place: &Path, temporary: &Path) -> io::Result<File> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    // Left by one that was killed; no other process has our number.
    let _ = fs::remove_file(temporary);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let file = options.open(temporary)?;
    if let Ok(facts) = fs::metadata(place) {
        file.set_permissions(facts.permissions())?;
    }
    Ok(file)
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::BrokenPipe => Error::closed_pipe(),
        _ => Error::unknown(format!("cannot write `{}`", path.display())).because(error),
    }
}
