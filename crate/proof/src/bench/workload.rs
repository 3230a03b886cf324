//! The cells that are measured, the same work in Rust and in Python.

/// What one run of a kernel consists of.
#[derive(Debug)]
pub(super) struct Workload {
    /// From the kernel's start to the first tensor's value.
    pub(super) opening: Vec<String>,
    /// That value, as the kernel shows it.
    pub(super) expected: &'static str,
    /// Not measured: makes what the cells use.
    pub(super) prepare: &'static str,
    /// A cell of each kind, for the n-th time. No two are alike: a cell that was compiled before proves nothing.
    cell: fn(Kind, usize) -> String,
}

/// The kinds of cells, and the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    FirstTensor,
    Trivial,
    Tensor,
    Function,
}

impl Kind {
    /// The table's rows.
    pub(super) const ALL: [Self; 4] = [Self::FirstTensor, Self::Trivial, Self::Tensor, Self::Function];
    const CELLS: [Self; 3] = [Self::Trivial, Self::Tensor, Self::Function];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::FirstTensor => "first tensor",
            Self::Trivial => "trivial",
            Self::Tensor => "tensor",
            Self::Function => "function",
        }
    }

    pub(super) fn description(self) -> &'static str {
        match self {
            Self::FirstTensor => "kernel start to first tensor",
            Self::Trivial => "a trivial cell",
            Self::Tensor => "a tensor cell",
            Self::Function => "a cell that redefines a function",
        }
    }
}

impl Workload {
    /// In a Rust kernel; `first` is what a stock one needs before anything else.
    pub(super) fn rust(first: Option<String>) -> Self {
        let tensor = "use mlp::prelude::*;
let four = Tensor::arange(0f32, 4.0, &best_device())?;
four.sqr()?.sum_all()?.to_scalar::<f32>()?";
        Self {
            opening: first.into_iter().chain([tensor.to_owned()]).collect(),
            expected: "14.0",
            prepare: "let device: Device = best_device();
let x: Tensor = Tensor::randn(0f32, 1.0, (64, 784), &device)?;
let w: Tensor = Tensor::randn(0f32, 0.05, (784, 256), &device)?;",
            cell: |kind, n| match kind {
                Kind::Tensor => {
                    format!("let h{n} = x.matmul(&w)?.relu()?;\nh{n}.mean_all()?.to_scalar::<f32>()?")
                }
                Kind::Function => format!(
                    "fn scaled(x: &Tensor) -> Result<Tensor> {{\n    Ok((x * {n}.0)?)\n}}\nscaled(&x)?.mean_all()?.to_scalar::<f32>()?"
                ),
                _ => format!("{n} + {n}"),
            },
        }
    }

    /// In ipykernel, with torch.
    pub(super) fn python() -> Self {
        Self {
            opening: vec!["import torch\nfour = torch.arange(4.0)\nfour.square().sum().item()".into()],
            expected: "14.0",
            prepare: "x = torch.randn(64, 784)\nw = torch.randn(784, 256) * 0.05",
            cell: |kind, n| match kind {
                Kind::Tensor => format!("h{n} = (x @ w).relu()\nh{n}.mean().item()"),
                Kind::Function => {
                    format!("def scaled(x):\n    return x * {n}.0\nscaled(x).mean().item()")
                }
                _ => format!("{n} + {n}"),
            },
        }
    }

    /// `count` cells of each kind, in turn, with their kinds' names.
    pub(super) fn cells(&self, count: usize) -> Vec<(&'static str, String)> {
        (1..=count)
            .flat_map(|n| Kind::CELLS.map(|kind| (kind.name(), (self.cell)(kind, n))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_measured_cells_are_alike() {
        for workload in [Workload::rust(None), Workload::python()] {
            let cells = workload.cells(5);
            let different: std::collections::BTreeSet<_> = cells.iter().collect();
            assert_eq!((cells.len(), different.len()), (15, 15));
        }
    }
}
