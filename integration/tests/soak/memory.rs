use std::fs::read_to_string;

/// The memory of this process that no file is behind, in KiB: heap and stacks, without the program's code,
/// which comes in page by page.
pub(crate) fn resident_kib() -> u64 {
    let rollup = read_to_string("/proc/self/smaps_rollup").expect("Linux");
    let line = rollup
        .lines()
        .find_map(|line| line.strip_prefix("Anonymous:"));
    let size = line.and_then(|line| line.trim().strip_suffix(" kB"));
    size.and_then(|size| size.parse().ok()).expect("a size")
}
