//! `momo sign`: the signature of a payload, as MoMoTalk would send it.
use super::Verb;
use super::context::Context;
use super::secret::SecretArgs;
use crate::error::{Result, Verdict};
use crate::model::signature::Signer;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// Arguments of `momo sign`.
#[derive(clap::Args, Debug)]
pub(crate) struct Sign {
    /// The payload as text
    #[arg(long, value_name = "TEXT")]
    body: OsString,
    #[command(flatten)]
    secret: SecretArgs,
}

impl Verb for Sign {
    const NAME: &'static str = "sign";
    const ABOUT: &'static str = "Print the signature of a payload";
    const EXAMPLES: &'static str = "\
Examples:
  momo sign event.json --secret-file secret.txt
  echo -n '{}' | momo sign --secret s3cret";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let found = self.secret.find(context)?;
        let signature = Signer::new(&found.secret).sign(&self.body.into_vec());
        context.terminal.print(signature.to_string())?;
        Ok(Verdict::Yes)
    }
}
