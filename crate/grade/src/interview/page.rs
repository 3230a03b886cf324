//! The pages: a student's sheet, its key, and who has one. Everything on them may be a student's: it is text, whatever it
//! holds.

use std::fmt::Write;

use super::question::Posed;
use super::talk::Reply;
use crate::class::counted::counted;
use crate::class::names::harmless;
use crate::class::outputs::escape;
use crate::printable;

const STYLE: &str = "body{font-family:sans-serif;max-width:50em;margin:2em auto;padding:0 1em;line-height:1.4}\
section{break-inside:avoid;margin-bottom:2em}pre{background:#f4f4f4;padding:.6em;white-space:pre-wrap;overflow-wrap:anywhere;margin:.4em 0}\
pre .n{color:#6e6e6e;user-select:none}pre .changed{background:#fde8c8}b.part{background:#f6c77d}\
.room{border:1px solid #999;height:5em}.key{border-left:4px solid #0072b2;padding-left:.8em}\
table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}\
@media print{body{margin:0;max-width:none}pre{border:1px solid #999}}";

/// Which of a student's two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Student,
    /// Whoever asks: with what both versions return.
    Examiner,
}

/// A line of the list of everybody.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) student: String,
    pub(super) name: String,
    /// The page's file name, where there is one.
    pub(super) file: Option<String>,
    pub(super) questions: usize,
    /// Why there are not more.
    pub(super) reason: String,
}

/// A student's page.
pub(super) fn sheet(student: &str, name: &str, asked: &[Posed], reader: For) -> String {
    let who = who(student, name);
    let title = match reader {
        For::Student => format!("Interview: {who}"),
        For::Examiner => format!("Interview, key: {who}"),
    };
    let mut page = head(&title);
    let _ = writeln!(
        page,
        "<p>{} about your own code. In each, one line is changed and everything else stays. Say what your function does then, and why.</p>",
        counted(asked.len(), "question")
    );
    for (index, posed) in asked.iter().enumerate() {
        question(&mut page, index + 1, posed, reader);
    }
    page.push_str("</html>\n");
    page
}

fn question(page: &mut String, number: usize, posed: &Posed, reader: For) {
    let _ = writeln!(
        page,
        "<section>\n<h2>{number}. {}</h2>\n<p>You wrote</p>\n<pre>{}</pre>",
        text(&posed.about),
        listing(posed)
    );
    let [before, old, new, after] = posed.parts.each_ref().map(|part| text(part));
    let marked = |part: &str| {
        if part.is_empty() {
            String::new()
        } else {
            format!("<b class=\"part\">{part}</b>")
        }
    };
    let _ = writeln!(
        page,
        "<p>Line {} is changed from</p>\n<pre>{before}{}{after}</pre>\n<p>to</p>\n<pre>{before}{}{after}</pre>",
        posed.first + posed.changed,
        marked(&old),
        marked(&new),
    );
    let does = match &posed.original {
        Reply::Value(texts) if texts.len() > 1 && texts[0] == "()" => "change",
        Reply::Value(texts) if texts.len() > 1 => "return and change",
        _ => "return",
    };
    let _ = writeln!(
        page,
        "<p>What does <code>{}</code> {does} then for</p>\n<pre>{}</pre>",
        text(&posed.function),
        values(&posed.arguments)
    );
    match reader {
        For::Student => page.push_str("<div class=\"room\"></div>\n"),
        For::Examiner => {
            let _ = writeln!(
                page,
                "<div class=\"key\">\n<p>As handed in</p>\n<pre>{}</pre>\n<p>After the change</p>\n<pre>{}</pre>\n</div>",
                reply(&posed.original),
                reply(&posed.reply)
            );
        }
    }
    page.push_str("</section>\n");
}

/// The function with the numbers of its lines, the changed one marked.
fn listing(posed: &Posed) -> String {
    let width = (posed.first + posed.lines.len()).to_string().len();
    let mut listing = String::new();
    for (index, line) in posed.lines.iter().enumerate() {
        let number = format!("<span class=\"n\">{:>width$}  </span>", posed.first + index);
        let line = text(line);
        if index == posed.changed {
            let _ = writeln!(listing, "<span class=\"changed\">{number}{line}</span>");
        } else {
            let _ = writeln!(listing, "{number}{line}");
        }
    }
    listing
}

fn values(texts: &[String]) -> String {
    let is_short = texts.iter().map(String::len).sum::<usize>() < 60;
    let is_one_line = is_short && !texts.iter().any(|text| text.contains('\n'));
    text(&texts.join(if is_one_line { ",  " } else { "\n" }))
}

fn reply(reply: &Reply) -> String {
    match reply {
        Reply::Panic(words) => format!("it panics: {}", text(words)),
        Reply::Value(texts) => match &texts[..] {
            [value] => text(value),
            // What is changed in place counts, where nothing is given back.
            [nothing, changed @ ..] if nothing == "()" => text(&changed.join("\n")),
            several => text(&several.join("\n")),
        },
    }
}

