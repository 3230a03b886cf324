//! The crate's one error type. Every message says what was wrong, where, and what to do next.

use std::path::{Path, PathBuf};

/// What went wrong, in words that a learner can act on.
///
/// ```
/// use mlp::prelude::*;
/// let error = Sgd::new(Vec::new(), -1.0).unwrap_err();
/// assert!(error.to_string().starts_with("lr = -1: a learning rate is a finite number"));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file is not what it should be: truncated, of another format, inconsistent with its neighbour.
    #[error("{}: {problem}. {remedy}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What was found, against what was expected; no full stop at its end.
        problem: String,
        /// What to do next; a sentence.
        remedy: String,
    },
    /// The operating system refused to read or write.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's own words.
        source: std::io::Error,
    },
    /// A download could not be completed.
    #[error("{url}: {problem}. {remedy}")]
    Download {
        /// The address that was tried last.
        url: String,
        /// What happened; no full stop at its end.
        problem: String,
        /// What to do next; a sentence.
        remedy: String,
    },
    /// A data set that could not be had.
    #[error("{what} was not found: {looked}. {remedy}")]
    NotFound {
        /// The data set.
        what: String,
        /// Where it was looked for, and what was there instead.
        looked: String,
        /// What to do next; a sentence without its full stop.
        remedy: String,
    },
    /// An argument that no computation can use.
    #[error("{name} = {value}: {problem}")]
    Argument {
        /// The argument's name as the caller wrote it.
        name: &'static str,
        /// The value that was given.
        value: String,
        /// Why it cannot be used, and what can.
        problem: String,
    },
    /// Shapes that do not fit together.
    #[error("shapes do not fit: {0}")]
    Shape(String),
    /// Training left the numbers that f32 can hold, or the loss exploded.
    #[error(
        "training diverged in epoch {epoch}, batch {batch}: the loss is {loss}. Lower the learning rate or normalize the images, then run the cell that builds the model again"
    )]
    Diverged {
        /// Counted from 1.
        epoch: usize,
        /// Counted from 1.
        batch: usize,
        /// The batch's loss.
        loss: f32,
    },
    /// The reader has stopped the cell, see [`crate::interrupt`].
    #[error("stopped on request; what was reached before this is kept")]
    Interrupted,
    /// An image that cannot be decoded or encoded.
    #[error("{}: {source}", path.display())]
    Image {
        /// The image file.
        path: PathBuf,
        /// The image library's own words.
        source: image::ImageError,
    },
    /// A grid without a result.
    #[error("the grid has no result: {0}")]
    Grid(String),
    /// A figure that cannot be drawn.
    #[error("the figure cannot be drawn: {0}")]
    Plot(String),
    /// The GPU failed, or has no memory left.
    #[error("{problem}. {remedy}")]
    Gpu {
        /// What happened, with the driver's own words; no full stop at its end.
        problem: String,
        /// What to do next; a sentence.
        remedy: String,
    },
    /// An error of candle's own.
    #[error(transparent)]
    Candle(candle_core::Error),
    /// An ndarray shape error.
    #[error(transparent)]
    NdArray(#[from] ndarray::ShapeError),
}

/// The crate's result.
///
/// ```
/// fn half(n: usize) -> mlp::Result<usize> {
///     Ok(n / 2)
/// }
/// assert_eq!(half(6)?, 3);
/// # Ok::<(), mlp::Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An [`Error::File`].
    pub(crate) fn file(
        path: impl AsRef<Path>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::File {
            path: path.as_ref().into(),
            problem: problem.into(),
            remedy: remedy.into(),
        }
    }

    /// For `map_err` on an input or output error at `path`.
    pub(crate) fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.as_ref().into();
        move |source| Self::Io { path, source }
    }

    /// An [`Error::Argument`].
    #[allow(clippy::needless_pass_by_value)] // callers pass numbers and texts alike
    pub(crate) fn argument(name: &'static str, value: impl ToString, problem: impl Into<String>) -> Self {
        Self::Argument {
            name,
            value: value.to_string(),
            problem: problem.into(),
        }
    }
}

/// Candle reports a GPU's failures in the driver's words, behind a page of calls; a learner gets what can be done.
impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        let words = error.to_string();
        let Some(code) = cuda_code(&words) else {
            return Self::Candle(error);
        };
        if code.ends_with("OUT_OF_MEMORY") || code.ends_with("ALLOC_FAILED") {
            return Self::Gpu {
                problem: format!("the GPU has no memory left ({code})"),
                remedy: "Take a smaller batch_size or fewer units, end other programs on it (`nvidia-smi` lists them; a \
                         notebook's kernel keeps its memory until it is shut down), or train with Device::Cpu"
                    .into(),
            };
        }
        Self::Gpu {
            problem: format!("the GPU failed ({code})"),
            remedy: "`nvidia-smi` tells its state. What this process holds on it is lost: restart the kernel or the program; \
                     Device::Cpu works without it"
                .into(),
        }
    }
}

/// The driver's name of an error within `words`, such as `CUDA_ERROR_OUT_OF_MEMORY`.
fn cuda_code(words: &str) -> Option<&str> {
    let start = ["CUDA_ERROR_", "CUBLAS_STATUS_", "CURAND_STATUS_"]
        .iter()
        .find_map(|prefix| words.find(prefix))?;
    let rest = &words[start..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    Some(&rest[..end.unwrap_or(rest.len())])
}

/// Candle's traits (`Module`, `Optimizer`) return candle's error; ours keeps its words inside it.
impl From<Error> for candle_core::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Candle(error) => error,
            other => candle_core::Error::wrap(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gpu_without_memory_says_what_to_do() {
        // As cudarc words it.
        let driver = "DriverError(CUDA_ERROR_OUT_OF_MEMORY, \"out of memory\")";
        let error = Error::from(candle_core::Error::Cuda(driver.into())).to_string();
        assert!(
            error.contains("no memory left (CUDA_ERROR_OUT_OF_MEMORY)") && error.contains("batch_size"),
            "{error}"
        );
        let driver = "DriverError(CUDA_ERROR_ILLEGAL_ADDRESS, \"an illegal memory access was encountered\")";
        let error = Error::from(candle_core::Error::Cuda(driver.into()).bt()).to_string();
        assert!(error.contains("failed (CUDA_ERROR_ILLEGAL_ADDRESS)"), "{error}");
    }

    #[test]
    fn other_errors_of_candle_keep_their_words() {
        let error = Error::from(candle_core::Error::Msg("no such thing".into()));
        assert!(matches!(error, Error::Candle(_)) && error.to_string() == "no such thing");
    }
}
