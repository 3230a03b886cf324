//! `--set name=value`: another value for a declaration `let name: type = value;` in a cell tagged `parameters`.

use anyhow::{Result, anyhow, bail};
use serde_json::Value;

use super::declaration::{Declaration, declarations};
use crate::notebook::source_of;

/// A parameter as the command line gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The variable.
    pub name: String,
    /// Its new value, as typed.
    pub value: String,
}

impl std::str::FromStr for Setting {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| anyhow!("`{text}` is not of the form name=value, as in lr=0.5"))?;
        Ok(Self {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
        })
    }
}

/// Applies the settings to the notebook's JSON. Which of them it has a parameter for, in the order of `settings`.
pub fn apply(notebook: &mut Value, settings: &[Setting]) -> Result<Vec<bool>> {
    let mut found = vec![false; settings.len()];
    for cell in parameter_cells(notebook) {
        let mut source = source_of(cell);
        // From the last to the first, so that what comes before a new value stays where it is.
        for Declaration { name, kind, value } in declarations(&source).into_iter().rev() {
            if let Some(index) = settings.iter().position(|setting| setting.name == name) {
                source.replace_range(value, &literal(&kind, &settings[index])?);
                found[index] = true;
            }
        }
        cell["source"] = Value::String(source);
    }
    Ok(found)
}

/// Names of all parameters, as declared.
pub fn names(notebook: &mut Value) -> Vec<String> {
    parameter_cells(notebook)
        .flat_map(|cell| declarations(&source_of(cell)))
        .map(|declaration| declaration.name)
        .collect()
}

/// An error for a name that no notebook has.
pub fn unknown(name: &str, known: &[String]) -> anyhow::Error {
    let nearest = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= 1 + name.len() / 3);
    let hint = match nearest {
        Some((_, nearest)) => format!("Did you mean {nearest}? There are: {}", known.join(", ")),
        None if known.is_empty() => "None of the notebooks has a cell tagged `parameters`".to_owned(),
        None => format!("There are: {}", known.join(", ")),
    };
    anyhow!("--set {name}: no parameter has this name. {hint}")
}

fn parameter_cells(notebook: &mut Value) -> impl Iterator<Item = &mut Value> {
    let cells = notebook.get_mut("cells").and_then(Value::as_array_mut);
    cells.into_iter().flatten().filter(|cell| {
        let tags = cell["metadata"]["tags"].as_array();
        cell["cell_type"] == "code" && tags.is_some_and(|tags| tags.iter().any(|tag| tag == "parameters"))
    })
}

