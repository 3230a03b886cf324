//! A cell's last expression, of whatever type.

use std::fmt::Debug;

/// Shows any value as `{:?}`, unless its type has an `evcxr_display` of its own.
///
/// evcxr compiles a cell that ends with an expression as `(expression).evcxr_display()`. Where there is no such method it
/// compiles the cell once more, with `{:?}`. As every type has it while this trait is in scope, the first compilation
/// succeeds, which makes such a cell a fifth to a quarter faster. Methods of a type itself go before those of a trait,
/// so pictures and tables are shown as ever.
///
/// The value `()`, with which a loop or a call that only prints ends, is not worth a line and shows nothing. evcxr's settings
/// `:fmt` and `:types`, which change how it shows values itself, have no effect on what is shown here.
///
/// A notebook needs it in scope, as a library's prelude or our kernel brings it: where the compiler knows the trait but may not use
/// it, it proposes to import it, and stock evcxr takes that for the learner's own mistake.
///
/// ```
/// use notebook::ShowDebug;
/// (2 + 2).evcxr_display();
/// [Some(0.5), None].evcxr_display();
/// ```
pub trait ShowDebug {
    /// Makes the value the cell's result.
    fn evcxr_display(&self);
}

impl<T: Debug + ?Sized> ShowDebug for T {
    fn evcxr_display(&self) {
        let text = format!("{self:?}");
        if text != "()" {
            super::content(&[("text/plain", &text)]);
        }
    }
}
