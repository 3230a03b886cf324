//! What grading reads of a notebook; all else is skipped where it stands, so that outputs cost no memory and nested lists
//! no stack.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// What a notebook may hold of that which is read: names, numbers and texts, and their bytes. The largest lecture has a
/// few hundred cells.
const VALUES: usize = 100_000;
const BYTES: usize = 32 << 20;

/// What is kept of a value. What has another shape is left out.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// A number, a word, yes or no.
    Plain,
    /// One string, or a list of strings put together.
    Text,
    /// A list, each element of this shape.
    List(&'static Shape),
    /// These fields, each of its shape.
    Fields(&'static [(&'static str, Shape)]),
    /// Any fields, each of this shape.
    Named(&'static Shape),
}

use Shape::{Fields, List, Named, Plain, Text};

const NBGRADER: Shape = Fields(&[
    ("grade_id", Plain),
    ("grade", Plain),
    ("solution", Plain),
    ("locked", Plain),
    ("task", Plain),
    ("points", Plain),
    ("cell_type", Plain),
    ("schema_version", Plain),
]);
const CELL: Shape = Fields(&[
    ("id", Plain),
    ("cell_type", Plain),
    ("source", Text),
    ("metadata", Fields(&[("nbgrader", NBGRADER)])),
    ("attachments", Named(&Named(&Plain))),
]);
const KERNEL: Shape = Fields(&[("name", Plain), ("language", Plain), ("display_name", Plain)]);
const METADATA: Shape = Fields(&[
    ("kernelspec", KERNEL),
    ("mlp", Fields(&[("allow", List(&Plain))])),
]);
const NOTEBOOK: Shape = Fields(&[
    ("nbformat", Plain),
    ("metadata", METADATA),
    ("cells", List(&CELL)),
    // Of format 3, only that it is there.
    ("worksheets", List(&Fields(&[]))),
]);

/// The part of the notebook `json` that grading reads.
pub(super) fn read(json: &str) -> serde_json::Result<Value> {
    let budget = Budget {
        values: Cell::new(VALUES),
        bytes: Cell::new(BYTES),
    };
    let mut reader = serde_json::Deserializer::from_str(json);
    let seed = Part {
        shape: NOTEBOOK,
        budget: &budget,
    };
    let notebook = seed.deserialize(&mut reader)?;
    reader.end()?;
    Ok(notebook.unwrap_or_default())
}

/// How much may still be kept.
struct Budget {
    values: Cell<usize>,
    bytes: Cell<usize>,
}

impl Budget {
    fn spend<E: Error>(&self, bytes: usize) -> Result<(), E> {
        let values = self.values.get().checked_sub(1);
        let bytes = self.bytes.get().checked_sub(bytes);
        let (Some(values), Some(bytes)) = (values, bytes) else {
            return Err(E::custom(format!(
                "more than {VALUES} parts or {} MB of text and pictures",
                BYTES >> 20
            )));
        };
        self.values.set(values);
        self.bytes.set(bytes);
        Ok(())
    }
}

/// A value that is to be read as its shape; none where it has another one.
#[derive(Clone, Copy)]
struct Part<'b> {
    shape: Shape,
    budget: &'b Budget,
}

impl Part<'_> {
    fn plain<E: Error>(self, value: Value) -> Result<Option<Value>, E> {
        self.budget.spend(value.as_str().map_or(0, str::len))?;
        Ok(match self.shape {
            Plain => Some(value),
            Text => value.is_string().then(|| lines(value)),
            List(_) | Fields(_) | Named(_) => None,
        })
    }
}

/// Lines end as everywhere but on Windows and old Macs.
fn lines(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\r') => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        other => other,
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Option<Value>;

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("a part of a notebook")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.plain(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.plain(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.plain(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.plain(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        self.plain(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let shape = match self.shape {
            List(shape) => *shape,
            Text => Plain,
            Plain | Fields(_) | Named(_) => {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(None);
            }
        };
        self.budget.spend(0)?;
        let part = Part { shape, ..self };
        if let Text = self.shape {
            let mut text = String::new();
            while let Some(line) = list.next_element_seed(part)? {
                text.push_str(line.as_ref().and_then(Value::as_str).unwrap_or_default());
            }
            return Ok(Some(lines(text.into())));
        }
        let mut kept = Vec::new();
        while let Some(value) = list.next_element_seed(part)? {
            kept.extend(value);
        }
        Ok(Some(kept.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        self.budget.spend(0)?;
        let mut kept = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let shape = match self.shape {
                Fields(fields) => fields
                    .iter()
                    .find(|(field, _)| *field == name)
                    .map(|(_, shape)| *shape),
                Named(shape) => Some(*shape),
                Plain | Text | List(_) => None,
            };
            let Some(shape) = shape else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.budget.spend(name.len())?;
            if let Some(value) = map.next_value_seed(Part { shape, ..self })? {
                kept.insert(name, value);
            }
        }
        Ok(matches!(self.shape, Fields(_) | Named(_)).then_some(kept.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_notebook_its_answers_are_kept_and_nothing_else() {
        let json = r#"{"nbformat": 4, "x": {"y": [1]}, "metadata": {"kernelspec": {"name": "k", "x": 1}, "mlp": {"allow": ["a", {}]}},
            "cells": [7, {"cell_type": "code", "source": ["a\r\n", 5, [], "b"], "outputs": [{"text": "long"}], "metadata":
            {"tags": ["x"], "nbgrader": {"grade_id": "q", "points": {"deep": 1}}}}, {"source": {"no": 1}, "attachments": {"p": {"image/png": "aGk="}, "q": 3}}]}"#;
        assert_eq!(
            read(json).unwrap(),
            serde_json::json!({"nbformat": 4, "metadata": {"kernelspec": {"name": "k"}, "mlp": {"allow": ["a"]}}, "cells": [
                {"cell_type": "code", "source": "a\nb", "metadata": {"nbgrader": {"grade_id": "q"}}},
                {"attachments": {"p": {"image/png": "aGk="}}},
            ]})
        );
    }

    #[test]
    fn depth_and_number_cost_nothing() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        let json = format!(
            r#"{{"x": {deep}, "cells": [{{"outputs": {deep}, "source": {deep}}}, {deep}], "metadata": {deep}}}"#
        );
        // A list in the place of a text is looked into, one step deep.
        assert_eq!(read(&json).unwrap()["cells"], serde_json::json!([{"source": ""}]));
        for cell in ["{\"id\": 1},", "{},", "7,"] {
            let many = format!(r#"{{"cells": [{}{{}}]}}"#, cell.repeat(VALUES));
            assert!(read(&many).unwrap_err().to_string().contains("parts"), "{cell}");
        }
    }
}
