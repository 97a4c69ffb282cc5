//! Traces as text: a tree with the service, the status, the time and a bar for each span.

mod bar;
mod paint;
mod row;
#[cfg(test)]
mod tests;
mod text;

use std::time::Duration;

use lumigo_testing::{SpanNode, TestSpan, Trace};

pub(crate) use self::paint::Paint;

use self::row::Row;
use self::text::{cut, human};

const COLUMNS: usize = 80;

/// Draws a trace, at most 80 columns wide, with a newline at its end.
pub(crate) fn trace(trace: &Trace<'_>, paint: Paint) -> String {
    let spans: Vec<_> = trace.walk().map(|(_, span)| span).collect();
    let start = spans.iter().map(|span| span.start_unix_nano).min();
    let end = spans.iter().map(|span| span.end_unix_nano).max();
    let window = start.unwrap_or(0)..end.unwrap_or(0);
    let took = Duration::from_nanos(window.end.saturating_sub(window.start));

    let mut lines = vec![title(trace.trace_id, &spans, took, paint)];
    for row in rows(trace) {
        lines.push(row.draw(&window, services(&spans), paint));
        lines.extend(row.note(paint));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn title(id: &str, spans: &[&TestSpan], took: Duration, paint: Paint) -> String {
    let plural = if spans.len() == 1 { "" } else { "s" };
    let facts = format!(" · {} span{plural} · {}", spans.len(), human(took));
    let title = cut(&format!("Trace {id}{facts}"), COLUMNS - " · failed".len());
    if spans.iter().any(|span| row::failed(span)) {
        format!("{}{}", paint.bold(&title), paint.red(" · failed"))
    } else {
        paint.bold(&title)
    }
}

fn services<'a>(spans: &[&'a TestSpan]) -> impl Iterator<Item = &'a str> + Clone {
    let mut names: Vec<&str> = Vec::new();
    for name in spans.iter().filter_map(|span| span.service_name()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter()
}

fn rows<'a>(trace: &'a Trace<'a>) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for root in &trace.roots {
        // The parent of such a span belongs to a caller elsewhere.
        let branch = if root.span.is_root() { "" } else { "↳ " };
        add_rows(root, branch.to_owned(), "", &mut rows);
    }
    rows
}

fn add_rows<'a>(node: &SpanNode<'a>, branch: String, indent: &str, rows: &mut Vec<Row<'a>>) {
    let rail = if node.children.is_empty() {
        "   "
    } else {
        "│  "
    };
    rows.push(Row {
        branch,
        beneath: format!("{indent}{rail}"),
        span: node.span,
    });
    let last = node.children.len().saturating_sub(1);
    for (place, child) in node.children.iter().enumerate() {
        let (fork, rail) = if place == last {
            ("└─ ", "   ")
        } else {
            ("├─ ", "│  ")
        };
        let branch = format!("{indent}{fork}");
        add_rows(child, branch, &format!("{indent}{rail}"), rows);
    }
}
