"""How the contenders are called in the document."""

NAMES = {
    "bare": "nothing",
    "noop": "a layer that forwards (the zero)",
    "tower-http-text": "tower-http `TraceLayer`, written as text",
    "tower-http-otel": "tower-http `TraceLayer`, tracing-opentelemetry",
    "otel-tower": "opentelemetry-instrumentation-tower",
    "axum-tracing": "axum-tracing-opentelemetry",
    "reqwest-tracing": "reqwest-tracing",
    "sdk": "batch processor and exporter of the SDK",
    "lumigo": "**Lumigo**",
    "lumigo-captured": "**Lumigo**, headers and bodies captured",
    "lumigo-filtered": "**Lumigo**, filtered by path",
    "lumigo-off": "**Lumigo**, switched off",
    "lumigo-uninitialised": "**Lumigo**, not initialised",
}
