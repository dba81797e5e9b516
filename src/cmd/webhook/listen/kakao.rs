//! What Kakao's requests are checked with: the flags that say so.
use crate::cmd::context::Context;
use crate::cmd::secret::read_secret_file;
use crate::cmd::values;
use crate::error::{Error, Result};
use crate::io::files::is_stdin;
use crate::model::protocol::SkillKey;
use crate::model::secret::Secret;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

/// The variable that holds the app's primary admin key.
const ADMIN_KEY: &str = "KAKAO_PRIMARY_ADMIN_KEY";

/// The keys of Kakao's requests.
#[derive(clap::Args, Debug)]
pub(super) struct KakaoArgs {
    /// A file that holds the app's primary admin key, for Share webhooks; also KAKAO_PRIMARY_ADMIN_KEY
    #[arg(long, value_name = "FILE", help_heading = "Kakao")]
    kakao_admin_key_file: Option<PathBuf>,
    /// The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none
    #[arg(long, value_name = "NAME", requires = "skill_secret_file", value_parser = values::header_name, help_heading = "Kakao")]
    skill_header: Option<String>,
    /// A file that holds what must stand in that header
    #[arg(
        long,
        value_name = "FILE",
        requires = "skill_header",
        help_heading = "Kakao"
    )]
    skill_secret_file: Option<PathBuf>,
}

impl KakaoArgs {
    /// How many secrets are read from standard input.
    pub(super) fn takes_stdin(&self) -> usize {
        let files = [&self.kakao_admin_key_file, &self.skill_secret_file];
        files
            .iter()
            .filter(|file| file.as_deref().is_some_and(is_stdin))
            .count()
    }

    /// The admin key and where it came from; the file's, else the environment's.
    pub(super) fn admin_key(&self, context: &Context) -> Result<Option<(Secret, String)>> {
        let (bytes, origin) = match &self.kakao_admin_key_file {
            Some(file) => (
                read_secret_file(file)?,
                format!("`--kakao-admin-key-file {}`", file.display()),
            ),
            None => match context.variable(ADMIN_KEY) {
                Some(key) => (
                    key.into_vec(),
                    format!("the environment variable `{ADMIN_KEY}`"),
                ),
                None => return Ok(None),
            },
        };
        match Secret::new(bytes) {
            Some(key) => Ok(Some((key, origin))),
            None => Err(Error::usage(format!(
                "the admin key from {origin} is empty"
            ))),
        }
    }

    /// The owner's header and its secret.
    pub(super) fn skill_key(&self) -> Result<Option<SkillKey>> {
        let (Some(header), Some(file)) = (&self.skill_header, &self.skill_secret_file) else {
            return Ok(None);
        };
        let secret = Secret::new(read_secret_file(file)?)
            .ok_or_else(|| Error::usage(format!("the secret of `{header}` is empty")))?;
        let header = header.clone();
        Ok(Some(SkillKey { header, secret }))
    }
}
