//! The page, in a real Chromium: the scripts of `tests/browser`, each with a platform of its own.
mod harness;
