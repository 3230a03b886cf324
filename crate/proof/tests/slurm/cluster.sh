#!/bin/sh
# A Slurm cluster of three nodes on one machine, for as long as one command runs in it. Runs as root in namespaces of its own
# (mount, network, processes, names), which end with it and take everything along; `cargo lab test slurm` makes them.
#
#   cluster.sh ROOT WORK COMMAND…
#
# ROOT is a Debian with Slurm, which stays as it is, like all that SHOWN and CHANGED name, a path a line: SHOWN is seen in the
# cluster as it is here, CHANGED can be written to there and nobody sees it here. WORK is an empty folder.
set -eu

root=$1 work=$2
shift 2
address=10.77.0.1
nodes="n1 n2 n3"

mount -t tmpfs none "$work"
inside=$work/inside
mkdir -p "$inside"

# A folder that is as it was, and can be written to.
layer() { # FROM TO
    layers=$(mktemp -d "$work/layer-XXXXXX")
    mkdir "$layers/upper" "$layers/work"
    mkdir -p "$2"
    mount -t overlay none -o "lowerdir=$1,upperdir=$layers/upper,workdir=$layers/work" "$2"
}

layer "$root" "$inside"
# Devices of its own: root is at work there, and this machine's are everybody's.
for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
    set_up() { rm -f "$inside/dev/$1" && mknod -m 666 "$inside/dev/$1" c "$2" "$3"; }
    # shellcheck disable=SC2086
    set_up $device
done
mkdir -p "$inside/dev/pts" "$inside/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$inside/dev/pts"
ln -sf pts/ptmx "$inside/dev/ptmx"
mount -t tmpfs none "$inside/dev/shm"
mount -t proc proc "$inside/proc"
mount --rbind /sys "$inside/sys"
printf '%s\n' "$SHOWN" | while read -r path; do
    mkdir -p "$inside$path"
    mount --bind -o ro "$path" "$inside$path"
done
printf '%s\n' "$CHANGED" | while read -r path; do
    layer "$path" "$inside$path"
done

# From here on there is nothing but the cluster. Not by chroot, in which the kernel refuses the namespaces of a sandbox.
cd "$inside"
mkdir -p before
pivot_root . before
cd /
umount -l /before

# Slurm wants an address that is not the loopback's.
ip link set lo up
ip link add cluster0 type veth peer name cluster1
ip address add "$address/24" dev cluster0
ip link set cluster0 up
ip link set cluster1 up
hostname cluster
printf '127.0.0.1 localhost\n%s cluster %s\n' "$address" "$nodes" >/etc/hosts

# Debian's Slurm looks for control groups even where no plugin of its own uses them.
cat >/etc/slurm/cgroup.conf <<CONF
CgroupPlugin=cgroup/v1
CONF
# What a cluster of one's own has otherwise: how soon a node counts as lost, and how long its jobs wait then.
cat >/etc/slurm/slurm.conf <<CONF
ClusterName=cluster
SlurmctldHost=cluster($address)
SlurmUser=root
AuthType=auth/munge
AuthInfo=cred_expire=20
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
InactiveLimit=0
KillWait=5
MinJobAge=3600
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
StateSaveLocation=/var/spool/slurmctld
SlurmdSpoolDir=/var/spool/slurmd-%n
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd-%n.pid
SlurmctldLogFile=/var/log/slurmctld.log
SlurmdLogFile=/var/log/slurmd-%n.log
NodeName=n1 NodeHostname=cluster NodeAddr=$address Port=17001 CPUs=2 RealMemory=16000
NodeName=n2 NodeHostname=cluster NodeAddr=$address Port=17002 CPUs=2 RealMemory=16000
NodeName=n3 NodeHostname=cluster NodeAddr=$address Port=17003 CPUs=2 RealMemory=16000
PartitionName=all Nodes=ALL Default=YES State=UP
CONF
mkdir -p /var/spool/slurmctld /run/munge
chown munge: /run/munge
runuser -u munge -- munged --socket /run/munge/munge.socket.2
slurmctld
for node in $nodes; do
    mkdir -p "/var/spool/slurmd-$node"
    # Each is a machine as far as its end goes: killed, it takes all that ran on it along.
    unshare --pid --mount --fork --kill-child sh -c \
        "mount -t proc proc /proc && exec slurmd -D -N $node" 2>/dev/null &
    echo $! >"/run/$node.pid"
done

status=0
"$@" || status=$?
[ "$status" = 0 ] || tail -n 30 /var/log/slurm*.log >&2
exit "$status"
