//! Values as text for a line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The value as text.
pub fn pack(value: &impl Serialize) -> String {
    // Plain data: what cannot be written is refused when a problem set is released.
    STANDARD.encode(postcard::to_stdvec(value).unwrap_or_default())
}

/// The value that `text` holds, which anybody may have written: an error where it is none of this type.
pub fn unpack<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| "is no value at all".to_owned())?;
    match postcard::take_from_bytes(&bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(format!("is no {}", std::any::type_name::<T>())),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp)]
mod tests {
    use super::*;

    #[test]
    fn plain_data_comes_back_as_it_was() {
        let value = (
            [1_u8, 2],
            vec![Some("é".to_owned()), None],
            ndarray::arr2(&[[1.5, f64::INFINITY]]),
            i64::MIN,
        );
        let back: ([u8; 2], Vec<Option<String>>, ndarray::Array2<f64>, i64) = unpack(&pack(&value)).unwrap();
        assert_eq!(back, value);
        let zero: f64 = unpack(&pack(&-0.0)).unwrap();
        assert!(zero == 0.0 && zero.is_sign_negative());
    }

    #[test]
    fn what_is_not_the_type_is_refused_and_takes_no_memory() {
        // A list that claims to have 2^60 numbers; an array whose shape is not that of its numbers.
        let claims = STANDARD.encode([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
        assert!(unpack::<Vec<f64>>(&claims).is_err());
        let odd = pack(&(1_u8, (3_usize, 5_usize), vec![1.0]));
        assert!(unpack::<ndarray::Array2<f64>>(&odd).is_err());
        let huge = pack(&(1_u8, (usize::MAX, usize::MAX), vec![1.0]));
        assert!(unpack::<ndarray::Array2<f64>>(&huge).is_err());
        assert!(unpack::<(f64, f64)>(&pack(&1.0)).is_err());
        assert!(unpack::<f64>(&pack(&(1.0, 2.0))).is_err());
        assert!(unpack::<f64>("not base64").is_err());
    }
}
