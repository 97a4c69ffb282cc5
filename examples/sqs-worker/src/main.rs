//! `POST /orders` puts an order into a queue of SQS, and a worker in the same program ships it. Both are one
//! trace.

mod stop;

use std::error::Error;
use std::io;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::Builder;
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::Message;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use lumigo_opentelemetry::aws::Consumer;
use lumigo_opentelemetry::{LumigoInterceptor, LumigoLayer, wrapped};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lumigo = lumigo_opentelemetry::init();

    // Credentials, region and endpoint are up to the variables of AWS.
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    // Each call of this client is a span, and its messages carry the trace.
    let config = Builder::from(&aws).interceptor(LumigoInterceptor).build();
    let sqs = Client::from_conf(config);
    let created = sqs.create_queue().queue_name("orders").send().await?;
    let url = created.queue_url.ok_or("the queue has no URL")?;

    let (stop_worker, stopped) = oneshot::channel::<()>();
    let consumer = Consumer::new(sqs.clone(), &url)
        .on_error(|error| eprintln!("{}", DisplayErrorContext(error)));
    let worker = tokio::spawn(consumer.run_until(ship, stopped));

    let app = Router::new()
        .route("/orders", post(order))
        .with_state(Queue { sqs, url })
        .layer(LumigoLayer); // one span for each request to the routes above
    let stop = stop::signal()?;
    let address = std::env::args().nth(1);
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:3000")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;

    // No request is left. When the worker has finished what it has begun, every span has ended.
    drop(stop_worker);
    worker.await?;
    lumigo.shutdown_with_timeout(Duration::from_secs(10))?;
    Ok(())
}

#[derive(Clone)]
struct Queue {
    sqs: Client,
    url: String,
}

async fn order(State(queue): State<Queue>, order: String) -> StatusCode {
    let send = queue.sqs.send_message().queue_url(queue.url);
    match send.message_body(order).send().await {
        Ok(_) => StatusCode::ACCEPTED,
        Err(error) => {
            eprintln!("no order was sent: {}", DisplayErrorContext(error));
            StatusCode::BAD_GATEWAY
        }
    }
}

/// Runs in a span of the message, which is in the trace of the request. What it returns `Err` for is left in
/// the queue, for another try.
#[wrapped(name = "ship", skip(message))]
async fn ship(message: Message) -> io::Result<()> {
    println!("shipped {}", message.body().unwrap_or_default());
    Ok(())
}
