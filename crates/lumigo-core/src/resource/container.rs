//! `container.id`: the id that the container runtime gave to this process's container.

use super::machine::Machine;
use super::procfs::{cgroup_paths, mounts};

/// What a runtime mounts from a directory named for the container itself.
const OF_THE_CONTAINER: &[&str] = &["/run/secrets"];
/// What it mounts from the directory of whichever container owns the network: in a pod that is the
/// sandbox.
const OF_THE_NETWORK: &[&str] = &[
    "/run/.containerenv",
    "/etc/hostname",
    "/etc/resolv.conf",
    "/etc/hosts",
];

/// The id of the container, in which `shares_network` says that the network may be another
/// container's.
pub(super) fn container_id(machine: &Machine, shares_network: bool) -> Option<String> {
    let by_cgroup = machine.cgroup().as_deref().and_then(of_cgroup);
    by_cgroup.or_else(|| of_mountinfo(&machine.mountinfo()?, shares_network))
}

/// Control groups nest, as containers do: the innermost has the last word.
fn of_cgroup(cgroup: &str) -> Option<String> {
    cgroup_paths(cgroup).find_map(|path| path.rsplit('/').find_map(of_segment))
}

/// The id in `ID`, `docker-ID.scope`, `crio-ID` or `SLICE:cri-containerd:ID`.
fn of_segment(segment: &str) -> Option<String> {
    let name = segment.strip_suffix(".scope").unwrap_or(segment);
    let id = name.rsplit(['-', ':']).next()?;
    is_id(id).then(|| id.to_owned())
}

/// In a control group namespace the path says nothing, but some files are mounted from a directory
/// with the id as its name.
fn of_mountinfo(mountinfo: &str, shares_network: bool) -> Option<String> {
    let others: &[_] = if shares_network { &[] } else { OF_THE_NETWORK };
    OF_THE_CONTAINER.iter().chain(others).find_map(|file| {
        mounts(mountinfo)
            .filter(|mount| mount.mount_point == *file)
            .find_map(|mount| of_mount_root(mount.root))
    })
}

/// The id in `.../ID/hostname` or `.../ID/userdata/...`. A `sandboxes/ID` is the pod's.
fn of_mount_root(root: &str) -> Option<String> {
    let before = match root.split_once("/userdata/") {
        Some((before, _)) => before,
        None => root.rsplit_once('/')?.0,
    };
    let (parent, id) = before.rsplit_once('/')?;
    (is_id(id) && !parent.ends_with("/sandboxes")).then(|| id.to_owned())
}

fn is_id(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests;
