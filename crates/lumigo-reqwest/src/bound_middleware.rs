use crate::send::{Sent, send};
use http::Extensions;
use lumigo_core::Binding;
use reqwest::Request;
use reqwest_middleware::{Middleware, Next};

/// A [`LumigoMiddleware`](crate::LumigoMiddleware) bound to one distribution, made by
/// [`LumigoMiddleware::bind`](crate::LumigoMiddleware::bind).
#[derive(Clone, Debug)]
#[must_use]
pub struct BoundLumigoMiddleware {
    binding: Binding,
}

impl BoundLumigoMiddleware {
    pub(crate) fn new(binding: Binding) -> Self {
        Self { binding }
    }
}

impl Middleware for BoundLumigoMiddleware {
    fn handle<'a, 'b, 'c, 'sent>(
        &'a self,
        request: Request,
        extensions: &'b mut Extensions,
        next: Next<'c>,
    ) -> Sent<'sent>
    where
        'a: 'sent,
        'b: 'sent,
        'c: 'sent,
    {
        send(&self.binding, request, extensions, next)
    }
}
