//! Who watches HTTP servers and clients, each set up as its documentation says, around the same requests.

pub mod case;
pub mod client;
mod older;
mod order;
pub mod pipeline;
pub mod server;

/// The peak of the memory that this process had resident.
#[must_use]
pub fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    peak.and_then(|peak| peak.parse().ok()).expect("a number")
}
