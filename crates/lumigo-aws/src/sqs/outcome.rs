/// What work on a message comes to: `()`, or a `Result` of which an `Err` is a failure.
///
/// Work with another outcome is put into a block that has one of these.
pub trait Outcome: sealed::Sealed {}

impl Outcome for () {}
impl<T, E> Outcome for Result<T, E> {}

pub(super) mod sealed {
    use std::any::type_name;

    pub trait Sealed {
        /// The `error.type`, of a failure.
        fn error_type(&self) -> Option<&'static str>;
    }

    impl Sealed for () {
        fn error_type(&self) -> Option<&'static str> {
            None
        }
    }

    impl<T, E> Sealed for Result<T, E> {
        fn error_type(&self) -> Option<&'static str> {
            self.is_err().then(type_name::<E>)
        }
    }
}
