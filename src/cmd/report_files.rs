//! `--report`: files that a run writes. They are prepared before the first request, to fail early.
use crate::error::{Error, Result};
use crate::io::files::AtomicFile;
use std::path::PathBuf;
use std::str::FromStr;

/// Flags that ask for reports.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct ReportArgs {
    /// Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is
    /// for programs; several with commas, or repeated
    #[arg(
        long = "report",
        value_name = "KIND=FILE",
        value_delimiter = ',',
        help_heading = "Reports"
    )]
    reports: Vec<ReportSpec>,
}

/// Value of `--report`.
#[derive(Debug, Clone, PartialEq)]
struct ReportSpec {
    kind: ReportKind,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum ReportKind {
    Html,
    Junit,
    Json,
}

impl FromStr for ReportSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = "a report is written `html=FILE`, `junit=FILE` or `json=FILE`";
        let (kind, path) = text.split_once('=').ok_or(wrong)?;
        let kind = match kind {
            "html" => ReportKind::Html,
            "junit" => ReportKind::Junit,
            "json" => ReportKind::Json,
            _ => return Err(wrong.into()),
        };
        match path {
            "" => Err(wrong.into()),
            "-" => Err("standard output is for the result; `--json` prints there".into()),
            path => Ok(Self {
                kind,
                path: path.into(),
            }),
        }
    }
}

impl ReportArgs {
    pub(super) fn is_some(&self) -> bool {
        !self.reports.is_empty()
    }

    /// Returns whether a report of this kind is asked for.
    pub(super) fn has(&self, kind: ReportKind) -> bool {
        self.reports.iter().any(|report| report.kind == kind)
    }

    /// Prepares the files. Fails if one is named twice or cannot be written.
    pub(super) fn begin(&self) -> Result<Vec<(ReportKind, AtomicFile)>> {
        let mut files = Vec::new();
        for (index, spec) in self.reports.iter().enumerate() {
            let path = &spec.path;
            if self.reports[..index]
                .iter()
                .any(|other| other.path == *path)
            {
                return Err(Error::usage(format!(
                    "two reports would be written into `{}`",
                    path.display()
                )));
            }
            files.push((spec.kind, AtomicFile::begin_if_writable(path)?));
        }
        Ok(files)
    }
}
