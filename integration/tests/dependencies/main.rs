//! The report of the crates that a program is made of.

mod conditions;
mod list;
mod support;
