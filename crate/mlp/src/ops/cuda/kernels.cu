// The fused operations as kernels. NVRTC compiles this file on first use, so it includes nothing.
//
// Sums are taken in an order that depends on the shape alone: blocks write partial sums, and whichever block comes last adds them up in
// the order of the blocks. So a run gives the same bits each time, which `atomicAdd` on numbers would not.

#define WARP 32
#define NOT_A_NUMBER __int_as_float(0x7fffffff)

// Whether this block is the last of `blocks` to get here; what the others wrote before a `__threadfence` of their own is then visible
// to it. The counter is 0 again afterwards.
__device__ bool is_last(unsigned *counter, unsigned blocks) {
    __shared__ bool last;
    __syncthreads();
    if (threadIdx.x == 0 && threadIdx.y == 0) last = atomicInc(counter, blocks - 1) == blocks - 1;
    __syncthreads();
    if (last) __threadfence();
    return last;
}

// ((pixel - mean) / std - then_mean) / then_std, without any contraction: the same bits as on the CPU.
__device__ float normalized(float pixel, float mean, float std, float then_mean, float then_std) {
    float value = __fsub_rn(__fdiv_rn(__fsub_rn(pixel, mean), std), then_mean);
    return then_std == 1.0f ? value : __fdiv_rn(value, then_std);
}

// A block an image: x[block] = the image order[block], normalized; y[block] = its label.
extern "C" __global__ void gather(const unsigned char *__restrict__ images, const unsigned *__restrict__ labels,
                                  const unsigned *__restrict__ order, float *__restrict__ x, unsigned *__restrict__ y, int pixels, float mean, float std, float then_mean, float then_std, int per_image) {
    unsigned row = order[blockIdx.x];
    const unsigned char *image = images + (size_t)row * pixels;
    float *out = x + (size_t)blockIdx.x * pixels;
    if (threadIdx.x == 0) y[blockIdx.x] = labels[row];
    if (per_image) {
        __shared__ unsigned long long sums[WARP], squares[WARP];
        __shared__ float moments[2];
        unsigned long long sum = 0, square = 0;
        for (int i = threadIdx.x; i < pixels; i += blockDim.x) {
            unsigned pixel = image[i];
            sum += pixel;
            square += pixel * pixel;
        }
        for (int offset = WARP / 2; offset > 0; offset /= 2) {
            sum += __shfl_down_sync(~0u, sum, offset);
            square += __shfl_down_sync(~0u, square, offset);
        }
        if (threadIdx.x % WARP == 0) {
            sums[threadIdx.x / WARP] = sum;
            squares[threadIdx.x / WARP] = square;
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int warp = 1; warp < blockDim.x / WARP; warp++) {
                sum += sums[warp];
                square += squares[warp];
            }
            double n = pixels, average = __ddiv_rn((double)sum, n);
            double variance = __dsub_rn(__ddiv_rn((double)square, n), __dmul_rn(average, average));
            double spread = __dsqrt_rn(variance > 0.0 ? variance : 0.0);
            moments[0] = (float)average;
            // An image of one color has no spread to divide by; it becomes zeros.
            moments[1] = spread > 1e-6 ? (float)spread : 1.0f;
        }
        __syncthreads();
        mean = moments[0];
        std = moments[1];
    }
    if (pixels % 4 == 0) {
        const uchar4 *in4 = (const uchar4 *)image;
        float4 *out4 = (float4 *)out;
        for (int i = threadIdx.x; i < pixels / 4; i += blockDim.x) {
            uchar4 p = in4[i];
            out4[i] = make_float4(normalized(p.x, mean, std, then_mean, then_std), normalized(p.y, mean, std, then_mean, then_std),
                                  normalized(p.z, mean, std, then_mean, then_std), normalized(p.w, mean, std, then_mean, then_std));
        }
    } else {
        for (int i = threadIdx.x; i < pixels; i += blockDim.x) out[i] = normalized(image[i], mean, std, then_mean, then_std);
    }
}

// Activations by number, as `Activation::number` gives it.
#define IDENTITY 0
#define RELU 1
#define SIGMOID 2
#define TANH 3

