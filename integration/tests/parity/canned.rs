use aws_sdk_sqs::config::{BehaviorVersion, Builder, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;

/// What a service answers, whatever it is asked.
#[derive(Clone, Debug)]
pub(crate) struct Canned {
    status: u16,
    body: String,
}

impl Canned {
    pub(crate) fn new(status: u64, body: &str) -> Self {
        Self {
            status: status.try_into().unwrap(),
            body: body.to_owned(),
        }
    }

    /// A client that is answered this.
    pub(crate) fn configured(self, config: Builder) -> Config {
        config
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "test"))
            .http_client(http_client_fn(move |_, _| {
                SharedHttpConnector::new(self.clone())
            }))
            .build()
    }
}

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let status = self.status.try_into().unwrap();
        let mut response = HttpResponse::new(status, SdkBody::from(self.body.as_str()));
        let headers = response.headers_mut();
        headers.insert("content-type", "application/x-amz-json-1.0");
        headers.insert("x-amzn-requestid", "r-1");
        HttpConnectorFuture::ready(Ok(response))
    }
}
