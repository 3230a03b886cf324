//! Matrix products by cuBLASLt, with the bias added on the way.
//!
//! cuBLASLt asks for a description of each product and then recommends a way to compute it; both take the host longer than the product
//! takes the GPU, so they are kept for each shape. Products are in full f32, as PyTorch's are unless told otherwise.

use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::Arc;

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::cublaslt::result::CublasError;
use candle_core::cuda_backend::cudarc::cublaslt::sys::cublasLtMatmulDescAttributes_t as Attribute;
use candle_core::cuda_backend::cudarc::cublaslt::{result, sys};
use candle_core::cuda_backend::cudarc::driver::sys::{CUdevice_attribute, CUdeviceptr};
use candle_core::cuda_backend::cudarc::driver::{CudaSlice, CudaStream, DevicePtr};
use candle_core::{Error, Result, bail};

use super::{Argument, Gpu};
use crate::lock::lock;

type CublasResult<T> = std::result::Result<T, CublasError>;

/// A matrix in memory, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Whether the product takes it transposed.
    pub(super) transposed: bool,
}

impl Shape {
    pub(super) fn of(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            columns,
            transposed: false,
        }
    }

    pub(super) fn t(self) -> Self {
        Self {
            transposed: !self.transposed,
            ..self
        }
    }

    /// Rows and columns as the product takes them.
    fn seen(self) -> (usize, usize) {
        if self.transposed {
            (self.columns, self.rows)
        } else {
            (self.rows, self.columns)
        }
    }
}

/// cuBLASLt on one device, and the products it was asked for before.
pub(super) struct Products {
    handle: sys::cublasLtHandle_t,
    workspace: CudaSlice<u8>,
    plans: HashMap<(Shape, Shape, bool), Plan>,
}

/// How one product is computed. Plans are never given up: a device is used as long as the process runs.
struct Plan {
    description: sys::cublasLtMatmulDesc_t,
    left: sys::cublasLtMatrixLayout_t,
    right: sys::cublasLtMatrixLayout_t,
    out: sys::cublasLtMatrixLayout_t,
    algorithm: sys::cublasLtMatmulAlgo_t,
}

// SAFETY: cuBLASLt's handles belong to no thread; each use of a plan is behind a lock.
#[allow(unsafe_code)]
unsafe impl Send for Products {}

impl Products {
    pub(super) fn new(stream: &Arc<CudaStream>) -> Result<Self> {
        let generation = CUdevice_attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
        // What NVIDIA recommends for Hopper, and for what came before.
        let size = if stream.context().attribute(generation).w()? >= 9 {
            32 << 20
        } else {
            4 << 20
        };
        // SAFETY: cuBLASLt alone writes and reads it.
        #[allow(unsafe_code)]
        let workspace = unsafe { stream.alloc::<u8>(size) }.w()?;
        Ok(Self {
            handle: result::create_handle().map_err(failed)?,
            workspace,
            plans: HashMap::new(),
        })
    }

    fn plan(&mut self, left: Shape, right: Shape, with_bias: bool) -> Result<&Plan> {
        let key = (left, right, with_bias);
        if !self.plans.contains_key(&key) {
            let plan =
                Plan::new(self.handle, self.workspace.len(), left, right, with_bias).map_err(failed)?;
            self.plans.insert(key, plan);
        }
        match self.plans.get(&key) {
            Some(plan) => Ok(plan),
            None => bail!("no plan for a product of {left:?} and {right:?}"),
        }
    }
}

