//! One picture in the five forms that the lecture compares.

use mlp::figures::pixel_maps;
use mlp::{Normalization, Result, Samples};
use ndarray::{Array3, Axis};
use serde::Deserialize;
use serde_json::{Value, json};

use super::columns;
use crate::session::shown;

/// Which picture.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Picture {
    /// Its place among the training images.
    pub position: usize,
    /// What is added to each of its pixels; they stay within 0 and 255.
    pub brighter: i16,
    /// How many pixels wide the place for the drawing is.
    pub room: f64,
}

impl Picture {
    /// The numbers of each form and a drawing of them.
    ///
    /// # Errors
    /// A position that the samples do not have.
    pub fn answer(self, train: &Samples) -> Result<Value> {
        let one = train.subset(&[self.position])?;
        let pixels = one
            .images
            .mapv(|pixel| (i16::from(pixel).saturating_add(self.brighter)).clamp(0, 255) as u8);
        let forms = [
            ("raw", "x = p", Normalization::None),
            ("/255", "x = p / 255", Normalization::UnitRange),
            ("/127.5 − 1", "x = p / 127.5 − 1", Normalization::Symmetric),
            (
                "z-score",
                "x = (p − μ) / σ, of all training images",
                Normalization::z_score(train)?,
            ),
            (
                "per image",
                "x = (p − μ) / σ, of this image",
                Normalization::PerImage,
            ),
        ];
        let (height, width, _) = train.shape();
        let mut maps = Array3::zeros((forms.len(), height, width));
        let mut table = Vec::new();
        for (number, (name, formula, form)) in forms.iter().enumerate() {
            let x = form.apply(&pixels).mapv(f64::from);
            let (low, high) = x.iter().fold((f64::MAX, f64::MIN), |(low, high), &value| {
                (low.min(value), high.max(value))
            });
            table.push(json!({
                "name": name,
                "formula": formula,
                "smallest": low,
                "largest": high,
                "mean": x.mean(),
                "std": x.std(0.0),
            }));
            let gray = x.index_axis(Axis(0), 0);
            maps.index_axis_mut(Axis(0), number)
                .assign(&gray.index_axis(Axis(2), 0));
        }
        let names = forms.map(|(name, _, _)| name.to_owned());
        let figure = pixel_maps(
            "One picture, five forms",
            &maps,
            columns(self.room, forms.len()),
            &names,
        )?;
        Ok(json!({
            "class": one.class_name(0)?,
            "forms": table,
            "figure": shown(&figure),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::tests::whole;

    #[test]
    fn only_the_form_of_its_own_forgets_that_the_picture_is_brighter() {
        let mut sample = whole();
        let (train, _) = sample.parts().unwrap();
        let means = |brighter| -> Vec<f64> {
            let reply = Picture {
                brighter,
                ..Picture::default()
            }
            .answer(train)
            .unwrap();
            let forms = reply["forms"].as_array().unwrap().clone();
            forms.iter().map(|form| form["mean"].as_f64().unwrap()).collect()
        };
        let (before, after) = (means(0), means(40));
        for form in 0..4 {
            assert!(after[form] > before[form] + 0.05, "{form}: {before:?} {after:?}");
        }
        assert!(after[4].abs() < 1e-4 && before[4].abs() < 1e-4);
        assert!(
            Picture {
                position: 2000,
                ..Picture::default()
            }
            .answer(train)
            .is_err()
        );
    }
}
