//! Right bots on Express, Fastify and FastAPI pass every check, without a warning.
use crate::bots::{express, sources};
use crate::support::{Momo, beside_build, has_program};
use std::path::Path;

fn passes_all(program: &Path, script: &Path) {
    let momo = Momo::new();
    let command = ["--", program.to_str().unwrap(), script.to_str().unwrap()];
    let output = momo.run(&[&["check", "--json"], &command[..]].concat());
    let report = output.expect_notes(0).json();
    super::assert_passes_all(&report);
}

/// Copies the bot and what it shares with the others beside the framework.
pub(crate) fn beside(folder: &Path, name: &str) -> std::path::PathBuf {
    let files = [
        (name, "package.json"),
        (name, "checked.js"),
        ("node", "handler.js"),
    ];
    for (from, file) in files {
        let new = tempfile::NamedTempFile::new_in(folder).unwrap();
        std::fs::copy(sources().join(from).join(file), new.path()).unwrap();
        new.persist(folder.join(file)).unwrap();
    }
    folder.join("checked.js")
}

#[test]
fn express_bot_passes_all() {
    if let Some(script) = express() {
        passes_all(
            Path::new("node"),
            &beside(script.parent().unwrap(), "express"),
        );
    }
}

#[test]
fn fastify_bot_passes_all() {
    if !has_program("node") {
        return;
    }
    if let Some(packages) = beside_build("Fastify", "fastify-bot/node_modules") {
        let folder = packages.parent().unwrap();
        passes_all(Path::new("node"), &beside(folder, "fastify"));
    }
}

#[test]
fn fastapi_bot_passes_all() {
    if let Some(python) = beside_build("FastAPI", "fastapi/bin/python") {
        passes_all(&python, &sources().join("fastapi/checked.py"));
    }
}
