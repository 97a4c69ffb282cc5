use crate::config::Config;
use crate::masking::MaskingContext;
use std::fmt;

const NO_THREAD: &str = "no thread could be started";
const NO_EXPORTER: &str = "no exporter was named that could be used";

/// What a distribution does, what it does not, and why: made when it starts.
///
/// Its text has a line for each part, and one for each setting that could not be used. It holds no
/// setting's value, so it can be logged.
///
/// ```
/// # use lumigo_core::Lumigo;
/// let lumigo = Lumigo::builder().with_variables([("LUMIGO_ENABLE_LOGS", "yes")]).build();
/// let diagnostics = lumigo.diagnostics();
/// assert_eq!(diagnostics.is_on("export of spans"), Some(false));
/// assert!(diagnostics.to_string().contains("export of spans: off, neither LUMIGO_TRACER_TOKEN"));
/// assert_eq!(diagnostics.problems().len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Diagnostics {
    parts: Vec<Part>,
    problems: Vec<String>,
}

#[derive(Clone, Debug)]
struct Part {
    name: &'static str,
    on: bool,
    why: String,
}

/// What came of the settings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Started<'a> {
    /// Where spans go to.
    pub(crate) spans_to: &'a [String],
    pub(crate) dumps_spans: bool,
    /// Where log records go to.
    pub(crate) logs_to: &'a [String],
    pub(crate) dumps_logs: bool,
    /// Where metrics go to.
    pub(crate) metrics_to: &'a [String],
    pub(crate) metric_readers: usize,
    pub(crate) host_processors: usize,
}

impl Diagnostics {
    pub(crate) fn new(config: &Config, started: Started<'_>) -> Self {
        let problems = config.problems.iter().map(ToString::to_string).collect();
        let mut summary = Self {
            parts: Vec::new(),
            problems,
        };
        if config.switch_off {
            summary.part("distribution", false, "LUMIGO_SWITCH_OFF is true");
            return summary;
        }
        if config.sdk_disabled {
            summary.part("distribution", false, "OTEL_SDK_DISABLED is true");
            summary.propagation(config);
            return summary;
        }
        summary.part("distribution", true, "");
        summary.propagation(config);
        summary.traces(config, started);
        summary.logs(config, started);
        summary.metrics(config, started);
        summary.contents(config);
        summary.dependencies(config);
        summary
    }

    /// Whether a part is on; `None` when there is no part of this name.
    pub fn is_on(&self, name: &str) -> Option<bool> {
        let part = self.parts.iter().find(|part| part.name == name);
        part.map(|part| part.on)
    }

