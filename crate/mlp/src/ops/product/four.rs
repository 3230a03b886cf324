//! Four numbers that a processor treats as one: a browser's vector, and for the tests elsewhere the same by hand.

#[cfg(target_arch = "wasm32")]
mod vector {
    use std::arch::wasm32::{f32x4, f32x4_add, f32x4_extract_lane, f32x4_mul, f32x4_splat, v128};

    /// One vector.
    #[derive(Clone, Copy)]
    pub(in crate::ops::product) struct Four(v128);

    impl Four {
        #[inline(always)]
        pub(in crate::ops::product) fn new([a, b, c, d]: [f32; 4]) -> Self {
            Self(f32x4(a, b, c, d))
        }

        #[inline(always)]
        pub(in crate::ops::product) fn all(number: f32) -> Self {
            Self(f32x4_splat(number))
        }

        #[inline(always)]
        pub(in crate::ops::product) fn plus(self, other: Self) -> Self {
            Self(f32x4_add(self.0, other.0))
        }

        /// `self + a · b`, in two steps: that of one step not every browser has.
        #[inline(always)]
        pub(in crate::ops::product) fn plus_product(self, a: Self, b: Self) -> Self {
            Self(f32x4_add(self.0, f32x4_mul(a.0, b.0)))
        }

        #[inline(always)]
        pub(in crate::ops::product) fn numbers(self) -> [f32; 4] {
            [
                f32x4_extract_lane::<0>(self.0),
                f32x4_extract_lane::<1>(self.0),
                f32x4_extract_lane::<2>(self.0),
                f32x4_extract_lane::<3>(self.0),
            ]
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod vector {
    /// Four numbers.
    #[derive(Clone, Copy)]
    pub(in crate::ops::product) struct Four([f32; 4]);

    impl Four {
        pub(in crate::ops::product) fn new(numbers: [f32; 4]) -> Self {
            Self(numbers)
        }

        pub(in crate::ops::product) fn all(number: f32) -> Self {
            Self([number; 4])
        }

        pub(in crate::ops::product) fn plus(self, other: Self) -> Self {
            Self(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
        }

        pub(in crate::ops::product) fn plus_product(self, a: Self, b: Self) -> Self {
            Self(std::array::from_fn(|lane| self.0[lane] + a.0[lane] * b.0[lane]))
        }

        pub(in crate::ops::product) fn numbers(self) -> [f32; 4] {
            self.0
        }
    }
}

pub(super) use vector::Four;
