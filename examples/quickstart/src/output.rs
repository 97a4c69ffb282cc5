use std::io::{self, IsTerminal, Write};

use lumigo_testing::{SpanTree, TestSpan};

use crate::render::{self, Paint};
use crate::variable::variable;

/// What is written where: text and trees, or nothing but JSON lines on standard output.
#[derive(Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    pub(crate) paint: Paint,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        let colour = io::stdout().is_terminal() && variable("NO_COLOR").is_none();
        let paint = if colour { Paint::Colour } else { Paint::Plain };
        Self { json, paint }
    }

    /// Says what goes on, a line; with JSON, on standard error.
    pub(crate) fn say(self, text: &str) {
        if self.json {
            write(io::stderr(), &format!("{text}\n"));
        } else {
            write(io::stdout(), &format!("{text}\n"));
        }
    }

    /// Shows received spans, in their traces.
    pub(crate) fn spans(self, spans: &[TestSpan]) {
        if self.json {
            let lines = spans
                .iter()
                .filter_map(|span| serde_json::to_string(span).ok());
            write(
                io::stdout(),
                &lines.map(|line| line + "\n").collect::<String>(),
            );
        } else {
            for trace in SpanTree::of(spans).traces() {
                write(
                    io::stdout(),
                    &format!("{}\n", render::trace(trace, self.paint)),
                );
            }
        }
    }
}

// Whoever closed the other end wants no more; that is no reason to fail.
fn write(mut stream: impl Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}
