use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why the shop could not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum ShopError {
    #[error("there is no such order")]
    NoSuchOrder,
    #[error("the stock service refused the reservation: {0}")]
    Refused(StatusCode),
    #[error("the stock service cannot be reached")]
    Unreachable(#[from] reqwest_middleware::Error),
    #[error("the order store failed")]
    Store(#[from] sqlx::Error),
}

impl IntoResponse for ShopError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NoSuchOrder => StatusCode::NOT_FOUND,
            Self::Refused(_) | Self::Unreachable(_) => StatusCode::BAD_GATEWAY,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}
