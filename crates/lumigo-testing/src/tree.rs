mod node;
#[cfg(test)]
mod tests;
mod trace;

use std::fmt;

use crate::TestSpan;

pub use self::node::SpanNode;
pub use self::trace::Trace;

/// Spans grouped by trace and put under their parents.
///
/// Traces and siblings are in the order of their start. Its text has one line for each span, kind
/// and name, indented by two spaces for each parent, without a newline at its end; an empty line
/// separates traces. A span whose parent is not among the given spans is a root of its own, marked
/// `(parent missing)`.
///
/// # Examples
///
/// ```
/// use lumigo_testing::SpanTree;
/// # let spans = [];
/// let tree = SpanTree::of(&spans);
/// assert_eq!(tree.to_string(), "");
/// assert_eq!(tree.traces().count(), 0);
/// ```
#[derive(Clone, Debug)]
pub struct SpanTree<'a> {
    traces: Vec<Trace<'a>>,
}

impl<'a> SpanTree<'a> {
    /// Arranges these spans. None is left out, whatever their ids are.
    #[must_use]
    pub fn of(spans: &'a [TestSpan]) -> Self {
        let mut in_order: Vec<_> = spans.iter().collect();
        in_order.sort_by_key(|span| span.start_unix_nano);
        let mut groups: Vec<(&str, Vec<&TestSpan>)> = Vec::new();
        for span in in_order {
            match groups.iter_mut().find(|(id, _)| *id == span.trace_id) {
                Some((_, group)) => group.push(span),
                None => groups.push((&span.trace_id, vec![span])),
            }
        }
        let traces = groups.into_iter();
        let traces = traces.map(|(id, group)| Trace::new(id, group)).collect();
        Self { traces }
    }

    /// The traces, in the order of their first spans' starts.
    pub fn traces(&self) -> impl Iterator<Item = &Trace<'a>> {
        self.traces.iter()
    }
}

impl fmt::Display for SpanTree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.traces.iter().map(Trace::to_string).collect();
        f.write_str(&texts.join("\n\n"))
    }
}
