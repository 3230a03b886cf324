//! A module without what no page calls: exports that other crates bring along for a tool that is not used here, and sections for
//! debuggers and for that tool.

use anyhow::{Context, Result, ensure};

/// What the page's script calls.
const CALLED: [&str; 5] = ["memory", "room", "load", "answer", "place"];
/// How a module begins: its name and its version.
const HEAD: &[u8] = b"\0asm\x01\0\0\0";
/// Sections by their numbers.
const CUSTOM: u8 = 0;
const EXPORTS: u8 = 7;

/// The module, smaller and as good.
pub(crate) fn trimmed(module: &[u8]) -> Result<Vec<u8>> {
    let mut rest = module
        .strip_prefix(HEAD)
        .context("what cargo has made is no module for a browser")?;
    let mut out = HEAD.to_vec();
    while let Some((&section, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        ensure!(length <= after.len(), "the module ends within a section");
        let (content, after) = after.split_at(length);
        rest = after;
        match section {
            CUSTOM => {}
            EXPORTS => push(&mut out, section, &called(content)?),
            _ => push(&mut out, section, content),
        }
    }
    Ok(out)
}

/// Those exports that the page calls; all of them must be there.
fn called(content: &[u8]) -> Result<Vec<u8>> {
    let (count, mut rest) = number(content)?;
    let mut kept = Vec::new();
    let mut found = 0;
    for _ in 0..count {
        let begin = rest;
        let (length, after) = number(rest)?;
        ensure!(length < after.len(), "the module ends within a name");
        let (name, after) = after.split_at(length);
        // The kind, then the place.
        let (_, after) = number(&after[1..])?;
        rest = after;
        if CALLED.iter().any(|called| called.as_bytes() == name) {
            kept.extend_from_slice(&begin[..begin.len() - rest.len()]);
            found += 1;
        }
    }
    ensure!(
        found == CALLED.len(),
        "the module exports {found} of what the page calls: {}",
        CALLED.join(", ")
    );
    let mut out = leb(found);
    out.extend(kept);
    Ok(out)
}

fn push(out: &mut Vec<u8>, section: u8, content: &[u8]) {
    out.push(section);
    out.extend(leb(content.len()));
    out.extend_from_slice(content);
}

/// A number as modules write it: seven bits a byte, the lowest first; the eighth says that more follow.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok((value, &bytes[place + 1..]));
        }
    }
    anyhow::bail!("the module has a number without an end")
}

/// [`number`] the other way round.
fn leb(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return out;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export(name: &str) -> Vec<u8> {
        let mut entry = leb(name.len());
        entry.extend_from_slice(name.as_bytes());
        // A function, number 300.
        entry.push(0);
        entry.extend(leb(300));
        entry
    }

    fn module(exports: &[&str]) -> Vec<u8> {
        let mut module = HEAD.to_vec();
        push(&mut module, CUSTOM, b"\x04namewhatever");
        let mut content = leb(exports.len());
        content.extend(exports.iter().flat_map(|name| export(name)));
        push(&mut module, EXPORTS, &content);
        push(&mut module, 10, &[7; 200]);
        module
    }

    #[test]
    fn what_is_called_stays_and_the_code_is_untouched() {
        let with = module(&["room", "__describe", "load", "memory", "answer", "place"]);
        let without = trimmed(&with).unwrap();
        let mut expected = HEAD.to_vec();
        let mut content = leb(5);
        content.extend(
            ["room", "load", "memory", "answer", "place"]
                .iter()
                .flat_map(|name| export(name)),
        );
        push(&mut expected, EXPORTS, &content);
        push(&mut expected, 10, &[7; 200]);
        assert_eq!(without, expected);
        assert_eq!(trimmed(&without).unwrap(), without);
    }

    #[test]
    fn what_is_no_module_of_the_page_is_refused() {
        assert!(trimmed(b"#!/bin/sh").is_err());
        assert!(trimmed(&module(&["memory", "room"])).is_err());
        let whole = module(&CALLED);
        assert!(trimmed(&whole[..whole.len() - 1]).is_err());
    }
}
