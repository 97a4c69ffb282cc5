//! The parameters of a service that takes forms.

use percent_encoding::percent_decode;
use std::borrow::Cow;

/// The first parameter with one of these names.
pub(crate) fn value<'a>(body: &'a [u8], names: &[&str]) -> Option<Cow<'a, str>> {
    let mut pairs = body.split(|byte| *byte == b'&');
    pairs.find_map(|pair| {
        let split = pair.iter().position(|byte| *byte == b'=')?;
        let (name, value) = pair.split_at_checked(split)?;
        let is_wanted = names.iter().any(|wanted| wanted.as_bytes() == name);
        let value = value.strip_prefix(b"=").filter(|_| is_wanted)?;
        percent_decode(value).decode_utf8().ok()
    })
}

/// The form without the parameters whose names have this in them.
pub(crate) fn without(form: &str, part: &str) -> String {
    let has = |pair: &&str| !pair.split('=').next().unwrap_or(pair).contains(part);
    form.split('&').filter(has).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_left_out_by_a_part_of_their_names() {
        let form = "A=1&B.M.1.Name=password&B.M.1.Value=hunter2&C=.M.";
        assert_eq!(without(form, ".M."), "A=1&C=.M.");
        assert_eq!(without("", ".M."), "");
    }

    #[test]
    fn the_first_of_the_names_is_decoded() {
        let cases: [(&str, Option<&str>); 6] = [
            (
                "Action=Publish&TopicArn=arn%3Aaws%3Asns",
                Some("arn:aws:sns"),
            ),
            ("TargetArn=t&TopicArn=a", Some("t")),
            ("TopicArn=", Some("")),
            ("TopicArn", None),
            ("XTopicArn=a", None),
            ("TopicArn=%ff", None),
        ];
        for (body, expected) in cases {
            let found = value(body.as_bytes(), &["TopicArn", "TargetArn"]);
            assert_eq!(found.as_deref(), expected, "{body}");
        }
    }
}
