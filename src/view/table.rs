//! Tables without rules, aligned by terminal cells so that Hangul lines up.
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

/// Renders a table to `width` cells; `None` keeps each row on one line.
pub fn table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    width: Option<usize>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(head);
    if let Some(width) = width {
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    table.add_rows(rows);
    if let Some(first) = table.column_mut(0) {
        // The id in the first column is copied into the next command, so it is never wrapped.
        first.set_constraint(ColumnConstraint::ContentWidth);
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
