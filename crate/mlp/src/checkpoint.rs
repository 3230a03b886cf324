//! A trained model in a file: its weights under PyTorch's names, and the settings of the run that made them.

mod predict;

use std::{collections::HashMap, fs, io::Write, path::Path};

use candle_core::{DType, Device, Tensor};
use safetensors::{SafeTensors, tensor::TensorView};
use serde::{Deserialize, Serialize};

use crate::{Activation, Epoch, Error, History, Mlp, Result, RunSettings};

/// The key under which the settings stand in the file's metadata, as JSON.
const METADATA_KEY: &str = "mlp";

/// A model with what is needed to use it on new images.
///
/// ```
/// use mlp::prelude::*;
/// # use mlp::ndarray::{Array1, Array4};
/// # let images = Array4::from_shape_fn((8, 2, 2, 1), |(n, y, ..)| if y == n % 2 { 200_u8 } else { 0 });
/// # let labels = Array1::from_shape_fn(8, |n| (n % 2) as u8);
/// # let samples = Samples::new(images, labels, ["top".to_owned(), "bottom".to_owned()])?;
/// # let loader = DataLoader::new(&samples, &Normalization::UnitRange, &Device::Cpu)?.batch_size(4);
/// # let folder = tempfile::tempdir().map_err(|source| Error::Io { path: ".".into(), source })?;
/// # let file = folder.path().join("model.safetensors");
/// let model = Mlp::new(&[4, 2], Activation::Relu, 0, &Device::Cpu)?;
/// # let mut optimizer = Sgd::new(model.parameters(), 0.5)?;
/// let history = fit_with(&model, &mut optimizer, &loader, &loader, 20, quiet)?;
/// Checkpoint::new(&model, &history).save(&file)?;
/// let back = Checkpoint::load(&file, &Device::Cpu)?;
/// assert_eq!(back.model.sizes(), [4, 2]);
/// assert_eq!(back.run.map(|run| run.settings.classes), Some(vec!["top".to_owned(), "bottom".to_owned()]));
/// # Ok::<(), mlp::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// The model.
    pub model: Mlp,
    /// How it was trained; `None` for a file that another program wrote.
    pub run: Option<Run>,
}

/// What a checkpoint remembers of the run behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The run's settings: the normalization and the class names are needed to use the model.
    pub settings: RunSettings,
    /// The last epoch's results.
    pub result: Option<Epoch>,
}

#[derive(Serialize, Deserialize)]
struct Metadata {
    activation: Activation,
    run: Option<Run>,
}

impl Checkpoint {
    /// The model that `history` describes.
    pub fn new(model: &Mlp, history: &History) -> Self {
        let run = Run {
            settings: history.settings.clone(),
            result: history.epochs.last().copied(),
        };
        Self {
            model: model.clone(),
            run: Some(run),
        }
    }

