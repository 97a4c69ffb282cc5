//! The report of the crates that the program is made of: once a process, in the background.

mod audit_data;
mod audit_section;
mod dependency;
mod report;

pub(crate) use dependency::Dependency;
pub(crate) use report::DependencyReport;
