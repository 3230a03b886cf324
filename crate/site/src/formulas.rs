//! Formulas as MathML, which browsers draw themselves: no page of the site fetches or runs a program for them.

use std::io::{BufRead, Write};

use anyhow::{Context, Result};
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Event, Parser, RenderConfig, Storage, write_mathml};
use serde::{Deserialize, Serialize};

/// A formula as the pages' builder sends it.
#[derive(Debug, Deserialize)]
struct Question {
    latex: String,
    /// Whether it stands on a line of its own.
    display: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Mathml(String),
    Error(String),
}

/// Answers each line of `questions`, until there are no more.
pub fn answer(questions: impl BufRead, mut answers: impl Write) -> Result<()> {
    for line in questions.lines() {
        let question: Question = serde_json::from_str(&line.context("a formula cannot be read")?)
            .context("a formula comes as {\"latex\": …, \"display\": …}")?;
        let answer = match mathml(&question.latex, question.display) {
            Ok(mathml) => Answer::Mathml(mathml),
            Err(error) => Answer::Error(error),
        };
        writeln!(answers, "{}", serde_json::to_string(&answer)?)?;
        answers.flush()?;
    }
    Ok(())
}

/// The formula drawn; an error says what of it cannot be.
fn mathml(latex: &str, display: bool) -> Result<String, String> {
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(latex, &storage) {
        let event: Event = event.map_err(|error| error.to_string())?;
        events.push(Ok::<_, std::convert::Infallible>(event));
    }
    let config = RenderConfig {
        display_mode: if display {
            DisplayMode::Block
        } else {
            DisplayMode::Inline
        },
        annotation: Some(latex),
        ..RenderConfig::default()
    };
    let mut drawn = Vec::new();
    write_mathml(&mut drawn, events.into_iter(), config).map_err(|error| error.to_string())?;
    let drawn = String::from_utf8(drawn).map_err(|error| error.to_string())?;
    // The crate writes µ as the sign for a millionth, which browsers do not slant like the other letters.
    Ok(drawn.replace('\u{b5}', "\u{3bc}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(questions: &str) -> Vec<serde_json::Value> {
        let mut said = Vec::new();
        answer(questions.as_bytes(), &mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        said.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn each_line_is_answered_by_a_formula() {
        let said = answers(
            "{\"latex\": \"\\\\frac{1}{2}\", \"display\": true}\n{\"latex\": \"\\\\mu_1\", \"display\": false}\n",
        );
        assert_eq!(said.len(), 2);
        let drawn = said[0]["mathml"].as_str().unwrap();
        assert!(
            drawn.contains("<mfrac>") && drawn.contains("display=\"block\""),
            "{drawn}"
        );
        let drawn = said[1]["mathml"].as_str().unwrap();
        assert!(
            drawn.contains("<msub>") && !drawn.contains("display=\"block\""),
            "{drawn}"
        );
    }

    #[test]
    fn what_cannot_be_drawn_is_said_and_the_next_one_is_drawn() {
        let said = answers(
            "{\"latex\": \"\\\\frac{1}{\", \"display\": false}\n{\"latex\": \"x\", \"display\": false}\n",
        );
        assert!(said[0]["error"].as_str().is_some_and(|error| !error.is_empty()));
        assert!(said[1]["mathml"].is_string());
    }
}