    /// Writes a safetensors file that PyTorch's `nn.Sequential(Linear, ReLU, …)` loads with `load_state_dict`. The file is
    /// complete or not there: an earlier one of that name stays until the new one is whole.
    ///
    /// # Errors
    /// A folder that does not exist or cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let mut tensors = Vec::new();
        for (name, parameter) in self.model.named_parameters() {
            let values = parameter.flatten_all()?.to_vec1::<f32>()?;
            let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
            tensors.push((name, parameter.dims().to_vec(), bytes));
        }
        let views = tensors
            .iter()
            .map(|(name, shape, bytes)| {
                let view = TensorView::new(safetensors::Dtype::F32, shape.clone(), bytes);
                Ok((name.as_str(), view.map_err(|error| unusable(path, &error))?))
            })
            .collect::<Result<Vec<_>>>()?;
        let metadata = Metadata {
            activation: self.model.activation(),
            run: self.run.clone(),
        };
        let json = serde_json::to_string(&metadata).map_err(|error| unusable(path, &error))?;
        let bytes = safetensors::serialize(views, Some(HashMap::from([(METADATA_KEY.to_owned(), json)])))
            .map_err(|error| unusable(path, &error))?;
        write_whole(path, &bytes)
    }

    /// Reads a file that [`Checkpoint::save`] or PyTorch wrote. A file without our metadata is taken to have `ReLU` between
    /// its layers; [`Checkpoint::load_with_activation`] says otherwise.
    ///
    /// # Errors
    /// No such file, no safetensors file, or tensors that are not the layers of an MLP.
    pub fn load(path: impl AsRef<Path>, device: &Device) -> Result<Self> {
        Self::read(path.as_ref(), None, device)
    }

    /// [`Checkpoint::load`] with the activation given, whatever the file says.
    ///
    /// # Errors
    /// As [`Checkpoint::load`].
    pub fn load_with_activation(
        path: impl AsRef<Path>,
        activation: Activation,
        device: &Device,
    ) -> Result<Self> {
        Self::read(path.as_ref(), Some(activation), device)
    }

    fn read(path: &Path, activation: Option<Activation>, device: &Device) -> Result<Self> {
        let bytes = fs::read(path).map_err(Error::io(path))?;
        let file = SafeTensors::deserialize(&bytes).map_err(|error| {
            Error::file(
                path,
                format!("not a safetensors file ({error})"),
                "Write one with `--save`, or in PyTorch with safetensors.torch.save_file(model.state_dict(), path)",
            )
        })?;
        let (_, header) = SafeTensors::read_metadata(&bytes).map_err(|error| unusable(path, &error))?;
        let metadata: Option<Metadata> = header
            .metadata()
            .as_ref()
            .and_then(|entries| entries.get(METADATA_KEY))
            .map(|json| serde_json::from_str(json).map_err(|error| unusable(path, &error)))
            .transpose()?;
        let layers = layer_numbers(path, &file)?
            .into_iter()
            .map(|number| {
                let weight = tensor(path, &file, &format!("{number}.weight"), device)?;
                let bias = tensor(path, &file, &format!("{number}.bias"), device)?;
                Ok((weight, bias))
            })
            .collect::<Result<Vec<_>>>()?;
        let activation = activation
            .or(metadata.as_ref().map(|metadata| metadata.activation))
            .unwrap_or(Activation::Relu);
        let model = Mlp::from_weights(&layers, activation).map_err(|error| unusable(path, &error))?;
        Ok(Self {
            model,
            run: metadata.and_then(|metadata| metadata.run),
        })
    }
}

/// The positions of the linear layers in the `nn.Sequential`: 0, 2, 4 …, or 1, 3, 5 … behind a `Flatten`.
fn layer_numbers(path: &Path, file: &SafeTensors<'_>) -> Result<Vec<usize>> {
    let mut numbers = Vec::new();
    for name in file.names() {
        match name
            .split_once('.')
            .map(|(number, kind)| (number.parse::<usize>(), kind))
        {
            Some((Ok(number), "weight")) => numbers.push(number),
            Some((Ok(_), "bias")) => {}
            _ => {
                return Err(Error::file(
                    path,
                    format!(
                        "it holds a tensor named {name}; the layers of an MLP are named 0.weight, 0.bias, 2.weight, …"
                    ),
                    "Save the state dict of an nn.Sequential of Linear layers",
                ));
            }
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn tensor(path: &Path, file: &SafeTensors<'_>, name: &str, device: &Device) -> Result<Tensor> {
    let view = file.tensor(name).map_err(|error| unusable(path, &error))?;
    let dtype = DType::try_from(view.dtype()).map_err(|error| unusable(path, &error))?;
    Ok(Tensor::from_raw_buffer(view.data(), dtype, view.shape(), device)?.to_dtype(DType::F32)?)
}

fn unusable(path: &Path, error: &impl ToString) -> Error {
    Error::file(
        path,
        error.to_string(),
        "The file is not one that this program wrote, or it is damaged; train and save again",
    )
}

/// Writes beside the goal, then renames: a reader sees the old file or the new one, never half of one.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    #[cfg_attr(not(unix), allow(unused_mut, reason = "only a Unix has rights to set"))]
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user's umask leaves of it; temporary files are otherwise their owner's alone.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).map_err(Error::io(folder))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(Error::io(path))?;
    file.persist(path).map_err(|error| Error::Io {
        path: path.into(),
        source: error.error,
    })?;
    Ok(())
}
