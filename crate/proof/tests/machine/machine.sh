#!/bin/sh
# A machine of its own for as long as one command runs on it: a fresh Debian, no network but its own, all rights, and nothing
# that is done there is seen here. Runs as root in new namespaces (mount, network, processes, names), which end with it and take
# everything along; `crate/proof/src/testing/machine.rs` makes them.
#
#   machine.sh ROOT WORK COMMAND…
#
# ROOT is a folder with a Debian, which stays as it is, like all that SHOWN and CHANGED name, a path a line: SHOWN is seen there
# as it is here, CHANGED can be written to there and nobody sees it here. WORK is an empty folder.
set -eu

root=$1 work=$2
shift 2

mount -t tmpfs none "$work"
inside=$work/inside
mkdir -p "$inside"

# A folder that is as it was, and can be written to.
layer() { # FROM TO
    layers=$(mktemp -d "$work/layer-XXXXXX")
    mkdir "$layers/upper" "$layers/work"
    chmod --reference="$1" "$layers/upper"
    mkdir -p "$2"
    mount -t overlay none -o "lowerdir=$1,upperdir=$layers/upper,workdir=$layers/work" "$2"
}

layer "$root" "$inside"
# Devices of its own: root is at work there, and those of the machine around it are everybody's.
device() { # NAME MAJOR MINOR
    rm -f "$inside/dev/$1"
    mknod -m 666 "$inside/dev/$1" c "$2" "$3"
}
device null 1 3
device zero 1 5
device full 1 7
device random 1 8
device urandom 1 9
device tty 5 0
mkdir -p "$inside/dev/pts" "$inside/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$inside/dev/pts"
ln -sf pts/ptmx "$inside/dev/ptmx"
mount -t tmpfs -o mode=1777 none "$inside/dev/shm"
mount -t proc proc "$inside/proc"
mount --rbind /sys "$inside/sys"
printf '%s\n' "$SHOWN" | while read -r path; do
    mkdir -p "$inside$path"
    mount --bind -o ro "$path" "$inside$path"
done
printf '%s\n' "$CHANGED" | while read -r path; do
    layer "$path" "$inside$path"
done

# From here on there is nothing but the new machine. Not by chroot, in which the kernel refuses the namespaces of a sandbox.
cd "$inside"
mkdir -p before
pivot_root . before
cd /
umount -l /before
ip link set lo up
# The first process of a machine takes in those whose parent was killed, and has to ask how each ended. This shell does so
# while it waits; another program would leave them as zombies, which look to others as if they still ran.
status=0
"$@" || status=$?
exit "$status"
