#!/bin/sh
# Prepares the machine that grades: compiler, library, checks, and a trial of the course's own solutions. Run once, as root,
# when the platform builds the image; `cargo lab grade package gradescope` has written it.
set -eu

here=/autograder/source
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --yes --quiet --no-install-recommends build-essential bubblewrap ca-certificates curl

. "$here/environment.sh"
if ! command -v rustup >/dev/null; then
    curl --proto =https --tlsv1.2 --fail --silent --show-error https://sh.rustup.rs |
        sh -s -- -y --quiet --profile minimal --default-toolchain none --no-modify-path
fi
rustup toolchain install "$RUST" --profile minimal --no-self-update
. "$here/environment.sh"

cd "$here/project"
cargo build --quiet --release --package grade
mkdir -p /autograder/bin
cp target/release/grade /autograder/bin/grade
/autograder/bin/grade autograder prepare

# What was needed to get here.
rm -rf target "$CARGO_HOME/registry" /var/lib/apt/lists/*
