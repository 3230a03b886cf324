//! Changes to a cell's code before evcxr gets it, with the way back from its lines to the reader's.

/// Text that is put into some code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Insertion {
    /// Before this byte of the code.
    pub(super) at: usize,
    pub(super) text: String,
}

impl Insertion {
    /// `lines`, whole ones, before what begins at `start`; the line of what comes before ends there.
    pub(super) fn lines_before(code: &str, start: usize, lines: &str) -> Self {
        let line = code[..start].rfind('\n').map_or(0, |newline| newline + 1);
        if code[line..start].trim().is_empty() {
            Self {
                at: line,
                text: format!("{lines}\n"),
            }
        } else {
            Self {
                at: start,
                text: format!("\n{lines}\n"),
            }
        }
    }
}

/// Which line of the reader's each line is that evcxr got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::proxy::machine) struct Lines(Vec<Option<usize>>);

impl Lines {
    /// The reader's line, counted from 1 as `line` is; none for one that was put in.
    pub(in crate::proxy::machine) fn readers(&self, line: usize) -> Option<usize> {
        line.checked_sub(1)
            .and_then(|index| self.0.get(index).copied().flatten())
    }
}

/// The code with the insertions in it, in the order of their places.
pub(super) fn apply(code: &str, mut insertions: Vec<Insertion>) -> (String, Lines) {
    insertions.sort_by_key(|insertion| insertion.at);
    let mut text = String::with_capacity(code.len());
    let mut lines = Vec::new();
    // The reader's line that `text` is in, and whether anything of it stands in the last line so far.
    let (mut readers, mut holds) = (1, false);
    let mut from = 0;
    let end = Insertion {
        at: code.len(),
        text: String::new(),
    };
    for Insertion { at, text: inserted } in insertions.into_iter().chain([end]) {
        for character in code[from..at].chars() {
            text.push(character);
            holds = true;
            if character == '\n' {
                lines.push(Some(readers));
                readers += 1;
                holds = false;
            }
        }
        for character in inserted.chars() {
            text.push(character);
            if character == '\n' {
                lines.push(holds.then_some(readers));
                holds = false;
            }
        }
        from = at;
    }
    lines.push(Some(readers));
    (text, Lines(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_were_put_in_are_nobodys_and_the_others_keep_their_number() {
        let code = "a\n  b; c\nd";
        let insertions = vec![
            Insertion::lines_before(code, 4, "x\ny"),
            Insertion::lines_before(code, 7, "z"),
            Insertion {
                at: 9,
                text: "w ".into(),
            },
        ];
        let (text, lines) = apply(code, insertions);
        assert_eq!(text, "a\nx\ny\n  b; \nz\nc\nw d");
        let readers: Vec<_> = (0..=8).map(|line| lines.readers(line)).collect();
        assert_eq!(
            readers,
            [None, Some(1), None, None, Some(2), None, Some(2), Some(3), None]
        );
    }
}
