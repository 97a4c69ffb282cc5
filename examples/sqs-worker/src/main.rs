//! `POST /orders` puts an order into a queue of SQS, and a worker in the same program ships it. Both are one
//! trace.

mod stop;

use std::error::Error;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::Builder;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use lumigo_opentelemetry::aws::ScopedMessage;
use lumigo_opentelemetry::{LumigoInterceptor, LumigoLayer, SendScoped, wrapped};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lumigo = lumigo_opentelemetry::init();

    // Credentials, region and endpoint are up to the variables of AWS.
    let aws = aws_config::load_defaults(BehaviorVersion::latest()).await;
    // Every call of this client is a span, and every message carries its trace.
    let config = Builder::from(&aws).interceptor(LumigoInterceptor).build();
    let queue = Queue::open(Client::from_conf(config)).await?;

    let (stop_worker, stopped) = oneshot::channel();
    let worker = tokio::spawn(work(queue.clone(), stopped));

    let app = Router::new()
        .route("/orders", post(order))
        .with_state(queue)
        .layer(LumigoLayer); // one span for each request to the routes above
    let stop = stop::signal()?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;

    // No request is left. When the worker has ended too, so have all spans.
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

impl Queue {
    /// Makes the queue if there is none.
    async fn open(sqs: Client) -> Result<Self, Box<dyn Error>> {
        let created = sqs.create_queue().queue_name("orders").send().await?;
        let url = created.queue_url.ok_or("the queue has no URL")?;
        Ok(Self { sqs, url })
    }
}

async fn order(State(queue): State<Queue>, order: String) -> StatusCode {
    let send = queue.sqs.send_message().queue_url(queue.url);
    match send.message_body(order).send().await {
        Ok(_) => StatusCode::ACCEPTED,
        Err(error) => {
            eprintln!("no order was sent: {error}");
            StatusCode::BAD_GATEWAY
        }
    }
}

/// Takes messages until it is stopped, and finishes those that it has begun.
async fn work(queue: Queue, mut stopped: oneshot::Receiver<()>) {
    loop {
        let poll = queue.sqs.receive_message().queue_url(&queue.url);
        let batch = tokio::select! {
            batch = poll.wait_time_seconds(20).send_scoped() => batch,
            _ = &mut stopped => return,
        };
        for message in batch.unwrap_or_default().into_messages() {
            let _ = message.process(handle(&queue, &message)).await;
        }
    }
}

async fn handle(queue: &Queue, message: &ScopedMessage) -> Result<(), Box<dyn Error>> {
    ship(message.body().unwrap_or_default()).await;
    let delete = queue.sqs.delete_message().queue_url(&queue.url);
    delete.set_receipt_handle(message.receipt_handle.clone()).send().await?;
    Ok(())
}

#[wrapped]
async fn ship(order: &str) {
    println!("shipped {order}");
}
