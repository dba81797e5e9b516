//! `momo config set`: sets one key of a settings file, whose other bytes stay.
use super::edit::{FileArgs, known_key, validate};
use crate::cmd::context::Context;
use crate::cmd::flag_defaults;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::load_settings;
use crate::model::settings::edit;
use crate::model::settings::keys::ValueKind;
use crate::model::text::nearest::nearest;
use serde_json::json;

/// Arguments of `momo config set`.
#[derive(clap::Args, Debug)]
pub(crate) struct SetConfig {
    /// The key, as `momo config list` names it
    #[arg(value_name = "KEY")]
    key: String,
    /// The value; a list as JSON or with commas
    #[arg(value_name = "VALUE", allow_negative_numbers = true)]
    value: String,
    #[command(flatten)]
    file: FileArgs,
}

impl Verb for SetConfig {
    const NAME: &'static str = "set";
    const ABOUT: &'static str =
        "Set a key in the user's or the project's file, which otherwise stays as it is";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo config set bot Echo --project
  momo config set profiles.stage.api_base https://stage.example/api
  momo config set 'defaults.webhook listen.port' 4000 --project
  momo config set channels.kakao.accounts.default.webhookPort 8788";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let (path, kind) = known_key(&self.key)?;
        if kind == ValueKind::Secret && !self.value.starts_with("${") {
            let error = Error::usage(format!(
                "`{}` is a secret, which no settings file holds",
                self.key
            ));
            return Err(error.hint("`momo kakao setup` keeps it in credentials.json; `'${VARIABLE}'` reads it from the environment."));
        }
        let value = kind.parse(&self.value).map_err(|wanted| {
            Error::usage(format!(
                "`{}` takes {wanted}, and `{}` is not",
                self.key, self.value
            ))
        })?;
        if self.key == "profile" {
            self.require_profile(context)?;
        }
        let document = self.file.open(context)?;
        let text = edit::set(document.text(), &path, &value)?;
        let source = self.file.source(&document);
        validate(&text, &source, &self.key)?;
        if let [first, command, flag] = &path[..]
            && first == "defaults"
        {
            flag_defaults::check_text(&text, &source, command, flag)?;
        }
        document.replace_text(&text)?;
        let result = json!({ "file": document.display_path(), "key": self.key, "value": value });
        context.terminal.show(&result, |terminal| {
            let file = document.display_path();
            terminal.note(format!("`{}` is {value} in {file}", self.key));
            Ok(())
        })
    }
}

impl SetConfig {
    /// Fails if there is no profile of the name that is set: no command would run with it.
    fn require_profile(&self, context: &Context) -> Result<()> {
        let here = std::env::current_dir().unwrap_or_default();
        // A file that cannot be read is told by what writes it.
        let loaded = load_settings(&context.home()?, &here).unwrap_or_default();
        let names = loaded.settings.profile_names();
        if self.value.contains("${") || names.contains(&self.value) {
            return Ok(());
        }
        let error = Error::usage(format!("there is no profile `{}`", self.value));
        let error = match nearest(&self.value, names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("Did you mean `{near}`?")),
            None => error.hint(format!("Known profiles: {}.", names.join(", "))),
        };
        Err(error.hint(format!(
            "`momo config set profiles.{}.api_base URL` makes one.",
            self.value
        )))
    }
}
