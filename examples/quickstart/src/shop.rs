//! The shop's API: it reserves an order in the stock service, then stores it in SQLite.

mod error;
mod list;
mod store;

use std::error::Error;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use lumigo_opentelemetry::{LumigoLayer, LumigoMiddleware};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use serde_json::{Value, json};

use crate::order::Order;

use self::error::ShopError;
use self::list::list;
use self::store::Store;

#[derive(Clone)]
struct Shop {
    http: ClientWithMiddleware,
    stock_url: String,
    store: Store,
}

/// The routes, with a server span for each request but those that the endpoint filter leaves out.
pub(crate) async fn router(stock_url: String) -> Result<Router, Box<dyn Error>> {
    // A proxy of the environment could not reach this process.
    let client = reqwest::Client::builder().no_proxy().build()?;
    let http = ClientBuilder::new(client).with(LumigoMiddleware).build();
    let store = Store::open().await?;
    Ok(Router::new()
        .route("/health", get(|| async { "OK" }))
        .route("/orders", post(create).get(list))
        .route("/orders/{id}", get(read))
        .with_state(Shop {
            http,
            stock_url,
            store,
        })
        .layer(LumigoLayer))
}

async fn create(
    State(shop): State<Shop>,
    Json(order): Json<Order>,
) -> Result<(StatusCode, Json<Value>), ShopError> {
    shop.reserve(&order).await?;
    let id = shop.store.insert(&order).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))))
}

async fn read(State(shop): State<Shop>, Path(id): Path<i64>) -> Result<Json<Order>, ShopError> {
    let order = shop.store.find(id).await?;
    order.map(Json).ok_or(ShopError::NoSuchOrder)
}

impl Shop {
    async fn reserve(&self, order: &Order) -> Result<(), ShopError> {
        let url = format!("{}/reservations", self.stock_url);
        let response = self.http.post(url).json(order).send().await?;
        match response.status() {
            status if status.is_success() => Ok(()),
            status => Err(ShopError::Refused(status)),
        }
    }
}
