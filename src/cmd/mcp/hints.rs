//! Names the arguments and tools where a verb's hint names flags and commands.
use super::tools::{Part, TOOLS, ToolSpec};
use serde_json::Value;

/// Rewrites what stands between backquotes in the texts of an error.
pub(super) fn for_tool(error: &mut Value, tool: &ToolSpec) {
    match error {
        Value::String(text) => *text = rewritten(text, tool),
        Value::Array(items) => items.iter_mut().for_each(|item| for_tool(item, tool)),
        Value::Object(fields) => fields.values_mut().for_each(|field| for_tool(field, tool)),
        _ => {}
    }
}

fn rewritten(text: &str, tool: &ToolSpec) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        let is_code = index % 2 == 1;
        match is_code.then(|| replacement(part, tool)).flatten() {
            Some(words) => out.push_str(&words),
            None if is_code => out.push_str(&format!("`{part}`")),
            None => out.push_str(part),
        }
    }
    out
}

/// Returns what to say in place of a flag or a command; `None` leaves it as it is.
fn replacement(code: &str, tool: &ToolSpec) -> Option<String> {
    if code.starts_with("--") {
        let flag = code.split([' ', '=']).next()?;
        let is_meant = |part: Part| match part {
            Part::Flag(own) | Part::Input(own) => own == flag,
            Part::Word => false,
        };
        let param = tool.params.iter().find(|param| is_meant(param.part));
        return param.map(|param| format!("the argument `{}`", param.name));
    }
    let line = code.strip_prefix("momo ")?;
    if format!("{line} ").contains(" -- ") {
        return Some(format!(
            "`{code}` (on the command line: no tool starts a program)"
        ));
    }
    let words: Vec<&str> = line.split(' ').collect();
    let tools = TOOLS.iter().filter(|tool| words.starts_with(tool.verb));
    let longest = tools.max_by_key(|tool| tool.verb.len())?;
    let is_whole = words[longest.verb.len()..]
        .iter()
        .all(|word| *word == "--all");
    is_whole.then(|| format!("the tool `{}`", longest.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_names_arguments_and_tools() {
        let tool = |name| TOOLS.iter().find(|tool| tool.name == name);
        let (Some(verify), Some(delivery)) = (tool("verify"), tool("delivery")) else {
            panic!("no such tools");
        };
        for (tool, text, wanted) in [
            (
                verify,
                "Give `--signature HEX`, `--headers FILE`, or more.",
                "Give the argument `signature`, `--headers FILE`, or more.",
            ),
            (
                delivery,
                "`momo delivery list --all` shows those there are.",
                "the tool `delivery` shows those there are.",
            ),
            (
                delivery,
                "`momo run -- COMMAND` starts one.",
                "`momo run -- COMMAND` (on the command line: no tool starts a program) starts one.",
            ),
        ] {
            assert_eq!(rewritten(text, tool), wanted);
        }
    }
}
