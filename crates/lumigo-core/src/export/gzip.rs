use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{self, Read, Write};

/// Compresses fast rather than well: telemetry repeats itself.
pub(super) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// The reverse, of what is known to have this length.
pub(super) fn gunzip(bytes: &[u8], length: usize) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::with_capacity(length);
    GzDecoder::new(bytes).read_to_end(&mut decoded)?;
    Ok(decoded)
}
