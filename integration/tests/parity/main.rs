//! The golden vectors, made by running the Python distribution.
//!
//! They are read from `integration/parity`, or from the folder named by `LUMIGO_PARITY_DIR`; what is
//! in `integration/parity/reference` is read from there alone.

mod canned;
mod execution_tags;
mod filter;
mod filter_parents;
mod left_out;
mod masking;
mod programmatic_error;
mod sqs_trigger;
mod vectors;
