//! The golden vectors, made by running the Python distribution.
//!
//! They are read from `integration/parity`, or from the folder named by `LUMIGO_PARITY_DIR`.

mod filter;
mod filter_parents;
mod vectors;
