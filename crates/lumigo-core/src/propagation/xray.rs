use super::caller::Caller;
use super::ids;
use super::sampling::Sampling;
use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TraceId};

const HEADER: &str = "x-amzn-trace-id";

/// The [tracing header] of AWS X-Ray. One without a parent, as a load balancer makes it, is no span
/// to be continued.
///
/// [tracing header]: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
#[derive(Debug)]
pub(super) struct XrayPropagator {
    fields: [String; 1],
}

impl Default for XrayPropagator {
    fn default() -> Self {
        Self {
            fields: [HEADER.to_owned()],
        }
    }
}

impl TextMapPropagator for XrayPropagator {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let span = cx.span();
        let context = span.span_context();
        if !context.is_valid() {
            return;
        }
        let trace = u128::from_be_bytes(context.trace_id().to_bytes());
        let (time, unique) = (trace >> 96, trace & (u128::MAX >> 32));
        let sampled = match Sampling::of(cx, context) {
            Sampling::Denied => ";Sampled=0",
            Sampling::Accepted | Sampling::Debug => ";Sampled=1",
            Sampling::Deferred => "",
        };
        let parent = context.span_id();
        let header = format!("Root=1-{time:08x}-{unique:024x};Parent={parent:016x}{sampled}");
        injector.set(HEADER, header);
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        match extractor.get(HEADER).and_then(parse) {
            Some(caller) => caller.put_into(cx),
            None => cx.clone(),
        }
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

/// `Root=1-{time}-{unique};Parent={span};Sampled={0, 1 or ?}`, in any order and with others between.
fn parse(header: &str) -> Option<Caller> {
    let trace = root(field(header, "Root")?)?;
    let sampling = match field(header, "Sampled") {
        Some("0") => Sampling::Denied,
        Some("1") => Sampling::Accepted,
        Some("?") | None => Sampling::Deferred,
        Some(_) => return None,
    };
    match field(header, "Parent") {
        Some(parent) => {
            let parent = Some(parent).filter(|parent| ids::is_hex(parent, 16..=16))?;
            Some(Caller::Span(trace, ids::span_id(parent)?, sampling))
        }
        None => (sampling == Sampling::Denied).then_some(Caller::Denied),
    }
}

/// The first field of this name.
fn field<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = header.split(';').filter_map(|field| field.split_once('='));
    let field = fields.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    field.map(|(_, value)| value.trim())
}

/// `1-` and 8 digits of the time, a dash, and 24 others.
fn root(text: &str) -> Option<TraceId> {
    let (time, unique) = text.strip_prefix("1-")?.split_once('-')?;
    let is_root = ids::is_hex(time, 8..=8) && ids::is_hex(unique, 24..=24);
    is_root.then(|| ids::trace_id(&[time, unique].concat()))?
}
