//! Clients of the shared server, and names in it that nobody else uses.

use integration::services::REDIS;
use integration::spans::text;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::redis::{LumigoClient, LumigoConnection};
use lumigo_testing::TestSpan;
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{Client, Cmd, Pipeline, RedisFuture, Value};
use std::process;
use std::sync::Mutex;
use std::time::SystemTime;

/// A client whose connections make no spans.
pub(crate) fn plain() -> Client {
    Client::open(REDIS.url()).unwrap()
}

/// A client whose connections make spans.
pub(crate) fn client(lumigo: &Lumigo) -> LumigoClient {
    LumigoClient::bind(lumigo, plain())
}

/// A connection that makes spans.
pub(crate) async fn connect(lumigo: &Lumigo) -> LumigoConnection<MultiplexedConnection> {
    let client = client(lumigo);
    client.get_multiplexed_async_connection().await.unwrap()
}

/// Makes names that no other test has. What is kept under them is deleted when this is dropped.
pub(crate) struct Names {
    prefix: String,
    made: Mutex<Vec<String>>,
}

impl Names {
    pub(crate) fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.unwrap().as_nanos();
        Self {
            prefix: format!("test-{}-{now}:", process::id()),
            made: Mutex::default(),
        }
    }

    pub(crate) fn of(&self, name: &str) -> String {
        let name = format!("{}{name}", self.prefix);
        self.made.lock().unwrap().push(name.clone());
        name
    }

    /// A text attribute, in which names are as they were asked for.
    #[track_caller]
    pub(crate) fn text(&self, span: &TestSpan, attribute: &str) -> Option<String> {
        let text = text(span, attribute)?;
        Some(text.replace(&self.prefix, ""))
    }

    /// What is shown of a command.
    #[track_caller]
    pub(crate) fn query_text(&self, span: &TestSpan) -> String {
        let [query, statement] =
            ["db.query.text", "db.statement"].map(|key| self.text(span, key).unwrap());
        assert_eq!(query, statement);
        query
    }
}

impl Drop for Names {
    fn drop(&mut self) {
        let made = self.made.lock().unwrap();
        let connection = plain().get_connection();
        if let (Ok(mut connection), false) = (connection, made.is_empty()) {
            let _ = redis::cmd("DEL").arg(&*made).exec(&mut connection);
        }
    }
}

/// Sends nothing and answers everything with `OK`.
#[derive(Clone, Debug)]
pub(crate) struct Agreeing;

impl ConnectionLike for Agreeing {
    fn req_packed_command<'a>(&'a mut self, _: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(async { Ok(Value::Okay) })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        _: &'a Pipeline,
        _: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(async move { Ok(vec![Value::Okay; count]) })
    }

    fn get_db(&self) -> i64 {
        3
    }
}
