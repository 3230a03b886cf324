//! A page of feedback without nbgrader, where nbgrader could not make one: points and reasons.

use std::fmt::Write;

use super::marks::Mark;
use super::outputs::{Private, escape};
use super::table::earned;
use crate::graded::Graded;
use crate::printable;

/// How many characters a reason may have here.
const LONGEST_REASON: usize = 2_000;

/// The page about `set`: each result with what counts of it.
pub(crate) fn plain(
    set: &str,
    results: &[(&Graded, Option<&Mark>)],
    lateness: &[String],
    private: &Private,
) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{0}</title><h1>{0}</h1>\n<p>The page with your answers \
         could not be made. These are your points.</p>\n",
        escape(set)
    );
    for (graded, mark) in results {
        let earned = mark.map_or_else(|| "no points yet".to_owned(), |mark| earned(mark, graded.max));
        let reason = printable::beginning(&printable::text(&graded.reason), LONGEST_REASON);
        let reason: Vec<String> = private.hide(&reason).lines().map(escape).collect();
        let _ = writeln!(
            page,
            "<h2>{}: {earned}</h2><p>{}</p>",
            escape(&graded.id),
            reason.join("<br>")
        );
    }
    for line in lateness {
        let _ = writeln!(page, "<p>{}</p>", escape(line));
    }
    page.push_str("</html>\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::marks::tests::mark;
    use protocol::verdict::Status;

    #[test]
    fn points_and_reasons_are_there_as_text() {
        let graded = Graded::nothing("q", 2.0, Status::Wrong, "not <b>\nbut c");
        let given = mark("ada", "q", Some(0.5));
        let page = plain(
            "01",
            &[(&graded, Some(&given))],
            &["2 h late".into()],
            &Private::of(&[]),
        );
        for part in ["q: 0.5 of 2 points", "not &lt;b&gt;<br>but c", "<p>2 h late</p>"] {
            assert!(page.contains(part), "{page}");
        }
    }
}
