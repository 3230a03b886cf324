//! `summary.html`: how the class did, what was hardest, which mistakes were made most.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::counted::counted;
use super::markers::Left;
use super::marks::Mark;
use super::outputs::escape;
use super::table::{Ledger, sum};
use crate::graded::Graded;
use protocol::verdict::Status;

/// How many bars the distribution has.
const BARS: usize = 10;

/// What the page is made of.
#[derive(Debug)]
pub(crate) struct Class<'a> {
    pub(crate) ledger: &'a Ledger<'a>,
    /// Problem set and result of every question that this run knows.
    pub(crate) results: &'a [(&'a str, &'a Graded)],
    /// What a person should look at.
    pub(crate) notes: &'a [String],
    /// Whose points changed.
    pub(crate) changes: &'a [String],
    /// How many answers each marker has left.
    pub(crate) left: &'a Left,
}

const STYLE: &str = "body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.4}\
table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd}\
td.n{text-align:right}.bar{background:#0072b2;height:1em;display:inline-block}";

/// The page.
pub(crate) fn html(class: &Class) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Summary</title><style>{STYLE}</style><h1>Summary</h1>\n"
    );
    let lines = class.ledger.lines();
    let to_mark: usize = lines.iter().map(|line| line.to_mark).sum();
    let not_graded: usize = lines.iter().map(|line| line.not_graded).sum();
    let absent = lines.iter().filter(|line| !line.has_handed_in()).count();
    let _ = writeln!(
        page,
        "<p>{}, of whom {absent} handed in nothing; {}; still to be marked by hand: {}; not graded: {}.</p>",
        counted(lines.len(), "student"),
        counted(class.ledger.sets.len(), "problem set"),
        counted(to_mark, "answer"),
        counted(not_graded, "answer")
    );
    markers(&mut page, class.left);
    distribution(&mut page, class);
    hardest(&mut page, class);
    misconceptions(&mut page, class);
    list(
        &mut page,
        "Points that changed since the last grading",
        class.changes,
    );
    list(&mut page, "To look at", class.notes);
    page.push_str("</html>\n");
    page
}

fn markers(page: &mut String, left: &Left) {
    if left.is_empty() {
        return;
    }
    page.push_str("<h2>Left to mark</h2><table><tr><th>marker</th><th>answers</th></tr>\n");
    for (marker, count) in left {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td class=\"n\">{count}</td></tr>",
            escape(marker)
        );
    }
    page.push_str("</table>\n");
}

fn distribution(page: &mut String, class: &Class) {
    page.push_str("<h2>Distribution</h2>\n");
    let lines = class.ledger.lines();
    for (index, set) in class.ledger.sets.iter().enumerate() {
        let handed_in = lines
            .iter()
            .map(|line| &line.sets[index])
            .filter(|marks| !marks.is_empty());
        let handed_in: Vec<_> = handed_in.collect();
        let is_open = |mark: &&Mark| mark.points().is_none();
        let open = handed_in
            .iter()
            .filter(|marks| marks.iter().flatten().any(&is_open))
            .count();
        let mut sorted: Vec<f64> = handed_in.iter().map(|marks| sum(marks)).collect();
        if sorted.is_empty() {
            continue;
        }
        let max = set.points();
        sorted.sort_by(f64::total_cmp);
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        let middle = f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        let _ = writeln!(
            page,
            "<h3>{}</h3><p>{}, mean {mean:.1}, median {middle:.1} of {max} points{}</p><table><tr><th>points</th><th>students</th></tr>",
            escape(&set.name),
            counted(sorted.len(), "submission"),
            if open > 0 {
                format!(": points so far, {open} of them with answers that have none yet")
            } else {
                String::new()
            }
        );
        let bar = |points: &f64| ((points / max * BARS as f64) as usize).min(BARS - 1);
        for index in 0..BARS {
            let count = sorted.iter().filter(|points| bar(points) == index).count();
            let (from, to) = (
                max * index as f64 / BARS as f64,
                max * (index + 1) as f64 / BARS as f64,
            );
            let width = 20.0 * count as f64 / sorted.len() as f64;
            let _ = writeln!(
                page,
                "<tr><td>{from:.1} to {to:.1}</td><td><span class=\"bar\" style=\"width:{width:.2}em\"></span> {count}</td></tr>"
            );
        }
        page.push_str("</table>\n");
    }
}