// y = activation(y), in place. Written so that NaN stays NaN: a diverged run must not look like a dead one.
extern "C" __global__ void activate(float *y, size_t count, int activation) {
    size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= count) return;
    float z = y[i];
    if (activation == RELU) z = z <= 0.0f ? 0.0f : z;
    else if (activation == SIGMOID) z = 1.0f / (1.0f + expf(-z));
    else if (activation == TANH) z = tanhf(z);
    y[i] = z;
}

__device__ float derived(float dy, float y, int activation) {
    if (activation == RELU) return y > 0.0f ? dy : 0.0f;
    if (activation == SIGMOID) return dy * (y * (1.0f - y));
    if (activation == TANH) return dy * fmaf(-y, y, 1.0f);
    return dy;
}

#define DERIVE_LANES 8

// dz = dy * activation'(y), taken from the result y, and db = the sums of dz's columns. A block has 32 columns and `chunk`
// rows, blockDim (32, 8). Either of dz and db may be null.
extern "C" __global__ void derive(const float *__restrict__ dy, const float *__restrict__ y, float *__restrict__ dz,
                                  float *__restrict__ db, float *partial, unsigned *counters, int rows, int columns, int chunk,
                                  int activation) {
    __shared__ float sums[DERIVE_LANES][WARP];
    int column = blockIdx.x * WARP + threadIdx.x;
    int first = blockIdx.y * chunk, end = min(first + chunk, rows);
    float sum = 0.0f;
    if (column < columns) {
#pragma unroll 4
        for (int row = first + threadIdx.y; row < end; row += DERIVE_LANES) {
            size_t i = (size_t)row * columns + column;
            float value = activation == IDENTITY ? dy[i] : derived(dy[i], y[i], activation);
            if (dz) dz[i] = value;
            sum += value;
        }
    }
    if (!db) return;
    sums[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y == 0 && column < columns) {
        for (int lane = 1; lane < DERIVE_LANES; lane++) sum += sums[lane][threadIdx.x];
        partial[(size_t)blockIdx.y * columns + column] = sum;
        __threadfence();
    }
    if (!is_last(counters + blockIdx.x, gridDim.y)) return;
    sum = 0.0f;
    if (column < columns) {
        for (int part = threadIdx.y; part < gridDim.y; part += DERIVE_LANES) sum += __ldcg(partial + (size_t)part * columns + column);
    }
    sums[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y == 0 && column < columns) {
        for (int lane = 1; lane < DERIVE_LANES; lane++) sum += sums[lane][threadIdx.x];
        db[column] = sum;
    }
}

#define CE_ROWS 8

// loss = mean over the rows of -ln softmax(z)[y], and, where dz is given, dz = (softmax(z) - one-hot(y)) / rows. A warp a row,
// 8 rows a block. A label that is no class makes the loss NaN.
extern "C" __global__ void cross_entropy(const float *__restrict__ z, const unsigned *__restrict__ y, float *__restrict__ loss,
                                         float *__restrict__ dz, double *partial, unsigned *counter, int rows, int classes) {
    __shared__ double losses[CE_ROWS * WARP];
    int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
    int row = blockIdx.x * CE_ROWS + warp;
    float value = 0.0f;
    if (row < rows) {
        const float *logits = z + (size_t)row * classes;
        float largest = __int_as_float(0xff800000);
        for (int c = lane; c < classes; c += WARP) largest = fmaxf(largest, logits[c]);
        for (int offset = WARP / 2; offset > 0; offset /= 2) largest = fmaxf(largest, __shfl_xor_sync(~0u, largest, offset));
        float sum = 0.0f;
        for (int c = lane; c < classes; c += WARP) sum += expf(logits[c] - largest);
        for (int offset = WARP / 2; offset > 0; offset /= 2) sum += __shfl_xor_sync(~0u, sum, offset);
        unsigned label = y[row];
        value = label < classes ? logf(sum) - (logits[label] - largest) : NOT_A_NUMBER;
        if (dz) {
            float share = 1.0f / rows, scale = share / sum;
            for (int c = lane; c < classes; c += WARP) {
                float p = expf(logits[c] - largest) * scale;
                dz[(size_t)row * classes + c] = c == label ? p - share : p;
            }
        }
    }
    if (lane == 0) losses[warp] = value;
    __syncthreads();
    if (threadIdx.x == 0) {
        double sum = 0.0;
        for (int i = 0; i < CE_ROWS; i++) sum += losses[i];
        partial[blockIdx.x] = sum;
        __threadfence();
    }
    if (!is_last(counter, gridDim.x)) return;
    double sum = 0.0;
    for (int i = threadIdx.x; i < gridDim.x; i += blockDim.x) sum += __ldcg(partial + i);
    losses[threadIdx.x] = sum;
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if (threadIdx.x < half) losses[threadIdx.x] += losses[threadIdx.x + half];
    }
    if (threadIdx.x == 0) *loss = (float)(losses[0] / rows);
}

