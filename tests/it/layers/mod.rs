//! Holds the map in `src/lib.rs`: which layer may use which, which outside crates each may name, no circles.
mod features;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each layer may use of the crate.
const LAYERS: [(&str, &[&str]); 6] = [
    ("error", &[]),
    ("model", &["error", "model"]),
    ("io", &["error", "model", "io"]),
    ("flow", &["error", "model", "io", "flow"]),
    ("view", &["error", "model", "view"]),
    ("cmd", &["error", "model", "io", "flow", "view", "cmd"]),
];

/// Outside crates by the only layers that may name them. A crate that is not listed fails the test.
const CRATES: &[(&str, &[&str])] = &[
    ("clap", &["cmd", "lib"]),
    ("clap_complete", &["cmd"]),
    ("dialoguer", &["cmd"]),
    ("colored", &["view"]),
    ("comfy_table", &["view"]),
    ("textwrap", &["view"]),
    ("jiff", &["model", "io", "view"]),
    ("maud", &["view"]),
    ("encoding_rs", &["io"]),
    ("encoding_rs_io", &["io"]),
    ("memchr", &["model"]),
    ("quick_xml", &["view"]),
    ("rust_embed", &["view"]),
    ("unicode_width", &["view"]),
    ("serde", &["model", "io", "flow", "view", "cmd"]),
    ("serde_json", &["model", "io", "flow", "view", "cmd"]),
    ("hmac", &["model"]),
    ("sha2", &["model"]),
    ("hex", &["model"]),
    ("base64", &["model"]),
    ("flate2", &["model"]),
    ("unicode_normalization", &["model"]),
    ("unicode_segmentation", &["model"]),
    ("percent_encoding", &["model", "io"]),
    ("url", &["model"]),
    ("ipnet", &["model"]),
    ("reqwest", &["io"]),
    ("hyper_util", &["io"]),
    ("hyper_rustls", &["io"]),
    ("tokio_rustls", &["io"]),
    ("rustls_platform_verifier", &["io"]),
    ("rustls", &["io"]),
    ("tower_layer", &["io"]),
    ("tower_service", &["io"]),
    ("tokio", &["io"]),
    ("futures_util", &["io"]),
    ("rmcp", &["io"]),
    // Named for its version alone.
    ("idna_adapter", &[]),
    ("hdrhistogram", &["model"]),
    ("regex_lite", &["model"]),
    ("similar", &["model"]),
    ("strsim", &["model"]),
    ("shell_words", &["cmd"]),
    ("tiny_http", &["io"]),
    ("httparse", &["model", "io"]),
    ("rusqlite", &["io"]),
    ("parking_lot", &["io", "flow", "cmd"]),
    ("getrandom", &["io"]),
    ("mio", &["io"]),
    ("signal_hook", &["io"]),
    ("terminal_size", &["io"]),
    ("winapi_util", &["io"]),
    ("process_wrap", &["io"]),
    ("win32job", &["io"]),
    ("dunce", &["io"]),
    ("if_addrs", &["io"]),
    ("rustix", &["io"]),
    ("rustyline", &["io"]),
    (
        "std",
        &["error", "model", "io", "flow", "view", "cmd", "lib", "main"],
    ),
    ("momo", &["main"]),
];

/// What a layer may not even name of the standard library.
const FORBIDDEN: [(&str, &[&str]); 3] = [
    (
        "model",
        &[
            "std::fs",
            "TcpStream",
            "TcpListener",
            "std::env",
            "std::process",
            "SystemTime::now",
            "Instant::now",
            "std::io::std",
        ],
    ),
    ("flow", &["std::env", "std::io::std"]),
    (
        "view",
        &["std::fs", "std::net", "std::env", "SystemTime::now"],
    ),
];

