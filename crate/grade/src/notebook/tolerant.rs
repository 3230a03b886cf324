//! JSON as some programs write it, made into JSON as the standard has it.

/// Replaces what is no JSON, but what Python and others write: `NaN` and `Infinity` as numbers, halves of surrogate pairs
/// in strings. Every replacement is as long as what it replaces, so that places in errors stay right.
pub(super) fn mend(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    let mut is_string = false;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let step = match (is_string, rest[0]) {
            (_, b'"') => {
                is_string = !is_string;
                1
            }
            (true, b'\\') => match escape(rest) {
                Escape::Half => {
                    bytes[at..at + 6].copy_from_slice(b"\\ufffd");
                    6
                }
                Escape::Whole(length) => length,
            },
            (false, b'N') if rest.starts_with(b"NaN") => overwrite(&mut bytes[at..at + 3]),
            (false, b'I') if rest.starts_with(b"Infinity") => overwrite(&mut bytes[at..at + 8]),
            _ => 1,
        };
        at += step;
    }
    // Only ASCII was exchanged for ASCII.
    String::from_utf8(bytes).unwrap_or_default()
}

/// A zero in the place of a number that JSON does not have; after a minus as well.
fn overwrite(number: &mut [u8]) -> usize {
    number.fill(b' ');
    number[0] = b'0';
    number.len()
}

/// What stands after a backslash.
enum Escape {
    /// One half of a character, alone.
    Half,
    /// All else, with its length.
    Whole(usize),
}

fn escape(rest: &[u8]) -> Escape {
    match unit(rest) {
        Some(0xd800..=0xdbff) => match rest.get(6..).and_then(unit) {
            Some(0xdc00..=0xdfff) => Escape::Whole(12),
            _ => Escape::Half,
        },
        Some(0xdc00..=0xdfff) => Escape::Half,
        Some(_) => Escape::Whole(6),
        None => Escape::Whole(2),
    }
}

/// The number of `\uXXXX`.
fn unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_json_does_not_have_is_replaced() {
        let odd = r#"{"NaN": [NaN, -Infinity, Infinity], "a\\": "\ud83d\ude00 \ud83d \udc00x \"NaN\\"}"#;
        let mended = mend(odd);
        assert_eq!(mended.len(), odd.len());
        let value: serde_json::Value = serde_json::from_str(&mended).unwrap();
        assert_eq!(
            value,
            serde_json::json!({"NaN": [0, -0.0, 0], "a\\": "😀 \u{fffd} \u{fffd}x \"NaN\\"})
        );
        let plain = r#"{"a": "Infinity é", "b": null}"#;
        assert_eq!(mend(plain), plain);
        // Cut anywhere it ends, and stays cut.
        for end in (0..odd.len()).filter(|end| odd.is_char_boundary(*end)) {
            assert_eq!(mend(&odd[..end]).len(), end);
        }
    }
}
