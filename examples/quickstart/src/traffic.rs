//! A few requests of a customer, from outside: this client is not traced.

use reqwest::{Client, Method, StatusCode};

use crate::output::Output;
use crate::render::Paint;

/// What is sent, in this order: method, path, body, and what is special about it.
const REQUESTS: [(Method, &str, &str, &str); 5] = [
    (
        Method::POST,
        "/orders",
        r#"{"item":"coffee","quantity":2}"#,
        "",
    ),
    (
        Method::POST,
        "/orders",
        r#"{"item":"tea","quantity":1}"#,
        "",
    ),
    (Method::GET, "/orders/1", "", ""),
    (
        Method::POST,
        "/orders",
        r#"{"item":"tea","quantity":99}"#,
        "out of stock",
    ),
    (Method::GET, "/health", "", "filtered: no trace"),
];

/// Sends the requests to the shop, one after the other.
pub(crate) async fn send(shop_url: &str, output: Output) -> reqwest::Result<()> {
    output.say("A shop and its stock service are up. A customer sends:\n");
    // A proxy of the environment could not reach this process.
    let client = Client::builder().no_proxy().build()?;
    for (method, path, body, note) in REQUESTS {
        let request = client
            .request(method.clone(), format!("{shop_url}{path}"))
            .header("content-type", "application/json")
            .body(body);
        let response = request.send().await?;
        let status = painted(response.status(), output.paint);
        response.bytes().await?;
        let note = output.paint.dim(note);
        let line = format!(
            "  {:4} {path:10} {body:31} {status} {note}",
            method.as_str()
        );
        output.say(line.trim_end());
    }
    output.say("");
    Ok(())
}

fn painted(status: StatusCode, paint: Paint) -> String {
    if status.is_server_error() {
        paint.red(status.as_str())
    } else {
        paint.green(status.as_str())
    }
}
