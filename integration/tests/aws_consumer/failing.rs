//! Handlers that fail.

use crate::support::{Failed, Host, Log, Running, bare, consumer, left_in, number, queue, send};
use integration::spans::error_type;
use std::collections::BTreeMap;
use std::time::Duration;

/// A consumer to which messages that it has left come back soon.
fn patient(host: &Host, queue: &str) -> lumigo_opentelemetry::aws::Consumer {
    consumer(host.sqs(), queue).with_visibility_timeout(Duration::from_secs(1))
}

fn errors(host: &Host) -> BTreeMap<Option<String>, usize> {
    let mut errors = BTreeMap::new();
    for span in host.handlings() {
        let error = error_type(&span).map(str::to_owned);
        *errors.entry(error).or_default() += 1;
    }
    errors
}

#[tokio::test]
async fn a_message_whose_handler_panics_comes_back() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..4).await;
    let handled = Log::new();
    let handles = handled.clone();
    let running = Running::start(patient(&host, &queue), move |message| {
        let number = number(&message);
        let times = handles
            .entries()
            .iter()
            .filter(|one| **one == number)
            .count();
        handles.push(number);
        assert!(number != 0 || times > 0, "a handler without a future");
        async move {
            assert!(number != 1 || times > 0, "a handler with one");
            Ok(())
        }
    });
    handled.wait_for(6).await;
    running.stop().await;
    assert_eq!(handled.counts(), [(0, 2), (1, 2), (2, 1), (3, 1)].into());
    assert_eq!(left_in(&bare(), &queue).await, 0);
    assert_eq!(
        errors(&host),
        [(None, 4), (Some("panic".to_owned()), 2)].into()
    );
}

#[tokio::test]
async fn a_message_that_is_left_comes_back_when_its_time_is_over() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..1).await;
    let handled = Log::new();
    let handles = handled.clone();
    let running = Running::start(patient(&host, &queue), move |message| {
        let count = &message.attributes().unwrap()[&"ApproximateReceiveCount".into()];
        let count: usize = count.parse().unwrap();
        handles.push(count);
        async move { if count < 3 { Err(Failed) } else { Ok(()) } }
    });
    handled.wait_for(3).await;
    running.stop().await;
    assert_eq!(*handled.entries(), [1, 2, 3]);
    assert_eq!(left_in(&bare(), &queue).await, 0);
    let failed = std::any::type_name::<Failed>().to_owned();
    assert_eq!(errors(&host), [(None, 1), (Some(failed), 2)].into());
}
