use super::canned::Canned;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_types::SdkConfig;
use lumigo_opentelemetry::LumigoInterceptor;

/// Clients of all services.
pub(super) struct Clients {
    pub(super) dynamodb: aws_sdk_dynamodb::Client,
    pub(super) sqs: aws_sdk_sqs::Client,
}

impl Clients {
    /// Those that get this answer, with or without the interceptor.
    pub(super) fn new(answer: &'static str, traced: bool) -> Self {
        let config = sdk_config(answer);
        let mut dynamodb = aws_sdk_dynamodb::config::Builder::from(&config);
        let mut sqs = aws_sdk_sqs::config::Builder::from(&config);
        if traced {
            dynamodb = dynamodb.interceptor(LumigoInterceptor);
            sqs = sqs.interceptor(LumigoInterceptor);
        }
        Self {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb.build()),
            sqs: aws_sdk_sqs::Client::from_conf(sqs.build()),
        }
    }
}

/// The SDK's defaults.
fn sdk_config(answer: &'static str) -> SdkConfig {
    let credentials = Credentials::new("AKIAEXAMPLE", "a secret key", None, None, "bench");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(Canned(answer))
        .region(Region::from_static("eu-central-1"))
        .build()
}
