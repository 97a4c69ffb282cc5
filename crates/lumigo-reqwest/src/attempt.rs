use http::{Extensions, Method};
use reqwest::{Request, Response, Url};
use reqwest_middleware::Result;

/// How many different requests of one call are told apart.
const REQUESTS: usize = 32;

/// How often each request was sent in vain, in the extensions that all attempts of a call share. A
/// middleware may send other requests by them, for a token say.
#[derive(Clone, Debug)]
struct Attempts(Vec<(u64, u32)>);

/// An attempt under way. Unless it succeeds it counts, also when somebody has given up waiting for it.
/// What has succeeded is not sent again, so that most calls need no extension.
#[derive(Debug)]
pub(crate) struct Attempt<'a> {
    extensions: &'a mut Extensions,
    /// `None` when it does not count.
    request: Option<u64>,
}

impl<'a> Attempt<'a> {
    pub(crate) fn new(extensions: &'a mut Extensions, request: &Request) -> Self {
        Self {
            extensions,
            request: Some(hash(request.method(), request.url())),
        }
    }

    /// One that does not count.
    pub(crate) fn unwatched(extensions: &'a mut Extensions) -> Self {
        Self {
            extensions,
            request: None,
        }
    }

    /// How often this request was sent before.
    pub(crate) fn past(extensions: &Extensions, method: &Method, url: &Url) -> u32 {
        let Some(Attempts(attempts)) = extensions.get() else {
            return 0;
        };
        let request = hash(method, url);
        let found = attempts.iter().find(|(known, _)| *known == request);
        found.map_or(0, |(_, count)| *count)
    }

    pub(crate) fn extensions(&mut self) -> &mut Extensions {
        self.extensions
    }

    /// Takes the outcome.
    pub(crate) fn end(mut self, result: &Result<Response>) {
        if matches!(result, Ok(response) if response.status().is_success()) {
            self.request = None;
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let Some(request) = self.request else {
            return;
        };
        let Attempts(attempts) = self.extensions.get_or_insert_with(|| Attempts(Vec::new()));
        if let Some((_, count)) = attempts.iter_mut().find(|(known, _)| *known == request) {
            *count = count.saturating_add(1);
        } else if attempts.len() < REQUESTS {
            attempts.push((request, 1));
        }
    }
}

/// Of the few requests of a call: nobody gains by two that are alike, and the standard hasher takes six
/// times as long.
fn hash(method: &Method, url: &Url) -> u64 {
    let add = |sum: u64, word: u64| (sum.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let hash = |sum: u64, text: &str| {
        let words = text.as_bytes().chunks_exact(8);
        let rest = words.remainder().iter().map(|byte| u64::from(*byte));
        let words = words.map(|word| word.try_into().map_or(0, u64::from_le_bytes));
        words.chain(rest).fold(sum, add)
    };
    hash(hash(0, method.as_str()), url.as_str())
}
