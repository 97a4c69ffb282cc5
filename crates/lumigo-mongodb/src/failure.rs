//! Why a command has failed, as the driver says.

use lumigo_core::{DatabaseCall, error_type};
use mongodb::error::{Error, ErrorKind, WriteFailure};

pub(crate) fn record(call: &mut DatabaseCall, error: &Error) {
    match code(&error.kind) {
        Some(code) => call.fail_with_status(code.to_string()),
        None => call.fail(kind(&error.kind)),
    }
}

fn code(kind: &ErrorKind) -> Option<i32> {
    match kind {
        ErrorKind::Command(error) => Some(error.code),
        ErrorKind::Write(WriteFailure::WriteError(error)) => Some(error.code),
        ErrorKind::Write(WriteFailure::WriteConcernError(error)) => Some(error.code),
        _ => None,
    }
}

fn kind(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Io(error) => error_type(&**error).unwrap_or("io"),
        ErrorKind::Authentication { .. } => "authentication",
        ErrorKind::ConnectionPoolCleared { .. } => "connection_pool_cleared",
        ErrorKind::InvalidResponse { .. } => "invalid_response",
        _ => "driver",
    }
}
