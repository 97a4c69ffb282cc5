//! The stock service: it keeps count of what is left.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};

use crate::order::Order;

type Shelves = Arc<Mutex<HashMap<&'static str, u32>>>;

/// The routes, traced by a [`Lumigo`] of their own: in a process of its own, this service would have
/// called `init` and added a plain `LumigoLayer`.
pub(crate) fn router(lumigo: &Lumigo) -> Router {
    let shelves = Shelves::new(Mutex::new(HashMap::from([("coffee", 1000), ("tea", 3)])));
    Router::new()
        .route("/reservations", post(reserve))
        .with_state(shelves)
        .layer(LumigoLayer::bind(lumigo))
}

async fn reserve(State(shelves): State<Shelves>, Json(order): Json<Order>) -> StatusCode {
    let mut shelves = shelves.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(left) = shelves.get_mut(order.item.as_str()) else {
        return StatusCode::NOT_FOUND;
    };
    match left.checked_sub(order.quantity) {
        Some(rest) => {
            *left = rest;
            StatusCode::NO_CONTENT
        }
        None => StatusCode::CONFLICT,
    }
}
