//! Where each coding agent looks for skills, and what stands there.
//!
//! Folders as the clients document them: code.claude.com/docs/en/skills, developers.openai.com/codex/skills,
//! cursor.com/docs/context/skills.
use super::skill::SKILL;
use crate::error::{Error, Result};
use crate::io::files;
use crate::model::secret::fingerprint;
use clap::ValueEnum;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A coding agent.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AgentClient {
    /// .claude/skills
    ClaudeCode,
    /// .agents/skills, which other agents read too
    Codex,
    /// .cursor/skills
    Cursor,
}

/// Whose agent shall know momo.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SkillScope {
    /// That of everybody who works in this folder
    Project,
    /// Yours, in every folder
    User,
}

/// What stands where the skill file belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SkillState {
    Missing,
    /// What this momo writes.
    Current,
    /// What another version wrote.
    Outdated,
    /// Has another text than any that momo writes.
    Foreign,
}

impl SkillState {
    /// Returns the name, as JSON has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Current => "current",
            Self::Outdated => "outdated",
            Self::Foreign => "foreign",
        }
    }
}

/// Folder and file of the skill below a client's folder of skills.
const FOLDER: &str = "momo";
const FILE: &str = "SKILL.md";

/// Begins the last line of an installed skill, before the fingerprint of what stands above it.
const MARK: &str =
    "<!-- Written by `momo agent setup`, which replaces or removes it while its text is ";
const MARK_END: &str = " -->\n";

impl AgentClient {
    fn folder(self) -> &'static str {
        match self {
            Self::ClaudeCode => ".claude/skills",
            Self::Codex => ".agents/skills",
            Self::Cursor => ".cursor/skills",
        }
    }

    /// Returns the path of the skill file below `base`, the project's folder or the user's home.
    pub(super) fn skill_file(self, base: &Path) -> PathBuf {
        let folder = self.folder().split('/').chain([FOLDER, FILE]);
        base.join(folder.collect::<PathBuf>())
    }
}

/// Returns the skill as it is installed: with a last line that names its fingerprint.
fn installed_skill() -> String {
    let fingerprint = fingerprint(SKILL.as_bytes());
    format!("{SKILL}\n{MARK}{fingerprint}{MARK_END}")
}

/// Looks at what stands at this path.
///
/// # Errors
/// Fails if there is a file that cannot be read.
pub(super) fn state(path: &Path) -> Result<SkillState> {
    if path.symlink_metadata().is_err() {
        return Ok(SkillState::Missing);
    }
    let bytes = files::read_small_input(path, 1024)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(match written_by_momo(&text) {
        _ if text == installed_skill() => SkillState::Current,
        true => SkillState::Outdated,
        false => SkillState::Foreign,
    })
}

/// Returns whether the last line names the fingerprint of what stands above it.
fn written_by_momo(text: &str) -> bool {
    let marked = text.rsplit_once(MARK);
    marked.is_some_and(|(above, mark)| {
        let above = above.strip_suffix('\n').unwrap_or(above);
        mark.strip_suffix(MARK_END) == Some(&fingerprint(above.as_bytes()))
    })
}

/// Writes the skill file, unless it is there.
///
/// # Errors
/// Fails if another file stands there, or it cannot be written.
pub(super) fn install(path: &Path) -> Result<SkillState> {
    let before = own_state(path, "written")?;
    if before != SkillState::Current {
        files::write_output(path, installed_skill().as_bytes())?;
    }
    Ok(before)
}

/// Removes the skill file, and the folders above it that are empty then.
///
/// # Errors
/// Fails if another file stands there, or it cannot be removed.
pub(super) fn remove(path: &Path) -> Result<SkillState> {
    let before = own_state(path, "removed")?;
    if before != SkillState::Missing {
        files::remove_with_empty_folders(path, 3)?;
    }
    Ok(before)
}

fn own_state(path: &Path, what: &str) -> Result<SkillState> {
    match state(path)? {
        SkillState::Foreign => Err(Error::unknown(format!(
            "`{}` is not what momo wrote, so nothing was {what}",
            path.display()
        ))
        .hint(
            "Move it away or delete it yourself; `momo agent skill` prints what momo would write.",
        )),
        state => Ok(state),
    }
}
