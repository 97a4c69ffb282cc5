use std::fmt::Display;
use tracing_core::callsite::Callsite;
use tracing_core::field::{FieldSet, Value, display};
use tracing_core::metadata::Kind;
use tracing_core::subscriber::Interest;
use tracing_core::{Event, Level, Metadata, dispatcher, identify_callsite};

const TARGET: &str = "lumigo_opentelemetry";
const FIELDS: &[&str] = &["message"];

/// A place that reports are made at. The macros of `tracing` remember whether anybody listens; with
/// subscribers for single threads that may be what holds on another thread.
struct Site(&'static Metadata<'static>);

static WARNINGS: Site = Site(&WARNING);
static WARNING: Metadata<'static> = metadata(Level::WARN, &WARNINGS);
static STEPS: Site = Site(&STEP);
static STEP: Metadata<'static> = metadata(Level::DEBUG, &STEPS);

const fn metadata(level: Level, site: &'static Site) -> Metadata<'static> {
    let fields = FieldSet::new(FIELDS, identify_callsite!(site));
    Metadata::new(
        "report",
        TARGET,
        level,
        None,
        None,
        None,
        fields,
        Kind::EVENT,
    )
}

impl Callsite for Site {
    fn set_interest(&self, _: Interest) {}

    fn metadata(&self) -> &Metadata<'_> {
        self.0
    }
}

/// Tells the current subscriber something the user should mend. Whether it wants to hear it.
pub(super) fn warn(message: &dyn Display) -> bool {
    tell(&WARNING, message)
}

/// The same for a step of ours.
pub(super) fn debug(message: &dyn Display) -> bool {
    tell(&STEP, message)
}

fn tell(metadata: &'static Metadata<'static>, message: &dyn Display) -> bool {
    let Some(field) = metadata.fields().field("message") else {
        return false;
    };
    dispatcher::get_default(|subscriber| {
        let is_heard = subscriber.enabled(metadata);
        if is_heard {
            let text = display(message);
            let values = [(&field, Some(&text as &dyn Value))];
            let values = metadata.fields().value_set(&values);
            subscriber.event(&Event::new(metadata, &values));
        }
        is_heard
    })
}
