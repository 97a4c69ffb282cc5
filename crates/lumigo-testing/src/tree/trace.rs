use std::collections::{BTreeMap, BTreeSet};
use std::{fmt, iter};

use crate::{SpanNode, TestSpan};

type Children<'a> = BTreeMap<&'a str, Vec<&'a TestSpan>>;

/// The spans of one trace.
///
/// Its text is described at [`SpanTree`](crate::SpanTree).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trace<'a> {
    /// The trace's id: 32 lower-case hexadecimal digits.
    pub trace_id: &'a str,
    /// The spans without a parent among the others; exactly one for a whole trace.
    pub roots: Vec<SpanNode<'a>>,
}

impl<'a> Trace<'a> {
    /// `spans` are in the order of their start.
    pub(super) fn new(trace_id: &'a str, spans: Vec<&'a TestSpan>) -> Self {
        let known: BTreeSet<_> = spans.iter().map(|span| span.span_id.as_str()).collect();
        let mut tops = Vec::new();
        let mut children = Children::new();
        for span in spans {
            match span.parent_span_id.as_deref() {
                Some(parent) if known.contains(parent) => {
                    children.entry(parent).or_default().push(span);
                }
                _ => tops.push(span),
            }
        }
        let mut roots: Vec<_> = tops
            .into_iter()
            .map(|top| take_node(top, &mut children))
            .collect();
        // What is left hangs on itself; a test tool shows such spans rather than lose them.
        while let Some((_, strays)) = children.pop_first() {
            roots.extend(
                strays
                    .into_iter()
                    .map(|span| take_node(span, &mut children)),
            );
        }
        Self { trace_id, roots }
    }

    /// Every span with its depth, a parent before its children; roots have depth 0.
    pub fn walk(&self) -> impl Iterator<Item = (usize, &'a TestSpan)> {
        let mut open: Vec<_> = self.roots.iter().rev().map(|root| (0, root)).collect();
        iter::from_fn(move || {
            let (depth, node) = open.pop()?;
            open.extend(node.children.iter().rev().map(|child| (depth + 1, child)));
            Some((depth, node.span))
        })
    }
}

// Taking the children out of the map keeps a span id that was sent twice from showing them twice.
fn take_node<'a>(span: &'a TestSpan, children: &mut Children<'a>) -> SpanNode<'a> {
    let below = children.remove(span.span_id.as_str()).unwrap_or_default();
    SpanNode {
        span,
        children: below
            .into_iter()
            .map(|child| take_node(child, children))
            .collect(),
    }
}

impl fmt::Display for Trace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (depth, span)) in self.walk().enumerate() {
            let newline = if place > 0 { "\n" } else { "" };
            let indent = depth * 2;
            write!(
                f,
                "{newline}{:indent$}{} {}",
                "",
                span.kind_name(),
                span.name
            )?;
            if depth == 0 && !span.is_root() {
                f.write_str(" (parent missing)")?;
            }
        }
        Ok(())
    }
}
