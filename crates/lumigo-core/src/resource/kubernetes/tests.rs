use super::super::tests::test_machine::TestMachine;
use super::*;
use proptest::prelude::*;

const UID: &str = "6189e731-8c9a-4c3a-ba6f-9796664788a8";
const NEIGHBOUR: &str = "11111111-2222-3333-4444-555555555555";
const STATIC_UID: &str = "5e82beb2dc8ea8fc6ee0f7ebc18ae573";
const CONTAINER: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn filled(template: &str) -> String {
    let template = template.replace("SLICE_UID", &UID.replace('-', "_"));
    let template = template
        .replace("STATIC", STATIC_UID)
        .replace("UID", UID)
        .replace("NEIGHBOUR", NEIGHBOUR);
    template.replace("CONTAINER", CONTAINER)
}

fn found(mountinfo: &str, cgroup: &str) -> Option<String> {
    let machine = TestMachine::with(&[
        ("proc/self/mountinfo", &filled(mountinfo)),
        ("proc/self/cgroup", &filled(cgroup)),
    ]);
    pod_uid(&machine.machine)
}

#[test]
fn the_kubelets_hosts_file_tells_a_pod() {
    for (hosts, expected) in [
        (
            "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n",
            true,
        ),
        ("# Kubernetes-managed hosts file", true),
        // With `hostNetwork` it says so too.
        ("# Kubernetes-managed hosts file (host network).\n", true),
        ("\n# Kubernetes-managed hosts file.\n", false),
        ("127.0.0.1\tlocalhost\n", false),
        ("", false),
    ] {
        let machine = TestMachine::with(&[("etc/hosts", hosts)]);
        assert_eq!(is_pod(&machine.machine), expected, "{hosts:?}");
    }
    assert!(!is_pod(&TestMachine::with(&[]).machine));
}

#[test]
fn mounts_name_the_pod() {
    for mountinfo in [
        "565 564 253:1 /var/lib/kubelet/pods/UID/etc-hosts /etc/hosts rw - ext4 /dev/vda1 rw",
        // the kubelet's folder on a file system of its own, and elsewhere
        "565 564 253:1 /pods/UID/etc-hosts /etc/hosts rw - ext4 /dev/vda1 rw",
        "1 2 8:1 /var/snap/microk8s/common/var/lib/kubelet/pods/UID/containers/app/1a2b3c4d /dev/termination-log rw - ext4 /dev/sda1 rw",
        "1 2 8:1 /var/lib/kubelet/pods/UID /here rw - ext4 /dev/sda1 rw",
        // the first that is one
        "1 2 8:1 /var/lib/kubelet/pods/none/x /x rw - ext4 /dev/sda1 rw\n\
         1 2 8:1 /var/lib/kubelet/pods/UID/y /y rw - ext4 /dev/sda1 rw\n\
         1 2 8:1 /var/lib/kubelet/pods/NEIGHBOUR/z /z rw - ext4 /dev/sda1 rw",
        // an agent that sees its neighbours
        "1 2 8:1 /var/lib/kubelet/pods/NEIGHBOUR/volumes/x /host/x rw - ext4 /dev/sda1 rw\n\
         1 2 8:1 /var/lib/kubelet/pods/UID/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw",
    ] {
        assert_eq!(found(mountinfo, ""), Some(UID.to_owned()), "{mountinfo}");
    }
    let static_pod =
        "1 2 8:1 /var/lib/kubelet/pods/STATIC/etc-hosts /etc/hosts rw - ext4 /dev/sda1 rw";
    assert_eq!(found(static_pod, ""), Some(STATIC_UID.to_owned()));
}

#[test]
fn control_groups_of_both_drivers_name_the_pod() {
    for cgroup in [
        "11:cpuset:/kubepods/besteffort/podUID/CONTAINER",
        "0::/kubepods/podUID/crio-CONTAINER",
        "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podSLICE_UID.slice/cri-containerd-CONTAINER.scope",
        "0::/kubepods.slice/kubepods-podSLICE_UID.slice/crio-CONTAINER.scope/container",
        "3:pids:/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podSLICE_UID.slice/docker-CONTAINER.scope",
        "1:name=systemd:/system.slice/containerd.service/kubepods-burstable-podSLICE_UID.slice:cri-containerd:CONTAINER",
        "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-podSLICE_UID.slice/cri-containerd-CONTAINER.scope",
        "9:memory:/docker/CONTAINER/kubelet/kubepods/besteffort/podUID/CONTAINER",
        "0::/../../podUID/CONTAINER",
        "2:cpu:/\n1:name=systemd:/kubepods/burstable/podUID/CONTAINER",
    ] {
        assert_eq!(found("", cgroup), Some(UID.to_owned()), "{cgroup}");
    }
    for cgroup in [
        "0::/kubepods/burstable/podSTATIC/CONTAINER",
        "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podSTATIC.slice/crio-CONTAINER.scope",
    ] {
        assert_eq!(found("", cgroup), Some(STATIC_UID.to_owned()), "{cgroup}");
    }
}

#[test]
fn what_is_no_uid_is_left_out() {
    for (mountinfo, cgroup) in [
        ("", ""),
        ("", "0::/"),
        ("", "0::/kubepods.slice/kubepods-besteffort.slice"),
        ("", "0::/machine.slice/libpod-CONTAINER.scope"),
        ("", "0::/kubepods/pod123/CONTAINER"),
        ("", "0::/kubepods/podUID0/CONTAINER"),
        ("", "0::/docker/CONTAINER"),
        ("1 2 8:1 /pods/ /x rw", ""),
        ("1 2 8:1 /pods/UIDx/etc-hosts /etc/hosts rw", ""),
        ("1 2 8:1 / /host/var/lib/kubelet/pods/UID rw", ""),
        ("/pods/UID/", ""),
    ] {
        assert_eq!(found(mountinfo, cgroup), None, "{mountinfo} {cgroup}");
    }
    assert_eq!(pod_uid(&TestMachine::with(&[]).machine), None);
}

proptest! {
    #[test]
    fn no_text_panics_and_a_uid_is_well_formed(
        text in "([0-9]:{1,2}|1 2 3 )((/pods/|/|pod|-|_|[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32}|\\.slice|\\PC){0,8} ?(/etc/hosts)?\n?){0,6}",
    ) {
        for uid in [of_cgroup(&text), of_mountinfo(&text)].into_iter().flatten() {
            let digits = uid.bytes().filter(u8::is_ascii_hexdigit).count();
            let dashes: Vec<_> = uid.match_indices('-').map(|(index, _)| index).collect();
            prop_assert_eq!(digits, 32);
            prop_assert!(dashes.is_empty() || dashes == [8, 13, 18, 23]);
            prop_assert_eq!(uid.len(), digits + dashes.len());
        }
    }
}
