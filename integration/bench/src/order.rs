//! What is posted, and answered as it came.

use axum::Json;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
pub(crate) struct Order {
    id: u64,
    customer: String,
    card_token: String,
    items: Vec<Item>,
    note: String,
}

#[derive(Deserialize, Serialize)]
struct Item {
    sku: String,
    title: String,
    quantity: u32,
    price: f64,
}

pub(crate) async fn take(Json(order): Json<Order>) -> Json<Order> {
    Json(order)
}

/// An order whose JSON has 1,024 bytes.
pub(crate) fn json() -> Bytes {
    let item = |quantity| Item {
        sku: format!("SKU-{quantity:06}"),
        title: "Mechanical \"difference\" engine".to_owned(),
        quantity,
        price: 25.99,
    };
    let mut order = Order {
        id: 10_042,
        customer: "Ada Lovelace".to_owned(),
        card_token: "tok_9f8e7d6c5b4a39281706".to_owned(),
        items: (1..=8).map(item).collect(),
        note: String::new(),
    };
    order.note = "x".repeat(1_024 - written(&order).len());
    written(&order).into()
}

fn written(order: &Order) -> Vec<u8> {
    serde_json::to_vec(order).expect("an order")
}
