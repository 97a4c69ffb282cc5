use http::{Extensions, Method};
use reqwest::Url;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many different requests of one call are told apart.
const REQUESTS: usize = 32;

/// How often each request was sent, in the extensions that all attempts of a call share. A middleware
/// may send other requests by them, for a token say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attempts(Vec<(u64, u32)>);

impl Attempts {
    /// How often this request was sent by now.
    pub(crate) fn of(extensions: &Extensions, method: &Method, url: &Url) -> u32 {
        let Some(Self(attempts)) = extensions.get() else {
            return 0;
        };
        let request = hash(method, url);
        let found = attempts.iter().find(|(known, _)| *known == request);
        found.map_or(0, |(_, count)| *count)
    }

    /// Counts one more.
    pub(crate) fn note(extensions: &mut Extensions, method: &Method, url: &Url) {
        let Self(attempts) = extensions.get_or_insert_default();
        let request = hash(method, url);
        if let Some((_, count)) = attempts.iter_mut().find(|(known, _)| *known == request) {
            *count = count.saturating_add(1);
        } else if attempts.len() < REQUESTS {
            attempts.push((request, 1));
        }
    }
}

fn hash(method: &Method, url: &Url) -> u64 {
    let mut hasher = DefaultHasher::new();
    (method, url).hash(&mut hasher);
    hasher.finish()
}
