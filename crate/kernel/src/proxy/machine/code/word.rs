//! The name under the cursor.

/// Where the name ends that the cursor stands in or before, in characters, with the `(` of a call. evcxr reads no
/// further than the cursor, and knows a method by its bracket alone.
pub(in crate::proxy::machine) fn end_of_word(code: &str, cursor: usize) -> usize {
    let is_part = |character: &char| character.is_alphanumeric() || *character == '_';
    let mut rest = code.chars().skip(cursor).peekable();
    let mut end = cursor;
    while rest.next_if(is_part).is_some() {
        end += 1;
    }
    let has_word = end > 0 && code.chars().nth(end - 1).is_some_and(|last| is_part(&last));
    if has_word && rest.peek() == Some(&'(') {
        end + 1
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use super::end_of_word;

    #[test]
    fn the_cursor_may_stand_anywhere_in_the_word() {
        let code = "let é = inputs.len() + matches;";
        for cursor in 8..=14 {
            assert_eq!(end_of_word(code, cursor), 14, "{cursor}");
        }
        assert_eq!(end_of_word(code, 16), 19, "a method with its bracket");
        assert_eq!(end_of_word(code, 23), 30);
        assert_eq!(end_of_word("1 + (2)", 4), 4, "no word, no call");
    }
}
