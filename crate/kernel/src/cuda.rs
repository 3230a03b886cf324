//! What the notebooks' library needs to be built for an NVIDIA GPU, and to run there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use host::command;

/// The feature of `mlp` that trains on a GPU.
pub(crate) const FEATURE: &str = "cuda";

/// The libraries that a program with this feature loads: of the driver, then of the toolkit.
const LIBRARIES: [&str; 5] = [
    "libcuda.so.1",
    "libcublas.so.",
    "libcublasLt.so.",
    "libcurand.so.",
    "libnvrtc.so.",
];

/// CUDA as it is on this machine.
#[derive(Debug)]
pub(crate) struct Cuda {
    nvcc: PathBuf,
    /// Such as (12, 8).
    version: (u32, u32),
    /// The GPU's generation as nvcc counts it, such as 90.
    compute_cap: String,
}

impl Cuda {
    /// Looks for compiler, driver and GPU; an error lists everything that is missing, and what gives it.
    pub(crate) fn detect() -> Result<Self> {
        let nvcc = find_nvcc(&std::env::vars_os().collect::<Vec<_>>());
        let version = nvcc.as_deref().and_then(version_of);
        let compute_cap = compute_cap();
        let mut missing = Vec::new();
        if nvcc.is_none() {
            missing.push(
                "CUDA's compiler nvcc, looked for in $NVCC, on the PATH, in $CUDA_HOME/bin and /usr/local/cuda/bin\n    \
                 https://developer.nvidia.com/cuda-downloads has the toolkit, 11.4 to 13.4 (Debian, Ubuntu: sudo apt-get install nvidia-cuda-toolkit)"
                    .to_owned(),
            );
        } else if version.is_none() {
            missing.push("a CUDA compiler that answers: `nvcc --version` fails".to_owned());
        }
        let libraries = missing_libraries();
        if !libraries.is_empty() {
            missing.push(format!(
                "the libraries {}\n    libcuda comes with NVIDIA's driver, the others with the toolkit; a toolkit in a folder of its own \
                 is found once its lib64 stands in LD_LIBRARY_PATH",
                libraries.join(", ")
            ));
        }
        if compute_cap.is_none() {
            missing.push(
                "a GPU: `nvidia-smi --query-gpu=compute_cap` names none\n    install NVIDIA's driver, or set \
                 CUDA_COMPUTE_CAP to the generation of the GPU (90 for an H100)"
                    .to_owned(),
            );
        }
        match (nvcc, version, compute_cap) {
            (Some(nvcc), Some(version), Some(compute_cap)) if missing.is_empty() => Ok(Self {
                nvcc,
                version,
                compute_cap,
            }),
            _ => bail!(
                "for notebooks on a GPU this machine lacks:\n  {}\nThen run `cargo lab setup --cuda` again; `cargo lab setup --cpu` does without a GPU",
                missing.join("\n  ")
            ),
        }
    }

