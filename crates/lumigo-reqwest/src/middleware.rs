use crate::send::{Sent, send};
use crate::{BoundLumigoMiddleware, INSTRUMENTATION};
use http::Extensions;
use lumigo_core::{Binding, Lumigo};
use reqwest::Request;
use reqwest_middleware::{Middleware, Next};

/// Makes one `CLIENT` span per request, and passes the trace on.
///
/// Finds the registered distribution when a request is sent, so `init` may run before or after the
/// client is built. Without one, requests pass through as if the middleware were not there.
/// Requests to the address that spans are exported to are not traced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LumigoMiddleware;

impl LumigoMiddleware {
    /// The same middleware bound to one distribution, whichever is registered: for tests, and for
    /// hosts with two pipelines. Hold `lumigo` as long as the client: nothing is recorded after it is
    /// dropped.
    pub fn bind(lumigo: &Lumigo) -> BoundLumigoMiddleware {
        BoundLumigoMiddleware::new(Binding::to(&INSTRUMENTATION, lumigo))
    }
}

// What `async_trait` would write, without a future of its own where there is nothing to do.
impl Middleware for LumigoMiddleware {
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
        let binding = Binding::registered(&INSTRUMENTATION);
        send(&binding, request, extensions, next)
    }
}
