use super::super::tests::test_machine::TestMachine;
use super::*;
use proptest::prelude::*;

/// The container's own id.
const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// The id of something else: an outer container, a pod's sandbox, a layer.
const OTHER: &str = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";
const POD: &str = "6189e731-8c9a-4c3a-ba6f-9796664788a8";

fn filled(template: &str) -> String {
    let template = template.replace("ID", ID).replace("OTHER", OTHER);
    template
        .replace("POD_", &POD.replace('-', "_"))
        .replace("POD", POD)
}

fn found(cgroup: &str, mountinfo: &str, shares_network: bool) -> Option<String> {
    let machine = TestMachine::with(&[
        ("proc/self/cgroup", cgroup),
        ("proc/self/mountinfo", mountinfo),
    ]);
    container_id(&machine.machine, shares_network)
}

#[test]
fn every_runtimes_control_group_names_the_container() {
    for cgroup in [
        // docker: cgroupfs and systemd drivers, versions 1 and 2 of control groups
        "13:name=systemd:/docker/ID\n12:pids:/docker/ID",
        "4:memory:/system.slice/docker-ID.scope",
        "0::/system.slice/docker-ID.scope",
        "0::/docker/ID",
        "1:name=systemd:/ID",
        // docker in docker, and systemd inside docker
        "11:memory:/docker/OTHER/docker/ID",
        "0::/docker/ID/init.scope",
        "1:name=systemd:/docker/ID/system.slice/app.service",
        // containerd by itself
        "10:cpuset:/default/ID",
        "0::/user.slice/user-1000.slice/user@1000.service/user.slice/nerdctl-ID.scope",
        // podman, with and without root; its init moves below
        "0::/machine.slice/libpod-ID.scope",
        "0::/machine.slice/libpod-ID.scope/container",
        "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope/container",
        "9:pids:/libpod_parent/libpod-ID",
        // Kubernetes: docker, containerd and CRI-O under both drivers
        "11:cpuset:/kubepods/besteffort/podPOD/ID",
        "0::/kubepods/burstable/podPOD/ID",
        "8:pids:/kubepods.slice/kubepods-podPOD_.slice/docker-ID.scope",
        "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-podPOD_.slice/cri-containerd-ID.scope",
        "5:cpu:/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podPOD_.slice/crio-ID.scope",
        "0::/kubepods/burstable/podPOD/crio-ID",
        "1:name=systemd:/system.slice/containerd.service/kubepods-besteffort-podPOD_.slice:cri-containerd:ID",
        // kind: the node is a container itself
        "10:memory:/docker/OTHER/kubelet/kubepods/besteffort/podPOD/ID",
        "0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-podPOD_.slice/cri-containerd-ID.scope",
        // seen from another namespace
        "0::/../cri-containerd-ID.scope",
        "0::/../../podPOD/ID",
        // Amazon ECS
        "9:perf_event:/ecs/ID",
        "9:perf_event:/ecs/my-cluster/158d1c8083dd49d6b527399fd6414f5c/ID",
        // a later line only
        "3:freezer:/\n2:cpu:/docker/ID\n0::/",
    ] {
        let expected = Some(ID.to_owned());
        assert_eq!(found(&filled(cgroup), "", true), expected, "{cgroup}");
    }
}

#[test]
fn other_control_groups_name_no_container() {
    for cgroup in [
        "",
        "\n",
        "0::/",
        "1:name=systemd:/init.scope\n0::/init.scope",
        "1:name=systemd:/user.slice/user-1000.slice/session-3.scope",
        "0::/system.slice/ssh.service",
        // too short, too long, no digits
        "0::/docker/0123456789ab",
        "0::/docker/ID0",
        "0::/docker/g123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        // AWS Fargate names the container otherwise
        "1:name=systemd:/ecs/158d1c8083dd49d6b527399fd6414f5c/158d1c8083dd49d6b527399fd6414f5c-2495160603",
        // Cloud Foundry
        "0::/system.slice/garden.service/garden/good/POD",
        // no path
        "docker",
        "ID",
    ] {
        assert_eq!(found(&filled(cgroup), "", false), None, "{cgroup}");
    }
}

