//! The links and pictures of a text cell.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

/// `[words](target)`, with the `!` before it that makes it a picture.
static MARKDOWN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?<picture>!?)\[(?<words>[^\]\[]*)\]\((?<target>[^)\s]+)[^)]*\)").ok());
/// `<img …>` and `<a …>`.
static HTML: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<(?<tag>img|a)\b(?<attributes>[^>]*)>").ok());
static HEADING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^#{1,6} +(?<words>.+?)\s*#*$").ok());

/// What is wrong with the links and pictures of a text, where `anchors` are those of the notebook in `folder`.
pub(super) fn problems(text: &str, anchors: &[String], folder: &Path) -> Vec<String> {
    let mut problems = Vec::new();
    for link in MARKDOWN.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        if !link["picture"].is_empty() && link["words"].trim().is_empty() {
            problems.push(format!("the picture {} has no alternative text", &link["target"]));
        }
        problems.extend(unresolved(&link["target"], anchors, folder));
    }
    for tag in HTML.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let attributes = &tag["attributes"];
        if &tag["tag"] == "img" && attribute(attributes, "alt").is_none_or(|alt| alt.trim().is_empty()) {
            problems.push(format!("the picture <img{attributes}> has no alternative text"));
        }
        let target = attribute(attributes, "href").or_else(|| attribute(attributes, "src"));
        problems.extend(target.and_then(|target| unresolved(target, anchors, folder)));
    }
    problems
}

/// Where a link within the notebook can go: JupyterLab makes an anchor of each heading, and keeps ids.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let headings = HEADING.iter().flat_map(|pattern| pattern.captures_iter(text));
    let headings = headings.map(|heading| heading["words"].replace(' ', "-"));
    let tags = HTML.iter().flat_map(|pattern| pattern.captures_iter(text));
    let ids = tags.filter_map(|tag| attribute(&tag["attributes"], "id").map(str::to_owned));
    headings.chain(ids).collect()
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Says so if a link leads nowhere. Only what the project itself holds is looked at: no test needs the network.
fn unresolved(target: &str, anchors: &[String], folder: &Path) -> Option<String> {
    if let Some(anchor) = target.strip_prefix('#') {
        let known = anchors.iter().any(|known| known == anchor);
        return (!known)
            .then(|| format!("the link #{anchor} leads to no heading and no id of this notebook"));
    }
    if target.contains("://") || target.starts_with("mailto:") || target.starts_with("data:") {
        return None;
    }
    let file = target.split('#').next().unwrap_or_default().replace("%20", " ");
    (!folder.join(&file).exists()).then(|| format!("the link {target} leads to no file"))
}
