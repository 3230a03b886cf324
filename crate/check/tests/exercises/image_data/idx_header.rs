//! “The header of an IDX file”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> (u32, Vec<usize>) {
        let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let dimensions = usize::from(bytes[3]);
        let sizes = (1..=dimensions).map(|i| number(4 * i) as usize).collect();
        (number(0), sizes)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> (u32, Vec<usize>) {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod little_endian {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> (u32, Vec<usize>) {
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let sizes = (1..=usize::from(bytes[3]))
            .map(|i| number(4 * i) as usize)
            .collect();
        (number(0), sizes)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod rows_and_columns_swapped {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> (u32, Vec<usize>) {
        let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut sizes = vec![number(4) as usize];
        if bytes[3] == 3 {
            sizes.extend([number(12) as usize, number(8) as usize]);
        }
        (number(0), sizes)
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod labels_read_as_images {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> (u32, Vec<usize>) {
        let number = |at: usize| u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        (number(0), [4, 8, 12].map(|at| number(at) as usize).to_vec())
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

prove! {
    "01_image_data/idx-header", 4.0;
    little_endian: 2.0, "last byte first";
    rows_and_columns_swapped: 2.0, "rows and columns are swapped";
    labels_read_as_images: 2.0, "a label file is read with an image file's header";
}
