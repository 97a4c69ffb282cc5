//! Values whose `Serialize` fails or panics: they are left out, and the host goes on.

use crate::support::{Registered, recorded};
use integration::spans::error_type;
use lumigo_opentelemetry::wrapped;
use serde::Serialize;
use serde::ser::{Error, SerializeStruct, Serializer};
use std::collections::HashMap;

#[derive(Clone, Copy)]
enum Bad {
    Fails,
    Panics,
}

impl Serialize for Bad {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bad = serializer.serialize_struct("Bad", 2)?;
        bad.serialize_field("password", "hunter2")?;
        match self {
            Self::Fails => Err(S::Error::custom("it fails")),
            Self::Panics => panic!("it panics"),
        }
    }
}

#[wrapped]
fn handle(first: u8, bad: Bad, (a, b): (u8, Bad), last: u8) -> Bad {
    let _ = (first, a, b, last);
    bad
}

/// JSON has only texts as keys.
#[wrapped]
fn no_json(map: HashMap<Vec<u8>, u8>, n: u8) -> usize {
    map.len() + usize::from(n)
}

#[wrapped]
async fn asynchronous(bad: Bad) -> Result<Bad, ()> {
    Ok(bad)
}

#[test]
fn what_cannot_be_serialized_is_left_out() {
    let registered = Registered::new();
    for bad in [Bad::Fails, Bad::Panics] {
        handle(1, bad, (2, bad), 3);
        let span = registered.span();
        let expected = [Some("[[2]]"), Some(r#"{"first":1,"last":3}"#), None];
        assert_eq!((recorded(&span), error_type(&span)), (expected, None));
    }
    assert_eq!(no_json(HashMap::from([(vec![1], 1)]), 2), 3);
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"n":2}"#), Some("3")]
    );
}

#[tokio::test]
async fn an_async_function_goes_on_too() {
    let registered = Registered::new();
    for bad in [Bad::Fails, Bad::Panics] {
        asynchronous(bad).await.unwrap();
        let span = registered.span();
        let expected = [Some("[]"), Some("{}"), None];
        assert_eq!((recorded(&span), error_type(&span)), (expected, None));
    }
}
