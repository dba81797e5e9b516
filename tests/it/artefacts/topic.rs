//! One manual page of section 7: a help topic.
use super::page::{PREAMBLE, entry, words};
use clap_mangen::roff::{Roff, bold, roman};
use momo::view::help::{Block, Topic, names};

/// The whole page.
pub fn page(topic: &Topic, version: &str) -> String {
    let name = format!("momo-{}", topic.name);
    let mut roff = Roff::new();
    let source = format!("momo {version}");
    roff.control("TH", [&*name, "7", "", &source, "momo manual"]);
    roff.control("SH", ["NAME"]);
    roff.text([roman(format!("{name} - {}", topic.about))]);
    roff.control("SH", ["DESCRIPTION"]);
    let mut is_first = true;
    for block in &topic.blocks {
        match block {
            Block::Heading(heading) => drop(roff.control("SH", [&**heading])),
            Block::Paragraph(text) => {
                if !is_first {
                    roff.control("PP", []);
                }
                roff.text(words(text));
            }
            Block::Verbatim(lines) => {
                roff.control("PP", []);
                roff.control("RS", ["4"]);
                roff.control("nf", []);
                for line in lines {
                    roff.text([roman(line.as_str())]);
                }
                roff.control("fi", []);
                roff.control("RE", []);
            }
            Block::Entry { term, description } => entry(&mut roff, term, description),
        }
        is_first = matches!(block, Block::Heading(_));
    }
    roff.control("SH", ["SEE ALSO"]);
    let mut line = vec![bold("momo"), roman("(1)")];
    for other in names().into_iter().filter(|other| *other != topic.name) {
        line.extend([roman(", "), bold(format!("momo-{other}")), roman("(7)")]);
    }
    roff.text(line);
    PREAMBLE.to_owned() + &roff.to_roff().replace(PREAMBLE, "")
}
