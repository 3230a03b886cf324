//! What an axis shows: from where to where, and how its numbers are written.

/// The range `low` to `high` with `share` of it as air at both ends, or what a logarithmic axis needs to be read.
pub(super) fn widen((low, high): (f64, f64), log: bool, share: f64) -> (f64, f64) {
    if log {
        let (low, high) = if high > low {
            (low / 1.2, high * 1.2)
        } else {
            (low / 2.0, high * 2.0)
        };
        // Only powers of ten are labeled, and one label alone says nothing of the scale.
        let labels = high.log10().floor() - low.log10().ceil() + 1.0;
        return if labels < 2.0 {
            // A little less, because plotters does not label the very end.
            (0.999 * 10f64.powf(low.log10().floor()), high)
        } else {
            (low, high)
        };
    }
    let span = high - low;
    if span == 0.0 {
        let half = if low == 0.0 { 0.5 } else { low.abs() * 0.1 };
        return (low - half, high + half);
    }
    (low - span * share, high + span * share)
}

/// As many digits as an axis needs; powers of ten where the axis is logarithmic or the numbers are far from 1.
pub(super) fn number(value: f64, log: bool) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".into()
    } else if !(1e-3..1e5).contains(&size) || (log && !(0.01..1e4).contains(&size)) {
        format!("{value:.0e}")
    } else {
        let text = format!("{value:.3}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}
