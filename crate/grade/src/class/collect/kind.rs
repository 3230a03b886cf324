//! What a file may be, by its name.

/// What the name of a file lets expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Notebook,
    /// It may be one under another name.
    Perhaps,
    Zip,
    /// An archive that is not opened.
    Archive,
    Other,
}

/// By the end of its name, as hand-ins have it.
pub(super) fn kind(path: &str) -> Kind {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    match end {
        "zip" => Kind::Zip,
        "rar" | "7z" | "gz" | "tgz" | "tar" | "xz" | "bz2" => Kind::Archive,
        _ if name.contains(".ipynb") => Kind::Notebook,
        "json" | "txt" | "ipyn" | "" => Kind::Perhaps,
        _ if !name.contains('.') => Kind::Perhaps,
        _ => Kind::Other,
    }
}
