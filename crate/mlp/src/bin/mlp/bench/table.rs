//! The table that `cargo mlp bench` prints; Markdown, so that it can be pasted.

use std::{fmt, process::Command};

use super::case::{Case, Place};

/// What one side took.
#[derive(Debug, Default)]
pub(super) struct Timing {
    /// Each timed epoch.
    pub seconds: Vec<f64>,
    /// The mean loss of the first epoch, where the side has one.
    pub first_loss: Option<f64>,
}

/// One case: the crate, the products, candle and, if there is a Python, PyTorch and, on a GPU, PyTorch with CUDA graphs, in this order.
pub(super) struct Row {
    pub case: Case,
    pub timings: Vec<Timing>,
}

/// The processor, as the operating system names it.
pub(super) fn machine(threads: usize) -> String {
    let model = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split(':').nth(1)?.trim().to_owned())
    });
    // macOS has it elsewhere.
    let model = model.or_else(|| {
        let output = Command::new("sysctl")
            .args(["-n", "machdep.cpu.brand_string"])
            .output();
        let name = String::from_utf8(output.ok()?.stdout).ok()?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    });
    let vector = if cfg!(target_feature = "avx512f") {
        "AVX-512"
    } else {
        "no AVX-512"
    };
    format!(
        "{}, {threads} threads, {vector}, mlp {}",
        model.unwrap_or_else(|| std::env::consts::ARCH.into()),
        env!("CARGO_PKG_VERSION")
    )
}

/// The GPU, as its driver names it.
pub(super) fn gpu() -> String {
    let arguments = ["--query-gpu=name,driver_version", "--format=csv,noheader"];
    let output = Command::new("nvidia-smi").args(arguments).output();
    let text = output.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    match text.lines().next().and_then(|line| line.split_once(", ")) {
        Some((name, driver)) => format!("{name}, driver {driver}"),
        None => "a GPU that nvidia-smi does not name".into(),
    }
}

/// The table's first two lines.
pub(super) fn head(device: Place, threads: usize) -> String {
    let (place, graphs, line) = match (device, threads) {
        (Place::Cuda, _) => ("GPU".into(), " of PyTorch with CUDA graphs |", " ---: |"),
        (Place::Cpu, 1) => ("one thread".into(), "", ""),
        (Place::Cpu, threads) => (format!("{threads} threads"), "", ""),
    };
    format!(
        "| {place} | batch | images | ms an epoch | of PyTorch |{graphs} of candle | of the two products | losses within |\n\
         | --- | ---: | ---: | ---: | ---: |{line} ---: | ---: | ---: |"
    )
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ours = &self.timings[0];
        let ratio = |side: usize| {
            self.timings.get(side).map_or_else(
                || "–".to_owned(),
                |other| {
                    let mut ratios: Vec<f64> = ours
                        .seconds
                        .iter()
                        .zip(&other.seconds)
                        .map(|(a, b)| a / b)
                        .collect();
                    format!("{:.2}", median(&mut ratios))
                },
            )
        };
        let losses: Vec<f64> = self
            .timings
            .iter()
            .filter_map(|timing| timing.first_loss)
            .collect();
        let spread = losses
            .iter()
            .fold(0.0_f64, |a, loss| a.max((loss - losses[0]).abs()));
        let milliseconds = median(&mut ours.seconds.clone()) * 1e3;
        let of_pytorch = match self.case.device {
            Place::Cpu => ratio(3),
            Place::Cuda => format!("{} | {}", ratio(3), ratio(4)),
        };
        write!(
            f,
            "| {} | {} | {} | {milliseconds:.*} | {of_pytorch} | {} | {} | {spread:.0e} |",
            self.case.network(),
            self.case.batch,
            self.case.images,
            // The digits that a reader can use.
            usize::from(milliseconds < 100.0) + usize::from(milliseconds < 10.0),
            ratio(2),
            ratio(1)
        )
    }
}

/// The middle value; the mean of the two in the middle where their number is even.
pub(super) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    match (values.get(low), values.get(high)) {
        (Some(low), Some(high)) => f64::midpoint(*low, *high),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert!((median(&mut [3.0, 1.0, 2.0]) - 2.0).abs() < 1e-12);
        assert!((median(&mut [4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-12);
        assert!(median(&mut []).is_nan());
    }

    #[test]
    fn a_row_without_pytorch_has_a_dash_there() {
        let timing = |seconds: f64, loss| Timing {
            seconds: vec![seconds; 3],
            first_loss: loss,
        };
        let case = Case {
            sizes: vec![784, 256, 10],
            batch: 1024,
            images: 60_000,
            folder: "/".into(),
            feed: "memory".into(),
            device: Place::Cpu,
            lr: 0.1,
        };
        let row = Row {
            case,
            timings: vec![
                timing(0.3, Some(1.5)),
                timing(0.25, None),
                timing(0.6, Some(1.5001)),
            ],
        };
        assert_eq!(
            row.to_string(),
            "| 784-256-10 | 1024 | 60000 | 300 | – | 0.50 | 1.20 | 1e-4 |"
        );
    }
}
