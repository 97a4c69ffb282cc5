/// What a URL or ARN ends with: `orders` of `https://sqs.eu-central-1.amazonaws.com/123456789012/orders` and
/// of `arn:aws:sns:eu-central-1:123456789012:orders`.
pub(crate) fn last_part(name: &str) -> &str {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or(path);
    if last.starts_with("arn:") {
        return last.rsplit(':').next().unwrap_or(last);
    }
    last
}
