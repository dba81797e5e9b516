//! Tables without rules, aligned by terminal cells so that Hangul lines up.
use super::cells;
use super::terminal::label;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

/// Cells between two columns.
const GAP: usize = 2;

/// Renders a table to `width` cells, its heads in the language of text output; `None` keeps each row on one line. Where the words do not fit side by side, each
/// row becomes a paragraph with one value a line, so that ids and URLs stay whole.
pub fn table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    width: Option<usize>,
) -> String {
    let rows: Vec<_> = rows.into_iter().collect();
    let head = head.map(label);
    if width.is_some_and(|width| min_width(head, &rows) > width) {
        return records(head, &rows);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(head);
    if let Some(width) = width {
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    table.add_rows(&rows);
    if let Some(first) = table.column_mut(0) {
        // The id in the first column is copied into the next command, so it is never wrapped.
        first.set_constraint(ColumnConstraint::ContentWidth);
    }
    for (index, column) in table.column_iter_mut().enumerate().skip(1) {
        let width = column_width(head, &rows, index);
        let width = Width::Fixed(u16::try_from(width + GAP).unwrap_or(u16::MAX));
        column.set_constraint(ColumnConstraint::LowerBoundary(width));
    }
    let lines: Vec<_> = table
        .lines()
        // The style pads each cell on both sides.
        .map(|line| {
            line.strip_prefix(' ')
                .unwrap_or(&line)
                .trim_end()
                .to_owned()
        })
        .collect();
    lines.join("\n")
}

/// Returns the cells that the table takes at least if no word is broken.
fn min_width<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> usize {
    let widths = (0..N).map(|index| column_width(head, rows, index));
    widths.sum::<usize>() + GAP * N.saturating_sub(1)
}

/// Returns the cells that a column takes at least: those of its longest word, in the first column of its longest text.
fn column_width<const N: usize>(head: [&str; N], rows: &[[String; N]], index: usize) -> usize {
    let texts = rows.iter().map(|row| &*row[index]).chain([head[index]]);
    let widths = texts.flat_map(|text| match index {
        0 => vec![cells::width(text)],
        _ => text.split(' ').map(cells::width).collect(),
    });
    widths.max().unwrap_or(0)
}

/// Renders each row as its first value and, below it, the others with their names; empty values are left out.
fn records<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    let name_width = head[1..].iter().map(|name| cells::width(name)).max();
    let name_width = name_width.unwrap_or(0);
    let value_line = |(name, value): (&&str, &String)| match value.is_empty() {
        true => String::new(),
        false => format!("\n  {}  {value}", cells::pad_right(name, name_width)),
    };
    let record = |row: &[String; N]| {
        let values = head[1..].iter().zip(&row[1..]).map(value_line);
        format!("{}{}", row[0], values.collect::<String>())
    };
    rows.iter().map(record).collect::<Vec<_>>().join("\n")
}
