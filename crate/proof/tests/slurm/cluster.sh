#!/bin/sh
# A Slurm cluster of three nodes on one machine, for as long as one command runs in it:
#
#   cluster.sh COMMAND…
#
# It runs as root on a machine of its own, which `../machine/machine.sh` makes, and ends with it.
set -eu

address=10.77.0.1
nodes="n1 n2 n3"

# Slurm wants an address that is not the loopback's.
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
