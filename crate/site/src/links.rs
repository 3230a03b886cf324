//! Links of rustdoc's pages that lead nowhere: what it takes over from crates whose own pages are not here keeps the links of
//! that crate's author, paths of Rust among them. A reader gets their words alone.

/// The page with the words of each dead link in the place of the link. `is_there` says of a path, seen from the page, whether there is
/// a file.
pub fn without_dead(page: &str, is_there: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, link)) = next(rest) {
        kept.push_str(before);
        let (whole, more) = rest[before.len()..].split_at(link.length);
        let leads = path(link.address).is_none_or(&is_there);
        kept.push_str(if leads { whole } else { link.words });
        rest = more;
    }
    kept + rest
}

struct Link<'a> {
    address: &'a str,
    words: &'a str,
    /// From the beginning of its opening tag to the end of its closing one.
    length: usize,
}

/// What stands before the next link, and the link.
fn next(text: &str) -> Option<(&str, Link<'_>)> {
    const END: &str = "</a>";
    let mut from = 0;
    loop {
        let start = from + text[from..].find("<a ")?;
        let opened = start + text[start..].find('>')? + 1;
        let closed = opened + text[opened..].find(END)?;
        let tag = &text[start..opened];
        let address = tag
            .split_once(" href=\"")
            .and_then(|(_, more)| more.split_once('"'));
        if let Some((address, _)) = address {
            let link = Link {
                address,
                words: &text[opened..closed],
                length: closed + END.len() - start,
            };
            return Some((&text[..start], link));
        }
        // The numbers of a source's lines: without quotes, each leads to itself.
        from = opened;
    }
}

/// The path of an address; none where it leads to another site or within its own page.
fn path(address: &str) -> Option<&str> {
    const OUTSIDE: [&str; 5] = ["http:", "https:", "data:", "javascript:", "mailto:"];
    let path = address.split(['#', '?']).next()?;
    let is_outside = OUTSIDE.iter().any(|scheme| address.starts_with(scheme));
    (!is_outside && !path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_at(page: &str) -> String {
        without_dead(page, |path| path == "struct.Mlp.html")
    }

    #[test]
    fn a_link_that_leads_nowhere_becomes_its_words() {
        let page = "<p>A <a href=\"super::Span\"><code>Span</code></a> or <a href=\"dispatcher#default\">a default</a>.</p>";
        assert_eq!(looked_at(page), "<p>A <code>Span</code> or a default.</p>");
    }

    #[test]
    fn all_others_stay() {
        let page = "<a class=\"struct\" href=\"struct.Mlp.html#method.new\">Mlp</a> <a href=\"#top\">top</a> \
            <a href=\"https://doc.rust-lang.org/\">std</a> <a href=#7 id=7 data-nosnippet>7</a> <abbr>a</abbr> <a id=\"x\"></a>";
        assert_eq!(looked_at(page), page);
    }
}
