//! Text as programs of all countries write it: UTF-8, with or without its mark, UTF-16, and what Windows called “ANSI”.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text that `bytes` are. It never fails: a byte that means nothing becomes U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    // Of UTF-16 without its mark, every second byte of plain Latin text is zero.
    let encoding = match bytes {
        [0, second, ..] if *second != 0 => UTF_16BE,
        [first, 0, ..] if *first != 0 => UTF_16LE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    };
    encoding.decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_in_six_encodings_is_one_text() {
        let name = "Zoë;Weiß";
        let little: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(name.as_bytes()), name);
        assert_eq!(decode(&[b"\xef\xbb\xbf", name.as_bytes()].concat()), name);
        assert_eq!(decode(&[b"\xff\xfe", &little[..]].concat()), name);
        assert_eq!(decode(&[b"\xfe\xff", &big[..]].concat()), name);
        assert_eq!((decode(&little), decode(&big)), (name.into(), name.into()));
        assert_eq!(decode(b"Zo\xeb;Wei\xdf"), name);
        assert_eq!(decode(b""), "");
    }
}
