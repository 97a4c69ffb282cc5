use super::*;
use crate::config::env::Environment;
use crate::masking::{KeyMask, looks_like_json};
use proptest::prelude::*;
use std::sync::LazyLock;

const NO_LIMIT: (&str, &str) = ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1");

fn environ_of(variables: &[(&str, &str)]) -> String {
    let pairs = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut environment = Environment::default();
    environment.replace(pairs.collect());
    environ(&Config::read(&environment))
}

/// What becomes of one value.
fn masked(name: &str, value: &str) -> String {
    let text = environ_of(&[(name, value), NO_LIMIT]);
    let json: Json = serde_json::from_str(&text).unwrap();
    json[name].as_str().unwrap().to_owned()
}

#[test]
fn it_is_one_object_sorted_by_name() {
    let text = environ_of(&[
        ("PLAIN", "plain \"x\"\n"),
        ("EMPTY", ""),
        ("B", "caf\u{e9}"),
    ]);
    assert_eq!(text, r#"{"B":"café","EMPTY":"","PLAIN":"plain \"x\"\n"}"#);
    assert_eq!(environ_of(&[]), "{}");
}

#[test]
fn values_under_secret_names_are_masked() {
    for name in [
        "DB_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "github_token",
        "GOOGLE_APPLICATION_CREDENTIALS",
    ] {
        assert_eq!(masked(name, "hunter2"), "****", "{name}");
    }
    assert_eq!(masked("HOME", "/root"), "/root");
}

#[test]
fn the_list_of_the_environment_replaces_the_general_one() {
    let list = ("LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT", r#"["mine"]"#);
    let text = environ_of(&[list, ("MINE", "hunter2"), ("DB_PASSWORD", "shown")]);
    assert!(
        text.contains(r#""MINE":"****""#) && text.contains("shown"),
        "{text}"
    );
}

#[test]
fn all_masks_it_as_a_whole() {
    for name in [
        "LUMIGO_SECRET_MASKING_REGEX",
        "LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT",
    ] {
        assert_eq!(environ_of(&[(name, "all"), ("HOME", "/root")]), "****");
        // A list that cannot be read fails closed.
        assert_eq!(environ_of(&[(name, "oops"), ("HOME", "/root")]), "****");
    }
}

#[test]
fn the_token_is_never_told_whatever_the_lists_say() {
    for list in [
        ("LUMIGO_SECRET_MASKING_REGEX", "[]"),
        ("LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT", r#"["nothing"]"#),
        ("LUMIGO_WHITELIST_KEYS_REGEXES", r#"[".*"]"#),
    ] {
        let text = environ_of(&[
            list,
            NO_LIMIT,
            ("LUMIGO_TRACER_TOKEN", "t_sesame"),
            ("Lumigo_Tracer_Token", "t_other"),
            ("COMMAND", "app --with t_sesame,t_other and t_sesame"),
            ("CONFIG", r#"{"a":["t_sesame"]}"#),
            ("X_t_sesame", "in a name"),
            (
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=LumigoToken x_sesame",
            ),
            ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=x_sesame"),
            ("OTEL_EXPORTER_OTLP_LOGS_HEADERS", "a=x_sesame"),
        ]);
        assert!(
            !text.contains("sesame") && !text.contains("t_other"),
            "{text}"
        );
        assert!(
            text.contains(r#""COMMAND":"app --with ****,**** and ****""#),
            "{text}"
        );
    }
}

#[test]
fn a_token_that_is_unusable_or_given_in_code_is_not_told_either() {
    let text = environ_of(&[("LUMIGO_TRACER_TOKEN", "sesame\n"), ("COPY", "is sesame")]);
    assert!(!text.contains("sesame"), "{text}");
    let mut environment = Environment::default();
    environment.replace([("COPY".to_owned(), "is sesame".to_owned())].into());
    let mut config = Config::read(&environment);
    config.set_token("sesame".to_owned());
    assert_eq!(environ(&config), r#"{"COPY":"is ****"}"#);
}

#[test]
fn urls_lose_their_credentials_and_secret_parameters() {
    for (value, expected) in [
        ("postgres://u:p@h/db", "postgres://REDACTED:REDACTED@h/db"),
        ("https://h/?sig=x&page=2", "https://h/?sig=****&page=2"),
        (
            "https://h:8080/@scope?page=2",
            "https://h:8080/@scope?page=2",
        ),
        ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
        (
            "mongodb://u:p@h1,h2/db",
            "mongodb://REDACTED:REDACTED@h1,h2/db",
        ),
        (
            "http://a:b@h1:9200,http://c:d@h2?sig=x",
            "http://REDACTED:REDACTED@h1:9200,http://REDACTED:REDACTED@h2?sig=****",
        ),
        ("url is ftp://u@h", "url is ftp://REDACTED:REDACTED@h"),
        // passwords that nobody has encoded
        ("postgres://u:p/w@h/db", "postgres://REDACTED:REDACTED@h/db"),
        ("postgres://u:p?w@h/db", "postgres://REDACTED:REDACTED@h/db"),
        ("amqp://u:p#w@h", "amqp://REDACTED:REDACTED@h"),
        ("redis://:p@w@h", "redis://REDACTED:REDACTED@h"),
        ("redis://:?p@h", "redis://REDACTED:REDACTED@h"),
        ("postgres://u:p w@h/db", "postgres://REDACTED:REDACTED@h/db"),
    ] {
        assert_eq!(masked("DATABASE_URL", value), expected, "{value}");
    }
}

#[test]
fn connection_strings_and_options_lose_their_secrets() {
    for (value, expected) in [
        (
            "Server=h;User=u;Password=p;w",
            "Server=h;User=u;Password=****",
        ),
        ("host=h password=p dbname=d", "host=h password=****"),
        (
            "-Xmx1g -Djavax.net.ssl.keyStorePassword=p",
            "-Xmx1g -Djavax.net.ssl.keyStorePassword=****",
        ),
        (
            "jdbc:sqlserver://h:1433;user=u;password=p",
            "jdbc:sqlserver://h:1433;user=u;password=****",
        ),
        (
            "a=b&api_key=c&d=e&token=f",
            "a=b&api_key=****&d=e&token=****",
        ),
        (
            "DefaultEndpointsProtocol=https;AccountKey=a==",
            "DefaultEndpointsProtocol=https;AccountKey=****",
        ),
        ("a=b=c;d", "a=b=c;d"),
        ("user: ada\npassword: p", "user: ada\npassword:****"),
        ("--user ada --password p q", "--user ada --password ****"),
        ("-H Authorization: Bearer p", "-H Authorization:****"),
        ("ada:p@tcp(db:1)/x", "REDACTED:REDACTED@tcp(db:1)/x"),
        (r#"x={"password":"p"}"#, r#"x={"password":"****"}"#),
        ("/usr/keys:/usr/bin", "/usr/keys:/usr/bin"),
        ("me@example.org", "me@example.org"),
        ("key: ", "key: "),
        ("=", "="),
    ] {
        assert_eq!(masked("OPTIONS", value), expected, "{value}");
    }
}

#[test]
fn secrets_in_json_are_masked() {
    for (value, expected) in [
        (
            r#"{"user": "ada", "password": "p"}"#,
            r#"{"user": "ada", "password": "****"}"#,
        ),
        (
            r#"{"db":[{"n":1.5,"url":"postgres://u:p@h/db"}],"x":null}"#,
            r#"{"db":[{"n":1.5,"url":"postgres://REDACTED:REDACTED@h/db"}],"x":null}"#,
        ),
        (r#"["host=h password=p"]"#, r#"["host=h password=****"]"#),
        (
            r#"{"cut":"postgres://u:p@h/d"#,
            r#"{"cut":"postgres://REDACTED:REDACTED@h/d"#,
        ),
        (r#"{"plain": [1, 2]}"#, r#"{"plain": [1, 2]}"#),
        ("[not json", "[not json"),
    ] {
        assert_eq!(masked("CONFIG", value), expected, "{value}");
    }
}

#[test]
fn it_is_cut_at_the_length_limit_of_spans() {
    let long = "é".repeat(3000);
    let text = environ_of(&[("A", &long)]);
    assert_eq!(text.chars().count(), 2048);
    assert!(text.starts_with(r#"{"A":"éé"#) && text.ends_with('é'));
    for (limit, expected) in [("0", ""), ("3", "{\"O"), ("5", "{\"OTE")] {
        let limit = ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", limit);
        assert_eq!(environ_of(&[limit]), expected, "{limit:?}");
    }
    let all = environ_of(&[("A", &long), NO_LIMIT]);
    assert!(all.chars().count() > 3000 && all.ends_with('}'));
}

#[test]
fn the_limit_cuts_no_object_that_is_as_long_as_it() {
    // {"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT":"47"}
    let limit = ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "47");
    let text = environ_of(&[limit]);
    assert_eq!((text.len(), text.ends_with("\"}")), (47, true), "{text}");
}

/// What becomes of a value with the default lists, which are compiled once for all cases.
fn masked_by_default(value: &str) -> String {
    static LISTS: LazyLock<(KeyMask, KeyMask)> =
        LazyLock::new(|| (KeyMask::default(), KeyMask::default_for_queries()));
    let secrets = Secrets {
        environment: &LISTS.0,
        query: &LISTS.1,
        tokens: vec!["t_token"],
    };
    secrets.masked("VALUE", value).into_owned()
}

#[test]
fn a_secret_that_looks_like_an_address_has_no_part_that_shows() {
    for (value, expected) in [
        (";password=:@SECRET", ";password=****"),
        ("user=ada;password=x:y@SECRET", "user=ada;password=****"),
        (
            "ada:SECRET@tcp(db:3306)/shop",
            "REDACTED:REDACTED@tcp(db:3306)/shop",
        ),
    ] {
        assert_eq!(masked_by_default(value), expected);
    }
}

proptest! {
    #[test]
    fn no_value_panics_and_json_stays_json(
        value in "[\\[{]?([=&;,?#@:/\"'{}\\[\\] ]|://|password|\\PC){0,24}",
    ) {
        let masked = masked_by_default(&value);
        if serde_json::from_str::<Json>(&value).is_ok() && looks_like_json(&value) {
            prop_assert!(serde_json::from_str::<Json>(&masked).is_ok(), "{}", masked);
        }
    }

    #[test]
    fn a_password_never_shows(
        before in "[a-z=&;,?# ]{0,12}",
        scheme in "(postgres|jdbc:mysql|mongodb\\+srv)",
        user in "[a-z]{0,4}",
        password in "[^0-9@:][^@:]{0,3}SECRET[^@:]{0,4}",
        after in "[a-z/?&=#]{0,8}",
    ) {
        let value = format!("{before} {scheme}://{user}:{password}@host{after}");
        let masked = masked_by_default(&value);
        prop_assert!(!masked.contains("SECRET"), "{}", masked);
    }

    #[test]
    fn a_secret_pair_never_shows(
        before in "[a-z=&;,?# ]{0,12}",
        key in "(password|API_KEY|--token|Account Key)",
        secret in "[^&]{0,4}SECRET[^&]{0,12}",
    ) {
        let masked = masked_by_default(&format!("{before};{key}={secret}"));
        prop_assert!(!masked.contains("SECRET"), "{}", masked);
    }
}
