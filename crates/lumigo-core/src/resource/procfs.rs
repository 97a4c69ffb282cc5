//! The lines of `/proc/self/cgroup` and `/proc/self/mountinfo`.

/// The paths of the control groups, as in `4:memory:PATH`. A path may have colons of its own.
pub(super) fn cgroup_paths(cgroup: &str) -> impl Iterator<Item = &str> {
    cgroup.lines().filter_map(|line| line.splitn(3, ':').nth(2))
}

/// A directory or file of a file system, and where it is mounted.
pub(super) struct Mount<'a> {
    pub(super) root: &'a str,
    pub(super) mount_point: &'a str,
}

/// The mounts, as in `36 35 98:0 ROOT MOUNT_POINT rw - ext4 /dev/sda1 rw`.
pub(super) fn mounts(mountinfo: &str) -> impl Iterator<Item = Mount<'_>> {
    mountinfo.lines().filter_map(|line| {
        let mut fields = line.split_ascii_whitespace().skip(3);
        Some(Mount {
            root: fields.next()?,
            mount_point: fields.next()?,
        })
    })
}
