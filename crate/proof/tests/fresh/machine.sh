#!/bin/sh
# A fresh Debian on this machine, for as long as one command runs in it. Runs as root in namespaces of its own (mount,
# processes, names), which end with it; `cargo lab test fresh` and `gradescope` make them. The network is this machine's.
#
#   machine.sh ROOT WORK CLONE TESTS COMMAND…
#
# ROOT is a Debian, which stays as it is. WORK is a folder for what is written, and is emptied first. CLONE and TESTS are
# seen as /clone and /tests.
set -eu

root=$1 work=$2 clone=$3 tests=$4
shift 4

rm -rf "$work"
mkdir -p "$work/upper" "$work/work" "$work/inside"
inside=$work/inside
mount -t overlay none -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/work" "$inside"

for device in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
    set_up() { rm -f "$inside/dev/$1" && mknod -m 666 "$inside/dev/$1" c "$2" "$3"; }
    # shellcheck disable=SC2086
    set_up $device
done
mkdir -p "$inside/dev/pts" "$inside/dev/shm" "$inside/clone" "$inside/tests" "$inside/rustup"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$inside/dev/pts"
ln -sf pts/ptmx "$inside/dev/ptmx"
mount -t tmpfs -o mode=1777 none "$inside/dev/shm"
mount -t proc proc "$inside/proc"
mount --bind -o ro "$clone" "$inside/clone"
mount --bind -o ro "$tests" "$inside/tests"
cp "$RUSTUP" "$inside/usr/local/bin/rustup"
# How this machine reaches others, and whom it trusts.
cp -L /etc/resolv.conf /etc/hosts "$inside/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$inside/etc/ssl/certs/ca-certificates.crt"

cd "$inside"
mkdir -p before
pivot_root . before
cd /
umount -l /before
for user in ada bob; do
    useradd --create-home --shell /bin/bash "$user"
    chmod 700 "/home/$user"
done
# The clone is another user's.
git config --system safe.directory '*'
cd /tests
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 RUST_VERSION="$RUST_VERSION" "$@"
