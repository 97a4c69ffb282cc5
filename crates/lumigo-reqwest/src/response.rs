//! What became of a request.

use crate::error_type;
use http::Extensions;
use lumigo_core::{Exchange, ResponseBody};
use reqwest::{Body, Response, ResponseBuilderExt, StatusCode, Url};
use reqwest_middleware::Result;
use std::mem;

/// Takes the outcome. The exchange ends with the body of the response, if there is one.
pub(crate) fn finish(mut exchange: Exchange, result: Result<Response>) -> Result<Response> {
    match result {
        Ok(response) => {
            exchange.respond(response.status(), response.version(), response.headers());
            Ok(if exchange.is_watched() && has_body(&response) {
                with_body(response, |body| watch(body, exchange))
            } else {
                response
            })
        }
        Err(error) => {
            exchange.fail(error_type::of_request(&error));
            Err(error)
        }
    }
}

fn has_body(response: &Response) -> bool {
    response.status() != StatusCode::SWITCHING_PROTOCOLS && response.content_length() != Some(0)
}

fn watch(body: Body, exchange: Exchange) -> Body {
    let body = ResponseBody::new(body, Some(exchange));
    Body::wrap(body.with_error_type(error_type::of_body))
}

/// The same response with another body.
fn with_body(response: Response, change: impl FnOnce(Body) -> Body) -> Response {
    let url = response.url().clone();
    let (mut head, body) = http::Response::from(response).into_parts();
    head.extensions = with_url(head.extensions, url);
    http::Response::from_parts(head, change(body)).into()
}

/// Extensions and what tells a response its URL: reqwest lets that be made in no other way.
fn with_url(extensions: Extensions, url: Url) -> Extensions {
    let mut head = http::Response::builder();
    if let Some(own) = head.extensions_mut() {
        *own = extensions;
    }
    let mut head = head.url(url);
    head.extensions_mut().map(mem::take).unwrap_or_default()
}
