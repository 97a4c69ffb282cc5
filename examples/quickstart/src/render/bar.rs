use std::ops::Range;

/// Where `span` lies in `window`, both in nanoseconds, as `width` characters.
///
/// At least one character is drawn, a thin one for what takes less than half a cell.
pub(super) fn bar(span: Range<u64>, window: &Range<u64>, width: usize) -> String {
    let cells = |time: u64| {
        let length = window.end.saturating_sub(window.start).max(1);
        let share = time.saturating_sub(window.start) as f64 / length as f64;
        share.min(1.0) * width as f64
    };
    let (from, to) = (cells(span.start), cells(span.end.max(span.start)));
    let first = (from as usize).min(width.saturating_sub(1));
    let length = ((to - from).round() as usize).min(width - first);
    let drawn = if length == 0 {
        "▏".to_owned()
    } else {
        "█".repeat(length)
    };
    let padding = width.saturating_sub(first + drawn.chars().count());
    format!("{}{drawn}{}", " ".repeat(first), " ".repeat(padding))
}