#[test]
fn in_a_namespace_of_control_groups_the_mounts_name_the_container() {
    for mountinfo in [
        // docker, with its folder on the root file system and on one of its own
        "983 961 0:56 /var/lib/docker/containers/ID/hostname /etc/hostname rw - ext4 /dev/sda1 rw",
        "983 961 0:56 /docker/containers/ID/resolv.conf /etc/resolv.conf rw - ext4 /dev/sda1 rw",
        "983 961 0:56 /ID/hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw",
        // docker in docker
        "9 8 8:1 /docker/volumes/OTHER/_data/containers/ID/hostname /etc/hostname rw - ext4 /dev/sda1 rw",
        // nerdctl
        "9 8 8:1 /var/lib/nerdctl/1935db59/containers/default/ID/hostname /etc/hostname rw - ext4 /dev/sda1 rw",
        // podman with and without root, the latter in the network of another container
        "9 8 0:25 /containers/storage/overlay-containers/ID/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw",
        "1 2 0:48 /containers/overlay-containers/OTHER/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw\n\
         476 504 0:48 /containers/overlay-containers/ID/userdata/.containerenv /run/.containerenv rw - tmpfs tmpfs rw",
        // a layer and a volume have ids as well
        "659 450 0:183 / / rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/OTHER/diff\n\
         1 659 8:1 /var/lib/docker/volumes/OTHER/_data /data rw - ext4 /dev/sda1 rw\n\
         2 659 8:1 /var/lib/docker/containers/ID/hostname /etc/hostname rw - ext4 /dev/sda1 rw",
    ] {
        let expected = Some(ID.to_owned());
        assert_eq!(
            found("0::/\n", &filled(mountinfo), false),
            expected,
            "{mountinfo}"
        );
    }
}

#[test]
fn a_pods_sandbox_is_not_the_container() {
    let containerd = "1537 1517 8:1 /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/OTHER/hostname /etc/hostname rw - ext4 /dev/sda1 rw";
    let docker = "2327 2307 8:1 /var/lib/docker/containers/OTHER/hostname /etc/hostname rw - ext4 /dev/sda1 rw";
    let crio = "10312 10303 0:25 /containers/storage/overlay-containers/OTHER/userdata/hostname /etc/hostname rw - tmpfs tmpfs rw\n\
                10313 10303 0:25 /containers/storage/overlay-containers/OTHER/userdata/.containerenv /run/.containerenv rw - tmpfs tmpfs rw\n\
                10314 10303 252:4 /var/lib/kubelet/pods/POD/etc-hosts /etc/hosts rw - xfs /dev/vda4 rw";
    let crio_with_secrets = format!(
        "{crio}\n10316 10303 0:25 /containers/storage/overlay-containers/ID/userdata/run/secrets /run/secrets rw - tmpfs tmpfs rw"
    );
    for (mountinfo, expected) in [
        (containerd, None),
        (docker, None),
        (crio, None),
        (crio_with_secrets.as_str(), Some(ID.to_owned())),
    ] {
        assert_eq!(
            found("0::/", &filled(mountinfo), true),
            expected,
            "{mountinfo}"
        );
    }
    assert_eq!(found("0::/", &filled(containerd), false), None);
}

#[test]
fn other_mounts_name_no_container() {
    for mountinfo in [
        "",
        "\n\n",
        "1 2 8:1 /var/lib/docker/containers/ID/hostname",
        "1 2 8:1 /var/lib/docker/volumes/ID/_data /data rw - ext4 /dev/sda1 rw",
        "1 2 8:1 /var/lib/docker/volumes/ID/_data/hostname /etc/hostname rw - ext4 /dev/sda1 rw",
        "1 2 0:1 / /etc/hostname rw - tmpfs tmpfs rw",
        "1 2 0:1 hostname /etc/hostname rw - tmpfs tmpfs rw",
        "1 2 0:1 /containers/overlay-containers/64bc/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw",
    ] {
        assert_eq!(
            found("0::/", &filled(mountinfo), false),
            None,
            "{mountinfo}"
        );
    }
}

#[test]
fn without_files_there_is_no_container() {
    let machine = TestMachine::with(&[]);
    assert_eq!(container_id(&machine.machine, false), None);
    machine.write("proc/self/mountinfo", b"1 2 0:1 /\xff\xfe /etc/hostname\n");
    machine.write("proc/self/cgroup", b"0::/\xff\n");
    assert_eq!(container_id(&machine.machine, false), None);
}

proptest! {
    #[test]
    fn no_text_panics_and_an_id_is_well_formed(
        text in "([0-9]:{1,2}(/|[-:.a-f0-9]{0,3}|docker|userdata|sandboxes|[0-9a-f]{64}|\\PC){0,12} ?(/etc/hostname|/run/secrets)?\n?){0,6}",
        shares_network: bool,
    ) {
        for id in [of_cgroup(&text), of_mountinfo(&text, shares_network)].into_iter().flatten() {
            prop_assert_eq!(id.len(), 64);
            prop_assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }
}