    /// What the build is told, and every cell again: with other values cargo would compile the GPU's programs anew in each cell.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let (major, minor) = self.version;
        let home = self
            .nvcc
            .parent()
            .and_then(Path::parent)
            .unwrap_or(Path::new("/"));
        [
            ("NVCC", self.nvcc.display().to_string()),
            ("CUDA_HOME", home.display().to_string()),
            ("CUDA_COMPUTE_CAP", self.compute_cap.clone()),
            ("CUDARC_CUDA_VERSION", format!("{}", major * 1000 + minor * 10)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }
}

/// nvcc where candle's own build looks for it, in the same order, then where NVIDIA's installer puts it.
fn find_nvcc(environment: &[(std::ffi::OsString, std::ffi::OsString)]) -> Option<PathBuf> {
    let variable = |name: &str| {
        let found = environment.iter().find(|(variable, _)| variable == name);
        found.map(|(_, value)| value)
    };
    let mut candidates: Vec<PathBuf> = variable("NVCC").map(PathBuf::from).into_iter().collect();
    let path = variable("PATH").into_iter().flat_map(std::env::split_paths);
    candidates.extend(path.map(|folder| folder.join("nvcc")));
    candidates.extend(variable("CUDA_HOME").map(|home| Path::new(home).join("bin/nvcc")));
    candidates.push("/usr/local/cuda/bin/nvcc".into());
    candidates.into_iter().find(|path| path.is_file())
}

/// The version that `nvcc --version` ends with, as in “release 12.8, V12.8.93”.
fn version_of(nvcc: &Path) -> Option<(u32, u32)> {
    parse_version(&command::output(Command::new(nvcc).arg("--version")).ok()?)
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (_, rest) = text.split_once("release ")?;
    let (version, _) = rest.split_once(',')?;
    let (major, minor) = version.trim().split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// The generation of the first GPU: the variable that candle's build reads, else what the driver says.
fn compute_cap() -> Option<String> {
    if let Ok(given) = std::env::var("CUDA_COMPUTE_CAP") {
        return Some(given);
    }
    let arguments = ["--query-gpu=compute_cap", "--format=csv,noheader"];
    let text = command::output(Command::new("nvidia-smi").args(arguments)).ok()?;
    let first = text.lines().next()?.trim().replace('.', "");
    (!first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit())).then_some(first)
}

/// Which of [`LIBRARIES`] the dynamic linker does not find.
fn missing_libraries() -> Vec<&'static str> {
    // Outside a login shell, sbin is often not on the PATH.
    let listed = ["ldconfig", "/sbin/ldconfig"]
        .iter()
        .find_map(|program| command::output(Command::new(program).arg("-p")).ok())
        .unwrap_or_default();
    let folders = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let in_folders: Vec<String> = std::env::split_paths(&folders)
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(Iterator::flatten)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let is_there =
        |name: &&str| listed.contains(*name) || in_folders.iter().any(|file| file.starts_with(*name));
    LIBRARIES
        .into_iter()
        .filter(|name| !is_there(name))
        .map(|name| name.trim_end_matches('.'))
        .collect()
}

/// The variables that a build with these features of `mlp` needs; none without CUDA.
pub(crate) fn environment_for(features: &[String]) -> Result<Vec<(String, String)>> {
    if features.iter().any(|feature| feature == FEATURE) {
        return Ok(Cuda::detect()?.environment());
    }
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_what_nvcc_prints() {
        let text =
            "nvcc: NVIDIA (R) Cuda compiler driver\nCuda compilation tools, release 13.0, V13.0.88\nBuild x";
        assert_eq!(parse_version(text), Some((13, 0)));
        assert_eq!(parse_version("command not found"), None);
    }

    #[test]
    fn the_compiler_that_is_named_comes_before_that_on_the_path() {
        let folder = tempfile::tempdir().unwrap();
        for place in ["named/nvcc", "path/nvcc", "home/bin/nvcc"] {
            let file = folder.path().join(place);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, "").unwrap();
        }
        let variable = |name: &str, place: &str| (name.into(), folder.path().join(place).into_os_string());
        let named = variable("NVCC", "named/nvcc");
        let path = variable("PATH", "path");
        let home = variable("CUDA_HOME", "home");
        let find = |environment: &[_]| find_nvcc(environment).unwrap();
        assert!(find(&[path.clone(), home.clone(), named]).ends_with("named/nvcc"));
        assert!(find(&[home.clone(), path]).ends_with("path/nvcc"));
        assert!(find(&[home]).ends_with("home/bin/nvcc"));
    }

    #[test]
    fn the_build_is_told_compiler_version_and_generation() {
        let cuda = Cuda {
            nvcc: "/opt/cuda/bin/nvcc".into(),
            version: (12, 8),
            compute_cap: "89".into(),
        };
        let environment = cuda.environment();
        let value = |name: &str| {
            environment
                .iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.as_str())
        };
        assert_eq!(value("CUDA_HOME"), Some("/opt/cuda"));
        assert_eq!(value("CUDARC_CUDA_VERSION"), Some("12080"));
        assert_eq!(value("CUDA_COMPUTE_CAP"), Some("89"));
    }
}
