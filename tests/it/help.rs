//! `momo help`: topics and commands.
use crate::support::Momo;
use serde_json::Value;

#[test]
fn help_topic_is_shown_as_text_and_json() {
    let momo = Momo::new();
    let text = momo.run(&["help", "exit-codes"]).expect(0).out();
    assert!(
        text.starts_with("What the exit codes of momo mean\n"),
        "{text}"
    );
    assert!(text.contains("\n  130\n      Ctrl-C (SIGINT)."), "{text}");
    let json = momo.run(&["help", "exit-codes", "--json"]).expect(0).json();
    assert_eq!(json["topic"], "exit-codes");
    assert_eq!(json["text"], text);
}

#[test]
fn help_topics_are_all_there_and_fit_into_100_columns() {
    let momo = Momo::new();
    let topics = momo.run(&["help", "--json"]).expect(0).json();
    let topics: Vec<_> = topics["topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(name)
        .collect();
    for name in [
        "api",
        "chat",
        "check",
        "ci",
        "environment",
        "exit-codes",
        "files",
        "filters",
        "security",
        "signatures",
        "systems",
    ] {
        assert!(topics.contains(&name.to_owned()), "{name}");
    }
    for topic in topics {
        let text = momo.run(&["help", &topic]).expect(0).out();
        let is_code = |line: &str| line.starts_with("    ");
        for line in text.lines().filter(|line| !is_code(line)) {
            assert!(line.chars().count() <= 100, "{topic}: {line}");
        }
    }
}

#[test]
fn help_topics_are_in_the_tables_of_both_readmes() {
    let topics = Momo::new().run(&["help", "--json"]).expect(0).json();
    for file in ["README.md", "README.ko.md"] {
        let readme = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let readme = std::fs::read_to_string(readme).unwrap();
        let rows: Vec<_> = readme
            .lines()
            .filter(|line| line.starts_with("| "))
            .collect();
        for topic in topics["topics"].as_array().unwrap() {
            let cell = format!("`{}`", name(topic));
            assert!(rows.iter().any(|row| row.contains(&cell)), "{file}: {cell}");
        }
    }
}

fn name(topic: &Value) -> String {
    topic["topic"].as_str().unwrap().to_owned()
}

#[test]
fn help_topic_has_every_key_of_the_filter_language() {
    let momo = Momo::new();
    let topic = momo.run(&["help", "filters"]).expect(0).out();
    let list = ["webhook", "history", "list", "--help"];
    let help = momo.run(&list).expect(0).out();
    let keys = help.lines().filter_map(|line| line.strip_prefix("    "));
    let keys: Vec<_> = keys.filter_map(|line| line.split_once(':')).collect();
    let keys = keys.iter().map(|(key, _)| *key);
    let keys: Vec<_> = keys
        .filter(|key| key.chars().all(|ch| ch.is_ascii_lowercase()))
        .collect();
    assert!(keys.len() >= 16, "{keys:?}");
    for key in keys {
        assert!(topic.contains(&format!("\n  {key}:")), "{key}");
    }
}

#[test]
fn help_of_a_command_is_that_of_its_flag() {
    let momo = Momo::new();
    for words in [&["sign"][..], &["webhook", "replay"], &["bot"]] {
        let by_verb = momo.run(&[&["help"], words].concat()).expect(0).out();
        let by_flag = momo.run(&[words, &["--help"]].concat()).expect(0).out();
        assert_eq!(by_verb.trim_end(), by_flag.trim_end());
    }
}

#[test]
fn help_of_an_unknown_word_names_the_nearest_topic() {
    let output = Momo::new().run(&["help", "filter"]).expect(2);
    output.is(
        "--- stderr\nerror: there is neither a topic nor a command `filter`\n  hint: Did you mean `momo help filters`?\n--- status 2\n",
    );
}

#[test]
fn help_topics_name_only_commands_and_flags_that_exist() {
    let momo = Momo::new();
    let topics = momo.run(&["help", "--json"]).expect(0).json();
    for topic in topics["topics"].as_array().unwrap().iter().map(name) {
        let text = momo
            .run(&["help", &topic])
            .expect(0)
            .out()
            .replace('\n', " ");
        let commands = text.split("momo ").skip(1);
        for command in commands {
            let is_word =
                |word: &&str| word.chars().all(|ch| ch.is_ascii_lowercase()) && !word.is_empty();
            let end = command
                .find(['`', '|', '.', ',', ';', ')'])
                .unwrap_or(command.len());
            let words: Vec<_> = command[..end].split(' ').take_while(is_word).collect();
            let tree = momo::command_line();
            let mut here = &tree;
            for word in words {
                let Some(below) = here.find_subcommand(word) else {
                    let is_verb = here.get_subcommands().next().is_some()
                        && here.is_subcommand_required_set();
                    assert!(
                        !is_verb || here.get_name() == "momo",
                        "{topic}: momo ... {word}"
                    );
                    break;
                };
                here = below;
            }
        }
    }
}

#[test]
fn help_as_json_has_every_verb_with_its_effect_flags_and_values() {
    let help = Momo::new().run(&["help", "--json"]).expect(0).json();
    let verbs = help["verbs"].as_array().unwrap();
    assert!(verbs.len() > 50, "{}", verbs.len());
    for verb in verbs {
        let effect = verb["effect"].as_str().unwrap();
        assert!(["read", "write", "send", "destructive"].contains(&effect));
        let command = verb["command"].as_str().unwrap();
        let usage = verb["usage"].as_str().unwrap();
        assert!(usage.starts_with(&format!("momo {command}")), "{usage}");
        let examples = verb["examples"].as_array().unwrap();
        assert!(!examples.is_empty(), "{command}");
        let is_example = |example: &Value| example.as_str().unwrap().contains("momo");
        assert!(examples.iter().all(is_example), "{command}: {examples:?}");
    }
    let about = help["about"].as_str().unwrap();
    assert!(about.contains("MoMoTalk Bot Platform"), "{about}");
    let groups = help["groups"].as_array().unwrap();
    for group in ["bot", "room", "webhook", "webhook history", "kakao"] {
        let found = groups.iter().find(|it| it["group"] == group);
        let about = found.and_then(|it| it["about"].as_str());
        assert!(about.is_some_and(|it| !it.is_empty()), "{group}");
    }
    let find = |name: &str| verbs.iter().find(|verb| verb["command"] == name).unwrap();
    assert_eq!(find("verify")["effect"], "read");
    assert_eq!(find("webhook replay")["effect"], "send");
    assert_eq!(find("webhook history clear")["effect"], "destructive");
    assert_eq!(find("dev")["runs_until_stopped"], true);
    let flags = find("sign")["flags"].as_array().unwrap();
    let style = flags.iter().find(|flag| flag["name"] == "--as").unwrap();
    assert_eq!(style["possible_values"][1]["value"], "header");
    let list = find("webhook history list")["flags"].as_array().unwrap();
    let limit = list.iter().find(|flag| flag["name"] == "--limit").unwrap();
    assert_eq!(limit["default"], "20");
    assert_eq!(limit["short"], "-n");
    assert_eq!(limit["conflicts_with"][0], "--all");
    let codes = help["everywhere"]["exit_codes"].as_array().unwrap();
    let codes: Vec<_> = codes.iter().map(|code| code["code"].as_u64()).collect();
    assert_eq!(codes, [Some(0), Some(1), Some(2), Some(3), Some(130)]);
}

#[test]
fn help_as_json_of_one_command_or_group_is_a_part_of_the_whole() {
    let momo = Momo::new();
    let all = momo.run(&["help", "--json"]).expect(0).json();
    let one = ["help", "webhook", "replay", "--json"];
    let one = momo.run(&one).expect(0).json();
    let verbs = all["verbs"].as_array().unwrap();
    assert!(verbs.contains(&one["verb"]), "{}", one["verb"]);
    assert_eq!(one["everywhere"], all["everywhere"]);
    let group = momo.run(&["help", "bot", "--json"]).expect(0).json();
    let group = group["verbs"].as_array().unwrap();
    assert!(group.len() > 5 && group.iter().all(|verb| verbs.contains(verb)));
    let topic = momo.run(&["help", "chat", "--json"]).expect(0).json();
    assert_eq!(topic["topic"], "chat");
    assert_eq!(topic["verbs"][0]["command"], "chat");
}
