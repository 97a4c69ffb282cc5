//! The attribute keys that are ours. Every other key is a constant of
//! `opentelemetry_semantic_conventions`.

/// Resource: the version of this distribution.
pub const LUMIGO_DISTRO_VERSION: &str = "lumigo.distro.version";

/// Resource: what `LUMIGO_TAG` says.
pub const LUMIGO_TAG: &str = "lumigo.tag";

/// Resource: the web framework, or `Unknown`.
pub const FRAMEWORK: &str = "framework";

/// Resource: the environment variables as one JSON object, secrets masked.
pub const PROCESS_ENVIRON: &str = "process.environ";

/// Span: `true` keeps the span out of every exporter. It is still recorded and dumped, and its
/// children are exported.
pub const SKIP_EXPORT: &str = "SKIP_EXPORT";

/// Span: the prefix of execution tags.
pub const LUMIGO_EXECUTION_TAGS: &str = "lumigo.execution_tags.";

/// Event: the type of a programmatic error.
pub const LUMIGO_TYPE: &str = "lumigo.type";

/// Span: the arguments of a wrapped function that have no name, as a JSON array.
pub const INPUT_ARGS: &str = "input_args";

/// Span: the arguments of a wrapped function by name, as a JSON object.
pub const INPUT_KWARGS: &str = "input_kwargs";

/// Span: what a wrapped function has returned, as JSON.
pub const RETURN_VALUE: &str = "return_value";

/// Log record: the Rust module that made it, where its target is another. The semantic conventions
/// have no key for it; this is the one of `tracing-opentelemetry`.
pub const CODE_MODULE_NAME: &str = "code.module.name";

/// Span: the headers of a request as one JSON object, secrets masked.
pub const HTTP_REQUEST_HEADERS: &str = "http.request.headers";

/// Span: the start of a request's body, secrets masked.
pub const HTTP_REQUEST_BODY: &str = "http.request.body";

/// Span: the headers of a response as one JSON object, secrets masked.
pub const HTTP_RESPONSE_HEADERS: &str = "http.response.headers";

/// Span: the start of a response's body, secrets masked.
pub const HTTP_RESPONSE_BODY: &str = "http.response.body";

/// Span: the id that the other side gave to a message or an answer.
pub const MESSAGE_ID: &str = "messageId";

/// Span: the region of a call to AWS, as `cloud.region` tells it too.
pub const AWS_REGION: &str = "aws.region";

/// Span: the same, under Lumigo's name.
pub const REGION: &str = "region";

/// Span: the service of a call to AWS in lower case, such as `sqs`.
pub const AWS_SERVICE: &str = "aws.service";

/// Span: what a call to AWS is about: the name of a queue, table, function, bucket or stream, the ARN
/// of a topic or secret.
pub const AWS_RESOURCE_NAME: &str = "aws.resource.name";

/// Span: how often a call to AWS was tried again.
pub const RETRY_ATTEMPTS: &str = "retry_attempts";

/// Span: the URL of a queue, as `aws.sqs.queue.url` tells it too.
pub const AWS_QUEUE_URL: &str = "aws.queue_url";

/// Span: the same, under the name of the Python distribution.
pub const MESSAGING_URL: &str = "messaging.url";

/// Span: the name of a queue or topic, as `messaging.destination.name` tells it too.
pub const MESSAGING_DESTINATION: &str = "messaging.destination";

/// Span: the start of the body of a message that is worked on, secrets masked.
pub const MESSAGING_CONSUME_BODY: &str = "messaging.consume.body";

/// Span: the operation on a DynamoDB table, as `db.operation.name` tells it too.
pub const AWS_DYNAMODB_METHOD: &str = "aws.dynamodb.method";

/// Span: where received messages come from, as JSON.
pub const LUMIGO_DATA: &str = "lumigoData";

/// Span: what is asked of a database, as `db.query.text` tells it too.
pub const DB_STATEMENT: &str = "db.statement";

/// Span: the parameters of a query as one JSON object, secrets masked.
pub const DB_STATEMENT_PARAMETERS: &str = "db.statement.parameters";

/// Span: the start of what a database was sent, secrets masked.
pub const DB_REQUEST_BODY: &str = "db.request.body";

/// Span: the start of what a database has answered, secrets masked.
pub const DB_RESPONSE_BODY: &str = "db.response.body";

/// Span: how many rows a database has changed. The semantic conventions have no key for it.
pub const DB_RESPONSE_AFFECTED_ROWS: &str = "db.response.affected_rows";

/// Span: how long a call has waited for a connection of its pool, in seconds. The semantic conventions have
/// the same as a metric.
pub const DB_CONNECTION_WAIT_TIME: &str = "db.client.connection.wait_time";