fn hardest(page: &mut String, class: &Class) {
    let (mut rows, mut open) = (Vec::new(), Vec::new());
    for set in class.ledger.sets {
        for question in &set.questions {
            let all = class.ledger.marks.iter();
            let own: Vec<&Mark> = all
                .filter(|mark| mark.set == set.name && mark.question == question.id)
                .collect();
            // Those that are marked first are not all: the empty ones, which need nobody, among them.
            let unmarked = own.iter().filter(|mark| mark.is_unmarked()).count();
            if unmarked > 0 {
                open.push(format!(
                    "{}/{} ({})",
                    set.name,
                    question.id,
                    counted(unmarked, "answer")
                ));
                continue;
            }
            let scores: Vec<f64> = own
                .iter()
                .filter_map(|mark| mark.points())
                .map(|points| points / question.points.max(f64::MIN_POSITIVE))
                .collect();
            let not_attempted = class
                .results
                .iter()
                .filter(|(name, result)| {
                    *name == set.name && result.id == question.id && result.standing == Status::NotAttempted
                })
                .count();
            if !scores.is_empty() {
                let share = scores.iter().sum::<f64>() / scores.len() as f64;
                rows.push((share, &set.name, question, not_attempted));
            }
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    page.push_str(
        "<h2>Hardest questions first</h2><table><tr><th>question</th><th>points</th><th>reached</th><th>not attempted</th></tr>\n",
    );
    for (share, set, question, not_attempted) in rows {
        let _ = writeln!(
            page,
            "<tr><td>{}/{}</td><td class=\"n\">{}</td><td class=\"n\">{:.0} %</td><td class=\"n\">{not_attempted}</td></tr>",
            escape(set),
            escape(&question.id),
            question.points,
            share * 100.0
        );
    }
    page.push_str("</table>\n");
    if !open.is_empty() {
        let _ = writeln!(
            page,
            "<p>Not marked yet, and so not ranked: {}</p>",
            escape(&open.join(", "))
        );
    }
}

fn misconceptions(page: &mut String, class: &Class) {
    let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for (set, result) in class.results {
        for mistake in &result.misconceptions {
            *counts.entry((set, &result.id, mistake)).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    page.push_str(
        "<h2>Commonest misconceptions</h2><table><tr><th>students</th><th>question</th><th>mistake</th></tr>\n",
    );
    for ((set, question, mistake), count) in rows {
        let _ = writeln!(
            page,
            "<tr><td class=\"n\">{count}</td><td>{}/{}</td><td>{}</td></tr>",
            escape(set),
            escape(question),
            escape(mistake)
        );
    }
    page.push_str("</table>\n");
}

fn list(page: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(page, "<h2>{heading}</h2><ul>");
    for line in lines {
        let _ = writeln!(page, "<li>{}</li>", escape(line));
    }
    page.push_str("</ul>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::marks::tests::mark;
    use crate::class::roster::Roster;
    use crate::class::table::tests::sets;

    fn page(marks: &[Mark]) -> String {
        let sets = sets();
        let ledger = Ledger {
            sets: &sets,
            marks,
            roster: &Roster::default(),
            penalties: None,
        };
        html(&Class {
            ledger: &ledger,
            results: &[],
            notes: &[],
            changes: &[],
            left: &Vec::new(),
        })
    }

    #[test]
    fn what_is_not_marked_is_neither_ranked_nor_a_zero() {
        let mut marks = vec![
            mark("ada", "q", Some(1.0)),
            mark("ada", "w", None),
            mark("bea", "q", Some(2.0)),
            mark("bea", "w", Some(0.0)),
        ];
        let text = page(&marks);
        for part in [
            "2 students, of whom 0 handed in nothing; 1 problem set; still to be marked by hand: 1 answer;",
            "<p>2 submissions, mean 1.5, median 1.5 of 4 points: points so far, 1 of them with",
            "<td>01/q</td><td class=\"n\">2</td><td class=\"n\">75 %</td>",
            "not ranked: 01/w (1 answer)",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(
            !text.contains("<td>01/w</td>") && !text.contains("misconceptions"),
            "{text}"
        );
        marks[1].manual = Some(1.0);
        let text = page(&marks);
        assert!(
            text.contains("<td>01/w</td>") && !text.contains("not ranked"),
            "{text}"
        );
    }
}