#[test]
fn each_layer_uses_only_the_layers_below_it() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let layer = layer(&path);
        let code = code(&text);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            continue;
        };
        for used in names_after(&code, "crate::") {
            if !allowed.contains(&used.as_str()) {
                faults.push(format!(
                    "{}: `{layer}` may not use `crate::{used}`",
                    path.display()
                ));
            }
        }
        let forbidden = FORBIDDEN
            .iter()
            .filter(|(name, _)| *name == layer)
            .flat_map(|(_, words)| *words);
        for word in forbidden.filter(|word| code.contains(**word)) {
            faults.push(format!(
                "{}: `{layer}` may not name `{word}`",
                path.display()
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_outside_crate_is_named_only_where_it_belongs() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let dependencies = manifest
        .split("[dependencies]")
        .nth(1)
        .unwrap()
        .split("[dev-dependencies]")
        .next()
        .unwrap();
    // Those of one operating system alone too.
    let names = dependencies
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" ="));
    let sources = sources().into_iter();
    let sources: Vec<_> = sources.map(|(path, text)| (path, code(&text))).collect();
    let mut faults = Vec::new();
    for name in names.map(|(name, _)| name.replace('-', "_")) {
        let Some((_, layers)) = CRATES.iter().find(|(listed, _)| *listed == name) else {
            faults.push(format!(
                "`{name}` is in Cargo.toml, but no layer is named for it here"
            ));
            continue;
        };
        for (path, code) in &sources {
            let layer = layer(path);
            if names_path(code, &name) && !layers.contains(&layer.as_str()) {
                faults.push(format!(
                    "{}: `{layer}` may not name `{name}`",
                    path.display()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn io_files_do_not_know_one_another() {
    let mut faults = Vec::new();
    for (path, text) in sources()
        .into_iter()
        .filter(|(path, _)| layer(path) == "io")
    {
        let own = concern(&path);
        for (at, _) in code(&text).match_indices("crate::io::") {
            let used = name_at(&code(&text)[at + "crate::io::".len()..]);
            // What differs between operating systems is there for all of them.
            if used != own && used != "os" {
                faults.push(format!("{}: may not use `io::{used}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn imports_have_no_circle() {
    let modules: BTreeMap<String, String> = sources()
        .into_iter()
        .map(|(path, text)| (module(&path), code(&text)))
        .collect();
    let edges: BTreeMap<&str, Vec<&str>> = modules
        .iter()
        .map(|(from, text)| {
            let used = uses(text)
                .into_iter()
                .filter_map(|used| owner(&modules, from, &used));
            (
                from.as_str(),
                used.filter(|to| to != from && !from.starts_with(&format!("{to}::")))
                    .collect(),
            )
        })
        .collect();
    for start in edges.keys() {
        let mut path = vec![*start];
        assert!(
            !reaches(&edges, start, start, &mut path, &mut BTreeSet::new()),
            "a circle: {}",
            path.join(" -> ")
        );
    }
}

#[test]
fn grouped_import_is_read_path_by_path() {
    let text = "use super::{Inspector, list::{self, Page}, show as seen};\nuse crate::model::id;";
    let found = uses(text);
    let named = [
        "super::Inspector",
        "super::list::self",
        "super::list::Page",
        "super::show",
        "crate::model::id",
    ];
    assert!(
        named.iter().all(|name| found.iter().any(|it| it == name)),
        "{found:?}"
    );
}

#[test]
fn every_source_file_has_a_header() {
    let bare: Vec<_> = sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(bare.is_empty(), "no header: {bare:?}");
}

#[test]
fn every_test_file_is_listed() {
    let list = std::fs::read_to_string(root().join("tests/it/main.rs")).unwrap();
    for entry in std::fs::read_dir(root().join("tests/it")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".rs");
        assert!(
            name == "main" || list.contains(&format!("mod {name};")),
            "tests/it/{name} is never run"
        );
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `src`, with its path below it.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((
                    path.strip_prefix(root().join("src")).unwrap().to_owned(),
                    text,
                ));
            }
        }
    }
    found.sort();
    found
}

/// The source without comments and without the unit tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn layer(path: &Path) -> String {
    let first = path
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The outside concern of an io file: the first name below `io`.
fn concern(path: &Path) -> String {
    let second = path
        .components()
        .nth(1)
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    second.trim_end_matches(".rs").to_owned()
}

/// `model/http.rs` is `model::http`, `io/files/mod.rs` is `io::files`.
fn module(path: &Path) -> String {
    let name = path.with_extension("");
    let name = name.to_str().unwrap().replace(['/', '\\'], "::");
    name.trim_end_matches("::mod").to_owned()
}

fn names_after(text: &str, prefix: &str) -> Vec<String> {
    text.match_indices(prefix)
        .map(|(at, _)| name_at(&text[at + prefix.len()..]))
        .collect()
}

fn name_at(text: &str) -> String {
    text.chars()
        .take_while(|ch| ch.is_alphanumeric() || *ch == '_')
        .collect()
}

/// Whether the text names `name::` as the beginning of a path.
fn names_path(text: &str, name: &str) -> bool {
    let path = format!("{name}::");
    text.match_indices(&path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|ch| ch.is_alphanumeric() || ch == '_' || ch == ':')
    })
}

/// The paths below `crate::` and `super::` that a file names; of a group in braces each by itself.
fn uses(text: &str) -> Vec<String> {
    let starts = text
        .match_indices("crate::")
        .chain(text.match_indices("super::"));
    starts
        .filter(|(at, _)| !text[..*at].ends_with("::"))
        .flat_map(|(at, _)| paths(&text[at..]).0)
        .collect()
}

/// The paths with which a text begins, and how much of it they are: `a::{b, c::{d, e}}` is three.
fn paths(text: &str) -> (Vec<String>, usize) {
    let is_path = |ch: char| ch.is_alphanumeric() || matches!(ch, '_' | ':');
    let end = text.find(|ch| !is_path(ch)).unwrap_or(text.len());
    let stem = &text[..end];
    if !stem.ends_with("::") || !text[end..].starts_with('{') {
        return (vec![stem.to_owned()], end);
    }
    let (mut found, mut at) = (Vec::new(), end + 1);
    while at < text.len() && !text[at..].starts_with('}') {
        let (inner, length) = paths(&text[at..]);
        found.extend(inner.iter().map(|path| format!("{stem}{path}")));
        // What stands between two paths is a comma, white space, or another name of the first.
        at += length.max(1);
    }
    (found, (at + 1).min(text.len()))
}

/// The file that a path names: the longest module that is a prefix of it.
fn owner<'a>(modules: &'a BTreeMap<String, String>, from: &str, used: &str) -> Option<&'a str> {
    let mut base: Vec<&str> = from.split("::").collect();
    let mut rest = used;
    if let Some(path) = used.strip_prefix("crate::") {
        base.clear();
        rest = path;
    }
    while let Some(path) = rest.strip_prefix("super::") {
        base.pop();
        rest = path;
    }
    base.extend(rest.split("::").filter(|part| !part.is_empty()));
    (1..=base.len()).rev().find_map(|length| {
        modules
            .get_key_value(&base[..length].join("::"))
            .map(|(key, _)| key.as_str())
    })
}

/// Whether `goal` can be reached from `from`; `path` is how, `visited` what has been looked at.
fn reaches<'a>(
    edges: &BTreeMap<&'a str, Vec<&'a str>>,
    from: &'a str,
    goal: &str,
    path: &mut Vec<&'a str>,
    visited: &mut BTreeSet<&'a str>,
) -> bool {
    for to in edges.get(from).into_iter().flatten() {
        if *to == goal {
            path.push(to);
            return true;
        }
        if visited.insert(to) {
            path.push(to);
            if reaches(edges, to, goal, path, visited) {
                return true;
            }
            path.pop();
        }
    }
    false
}
