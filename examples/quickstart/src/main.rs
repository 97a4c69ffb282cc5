//! A traced shop in one process, and the traces it makes.
//!
//! A customer's requests reach the shop, which asks the stock service over HTTP and stores orders in
//! SQLite. Both services send their spans over OTLP/HTTP: to a small backend in this process, which
//! prints them, or to Lumigo or another backend when `LUMIGO_TRACER_TOKEN` or `LUMIGO_ENDPOINT` is
//! set.
//!
//! Read `telemetry.rs` for the set-up, `shop.rs` and `stock.rs` for the layer and the client,
//! `shop/store.rs` for spans of your own, `shop/list.rs` for a streamed response.
#![forbid(unsafe_code)]

mod arrivals;
mod backend;
mod options;
mod order;
mod output;
mod render;
mod serve;
mod server;
mod shop;
mod stock;
mod telemetry;
mod traffic;
mod variable;

use std::error::Error;
use std::process::ExitCode;

use crate::arrivals::Arrivals;
use crate::options::{Options, USAGE};
use crate::output::Output;
use crate::server::Server;
use crate::telemetry::Telemetry;

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(unknown) => {
            eprintln!("quickstart: there is no {unknown:?}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run(&options).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("quickstart: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every span has arrived.
async fn run(options: &Options) -> Result<bool, Box<dyn Error>> {
    let output = Output::new(options.json);
    let telemetry = Telemetry::start();
    let stock = Server::start(stock::router(telemetry.stock())).await?;
    let shop = Server::start(shop::router(stock.url()).await?).await?;

    let mut arrivals = Arrivals::default();
    if options.serve {
        serve::until_ctrl_c(&shop.url(), &telemetry, &mut arrivals, output).await?;
    } else {
        traffic::send(&shop.url(), output).await?;
    }

    // In this order: open requests end, their spans are sent, then they can be shown.
    shop.stop().await;
    stock.stop().await;
    let arrived = telemetry.shutdown();
    output.spans(&arrivals.rest(&telemetry));
    output.say(&telemetry.closing_line());
    Ok(arrived)
}
