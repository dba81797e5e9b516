//! Reads an HTTP Archive of any program as a stream, entry by entry.
use super::read::HarEntry;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::Read;

/// Returns whether the bytes have the structure `{"log": {"entries": [...]}}`. Does not check entries.
pub fn is_archive(bytes: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Whole {
        #[serde(rename = "log")]
        _log: Log,
    }
    #[derive(Deserialize)]
    struct Log {
        #[serde(rename = "entries")]
        _entries: Vec<IgnoredAny>,
    }
    serde_json::from_slice::<Whole>(bytes).is_ok()
}

/// Reads an archive and passes each entry to `take`.
///
/// # Errors
/// Fails for malformed JSON and errors of `take`, with line and column.
pub fn read_entries<R: Read>(
    reader: R,
    take: &mut dyn FnMut(HarEntry) -> Result<(), String>,
) -> serde_json::Result<()> {
    let mut reader = serde_json::Deserializer::from_reader(reader);
    HarArchive(take).deserialize(&mut reader)?;
    reader.end()
}

/// Deserialises an archive and passes each entry to the callback as soon as it is read.
pub struct HarArchive<'t>(pub &'t mut dyn FnMut(HarEntry) -> Result<(), String>);

impl<'de> DeserializeSeed<'de> for HarArchive<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let log = MemberSeed {
            name: "log",
            seed: MemberSeed {
                name: "entries",
                seed: EntriesSeed(self.0),
            },
        };
        log.deserialize(deserializer)
    }
}

/// Deserialises one member of an object and skips the others.
struct MemberSeed<S> {
    name: &'static str,
    seed: S,
}

impl<'de, S: DeserializeSeed<'de, Value = ()>> DeserializeSeed<'de> for MemberSeed<S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, S: DeserializeSeed<'de, Value = ()>> Visitor<'de> for MemberSeed<S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        use serde::de::Error;
        let mut seed = Some(self.seed);
        while let Some(key) = map.next_key::<String>()? {
            if key != self.name {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match seed.take() {
                Some(seed) => map.next_value_seed(seed)?,
                None => return Err(A::Error::custom(format!("`{}` is there twice", self.name))),
            }
        }
        match seed {
            Some(_) => Err(A::Error::custom(format!("`{}` is missing", self.name))),
            None => Ok(()),
        }
    }
}

struct EntriesSeed<'t>(&'t mut dyn FnMut(HarEntry) -> Result<(), String>);

impl<'de> DeserializeSeed<'de> for EntriesSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for EntriesSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while entries
            .next_element_seed(EntrySeed(&mut *self.0))?
            .is_some()
        {}
        Ok(())
    }
}

/// Deserialises an entry and calls the callback at its closing brace, so that its errors have that position.
struct EntrySeed<'t>(&'t mut dyn FnMut(HarEntry) -> Result<(), String>);

impl<'de> DeserializeSeed<'de> for EntrySeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EntrySeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        let entry = HarEntry::deserialize(MapAccessDeserializer::new(map))?;
        (self.0)(entry).map_err(serde::de::Error::custom)
    }
}
