//! What the shim wrote down, and what a disk holds when the power goes at some point of it.
//!
//! The model is harsher than most disks: what was not synced is kept, lost, or torn at sectors of 512 bytes, each
//! write by itself; a file whose folder was not synced since it was made may be missing.
use std::collections::HashMap;
use std::path::Path;

/// The unit that a disk writes whole.
const SECTOR: usize = 512;

/// Something that happened.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A file was made or opened under this descriptor.
    Open { fd: i64, path: String, made: bool },
    /// Bytes were written to a file.
    Write {
        fd: i64,
        offset: usize,
        bytes: Vec<u8>,
    },
    /// A file was cut, or made longer.
    Cut { fd: i64, length: usize },
    /// A file or folder was synced.
    Sync { fd: i64 },
    /// A file was removed.
    Unlink { path: String },
    /// An event was answered 2xx.
    Answered { id: String },
}

/// Reads a trace; answers are matched with the event that last came on their connection.
pub(super) fn read(path: &Path) -> Vec<Step> {
    let bytes = std::fs::read(path).unwrap();
    let mut rest = &bytes[..];
    let mut came: HashMap<i64, Vec<u8>> = HashMap::new();
    let mut steps = Vec::new();
    while rest.len() >= 25 {
        let number = |at: usize| i64::from_le_bytes(rest[at..at + 8].try_into().unwrap());
        let (kind, fd, offset, length) = (rest[0], number(1), number(9), number(17));
        let length = usize::try_from(length).unwrap();
        if rest.len() < 25 + length {
            break; // Killed in the middle of a line.
        }
        let data = &rest[25..25 + length];
        rest = &rest[25 + length..];
        let text = || String::from_utf8(data.to_vec()).unwrap();
        let offset = usize::try_from(offset).unwrap();
        match kind {
            b'C' | b'O' => steps.push(Step::Open {
                fd,
                path: text(),
                made: kind == b'C',
            }),
            b'W' => steps.push(Step::Write {
                fd,
                offset,
                bytes: data.to_vec(),
            }),
            b'T' => steps.push(Step::Cut { fd, length: offset }),
            b'S' => steps.push(Step::Sync { fd }),
            b'U' => steps.push(Step::Unlink { path: text() }),
            b'R' => came.entry(fd).or_default().extend_from_slice(data),
            b'A' if data.starts_with(b"HTTP/1.1 200") => {
                let text = came.remove(&fd).unwrap();
                let text = String::from_utf8_lossy(&text);
                let id = text.rsplit("\"event_id\" : \"").next().unwrap();
                let id = id.split('"').next().unwrap().to_owned();
                steps.push(Step::Answered { id });
            }
            _ => {}
        }
    }
    steps
}

/// Whether the descriptors of a trace are, at this step, those of the write-ahead log.
pub(super) fn is_log(path: &str) -> bool {
    path.ends_with("-wal")
}

/// The same run as `synchronous=NORMAL` would have made it: the log is synced when it begins anew and before it is
/// copied into the database, but not at commits.
pub(super) fn without_commit_syncs(steps: &[Step]) -> Vec<Step> {
    let mut names: HashMap<i64, String> = HashMap::new();
    let mut left = Vec::new();
    let mut begins = false;
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Open { fd, path, .. } => drop(names.insert(*fd, path.clone())),
            Step::Write { fd, offset: 0, .. } => begins = is_log(&names[fd]),
            Step::Sync { fd } if is_log(&names[fd]) => {
                let copies = steps[at + 1..].iter().find_map(|next| match next {
                    Step::Write { fd, .. } => Some(!is_log(&names[fd])),
                    Step::Sync { .. } => Some(false),
                    _ => None,
                });
                if !std::mem::take(&mut begins) && copies != Some(true) {
                    continue;
                }
            }
            _ => {}
        }
        left.push(step.clone());
    }
    left
}

/// A file: what is safe, and what was done to it since.
#[derive(Debug, Clone, Default)]
struct File {
    safe: Vec<u8>,
    since: Vec<Change>,
    /// Whether its name is safe too.
    named: bool,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Cut(usize),
}

/// A disk of which the power may go at any step.
#[derive(Debug, Default)]
pub(super) struct Disk {
    files: HashMap<String, File>,
    names: HashMap<i64, String>,
}

impl Disk {
    /// Goes on by a step.
    pub(super) fn take(&mut self, step: &Step) {
        match step {
            Step::Open { fd, path, made } => {
                self.names.insert(*fd, path.clone());
                if *made {
                    self.files.insert(path.clone(), File::default());
                }
            }
            Step::Write { fd, offset, bytes } => {
                self.change(*fd, Change::Write(*offset, bytes.clone()));
            }
            Step::Cut { fd, length } => self.change(*fd, Change::Cut(*length)),
            Step::Sync { fd } => self.sync(*fd),
            Step::Unlink { path } => drop(self.files.remove(path)),
            Step::Answered { .. } => {}
        }
    }

    fn change(&mut self, fd: i64, change: Change) {
        if let Some(file) = self.files.get_mut(&self.names[&fd]) {
            file.since.push(change);
        }
    }

    fn sync(&mut self, fd: i64) {
        let name = &self.names[&fd];
        if let Some(file) = self.files.get_mut(name) {
            for change in std::mem::take(&mut file.since) {
                apply(&mut file.safe, &change, |_| true);
            }
            return;
        }
        // A folder: the names in it are safe from now on.
        for (_, file) in self.files.iter_mut().filter(|it| it.0.starts_with(name)) {
            file.named = true;
        }
    }

    /// Writes what a disk may hold if the power goes now into a folder.
    pub(super) fn crash(&self, chance: &mut Chance, folder: &Path) {
        let manner = chance.below(4);
        for (path, file) in &self.files {
            let name = Path::new(path).file_name().unwrap();
            // The log's index lives in memory and is made anew.
            if path.ends_with("-shm") || (!file.named && chance.below(2) == 0) {
                continue;
            }
            let mut bytes = file.safe.clone();
            for change in &file.since {
                let whole = match manner {
                    0 => Some(false),
                    1 => Some(true),
                    2 => Some(chance.below(2) == 0),
                    _ => None,
                };
                match whole {
                    Some(false) => {}
                    Some(true) => apply(&mut bytes, change, |_| true),
                    None => apply(&mut bytes, change, |_| chance.below(2) == 0),
                }
            }
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
}

/// Does what was done to a file; of a write only the sectors that `keeps`.
fn apply(bytes: &mut Vec<u8>, change: &Change, mut keeps: impl FnMut(usize) -> bool) {
    match change {
        Change::Cut(length) => {
            if keeps(0) {
                bytes.resize(*length, 0);
            }
        }
        Change::Write(offset, new) => {
            let mut at = *offset;
            while at < offset + new.len() {
                let end = ((at / SECTOR + 1) * SECTOR).min(offset + new.len());
                if keeps(at / SECTOR) {
                    if bytes.len() < end {
                        bytes.resize(end, 0);
                    }
                    bytes[at..end].copy_from_slice(&new[at - offset..end - offset]);
                }
                at = end;
            }
        }
    }
}

/// Chance that is the same in every run (xorshift64*).
pub(super) struct Chance(pub(super) u64);

impl Chance {
    /// A number below this one.
    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % most
    }
}
