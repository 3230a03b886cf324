//! “The header of any IDX file”: solved, unsolved, and wrong in known ways.

use super::super::prove;

mod solution {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        let &[0, 0, kind, axes, ref rest @ ..] = bytes else {
            return None;
        };
        let width = match kind {
            0x08 | 0x09 => 1,
            0x0b => 2,
            0x0c | 0x0d => 4,
            0x0e => 8,
            _ => return None,
        };
        let fours = rest.chunks_exact(4).take(usize::from(axes));
        let sizes: Vec<usize> = fours
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize)
            .collect();
        let numbers: usize = sizes.iter().product();
        let length = 4 + 4 * usize::from(axes) + width * numbers;
        (bytes.len() == length).then_some((sizes, width))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod unsolved {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        todo!()
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod one_byte_a_number {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        if bytes.len() < 4 || bytes[..2] != [0, 0] || ![8, 9, 11, 12, 13, 14].contains(&bytes[2]) {
            return None;
        }
        let axes = usize::from(bytes[3]);
        let fours = bytes[4..].chunks_exact(4).take(axes);
        let sizes: Vec<usize> = fours
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize)
            .collect();
        let length = 4 + 4 * axes + sizes.iter().product::<usize>();
        (bytes.len() == length).then_some((sizes, 1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod little_endian {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        if bytes.len() < 4 || bytes[..2] != [0, 0] {
            return None;
        }
        let width = [0, 1, 1, 0, 2, 4, 4, 8][usize::from(bytes[2].clamp(7, 14) - 7)];
        let axes = usize::from(bytes[3]);
        let fours = bytes[4..].chunks_exact(4).take(axes);
        let sizes: Vec<usize> = fours
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize)
            .collect();
        let numbers = sizes
            .iter()
            .try_fold(width, |all: usize, size| all.checked_mul(*size))?;
        (width > 0 && bytes.len() == 4 + 4 * axes + numbers).then_some((sizes, width))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod only_bytes {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        if bytes.len() < 4 || bytes[..3] != [0, 0, 8] {
            return None;
        }
        let axes = usize::from(bytes[3]);
        let fours = bytes[4..].chunks_exact(4).take(axes);
        let sizes: Vec<usize> = fours
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize)
            .collect();
        (bytes.len() == 4 + 4 * axes + sizes.iter().product::<usize>()).then_some((sizes, 1))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod longer_is_complete {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        let &[0, 0, kind, axes, ref rest @ ..] = bytes else {
            return None;
        };
        let width = match kind {
            0x08 | 0x09 => 1,
            0x0b => 2,
            0x0c | 0x0d => 4,
            0x0e => 8,
            _ => return None,
        };
        let fours = rest.chunks_exact(4).take(usize::from(axes));
        let sizes: Vec<usize> = fours
            .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize)
            .collect();
        let length = 4 + 4 * usize::from(axes) + width * sizes.iter().product::<usize>();
        (bytes.len() >= length).then_some((sizes, width))
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

mod never {
    use mlp::check::Verdict;
    fn idx_header(bytes: &[u8]) -> Option<(Vec<usize>, usize)> {
        None
    }

    pub(super) fn check() -> Verdict {
        mlp::check::image_data::idx_header(idx_header)
    }
}

prove! {
    "01_image_data/idx-header", 4.0;
    one_byte_a_number: 2.0, "taken for one byte";
    little_endian: 0.0, "big-endian";
    only_bytes: 2.0, "only bytes are known";
    longer_is_complete: 2.0, "too long is taken for complete";
    never: 0.0, "";
}
