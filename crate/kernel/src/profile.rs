//! How the notebooks' library is optimized: all that computes as `--release` does, the rest as little as is bearable,
//! since every reader waits for it to compile once.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::lockfile::Pinned;

/// Nothing of these runs while a notebook does: they run inside the compiler, or candle has them for language models.
const NEVER_RUN: &[&str] = &[
    "aho-corasick",
    "bytemuck_derive",
    "compact_str",
    "daachorse",
    "darling",
    "darling_core",
    "darling_macro",
    "dary_heap",
    "derive_builder",
    "derive_builder_core",
    "derive_builder_macro",
    "displaydoc",
    "dyn-stack-macros",
    "enum-as-inner",
    "esaxx-rs",
    "fancy-regex",
    "macro_rules_attribute",
    "macro_rules_attribute-proc_macro",
    "monostate",
    "monostate-impl",
    "nom",
    "paste",
    "pastey",
    "proc-macro2",
    "quote",
    "regex",
    "regex-automata",
    "regex-syntax",
    "seq-macro",
    "serde_derive",
    "spm_precompiled",
    "syn",
    "synstructure",
    "thiserror-impl",
    "tokenizers",
    "unicode-normalization-alignments",
    "unicode-segmentation",
    "unicode_categories",
    "utf_types",
    "yoke-derive",
    "zerocopy-derive",
    "zerofrom-derive",
    "zerovec-derive",
    "zip",
];

/// These wait for the network more than they compute.
const NETWORK: &[&str] = &[
    "form_urlencoded",
    "futures-channel",
    "futures-core",
    "futures-task",
    "futures-util",
    "http",
    "http-body",
    "http-body-util",
    "httparse",
    "hyper",
    "hyper-rustls",
    "hyper-util",
    "icu_collections",
    "icu_locale_core",
    "icu_normalizer",
    "icu_normalizer_data",
    "icu_properties",
    "icu_properties_data",
    "icu_provider",
    "idna",
    "idna_adapter",
    "ipnet",
    "litemap",
    "mio",
    "moxcms",
    "potential_utf",
    "pxfm",
    "reqwest",
    "rustix",
    "rustls",
    "rustls-pki-types",
    "rustls-webpki",
    "serde_urlencoded",
    "socket2",
    "tar",
    "tempfile",
    "tinystr",
    "tokio",
    "tokio-rustls",
    "tower",
    "tower-http",
    "tracing",
    "tracing-core",
    "url",
    "utf8_iter",
    "webpki-roots",
    "writeable",
    "zerotrie",
    "zerovec",
];

/// Sections for cargo's configuration: the profile of everything that a cell depends on. Names that are not in the graph
/// are left out, since cargo warns of them.
pub fn sections(pinned: &[Pinned]) -> String {
    let known: BTreeSet<&str> = pinned.iter().map(|package| package.name.as_str()).collect();
    let mut text = String::from(
        r#"[profile.dev.package."*"]
opt-level = 3
debug-assertions = false
overflow-checks = false
incremental = false
"#,
    );
    for (names, level) in [(NEVER_RUN, 0), (NETWORK, 1)] {
        for name in names.iter().filter(|name| known.contains(**name)) {
            let _ = write!(text, "\n[profile.dev.package.{name}]\nopt-level = {level}\n");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lockfile;

    #[test]
    fn every_name_is_a_package_of_the_lock_file() {
        let pinned = lockfile::pinned(include_str!("../../../../Cargo.lock"), "mlp").unwrap();
        let known: BTreeSet<String> = pinned.into_iter().map(|package| package.name).collect();
        let unknown: Vec<_> = NEVER_RUN
            .iter()
            .chain(NETWORK)
            .filter(|name| !known.contains(**name))
            .collect();
        assert!(unknown.is_empty(), "not in Cargo.lock any more: {unknown:?}");
    }

    #[test]
    fn what_computes_is_fully_optimized() {
        for name in [
            "candle-core",
            "gemm-f32",
            "ndarray",
            "rayon-core",
            "zlib-rs",
            "matrixmultiply",
            "image",
            "png",
        ] {
            assert!(!NEVER_RUN.contains(&name) && !NETWORK.contains(&name), "{name}");
        }
    }
}
