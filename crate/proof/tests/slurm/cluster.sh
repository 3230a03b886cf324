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
for folder in dev sys; do
    mount --rbind "/$folder" "$inside/$folder"
done
mount -t tmpfs none "$inside/dev/shm"
mount -t proc proc "$inside/proc"
printf '%s\n' "$SHOWN" | while read -r path; do
    mkdir -p "$inside$path"
    mount --bind -o ro "$path" "$inside$path"
done
printf '%s\n' "$CHANGED" | while read -r path; do
    layer "$path" "$inside$path"
done

in_cluster() {
    chroot "$inside" "$@"
}

# Slurm wants an address that is not the loopback's.
in_cluster ip link set lo up
in_cluster ip link add cluster0 type veth peer name cluster1
in_cluster ip address add "$address/24" dev cluster0
in_cluster ip link set cluster0 up
in_cluster ip link set cluster1 up
in_cluster hostname cluster
printf '127.0.0.1 localhost\n%s cluster %s\n' "$address" "$nodes" >"$inside/etc/hosts"

# Debian's Slurm looks for control groups even where no plugin of its own uses them.
cat >"$inside/etc/slurm/cgroup.conf" <<CONF
CgroupPlugin=cgroup/v1
CONF
# What a cluster of one's own has otherwise: how soon a node counts as lost, and how long its jobs wait then.
cat >"$inside/etc/slurm/slurm.conf" <<CONF
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
mkdir -p "$inside/var/spool/slurmctld" "$inside/run/munge"
in_cluster chown munge: /run/munge
in_cluster runuser -u munge -- munged --socket /run/munge/munge.socket.2
in_cluster slurmctld
for node in $nodes; do
    mkdir -p "$inside/var/spool/slurmd-$node"
    # Each is a machine as far as its end goes: killed, it takes all that ran on it along.
    unshare --pid --mount --fork --kill-child sh -c \
        "mount -t proc proc '$inside/proc' && exec chroot '$inside' slurmd -D -N $node" 2>/dev/null &
    echo $! >"$inside/run/$node.pid"
done

status=0
in_cluster "$@" || status=$?
[ "$status" = 0 ] || tail -n 30 "$inside"/var/log/slurm*.log >&2
exit "$status"