impl Plan {
    /// cuBLASLt reads matrices column by column, so it sees ours transposed, and right · left in place of left · right.
    fn new(
        handle: sys::cublasLtHandle_t,
        workspace: usize,
        left: Shape,
        right: Shape,
        with_bias: bool,
    ) -> CublasResult<Self> {
        let layout = |shape: Shape| {
            let (rows, columns) = (shape.rows as u64, shape.columns as u64);
            result::create_matrix_layout(
                sys::cudaDataType_t::CUDA_R_32F,
                columns,
                rows,
                columns.cast_signed(),
            )
        };
        let description = result::create_matmul_desc(
            sys::cublasComputeType_t::CUBLAS_COMPUTE_32F,
            sys::cudaDataType_t::CUDA_R_32F,
        )?;
        let out = layout(Shape::of(left.seen().0, right.seen().1))?;
        let (left_layout, right_layout) = (layout(left)?, layout(right)?);
        set(
            description,
            Attribute::CUBLASLT_MATMUL_DESC_TRANSA,
            &i32::from(right.transposed),
        )?;
        set(
            description,
            Attribute::CUBLASLT_MATMUL_DESC_TRANSB,
            &i32::from(left.transposed),
        )?;
        if with_bias {
            set(
                description,
                Attribute::CUBLASLT_MATMUL_DESC_EPILOGUE,
                &sys::cublasLtEpilogue_t::CUBLASLT_EPILOGUE_BIAS,
            )?;
        }
        let preference = result::create_matmul_pref()?;
        // SAFETY: the handles were just made, and are of the kinds that are asked for.
        #[allow(unsafe_code)]
        let found = unsafe {
            result::set_matmul_pref_attribute(
                preference,
                sys::cublasLtMatmulPreferenceAttributes_t::CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                (&raw const workspace).cast(),
                size_of::<usize>(),
            )?;
            let found = result::get_matmul_algo_heuristic(
                handle,
                description,
                right_layout,
                left_layout,
                out,
                out,
                preference,
            );
            result::destroy_matmul_pref(preference)?;
            found?
        };
        Ok(Self {
            description,
            left: left_layout,
            right: right_layout,
            out,
            algorithm: found.algo,
        })
    }
}

/// Sets what a description says of its product.
fn set<T>(description: sys::cublasLtMatmulDesc_t, attribute: Attribute, value: &T) -> CublasResult<()> {
    let value: *const T = value;
    // SAFETY: the description was made by cuBLASLt, which copies the value.
    #[allow(unsafe_code)]
    unsafe {
        result::set_matmul_desc_attribute(description, attribute, value.cast(), size_of::<T>())
    }
}

impl Gpu {
    /// left · right, with `bias` added to each row where there is one: new memory, row by row.
    ///
    /// `left`, `right` and `bias` are memory of this device with as many numbers as their shapes say.
    pub(super) fn product(
        &self,
        (left, left_shape): (Argument<'_>, Shape),
        (right, right_shape): (Argument<'_>, Shape),
        bias: Option<Argument<'_>>,
    ) -> Result<CudaSlice<f32>> {
        let (Argument::Address(left), Argument::Address(right)) = (left, right) else {
            bail!("a product needs two addresses")
        };
        let out = self.alloc::<f32>(left_shape.seen().0 * right_shape.seen().1)?;
        let mut products = lock(&self.products);
        let (handle, workspace) = (
            products.handle,
            (
                products.workspace.device_ptr(&self.stream).0,
                products.workspace.len(),
            ),
        );
        let plan = products.plan(left_shape, right_shape, bias.is_some())?;
        if let Some(Argument::Address(bias)) = bias {
            set(
                plan.description,
                Attribute::CUBLASLT_MATMUL_DESC_BIAS_POINTER,
                &bias,
            )
            .map_err(failed)?;
        }
        let (one, zero) = (1.0_f32, 0.0_f32);
        let pointer = |address: CUdeviceptr| address as *mut c_void;
        let result_address = pointer(out.device_ptr(&self.stream).0);
        self.stream.context().bind_to_thread().w()?;
        // SAFETY: the caller's promise for what is read; `out` has the size of the plan's result, and all of it is written.
        #[allow(unsafe_code)]
        unsafe {
            result::matmul(
                handle,
                plan.description,
                (&raw const one).cast(),
                (&raw const zero).cast(),
                pointer(right),
                plan.right,
                pointer(left),
                plan.left,
                result_address,
                plan.out,
                result_address,
                plan.out,
                &raw const plan.algorithm,
                pointer(workspace.0),
                workspace.1,
                self.stream.cu_stream().cast(),
            )
        }
        .map_err(failed)?;
        Ok(out)
    }
}

/// As candle words a failure of cuBLAS.
fn failed(error: CublasError) -> Error {
    Error::Cuda(Box::new(error)).bt()
}
