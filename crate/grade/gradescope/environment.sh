# Where the compiler and the library are: away from root's own folder, which answers may not enter.
export RUSTUP_HOME=/autograder/rust/rustup CARGO_HOME=/autograder/rust/cargo XDG_CACHE_HOME=/autograder/cache
PATH="$CARGO_HOME/bin:$PATH"
# The compiler itself, once it is there.
for programs in "$RUSTUP_HOME"/toolchains/*/bin; do
    PATH="$programs:$PATH"
done
export PATH
# For any processor of the platform's, not only that of the machine which built the image.
export RUSTFLAGS=-Ctarget-cpu=x86-64
