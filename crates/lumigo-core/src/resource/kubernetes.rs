//! `k8s.pod.uid`: the pod this process runs in.

use super::machine::Machine;
use super::procfs::{cgroup_paths, mounts};

/// How the kubelet begins the hosts file it writes.
const HOSTS_HEADER: &str = "# Kubernetes-managed hosts file";

pub(super) fn is_pod(machine: &Machine) -> bool {
    let hosts = machine.read("etc/hosts");
    hosts.is_some_and(|hosts| hosts.starts_with(HOSTS_HEADER))
}

/// The uid of the pod: a UUID, or the 32 digits of a static pod.
pub(super) fn pod_uid(machine: &Machine) -> Option<String> {
    let by_mounts = machine.mountinfo().as_deref().and_then(of_mountinfo);
    by_mounts.or_else(|| of_cgroup(&machine.cgroup()?))
}

/// The hosts file is the pod's own; other mounts of an agent may be those of its neighbours.
fn of_mountinfo(mountinfo: &str) -> Option<String> {
    let mut hosts = mounts(mountinfo).filter(|mount| mount.mount_point == "/etc/hosts");
    hosts
        .find_map(|mount| of_mount_root(mount.root))
        .or_else(|| mounts(mountinfo).find_map(|mount| of_mount_root(mount.root)))
}

/// The uid in `/var/lib/kubelet/pods/UID/etc-hosts`.
fn of_mount_root(root: &str) -> Option<String> {
    let (_, pod) = root.split_once("/pods/")?;
    let uid = pod.split('/').next()?;
    is_uid(uid).then(|| uid.to_owned())
}

fn of_cgroup(cgroup: &str) -> Option<String> {
    cgroup_paths(cgroup).find_map(|path| path.rsplit('/').find_map(of_segment))
}

/// The uid in `podUID` or, from the systemd driver, `kubepods-besteffort-podU_I_D.slice`.
fn of_segment(segment: &str) -> Option<String> {
    let slice = segment.split(':').next()?;
    let name = slice.strip_suffix(".slice").unwrap_or(slice);
    let (_, uid) = name.rsplit_once("pod")?;
    // A dash in a slice's name stands for a parent slice.
    let uid = uid.replace('_', "-");
    is_uid(&uid).then_some(uid)
}

fn is_uid(text: &str) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    text.split('-').all(is_hex) && matches!(lengths[..], [32] | [8, 4, 4, 4, 12])
}

#[cfg(test)]
mod tests;
