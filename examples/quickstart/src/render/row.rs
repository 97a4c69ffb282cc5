use std::ops::Range;
use std::time::Duration;

use lumigo_testing::TestSpan;
use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_semantic_conventions::attribute::HTTP_RESPONSE_STATUS_CODE;

use super::bar::bar;
use super::text::{cut, human};
use super::{COLUMNS, Paint};

const SERVICE: usize = 8;
const STATUS: usize = 5;
const TIME: usize = 8;
const BAR: usize = 20;
const GAPS: usize = 4;
const LABEL: usize = COLUMNS - SERVICE - STATUS - TIME - BAR - GAPS;

/// The event at the first byte of a response that came in parts.
const RESPONSE_START: &str = "responseStart";

/// The line of one span.
pub(super) struct Row<'a> {
    /// The lines of the tree that lead to the name.
    pub(super) branch: String,
    /// The same for a line beneath this one.
    pub(super) beneath: String,
    pub(super) span: &'a TestSpan,
}

impl Row<'_> {
    pub(super) fn draw<'s>(
        &self,
        window: &Range<u64>,
        mut services: impl Iterator<Item = &'s str>,
        paint: Paint,
    ) -> String {
        let span = self.span;
        let service = span.service_name().unwrap_or("-");
        let place = services.position(|name| name == service).unwrap_or(0);
        let columns = [
            self.label(paint),
            paint.service(place, &format!("{:SERVICE$}", cut(service, SERVICE))),
            self.status(paint),
            paint.dim(&format!("{:>TIME$}", cut(&human(span.duration()), TIME))),
            self.bar(window, place, paint),
        ];
        columns.join(" ").trim_end().to_owned()
    }

    /// What there is to say of a response that was streamed, as a line of its own.
    pub(super) fn note(&self, paint: Paint) -> Option<String> {
        let span = self.span;
        let first_byte = span.events.iter().find(|it| it.name == RESPONSE_START)?;
        let after = first_byte.unix_nano.saturating_sub(span.start_unix_nano);
        let after = human(Duration::from_nanos(after));
        let text = format!("{}first byte after {after}", self.beneath);
        Some(paint.dim(&cut(&text, COLUMNS)))
    }

    fn label(&self, paint: Paint) -> String {
        let text = match self.span.kind {
            SpanKind::Internal => format!("{}{}", self.branch, self.span.name),
            _ => {
                let kind = self.span.kind_name();
                format!("{}{kind} {}", self.branch, self.span.name)
            }
        };
        let text = cut(&text, LABEL);
        let padding = " ".repeat(LABEL - text.chars().count());
        match text.strip_prefix(&self.branch) {
            Some(name) => format!("{}{name}{padding}", paint.dim(&self.branch)),
            None => text + &padding,
        }
    }

    fn status(&self, paint: Paint) -> String {
        let code = self.span.attribute(HTTP_RESPONSE_STATUS_CODE);
        let code = code.map_or_else(String::new, ToString::to_string);
        if failed(self.span) {
            let mark = cut(format!("✗ {code}").trim_end(), STATUS);
            paint.red(&format!("{mark:STATUS$}"))
        } else if code.starts_with(['4', '5']) {
            // Not this service's failure, but no success either.
            format!("{:>STATUS$}", cut(&code, STATUS))
        } else {
            paint.green(&format!("{:>STATUS$}", cut(&code, STATUS)))
        }
    }

    fn bar(&self, window: &Range<u64>, place: usize, paint: Paint) -> String {
        let bar = bar(
            self.span.start_unix_nano..self.span.end_unix_nano,
            window,
            BAR,
        );
        if failed(self.span) {
            paint.red(&bar)
        } else {
            paint.service(place, &bar)
        }
    }
}

/// Whether the span says that what it stands for went wrong.
pub(super) fn failed(span: &TestSpan) -> bool {
    matches!(span.status, Status::Error { .. })
}
