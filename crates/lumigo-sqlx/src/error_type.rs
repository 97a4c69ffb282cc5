use lumigo_core::DatabaseCall;
use sqlx_core::error::Error;

/// Tells the call how it has failed. The text of an error is not shown: servers cite values in it.
pub(crate) fn fail(call: &mut DatabaseCall, error: &Error) {
    match error.as_database_error().and_then(|error| error.code()) {
        Some(code) => call.fail_with_status(code.into_owned()),
        None => call.fail(error_type(error)),
    }
}

fn error_type(error: &Error) -> &'static str {
    match error {
        Error::Configuration(_) => "configuration",
        Error::InvalidArgument(_) => "invalid_argument",
        Error::Database(_) => "database",
        Error::Io(_) => "io",
        Error::Tls(_) => "tls",
        Error::Protocol(_) => "protocol",
        Error::RowNotFound => "row_not_found",
        Error::TypeNotFound { .. } => "type_not_found",
        Error::ColumnIndexOutOfBounds { .. } => "column_index_out_of_bounds",
        Error::ColumnNotFound(_) => "column_not_found",
        Error::ColumnDecode { .. } => "column_decode",
        Error::Encode(_) => "encode",
        Error::Decode(_) => "decode",
        Error::AnyDriverError(_) => "any_driver",
        Error::PoolTimedOut => "pool_timed_out",
        Error::PoolClosed => "pool_closed",
        Error::WorkerCrashed => "worker_crashed",
        Error::InvalidSavePointStatement => "invalid_save_point_statement",
        Error::BeginFailed => "begin_failed",
        // Variants that come with features of sqlx.
        _ => "_OTHER",
    }
}
