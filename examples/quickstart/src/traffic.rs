//! A few requests of a customer, from outside: this client is not traced.

use reqwest::{Client, Method, StatusCode};

use crate::output::Output;
use crate::render::Paint;

/// What a customer proves to be one with; no backend sees it.
const TOKEN: &str = "customer-7";

/// What is sent, in this order: method, path, body, and what is special about it.
const REQUESTS: [(Method, &str, &str, &str); 6] = [
    (
        Method::POST,
        "/orders",
        r#"{"item":"coffee","quantity":2,"card_token":"tok_4711"}"#,
        "",
    ),
    (
        Method::POST,
        "/orders",
        r#"{"item":"tea","quantity":1}"#,
        "",
    ),
    (Method::GET, "/orders/1", "", ""),
    (Method::GET, "/orders", "", "streamed, an order at a time"),
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
            .bearer_auth(TOKEN)
            .body(body);
        let response = request.send().await?;
        let status = painted(response.status(), output.paint);
        response.bytes().await?;
        let what = [body, &output.paint.dim(note)].join("  ");
        let line = format!("  {status} {:4} {path:10} {}", method.as_str(), what.trim());
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
