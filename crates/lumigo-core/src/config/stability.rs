use super::env;
use super::error::ConfigError;
use super::reader::{Reader, members};

/// What `OTEL_SEMCONV_STABILITY_OPT_IN` asks for: attributes under the names that they had before those were
/// stable, besides the stable ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OlderNames {
    pub(crate) http: bool,
    pub(crate) database: bool,
}

impl OlderNames {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let text = reader.text(env::SEMCONV_STABILITY).unwrap_or_default();
        let text = text.to_ascii_lowercase();
        let mut names = Self::default();
        for (position, member) in members(&text) {
            let expected = match member {
                "http/dup" => {
                    names.http = true;
                    continue;
                }
                "database/dup" => {
                    names.database = true;
                    continue;
                }
                "http" | "database" => continue,
                _ if member.starts_with("http") => "`http` or `http/dup`",
                _ if member.starts_with("database") => "`database` or `database/dup`",
                // Those for other kinds of spans are not ours to judge.
                _ => continue,
            };
            reader.problems.push(ConfigError::InvalidMember {
                name: env::SEMCONV_STABILITY,
                position,
                expected,
            });
        }
        names
    }
}
