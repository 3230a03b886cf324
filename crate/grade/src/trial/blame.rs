//! Whose fault it is that a program does not start, and where nobody can tell.

use super::Examined;
use crate::fault::{Fault, Trial};

/// Why a program does not start where others do: nothing of a student's runs before it says that it is ready.
const TOO_LARGE: &str = "your program cannot be started, though others can: a constant or static that takes more memory than it may?";

/// Starts with `own`; where that fails, and `known`, a program that has started before, starts still, `own` has one more try, for
/// the machine may have been busy, and is then at fault itself.
pub(super) fn start_or_blame<T>(
    own: impl Fn() -> Trial<T>,
    known: impl FnOnce() -> Option<bool>,
) -> Trial<T> {
    match own() {
        Err(Fault::Machine(_)) if known() == Some(true) => {
            own().map_err(|_| Fault::Answer(TOO_LARGE.to_owned()))
        }
        started => started,
    }
}

/// Why nobody can tell whose fault it was, where that is so.
pub(super) fn unclear(tried: &Trial<Examined>) -> Option<String> {
    match tried {
        Ok(examined) => examined.unclear.clone(),
        Err(Fault::Unclear(words)) => Some(words.clone()),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn who_does_not_start_where_others_do_is_at_fault_and_else_the_machine() {
        let refused = || Err::<(), _>(Fault::Machine("no room".into()));
        for (known, is_answers) in [(Some(true), true), (Some(false), false), (None, false)] {
            let fault = start_or_blame(refused, || known).unwrap_err();
            assert_eq!(matches!(fault, Fault::Answer(_)), is_answers, "{known:?}");
        }
        // A machine that was busy for a moment costs nobody a point.
        let tries = Cell::new(0);
        let busy = || {
            tries.set(tries.get() + 1);
            if tries.get() == 1 { refused() } else { Ok(()) }
        };
        assert!(start_or_blame(busy, || Some(true)).is_ok() && tries.get() == 2);
        assert!(start_or_blame(|| Ok(()), || panic!("is not asked")).is_ok());
    }
}
