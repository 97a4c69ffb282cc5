pub(crate) const USAGE: &str = "\
usage: cargo run -p quickstart [-- OPTION...]

  --json   print the received spans as JSON lines
  --serve  keep the API running until Ctrl-C, and print each trace as it arrives
  --help   print this text

With LUMIGO_TRACER_TOKEN or LUMIGO_ENDPOINT set, the spans go there instead.";

/// What the command line asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) json: bool,
    pub(crate) serve: bool,
    pub(crate) help: bool,
}

impl Options {
    /// The argument that is not known is the error.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--json" => options.json = true,
                "--serve" => options.serve = true,
                "--help" | "-h" => options.help = true,
                _ => return Err(argument),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_usage_names_is_known() {
        for (arguments, known) in [
            (&[][..], true),
            (&["--json"], true),
            (&["--serve", "--json"], true),
            (&["--help"], true),
            (&["--JSON"], false),
            (&["--json=1"], false),
            (&["--serve", "now"], false),
            (&[""], false),
        ] {
            let arguments = arguments.iter().map(ToString::to_string);
            assert_eq!(
                Options::parse(arguments.clone()).is_ok(),
                known,
                "{:?}",
                arguments
            );
        }
    }
}