    /// The settings that could not be used, each by its name and the form that was expected.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    fn part(&mut self, name: &'static str, on: bool, why: impl Into<String>) {
        let why = why.into();
        self.parts.push(Part { name, on, why });
    }

    fn propagation(&mut self, config: &Config) {
        let why = match config.propagation.description() {
            "" => "OTEL_PROPAGATORS is none",
            propagators => propagators,
        };
        let on = !config.propagation.description().is_empty();
        self.part("propagation", on, why);
    }

    fn traces(&mut self, config: &Config, started: Started<'_>) {
        let disabled = config.disabled_known();
        let why = match (config.enable_traces, disabled.is_empty()) {
            (false, _) => "LUMIGO_ENABLE_TRACES is false".to_owned(),
            (true, true) => "where a layer or the like was added".to_owned(),
            (true, false) => format!("without {}", disabled.join(", ")),
        };
        self.part("instrumentations", config.enable_traces, why);
        let why = match (started.spans_to, &config.token) {
            ([], _) if !config.enable_traces => "LUMIGO_ENABLE_TRACES is false".to_owned(),
            ([], None) if !config.spans.exporters.is_set => {
                "neither LUMIGO_TRACER_TOKEN nor OTEL_TRACES_EXPORTER is set".to_owned()
            }
            ([], None) if !config.spans.exporters.export() => NO_EXPORTER.to_owned(),
            ([], _) => NO_THREAD.to_owned(),
            (names, _) => to(names),
        };
        self.part("export of spans", !started.spans_to.is_empty(), why);
        let name = "LUMIGO_DEBUG_SPANDUMP";
        self.dump(
            "span dump",
            name,
            started.dumps_spans,
            config.span_dump.is_some(),
        );
        let why = match started.host_processors {
            0 => "none was added".to_owned(),
            count => format!("{count} added in code"),
        };
        self.part(
            "span processors of your own",
            started.host_processors > 0,
            why,
        );
    }

    fn logs(&mut self, config: &Config, started: Started<'_>) {
        let exporters = &config.logs.exporters;
        let why = match (started.logs_to, &config.token) {
            ([], _) if !config.enable_logs && !exporters.is_set => {
                "LUMIGO_ENABLE_LOGS is not true and OTEL_LOGS_EXPORTER is not set".to_owned()
            }
            ([], _) if cfg!(not(feature = "logs")) => "the feature `logs` is not on".to_owned(),
            ([], _) if !config.enable_logs && !exporters.export() => NO_EXPORTER.to_owned(),
            ([], None) if !exporters.export() => "LUMIGO_TRACER_TOKEN is not set".to_owned(),
            ([], _) => NO_THREAD.to_owned(),
            (names, _) => format!("what `tracing_layer` sees, {}", to(names)),
        };
        self.part("export of logs", !started.logs_to.is_empty(), why);
        let name = "LUMIGO_DEBUG_LOGDUMP";
        if config.makes_logs() {
            self.dump(
                "log dump",
                name,
                started.dumps_logs,
                config.log_dump.is_some(),
            );
        } else {
            self.part("log dump", false, "logs are off");
        }
    }

    fn metrics(&mut self, config: &Config, started: Started<'_>) {
        let why = match (started.metrics_to, started.metric_readers) {
            ([], 0) if !config.metrics.exporters.is_set => {
                "OTEL_METRICS_EXPORTER is not set".to_owned()
            }
            ([], 0) if cfg!(not(feature = "metrics")) => {
                "the feature `metrics` is not on".to_owned()
            }
            ([], 0) => NO_EXPORTER.to_owned(),
            ([], readers) => format!("{readers} added in code"),
            (names, 0) => to(names),
            (names, readers) => format!("{}, {readers} added in code", to(names)),
        };
        let is_on = !started.metrics_to.is_empty() || started.metric_readers > 0;
        self.part("metrics", is_on, why);
    }

    fn dependencies(&mut self, config: &Config) {
        let why = match (
            config.report_dependencies,
            config.exports_to_lumigo(),
            &config.token,
        ) {
            (false, _, _) => "LUMIGO_REPORT_DEPENDENCIES is false",
            (true, false, _) => "spans do not go to Lumigo",
            (true, true, None) => "LUMIGO_TRACER_TOKEN is not set",
            (true, true, Some(_)) => "by `init`, once, if the program knows its crates",
        };
        let on = config.reports_dependencies();
        self.part("dependency report", on, why);
    }

    fn dump(&mut self, part: &'static str, variable: &str, on: bool, is_asked: bool) {
        let why = match (on, is_asked) {
            (true, _) => String::new(),
            (false, true) => format!("{variable} cannot be written to"),
            (false, false) => format!("{variable} is not set"),
        };
        self.part(part, on, why);
    }

    fn contents(&mut self, config: &Config) {
        let why = if config.capture_payloads {
            ""
        } else {
            "LUMIGO_CAPTURE_PAYLOADS is false"
        };
        self.part("payloads", config.capture_payloads, why);
        let general = config.masks.of(MaskingContext::General);
        let why = match (general.is_everything(), general.is_empty()) {
            (true, _) => "whole values, whatever their keys",
            (_, true) => "the general list is empty",
            _ => "by key",
        };
        self.part("masking", !general.is_empty(), why);
        let filters = config.filter.len();
        let plural = if filters == 1 { "" } else { "s" };
        self.part(
            "endpoint filters",
            filters > 0,
            format!("{filters} pattern{plural}"),
        );
    }
}

/// Where something is exported to.
fn to(names: &[String]) -> String {
    format!("to {}", names.join(", "))
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Lumigo OpenTelemetry distribution {}",
            env!("CARGO_PKG_VERSION")
        )?;
        for Part { name, on, why } in &self.parts {
            let state = if *on { "on" } else { "off" };
            let comma = if why.is_empty() { "" } else { ", " };
            write!(f, "\n{name}: {state}{comma}{why}")?;
        }
        for problem in &self.problems {
            write!(f, "\nproblem: {problem}")?;
        }
        Ok(())
    }
}
