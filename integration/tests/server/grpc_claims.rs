//! Requests that only say that they are gRPC.

use crate::support::{answer, get, orders, status};
use integration::spans::error_type;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;

#[tokio::test]
async fn what_is_not_answered_as_a_call_is_named_by_its_route() {
    for (path, name) in [
        ("/orders/7", "POST /orders/{id}"),
        ("/made.up/ByAnybody", "POST"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let app = orders().layer(LumigoLayer::bind(&lumigo));
        let request = get(
            path,
            "Content-Type: application/grpc\r\nContent-Length: 0\r\n",
        );
        let answer = answer(app, request.replacen("GET", "POST", 1)).await;
        assert!(matches!(status(&answer), 404 | 405), "{answer}");
        let span = recorder.only_span();
        assert_eq!((&*span.name, error_type(&span)), (name, None));
        assert_eq!(span.attribute("rpc.system"), None);
        assert_eq!(span.attribute("rpc.method"), None);
    }
}