/// The list of everybody.
pub(super) fn index(lines: &[Line], wanted: usize, notes: &[String]) -> String {
    let mut page = head("Interviews");
    let sheets = lines.iter().filter(|line| line.questions > 0).count();
    let _ = writeln!(
        page,
        "<p>{} for {}, of up to {} each. The key is not for the students.</p>\n\
         <table><tr><th>student</th><th>questions</th><th>pages</th><th>why not more</th></tr>",
        counted(sheets, "sheet"),
        counted(lines.len(), "student"),
        counted(wanted, "question")
    );
    for line in lines {
        let links = line.file.as_ref().map_or_else(String::new, |file| {
            let file = escape(file);
            format!("<a href=\"./{file}\">sheet</a> <a href=\"key/{file}\">key</a>")
        });
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{links}</td><td>{}</td></tr>",
            who(&line.student, &line.name),
            line.questions,
            text(&printable::beginning(&line.reason, 1000))
        );
    }
    page.push_str("</table>\n");
    if !notes.is_empty() {
        page.push_str("<h2>Not asked about</h2><ul>\n");
        for note in notes {
            let _ = writeln!(page, "<li>{}</li>", text(note));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</html>\n");
    page
}

/// The beginning of a page on which no script runs, whatever gets onto it. `title` is escaped.
fn head(title: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{STYLE}</style>\n<h1>{title}</h1>\n"
    )
}

fn who(student: &str, name: &str) -> String {
    let (student, name) = (escape(&harmless(student)), escape(&harmless(name)));
    if name.is_empty() || name == student {
        student
    } else {
        format!("{name} ({student})")
    }
}

fn text(text: &str) -> String {
    escape(&printable::text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posed() -> Posed {
        Posed {
            about: "half".into(),
            lines: vec![
                "fn half(x: f64) -> f64 {".into(),
                "    x / 2.0 // </pre><script>alert(1)</script>\u{1b}[2J".into(),
                "}".into(),
            ],
            first: 9,
            changed: 1,
            parts: [
                "    x ".into(),
                "/".into(),
                "*".into(),
                " 2.0 // </pre><script>alert(1)</script>".into(),
            ],
            function: "half".into(),
            arguments: vec!["x = 7.25".into()],
            original: Reply::Value(vec!["3.625".into()]),
            reply: Reply::Value(vec!["14.5".into()]),
        }
    }

    #[test]
    fn the_key_has_what_the_sheet_has_not() {
        let (sheet, key) = (
            sheet("s1", "Zoë", &[posed()], For::Student),
            sheet("s1", "Zoë", &[posed()], For::Examiner),
        );
        for part in [
            "Zoë (s1)",
            "Line 10 is changed",
            "x = 7.25",
            "<b class=\"part\">*</b>",
        ] {
            assert!(sheet.contains(part) && key.contains(part), "{part}: {sheet}");
        }
        for part in ["3.625", "14.5"] {
            assert!(!sheet.contains(part) && key.contains(part), "{part}: {sheet}");
        }
    }

    #[test]
    fn code_is_text_whatever_it_holds() {
        let page = sheet("<i>", "a\u{202e}b", &[posed()], For::Examiner);
        assert!(page.contains("&lt;/pre&gt;&lt;script&gt;"));
        for part in ["<script", "\u{1b}", "<i>", "\u{202e}"] {
            assert!(!page.contains(part), "{part:?}: {page}");
        }
    }

    #[test]
    fn replies_say_what_happened() {
        assert_eq!(reply(&Reply::Panic("<no>".into())), "it panics: &lt;no&gt;");
        let changed = Reply::Value(vec!["()".into(), "w = [1]".into()]);
        assert_eq!(reply(&changed), "w = [1]");
        assert_eq!(values(&["n = 1".into(), "b = 2".into()]), "n = 1,  b = 2");
        assert_eq!(
            values(&["x = [1,\n 2]".into(), "b = 2".into()]),
            "x = [1,\n 2]\nb = 2"
        );
    }

    #[test]
    fn everybody_is_listed() {
        let line = |student: &str, questions, reason: &str| Line {
            student: student.into(),
            name: String::new(),
            file: (questions > 0).then(|| format!("{student}.html")),
            questions,
            reason: reason.into(),
        };
        let page = index(
            &[line("ada", 3, ""), line("bea", 0, "handed in <nothing>")],
            3,
            &["x.pdf".into()],
        );
        for part in [
            "1 sheet for 2 students",
            "href=\"key/ada.html\"",
            "handed in &lt;nothing&gt;",
            "<li>x.pdf</li>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("bea.html"));
    }
}
