use std::any::{Any, type_name};
use std::error::Error;

/// The `error.type` of an error of the service or of a body: the name of its type, or what has caused
/// it where the type is any error's.
pub(crate) fn error_type<E: 'static>(error: &E) -> &'static str {
    let boxed = (error as &dyn Any).downcast_ref::<Box<dyn Error + Send + Sync>>();
    let cause = boxed.and_then(|error| lumigo_core::error_type(&**error));
    cause.unwrap_or(type_name::<E>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn a_boxed_error_is_told_by_its_cause() {
        let timeout = io::Error::from(io::ErrorKind::TimedOut);
        let boxed: Box<dyn Error + Send + Sync> = Box::new(timeout);
        assert_eq!(error_type(&boxed), "timeout");
    }

    #[test]
    fn other_errors_are_told_by_their_type() {
        let timeout = io::Error::from(io::ErrorKind::TimedOut);
        assert_eq!(error_type(&timeout), "std::io::error::Error");
        let boxed: Box<dyn Error + Send + Sync> = "unknown".into();
        assert!(error_type(&boxed).contains("dyn core::error::Error"));
    }
}
