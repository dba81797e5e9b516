//! `momo config schema`: the JSON Schema of settings files, for editors.
use crate::cmd::context::Context;
use crate::cmd::flag_defaults;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::settings::schema::schema;

/// Arguments of `momo config schema`.
#[derive(clap::Args, Debug)]
pub(crate) struct ConfigSchema {}

impl Verb for ConfigSchema {
    const NAME: &'static str = "schema";
    const ABOUT: &'static str = "Print the JSON Schema of momo.json and config.json, for editors";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo config schema > momo.schema.json

A file with `\"$schema\": \"./momo.schema.json\"` is completed and checked by editors that know JSON Schema.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let schema = schema(flag_defaults::schema());
        context
            .terminal
            .show(&schema, |terminal| terminal.print(format!("{schema:#}")))
    }
}
