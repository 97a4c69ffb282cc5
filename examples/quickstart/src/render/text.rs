use std::time::Duration;

/// At most `width` characters of `text`; a cut ends in an ellipsis.
///
/// Control characters become dots, so that no name can steer the terminal.
pub(super) fn cut(text: &str, width: usize) -> String {
    let shown = |c: char| if c.is_control() { '·' } else { c };
    if text.chars().count() <= width {
        return text.chars().map(shown).collect();
    }
    let kept = text.chars().map(shown).take(width.saturating_sub(1));
    kept.chain(['…']).collect()
}

/// A duration with three digits or so.
pub(super) fn human(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    // Each limit is where rounding would reach the next unit.
    if seconds < 0.000_999_5 {
        format!("{:.0} µs", seconds * 1e6)
    } else if seconds < 0.999_95 {
        format!("{:.1} ms", seconds * 1e3)
    } else if seconds < 99.995 {
        format!("{seconds:.2} s")
    } else {
        format!("{seconds:.0} s")
    }
}