// sums[0] += loss * rows, sums[1] += how many rows of z are largest at their label. One block.
extern "C" __global__ void tally(const float *z, const unsigned *y, const float *loss, double *sums, int rows, int classes) {
    __shared__ int hits;
    if (threadIdx.x == 0) hits = 0;
    __syncthreads();
    int mine = 0;
    for (int row = threadIdx.x; row < rows; row += blockDim.x) {
        const float *logits = z + (size_t)row * classes;
        int best = 0;
        float largest = logits[0];
        for (int c = 1; c < classes; c++) {
            if (logits[c] > largest) {
                best = c;
                largest = logits[c];
            }
        }
        mine += best == y[row];
    }
    for (int offset = WARP / 2; offset > 0; offset /= 2) mine += __shfl_down_sync(~0u, mine, offset);
    // Whole numbers: the order of these additions changes nothing.
    if (threadIdx.x % WARP == 0) atomicAdd(&hits, mine);
    __syncthreads();
    if (threadIdx.x == 0) {
        sums[0] += (double)*loss * rows;
        sums[1] += hits;
    }
}

extern "C" __global__ void add(const float *a, const float *b, float *sum, size_t count) {
    size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) sum[i] = a[i] + b[i];
}

// out = in * factor[0]
extern "C" __global__ void scale(const float *in, const float *factor, float *out, size_t count) {
    size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) out[i] = in[i] * *factor;
}

// A step on several variables at once: blockIdx.y says on which.
#define VARIABLES 8

struct Variables {
    float *theta[VARIABLES];
    const float *gradient[VARIABLES];
    float *state[2][VARIABLES];
    unsigned long long count[VARIABLES];
    float factor[2][VARIABLES];
};

// v = momentum * v + g, theta = theta - lr * v, with decay * theta added to the gradient. Plain descent is without v. The state is v, the
// factor the momentum.
extern "C" __global__ void sgd(Variables all, float lr, float decay, int plain) {
    int which = blockIdx.y;
    float *__restrict__ theta = all.theta[which], *__restrict__ v = all.state[0][which], momentum = all.factor[0][which];
    const float *__restrict__ gradient = all.gradient[which];
    size_t count = all.count[which], stride = (size_t)gridDim.x * blockDim.x;
#pragma unroll 4
    for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += stride) {
        float g = fmaf(decay, theta[i], gradient[i]);
        if (!plain) {
            g = fmaf(momentum, v[i], g);
            v[i] = g;
        }
        theta[i] = fmaf(-lr, g, theta[i]);
    }
}

// The states are m and v, the factors lr / (1 - beta1^t) and sqrt(1 - beta2^t); grow is 1 - beta, keep 1 - lr * weight decay.
extern "C" __global__ void adam(Variables all, float grow1, float beta2, float grow2, float eps, float keep) {
    int which = blockIdx.y;
    float *__restrict__ theta = all.theta[which], *__restrict__ m = all.state[0][which], *__restrict__ v = all.state[1][which];
    float step_size = all.factor[0][which], root = all.factor[1][which];
    const float *__restrict__ gradient = all.gradient[which];
    size_t count = all.count[which], stride = (size_t)gridDim.x * blockDim.x;
#pragma unroll 4
    for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += stride) {
        float g = gradient[i];
        float mean = fmaf(grow1, g - m[i], m[i]);
        float square = fmaf(grow2 * g, g, beta2 * v[i]);
        m[i] = mean;
        v[i] = square;
        theta[i] = fmaf(-step_size, mean / (sqrtf(square) / root + eps), theta[i] * keep);
    }
}
