use crate::middleware::send;
use http::Extensions;
use lumigo_core::Binding;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

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

#[async_trait::async_trait]
impl Middleware for BoundLumigoMiddleware {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        send(&self.binding, request, extensions, next).await
    }
}
