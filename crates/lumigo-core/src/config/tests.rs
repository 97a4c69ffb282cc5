use super::env::Environment;
use super::*;
use crate::masking::MaskingContext;

fn read(variables: &[(&str, &str)]) -> Config {
    let pairs = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut environment = Environment::default();
    environment.replace(pairs.collect());
    Config::read(&environment)
}

fn problems(variables: &[(&str, &str)]) -> Vec<String> {
    read(variables)
        .problems
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn defaults_hold_when_nothing_is_set() {
    let config = read(&[]);
    assert!(!config.switch_off && config.enable_traces && !config.debug);
    assert_eq!(
        config.endpoint.url,
        "https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/traces"
    );
    assert_eq!(
        (config.token, config.span_dump, config.service_name),
        (None, None, None)
    );
    assert_eq!(config.spans.batching.delay, Duration::from_secs(5));
    assert!(config.problems.is_empty());
}

#[test]
fn an_empty_variable_is_unset() {
    for variable in VARIABLES {
        let config = read(&[(variable.name, "")]);
        assert!(config.problems.is_empty(), "{}", variable.name);
        assert!(config.enable_traces && config.token.is_none());
    }
}

#[test]
fn booleans_are_words_in_any_case() {
    for (text, expected) in [
        ("true", true),
        ("TRUE", true),
        ("false", false),
        ("False", false),
    ] {
        let config = read(&[("LUMIGO_SWITCH_OFF", text), ("LUMIGO_ENABLE_TRACES", text)]);
        assert_eq!(
            (config.switch_off, config.enable_traces),
            (expected, expected),
            "{text}"
        );
    }
    for text in ["1", "yes", "on", " true", "true "] {
        let config = read(&[("LUMIGO_SWITCH_OFF", text), ("LUMIGO_ENABLE_TRACES", text)]);
        assert!(!config.switch_off && config.enable_traces, "{text}");
        assert_eq!(config.problems.len(), 2, "{text}");
    }
}

#[test]
fn a_problem_names_the_variable_and_never_its_value() {
    for (name, value, problem) in [
        (
            "LUMIGO_TRACER_TOKEN",
            "sesame\n",
            "LUMIGO_TRACER_TOKEN is ignored and its default holds: a token of printable ASCII characters was expected",
        ),
        (
            "LUMIGO_ENDPOINT",
            "sesame",
            "LUMIGO_ENDPOINT is ignored and its default holds: an http or https URL was expected",
        ),
        (
            "LUMIGO_ENDPOINT",
            "ftp://sesame/",
            "LUMIGO_ENDPOINT is ignored and its default holds: an http or https URL was expected",
        ),
        (
            "LUMIGO_SWITCH_OFF",
            "sesame",
            "LUMIGO_SWITCH_OFF is ignored and its default holds: true or false was expected",
        ),
        (
            "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX",
            "sesame",
            "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX is ignored and its default holds: a JSON array of regular expressions was expected",
        ),
        (
            "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX",
            r#"["sesame("]"#,
            "member 1 of LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX is ignored: a regular expression was expected",
        ),
        (
            "LUMIGO_DISABLE_INSTRUMENTATION",
            "tower, sesame",
            "member 2 of LUMIGO_DISABLE_INSTRUMENTATION is not the name of an instrumentation of ours, such as axum, tower, reqwest or wrapped",
        ),
        (
            "OTEL_BSP_SCHEDULE_DELAY",
            "sesame",
            "OTEL_BSP_SCHEDULE_DELAY is ignored and its default holds: a number of milliseconds was expected",
        ),
        (
            "OTEL_RESOURCE_ATTRIBUTES",
            "a=b,sesame",
            "OTEL_RESOURCE_ATTRIBUTES is ignored and its default holds: percent-encoded key=value pairs, separated by commas was expected",
        ),
        (
            "LUMIGO_LOGS_ENDPOINT",
            "sesame",
            "LUMIGO_LOGS_ENDPOINT is ignored and its default holds: an http or https URL was expected",
        ),
        (
            "LUMIGO_DEBUG_SPANDUMP",
            "console:sesame",
            "LUMIGO_DEBUG_SPANDUMP is ignored and its default holds: `console:log`, `console:error` or a file was expected",
        ),
        (
            "LUMIGO_TAG",
            "sesame;",
            "LUMIGO_TAG is ignored and its default holds: text without a semicolon was expected",
        ),
        (
            "LUMIGO_CONNECTION_TIMEOUT",
            "sesame",
            "LUMIGO_CONNECTION_TIMEOUT is ignored and its default holds: a number of seconds above 0 was expected",
        ),
        (
            "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
            "sesame",
            "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT is ignored and its default holds: a number of characters, or -1 was expected",
        ),
        (
            "OTEL_SPAN_EVENT_COUNT_LIMIT",
            "sesame",
            "OTEL_SPAN_EVENT_COUNT_LIMIT is ignored and its default holds: a whole number, 0 or more was expected",
        ),
        (
            "LUMIGO_WHITELIST_KEYS_REGEXES",
            "sesame",
            "LUMIGO_WHITELIST_KEYS_REGEXES is ignored and its default holds: a JSON array of regular expressions that do not match everything was expected",
        ),
        (
            "OTEL_SEMCONV_STABILITY_OPT_IN",
            "http, http/sesame",
            "member 2 of OTEL_SEMCONV_STABILITY_OPT_IN is ignored: `http` or `http/dup` was expected",
        ),
        (
            "LUMIGO_SECRET_MASKING_REGEX",
            "sesame",
            "LUMIGO_SECRET_MASKING_REGEX cannot be used, so everything it governs is masked: `all` or a JSON array of regular expressions was expected",
        ),
    ] {
        let problems = problems(&[(name, value)]);
        assert_eq!(problems, [problem]);
        assert!(!format!("{problems:?}").contains("sesame"));
    }
}

#[test]
fn the_older_names_of_attributes_come_when_they_are_asked_for() {
    for (list, expected, problems) in [
        ("", [false, false], 0),
        ("http,database", [false, false], 0),
        ("http/dup", [true, false], 0),
        ("HTTP/Dup", [true, false], 0),
        (" http/dup , http", [true, false], 0),
        ("http,http/dup", [true, false], 0),
        (
            "database/dup, messaging,,gen_ai_latest_experimental",
            [false, true],
            0,
        ),
        ("database,http/dup,rpc/dup", [true, false], 0),
        ("database/dup,http/dup", [true, true], 0),
        ("httpdup", [false, false], 1),
        ("http/dup/", [false, false], 1),
        ("http/dup,https", [true, false], 1),
        ("http dup,databases", [false, false], 2),
        ("dup", [false, false], 0),
    ] {
        let config = read(&[("OTEL_SEMCONV_STABILITY_OPT_IN", list)]);
        let outcome = (
            [config.older_names.http, config.older_names.database],
            config.problems.len(),
        );
        assert_eq!(outcome, (expected, problems), "{list}");
    }
}

#[test]
fn the_limits_of_a_chain_are_whole_numbers_of_either_sign() {
    for (text, expected, problems) in [
        ("", (3, 5), 0),
        ("7", (7, 7), 0),
        ("0", (0, 0), 0),
        ("-1", (-1, -1), 0),
        (" 2 ", (2, 2), 0),
        ("+2", (2, 2), 0),
        ("sesame", (3, 5), 2),
        ("2.5", (3, 5), 2),
        ("1e1", (3, 5), 2),
        ("-", (3, 5), 2),
    ] {
        let config = read(&[
            ("LUMIGO_CHAINED_SERVICES_MAX_DEPTH", text),
            ("LUMIGO_CHAINED_SERVICES_MAX_WIDTH", text),
        ]);
        let limits = config.chained_services;
        assert_eq!((limits.depth, limits.width), expected, "{text:?}");
        assert_eq!(config.problems.len(), problems, "{text:?}");
    }
}

#[test]
fn empty_polls_are_filtered_unless_the_variable_says_false() {
    for (text, expected, problems) in [
        ("", true, 0),
        ("TRUE", true, 0),
        ("False", false, 0),
        ("0", true, 1),
        (" false", true, 1),
    ] {
        let config = read(&[("LUMIGO_AUTO_FILTER_EMPTY_SQS", text)]);
        assert_eq!(config.filter_empty_polls, expected, "{text:?}");
        assert_eq!(config.problems.len(), problems, "{text:?}");
    }
}

#[test]
fn an_endpoint_is_a_url_with_a_host_and_perhaps_a_port() {
    for endpoint in [
        "http://a",
        "https://a.b:4318/v1/traces?x=1",
        "http://[::1]:1/",
        "http://u:p@a:1",
    ] {
        assert_eq!(
            read(&[("LUMIGO_ENDPOINT", endpoint)]).endpoint.url,
            endpoint
        );
    }
    for endpoint in [
        "a",
        "a:1",
        "/v1",
        "http://",
        "http:///v1",
        "http://a:99999/",
        "http://a:/",
        "ftp://a",
    ] {
        let config = read(&[("LUMIGO_ENDPOINT", endpoint)]);
        assert_eq!(
            (config.endpoint.url.as_str(), config.problems.len()),
            (DEFAULT_ENDPOINT, 1),
            "{endpoint}"
        );
    }
}

#[test]
fn an_adapter_that_the_core_does_not_know_is_disabled_by_its_name() {
    let config = read(&[("LUMIGO_DISABLE_INSTRUMENTATION", " Tower ,my-library,")]);
    assert_eq!(config.disabled_instrumentations, ["tower", "my-library"]);
    assert_eq!(config.problems.len(), 1);
}

#[test]
fn the_list_for_queries_replaces_the_general_one_unless_it_is_empty() {
    const GENERAL: &str = "LUMIGO_SECRET_MASKING_REGEX";
    const OLD: &str = "LUMIGO_BLACKLIST_REGEX";
    const QUERY: &str = "LUMIGO_SECRET_MASKING_REGEX_HTTP_QUERY_PARAMS";
    for (variables, masked) in [
        (vec![], ["password", "token"].as_slice()),
        (vec![(GENERAL, r#"["user"]"#)], &["user"]),
        (vec![(OLD, r#"["user"]"#)], &["user"]),
        (
            vec![(OLD, r#"["page"]"#), (GENERAL, r#"["user"]"#)],
            &["user"],
        ),
        (
            vec![(QUERY, r#"["page"]"#), (GENERAL, r#"["user"]"#)],
            &["page"],
        ),
        (vec![(QUERY, "[]"), (GENERAL, r#"["user"]"#)], &["user"]),
        (vec![(GENERAL, "[]")], &[]),
        (
            vec![(GENERAL, "all")],
            &["user", "page", "password", "token"],
        ),
        (
            vec![(QUERY, "oops")],
            &["user", "page", "password", "token"],
        ),
    ] {
        let masks = read(&variables).masks;
        let mask = masks.of(MaskingContext::QueryParams);
        let keys = ["user", "page", "password", "token"];
        let found: Vec<_> = keys.into_iter().filter(|key| mask.matches(key)).collect();
        assert_eq!(found.len(), masked.len(), "{variables:?}: {found:?}");
        assert!(
            masked.iter().all(|key| found.contains(key)),
            "{variables:?}: {found:?}"
        );
    }
}

#[test]
fn every_place_has_a_list_of_its_own_and_falls_back_to_the_general_one() {
    const PREFIX: &str = "LUMIGO_SECRET_MASKING_REGEX";
    for (context, name) in [
        (MaskingContext::RequestBody, "HTTP_REQUEST_BODIES"),
        (MaskingContext::ResponseBody, "HTTP_RESPONSE_BODIES"),
        (MaskingContext::RequestHeaders, "HTTP_REQUEST_HEADERS"),
        (MaskingContext::ResponseHeaders, "HTTP_RESPONSE_HEADERS"),
        (MaskingContext::QueryParams, "HTTP_QUERY_PARAMS"),
        (MaskingContext::Environment, "ENVIRONMENT"),
    ] {
        let name = format!("{PREFIX}_{name}");
        let own = [(name.as_str(), r#"["own"]"#), (PREFIX, r#"["general"]"#)];
        let masks = read(&own).masks;
        assert!(masks.of(context).matches("own"), "{name}");
        assert!(!masks.of(context).matches("general"), "{name}");
        assert!(!masks.of(MaskingContext::General).matches("own"), "{name}");
        let masks = read(&[(PREFIX, r#"["general"]"#)]).masks;
        assert!(masks.of(context).matches("general"), "{name}");
        let masks = read(&[(name.as_str(), "oops")]).masks;
        assert!(masks.of(context).is_everything(), "{name}");
        assert!(!masks.of(MaskingContext::General).is_everything(), "{name}");
    }
}

#[test]
fn exceptions_are_never_masked_but_under_all() {
    const EXCEPTIONS: (&str, &str) = ("LUMIGO_WHITELIST_KEYS_REGEXES", r#"["public_key"]"#);
    let masks = read(&[EXCEPTIONS]).masks;
    for context in [MaskingContext::General, MaskingContext::QueryParams] {
        let mask = masks.of(context);
        assert!(mask.matches("key") && !mask.matches("Public_Key_id"));
    }
    let masks = read(&[EXCEPTIONS, ("LUMIGO_SECRET_MASKING_REGEX", "all")]).masks;
    assert!(masks.of(MaskingContext::General).matches("public_key"));
}

#[test]
fn an_exception_that_would_turn_masking_off_is_none() {
    for list in [
        r#"[""]"#,
        r#"["x?"]"#,
        r#"[".*"]"#,
        "all",
        r#"["a", "(?=)"]"#,
    ] {
        let config = read(&[("LUMIGO_WHITELIST_KEYS_REGEXES", list)]);
        assert!(
            config.masks.of(MaskingContext::General).matches("password"),
            "{list}"
        );
        assert_eq!(config.problems.len(), 1, "{list}");
    }
}

#[test]
fn a_time_too_long_for_the_clock_is_a_day() {
    let config = read(&[("LUMIGO_CONNECTION_TIMEOUT", "1.8e19")]);
    assert_eq!(config.connection_timeout, Duration::from_secs(24 * 3600));
}

#[test]
fn numbers_may_have_spaces_around_them() {
    let config = read(&[
        ("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", " 7"),
        ("OTEL_SPAN_LINK_COUNT_LIMIT", "7 "),
        ("LUMIGO_CONNECTION_TIMEOUT", " 0.5 "),
    ]);
    assert_eq!(config.limits.span_value_length, Some(7));
    assert_eq!(config.limits.links, 7);
    assert_eq!(config.connection_timeout, Duration::from_millis(500));
    assert!(config.problems.is_empty());
}

#[test]
fn a_variable_set_in_code_wins_over_the_others() {
    let mut environment = Environment::default();
    environment.replace([("LUMIGO_TAG".to_owned(), "a".to_owned())].into());
    environment.set("LUMIGO_TAG".to_owned(), "b".to_owned());
    environment.set("LUMIGO_SWITCH_OFF".to_owned(), "true".to_owned());
    let config = Config::read(&environment);
    assert_eq!(
        (config.tag.as_deref(), config.switch_off),
        (Some("b"), true)
    );
}

#[test]
fn a_variable_set_in_code_that_nobody_reads_is_a_problem() {
    let mut environment = Environment::default();
    environment.set("LUMIGO_CAPTURE_PAYLOAD".to_owned(), "sesame".to_owned());
    let problem = Config::read(&environment).problems.remove(0).to_string();
    assert_eq!(
        problem,
        "with_variable: LUMIGO_CAPTURE_PAYLOAD is no variable of the distribution"
    );
}

#[test]
fn the_bounds_of_the_export_are_numbers_that_make_sense() {
    let bounds = |variables: &[(&str, &str)]| {
        let config = read(variables);
        let batching = &config.spans.batching;
        let bounds = (
            batching.buffer_bytes,
            batching.max_age.as_secs(),
            batching.concurrency,
        );
        (bounds, config.problems.len())
    };
    let defaults = (16 << 20, 300, 8);
    assert_eq!(bounds(&[]), (defaults, 0));
    let given = [
        ("LUMIGO_EXPORT_BUFFER_BYTES", " 100000 "),
        ("LUMIGO_EXPORT_MAX_AGE", "60"),
        ("OTEL_BSP_MAX_CONCURRENT_EXPORTS", "1"),
    ];
    assert_eq!(bounds(&given), ((100_000, 60, 1), 0));
    for bad in ["0", "-1", "many", "1 MiB", "18446744073709551616000"] {
        let bad_ones = given.map(|(name, _)| (name, bad));
        assert_eq!(bounds(&bad_ones), (defaults, 3), "{bad}");
    }
    for beyond in [
        ("OTEL_BSP_MAX_CONCURRENT_EXPORTS", "65"),
        ("LUMIGO_EXPORT_MAX_AGE", "300000"),
        ("LUMIGO_EXPORT_BUFFER_BYTES", "16"),
    ] {
        assert_eq!(bounds(&[beyond]), (defaults, 1), "{beyond:?}");
    }
}

#[test]
fn a_buffer_in_code_is_that_of_every_signal_and_not_too_small() {
    let mut config = read(&[("LUMIGO_EXPORT_BUFFER_BYTES", "100000")]);
    config.set_buffer_bytes(200_000);
    config.set_buffer_bytes(0);
    let buffers = [&config.spans, &config.logs].map(|signal| signal.batching.buffer_bytes);
    assert_eq!((buffers, config.problems.len()), ([200_000, 200_000], 1));
}
