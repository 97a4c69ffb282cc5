use serde::Serialize;
use std::convert::Infallible;
use std::ops::Deref;

/// What a function has returned, to be told apart where its type is known.
///
/// `lumigo_split` is found here for a `Result`, whatever alias it has; for any other type, and for a
/// type parameter, it is found behind the dereference. No trait of the host has a method of that name.
#[derive(Debug)]
pub struct Outcome<'a, T>(Plain<'a, T>);

/// What is no `Result`.
#[derive(Debug)]
pub struct Plain<'a, T>(&'a T);

impl<'a, T> Outcome<'a, T> {
    /// Looks at a return value.
    pub fn new(value: &'a T) -> Self {
        Self(Plain(value))
    }
}

impl<'a, T, E> Outcome<'a, Result<T, E>> {
    /// The value or the error.
    pub fn lumigo_split(&self) -> Result<&'a T, &'a E> {
        self.0.0.as_ref()
    }
}

impl<'a, T> Plain<'a, T> {
    /// The value; there is no error.
    pub fn lumigo_split(&self) -> Result<&'a T, &'a Infallible> {
        Ok(self.0)
    }
}

impl<'a, T> Deref for Outcome<'a, T> {
    type Target = Plain<'a, T>;

    fn deref(&self) -> &Plain<'a, T> {
        &self.0
    }
}

/// What can be recorded as a return value: whatever can be serialized.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be recorded: implement `serde::Serialize` or add `skip_return`",
    label = "not `serde::Serialize`"
)]
pub trait ReturnValue: Serialize {}

// Otherwise the compiler complains of `Serialize` alone, and `skip_return` is not mentioned.
#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> ReturnValue for T {}
