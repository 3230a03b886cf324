//! The cells that have run, for front ends that offer them again.

use serde_json::{Value, json};

use super::message::Message;

/// Code and number of every cell that counted.
#[derive(Debug, Default)]
pub(super) struct History(Vec<(u64, String)>);

impl History {
    pub(super) fn push(&mut self, execution_count: u64, code: &str) {
        self.0.push((execution_count, code.to_owned()));
    }

    pub(super) fn answer(&self, request: &Message) -> Value {
        let number = |name: &str| {
            request.content[name]
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
        };
        let mut found: Vec<&(u64, String)> = self.0.iter().collect();
        match request.text("hist_access_type") {
            "range" => {
                let (start, stop) = (
                    number("start").unwrap_or(0) as u64,
                    number("stop").map(|stop| stop as u64),
                );
                found.retain(|(count, _)| *count >= start && stop.is_none_or(|stop| *count < stop));
            }
            access => {
                if access == "search" {
                    let pattern = request.text("pattern");
                    found.retain(|(_, code)| glob(pattern, code));
                }
                if request.flag("unique", false) {
                    let mut seen = std::collections::HashSet::new();
                    found.reverse();
                    found.retain(|(_, code)| seen.insert(code));
                    found.reverse();
                }
                let wanted = number("n").unwrap_or(found.len());
                found.drain(..found.len().saturating_sub(wanted));
            }
        }
        let with_output = request.flag("output", false);
        let entry = |(count, code): &(u64, String)| {
            if with_output {
                json!([0, count, [code, null]])
            } else {
                json!([0, count, code])
            }
        };
        json!({ "status": "ok", "history": found.into_iter().map(entry).collect::<Vec<_>>() })
    }
}

/// Whether `text` matches `pattern`, in which `*` stands for anything and `?` for one character.
fn glob(pattern: &str, text: &str) -> bool {
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = &pattern[1..];
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .any(|at| glob(rest, &text[at..]))
        }
        Some(wanted) => text.chars().next().is_some_and(|first| {
            (wanted == '?' || wanted == first)
                && glob(&pattern[wanted.len_utf8()..], &text[first.len_utf8()..])
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(history: &History, content: Value) -> Value {
        history.answer(&Message::new("s", 1, "history_request", content))["history"].clone()
    }

    #[test]
    fn history_answers_tail_range_and_search() {
        let mut history = History::default();
        for (count, code) in [(1, "let a = 1;"), (2, "a + 1"), (3, "a + 1")] {
            history.push(count, code);
        }
        assert_eq!(
            ask(&history, json!({ "hist_access_type": "tail", "n": 1 })),
            json!([[0, 3, "a + 1"]])
        );
        assert_eq!(
            ask(
                &history,
                json!({ "hist_access_type": "range", "start": 1, "stop": 2 })
            ),
            json!([[0, 1, "let a = 1;"]])
        );
        let search = json!({ "hist_access_type": "search", "pattern": "a*", "n": 5, "unique": true });
        assert_eq!(ask(&history, search), json!([[0, 3, "a + 1"]]));
    }
}
