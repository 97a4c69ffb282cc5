use axum::Json;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// What is posted, and answered as it came.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Order {
    id: u64,
    customer: String,
    card_token: String,
    items: Vec<Item>,
    note: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct Item {
    sku: String,
    title: String,
    quantity: u32,
    price: f64,
}

pub(super) async fn take(Json(order): Json<Order>) -> Json<Order> {
    Json(order)
}

/// An order whose JSON has 1,024 bytes.
pub(super) fn json() -> Bytes {
    let item = |index| Item {
        sku: format!("SKU-{index:06}"),
        title: "Mechanical \"difference\" engine".to_owned(),
        quantity: index,
        price: 25.99,
    };
    let mut order = Order {
        id: 10_042,
        customer: "Ada Lovelace".to_owned(),
        card_token: "tok_9f8e7d6c5b4a39281706".to_owned(),
        items: (1..=8).map(item).collect(),
        note: String::new(),
    };
    let length = written(&order).len();
    order.note = "x".repeat(1_024 - length);
    written(&order).into()
}

fn written(order: &Order) -> Vec<u8> {
    serde_json::to_vec(order).unwrap_or_default()
}
