//! Bodies that stream: they are the host's, and nothing of them is kept or waited for.

use crate::support::{Host, unique};
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use integration::moto::Moto;
use integration::spans::error_type;
use integration::wire::soon;

/// A bucket, without a span.
async fn bucket() -> String {
    let config = aws_sdk_s3::config::Builder::from(&Moto::shared().config());
    let s3 = Client::from_conf(config.force_path_style(true).build());
    let bucket = unique("orders");
    soon(s3.create_bucket().bucket(&bucket).send())
        .await
        .unwrap();
    bucket
}

/// Large, and no two parts are the same.
fn content() -> Vec<u8> {
    (0..1_000_000_u32).flat_map(u32::to_be_bytes).collect()
}

#[tokio::test]
async fn an_object_that_streams_is_the_same_on_both_sides() {
    let host = Host::start();
    let (s3, bucket) = (host.s3(), bucket().await);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), content()).unwrap();
    let put = s3.put_object().bucket(&bucket).key("large");
    let put = put.body(ByteStream::from_path(file.path()).await.unwrap());
    soon(put.send()).await.unwrap();
    let got = soon(s3.get_object().bucket(&bucket).key("large").send())
        .await
        .unwrap();
    // The span tells of the answer, which is there before its body.
    let spans = host.spans();
    assert_eq!(spans.len(), 2);
    for span in &spans {
        assert_eq!(error_type(span), None);
        assert_eq!(span.attribute("http.request.body"), None);
        assert_eq!(span.attribute("http.response.body"), None);
    }
    let body = soon(got.body.collect()).await.unwrap();
    assert!(*body.into_bytes() == content());
}

#[tokio::test]
async fn an_object_that_is_not_read_is_no_failure() {
    let host = Host::start();
    let (s3, bucket) = (host.s3(), bucket().await);
    let put = s3
        .put_object()
        .bucket(&bucket)
        .key("large")
        .body(content().into());
    soon(put.send()).await.unwrap();
    drop(
        soon(s3.get_object().bucket(&bucket).key("large").send())
            .await
            .unwrap(),
    );
    assert_eq!(error_type(&host.span_named("S3.GetObject")), None);
}
