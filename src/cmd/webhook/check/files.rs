//! `--report`, and what GitHub Actions gets. Files are prepared before the first request, to fail early.
use crate::cmd::context::Context;
use crate::cmd::github;
use crate::error::{Error, Result};
use crate::io::files::AtomicFile;
use crate::model::check::CheckReport;
use crate::view::check;
use std::path::PathBuf;
use std::str::FromStr;

/// Flags of files.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct FileArgs {
    /// Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an
    /// implementation report for the bot's README; several with commas, or repeated
    #[arg(
        long = "report",
        value_name = "KIND=FILE",
        value_delimiter = ',',
        help_heading = "Reports"
    )]
    reports: Vec<CheckFile>,
}

/// Value of `--report`.
#[derive(Debug, Clone, PartialEq)]
struct CheckFile {
    render: CheckFileKind,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum CheckFileKind {
    Html,
    Junit,
    Json,
    Markdown,
}

impl FromStr for CheckFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = "a report is written `html=FILE`, `junit=FILE`, `json=FILE` or `markdown=FILE`";
        let (kind, path) = text.split_once('=').ok_or(wrong)?;
        let render = match kind {
            "html" => CheckFileKind::Html,
            "junit" => CheckFileKind::Junit,
            "json" => CheckFileKind::Json,
            "markdown" => CheckFileKind::Markdown,
            _ => return Err(wrong.into()),
        };
        match path {
            "" => Err(wrong.into()),
            "-" => Err("standard output is for the result; `--json` prints there".into()),
            path => Ok(Self {
                render,
                path: path.into(),
            }),
        }
    }
}

/// Prepared files.
pub(super) struct CheckFiles(Vec<(CheckFileKind, AtomicFile)>);

impl FileArgs {
    /// Prepares the files. Fails if one is named twice or cannot be written.
    pub(super) fn begin(&self) -> Result<CheckFiles> {
        let mut files = Vec::new();
        for (index, file) in self.reports.iter().enumerate() {
            let path = &file.path;
            if self.reports[..index]
                .iter()
                .any(|other| other.path == *path)
            {
                let message = format!("two reports would be written into `{}`", path.display());
                return Err(Error::usage(message));
            }
            files.push((file.render, AtomicFile::begin_if_writable(path)?));
        }
        Ok(CheckFiles(files))
    }
}

impl CheckFiles {
    /// Writes the files, and where GitHub Actions runs momo its annotations and the step's summary.
    pub(super) fn write(self, context: &mut Context, report: &CheckReport) -> Result<()> {
        for (kind, file) in self.0 {
            let text = match kind {
                CheckFileKind::Html => check::html(report),
                CheckFileKind::Junit => check::junit(report),
                CheckFileKind::Json => check::json(report),
                CheckFileKind::Markdown => check::implementation_report(report),
            };
            let path = file.path().display().to_string();
            file.finish_with(text.as_bytes())?;
            context.terminal.note(format!("The report is in {path}."));
        }
        github::publish(
            &mut context.terminal,
            || check::github::annotations(report),
            || check::summary(report),
        )
    }
}
