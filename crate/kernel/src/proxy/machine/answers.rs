//! Requests that the kernel answers itself, whether a cell runs or not.

use jupyter_protocol::messaging::{CodeMirrorMode, HelpLink, KernelInfoReply, LanguageInfo, ReplyStatus};
use serde_json::{Value, json};

use super::message::{Message, PROTOCOL};

/// Who the kernel is, for front ends that ask.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// The kernel's name among kernels.
    pub(crate) implementation: String,
    /// What a console says first.
    pub(crate) banner: String,
    /// The compiler's version, such as 1.95.0.
    pub(crate) rust: String,
    /// Pages for the help menu: text and address.
    pub(crate) links: Vec<(String, String)>,
}

/// Who we are and what language the cells are in.
pub(super) fn kernel_info(about: &About) -> Value {
    let link = |(text, url): &(String, String)| HelpLink {
        text: text.clone(),
        url: url.clone(),
    };
    let reply = KernelInfoReply {
        status: ReplyStatus::Ok,
        protocol_version: PROTOCOL.into(),
        implementation: about.implementation.clone(),
        implementation_version: env!("CARGO_PKG_VERSION").into(),
        language_info: LanguageInfo {
            name: "rust".into(),
            version: about.rust.clone(),
            mimetype: Some("text/x-rust".into()),
            file_extension: Some(".rs".into()),
            pygments_lexer: Some("rust".into()),
            codemirror_mode: Some(CodeMirrorMode::Simple("rust".into())),
            nbconvert_exporter: Some("script".into()),
        },
        banner: about.banner.clone(),
        help_links: about.links.iter().map(link).collect(),
        debugger: false,
        error: None,
    };
    serde_json::to_value(reply).unwrap_or_default()
}

/// What completion and inspection answer where evcxr cannot be asked.
pub(super) fn empty(request: &Message) -> Value {
    if request.msg_type() == "inspect_request" {
        nothing_found()
    } else {
        no_completions(request)
    }
}

fn no_completions(request: &Message) -> Value {
    let cursor = request.content["cursor_pos"].as_u64().unwrap_or_default();
    json!({ "status": "ok", "matches": [], "cursor_start": cursor, "cursor_end": cursor, "metadata": {} })
}

fn nothing_found() -> Value {
    json!({ "status": "ok", "found": false, "data": {}, "metadata": {} })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_named_as_editors_and_highlighters_know_it() {
        let about = About {
            implementation: "rust".into(),
            banner: String::new(),
            rust: "1.95.0".into(),
            links: Vec::new(),
        };
        let info = &kernel_info(&about)["language_info"];
        assert_eq!(
            (&info["name"], &info["file_extension"], &info["mimetype"]),
            (&json!("rust"), &json!(".rs"), &json!("text/x-rust"))
        );
    }
}