/// The value as Rust writes it for the declared type.
fn literal(kind: &str, setting: &Setting) -> Result<String> {
    let Setting { name, value } = setting;
    let wrong =
        |wanted: &str| anyhow!("--set {name}={value}: {name} is declared as {kind}, which takes {wanted}");
    let integer = |minimum: i128, maximum: i128| -> Result<String> {
        let wanted = format!("a whole number from {minimum} to {maximum}");
        let number: i128 = value.replace('_', "").parse().map_err(|_| wrong(&wanted))?;
        if number < minimum || number > maximum {
            return Err(wrong(&wanted));
        }
        Ok(number.to_string())
    };
    match kind {
        "f64" | "f32" => {
            let number: f64 = value
                .replace('_', "")
                .parse()
                .map_err(|_| wrong("a number, such as 0.1 or 1e-3"))?;
            if !number.is_finite() {
                return Err(wrong("a finite number, such as 0.1 or 1e-3"));
            }
            // Debug keeps a decimal point or an exponent, so that the literal is a float.
            Ok(format!("{number:?}"))
        }
        "u8" => integer(0, u8::MAX.into()),
        "u16" => integer(0, u16::MAX.into()),
        "u32" => integer(0, u32::MAX.into()),
        "u64" | "usize" => integer(0, u64::MAX.into()),
        "i32" => integer(i32::MIN.into(), i32::MAX.into()),
        "i64" | "isize" => integer(i64::MIN.into(), i64::MAX.into()),
        "bool" => match value.as_str() {
            "true" | "false" => Ok(value.clone()),
            _ => Err(wrong("true or false")),
        },
        "&str" | "&'static str" => Ok(format!("{value:?}")),
        "String" => Ok(format!("String::from({value:?})")),
        _ => {
            if let Some(inner) = kind.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
                let items = value.split(',').filter(|item| !item.trim().is_empty());
                let literals: Vec<String> = items
                    .map(|item| {
                        literal(
                            inner,
                            &Setting {
                                name: name.clone(),
                                value: item.trim().to_owned(),
                            },
                        )
                    })
                    .collect::<Result<_>>()?;
                return Ok(format!("vec![{}]", literals.join(", ")));
            }
            bail!(
                "--set {name}={value}: {name} is declared as {kind}; only numbers, bool, text and Vec of them can be set. Change the notebook's cell instead"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn notebook() -> Value {
        json!({"cells": [
            {"cell_type": "code", "metadata": {}, "source": "let lr: f64 = 7.0;"},
            {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": [
                "let lr: f64 = 0.1; // the learning rate\n", "let mut epochs: usize = 10;\n",
                "let name: &str = \"a\";\n", "let hidden: Vec<usize> = vec![256];\n", "let act: Activation = Activation::Relu;"]},
        ]})
    }

    fn set(text: &str) -> Result<String> {
        let mut notebook = notebook();
        let found = apply(&mut notebook, &[text.parse()?])?;
        anyhow::ensure!(found == [true], "not found");
        assert_eq!(
            notebook["cells"][0]["source"], "let lr: f64 = 7.0;",
            "a cell without the tag is left alone"
        );
        Ok(source_of(&notebook["cells"][1]))
    }

    #[test]
    fn a_value_is_replaced_and_type_mutability_and_comment_stay() {
        assert!(
            set("lr=1")
                .unwrap()
                .contains("let lr: f64 = 1.0; // the learning rate\n")
        );
        assert!(set("epochs=2").unwrap().contains("let mut epochs: usize = 2;\n"));
        assert!(set("name=a\"b").unwrap().contains(r#"let name: &str = "a\"b";"#));
        assert!(
            set("hidden=256,128")
                .unwrap()
                .contains("let hidden: Vec<usize> = vec![256, 128];")
        );
    }

    #[test]
    fn what_stands_beside_a_parameter_stays_and_a_value_may_go_over_lines() {
        let source = "let rate: f64 = 0.2; let steps: usize = 7; // both\nlet sizes: Vec<u32> = vec![\n    8,\n    9,\n];";
        let mut notebook = json!({"cells": [
            {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source},
        ]});
        let settings = ["rate=0.5".parse().unwrap(), "sizes=4".parse().unwrap()];
        assert_eq!(apply(&mut notebook, &settings).unwrap(), [true, true]);
        assert_eq!(
            notebook["cells"][0]["source"],
            "let rate: f64 = 0.5; let steps: usize = 7; // both\nlet sizes: Vec<u32> = vec![4];"
        );
    }

    #[test]
    fn a_value_of_the_wrong_type_is_an_error_that_names_the_type() {
        for (text, expected) in [
            ("lr=fast", "lr is declared as f64, which takes a number"),
            ("lr=NaN", "a finite number"),
            ("epochs=1.5", "usize, which takes a whole number"),
            ("epochs=-1", "from 0"),
            ("hidden=1,x", "usize"),
            ("act=Tanh", "Activation"),
        ] {
            let error = set(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest_one() {
        let mut notebook = notebook();
        let settings = ["epoch=2".parse().unwrap()];
        assert_eq!(apply(&mut notebook, &settings).unwrap(), [false]);
        let known = names(&mut notebook);
        assert_eq!(known, ["lr", "epochs", "name", "hidden", "act"]);
        assert!(
            unknown("epoch", &known)
                .to_string()
                .ends_with("Did you mean epochs? There are: lr, epochs, name, hidden, act")
        );
        assert!(
            unknown("momentum", &known)
                .to_string()
                .contains("There are: lr, epochs")
        );
        assert!(
            "lr".parse::<Setting>()
                .unwrap_err()
                .to_string()
                .contains("name=value")
        );
    }
}
