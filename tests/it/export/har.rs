//! HTTP Archives: valid by the schema, and read back without loss.
use super::{exchange, history, home_with, some};
use crate::support::{data, fuzz};
use momo::model::history::export_format::ExportFormat;
use momo::model::history::har;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn fuzz_har_round_trip_keeps_exchanges() {
    let exchanges = prop::collection::vec(exchange(), 0..4);
    fuzz("HAR there and back", &exchanges, |exchanges| {
        let mut shape = har::HarWriter::default();
        let mut text = shape.begin(false).unwrap();
        for exchange in &exchanges {
            text.push_str(&shape.exchange(exchange).unwrap().text);
        }
        text.push_str(&shape.end().unwrap());
        let mut read = Vec::new();
        let take = &mut |entry: har::HarEntry| {
            read.push(entry.into_exchange()?);
            Ok(())
        };
        har::read_entries(text.as_bytes(), take).unwrap();
        prop_assert_eq!(read, exchanges);
        Ok(())
    });
}

#[test]
fn every_archive_is_valid_by_the_har_1_2_schema() {
    let momo = home_with(&some(60));
    for more in [&[][..], &["--redact"]] {
        let har = history(&momo, &[&["export", "--as", "har"], more].concat());
        let har = har.expect(0).json();
        assert_eq!(har["log"]["creator"]["name"], "momo");
        assert_eq!(har["log"]["entries"].as_array().unwrap().len(), 60);
        let faults = faults(&har, &schema("har.json"), "");
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn schema_check_finds_invalid_archives() {
    let momo = home_with(&some(1));
    let mut har = history(&momo, &["export", "--as", "har"]).expect(0).json();
    har["log"]["entries"][0]["request"]["headersSize"] = "x".into();
    har["log"]["entries"][0]["startedDateTime"] = "yesterday".into();
    har["log"]["creator"]
        .as_object_mut()
        .unwrap()
        .remove("version");
    assert_eq!(faults(&har, &schema("har.json"), "").len(), 3);
}

fn schema(name: &str) -> Value {
    let path = data("har/schema").join(name.trim_end_matches('#'));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What this schema forbids. Knows the words that the schema of HAR uses, and fails at others.
fn faults(value: &Value, schema: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, rule) in schema.as_object().unwrap() {
        match (word.as_str(), rule) {
            ("$id" | "$schema" | "optional" | "oneOf" | "min" | "description", _) => {}
            ("$ref", Value::String(name)) => {
                found.extend(faults(value, &self::schema(name), place));
            }
            ("type", Value::String(name)) if !is(value, name) => {
                found.push(format!("{place}: no {name}: {value}"));
            }
            ("type", Value::Array(names))
                if !names.iter().any(|name| is(value, name.as_str().unwrap())) =>
            {
                found.push(format!("{place}: none of {names:?}: {value}"));
            }
            ("type", _) => {}
            ("required", Value::Array(names)) => {
                let missing = names
                    .iter()
                    .filter(|name| value.get(name.as_str().unwrap()).is_none());
                found.extend(missing.map(|name| format!("{place}: {name} is missing")));
            }
            ("properties", Value::Object(properties)) => {
                let there = properties
                    .iter()
                    .filter_map(|(name, rule)| Some((name, rule, value.get(name)?)));
                for (name, rule, value) in there {
                    found.extend(faults(value, rule, &format!("{place}.{name}")));
                }
            }
            ("items", rule) => {
                for (at, value) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(faults(value, rule, &format!("{place}[{at}]")));
                }
            }
            ("pattern" | "format", _) => {
                let digits = |text: &str, at: std::ops::Range<usize>| {
                    text.get(at)
                        .is_some_and(|text| text.bytes().all(|it| it.is_ascii_digit()))
                };
                let is_date =
                    |text: &str| digits(text, 0..4) && digits(text, 17..19) && text.ends_with('Z');
                if word == "pattern" && !value.as_str().is_some_and(is_date) {
                    found.push(format!("{place}: no date: {value}"));
                }
            }
            _ => panic!("the schema says `{word}`, which this test does not know"),
        }
    }
    found
}

fn is(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        _ => panic!("a type `{name}`, which this test does not know"),
    }
}
