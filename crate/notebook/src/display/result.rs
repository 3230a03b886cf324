//! A cell's last expression, of a type that knows how it is shown.

use super::Show;

/// Makes a value the result of the cell that ends with it. Types get there by [`cell_result`](crate::cell_result).
pub fn result(value: &(impl Show + ?Sized)) {
    super::emit(&value.forms());
}

/// Makes values of these types, each with its [`Show`], the result of a cell that ends with one.
///
/// evcxr calls a method `evcxr_display` of such a value. It has to be the type's own, which goes before the one that
/// [`ShowDebug`](crate::ShowDebug) gives to every type.
///
/// ```
/// use notebook::display::{Show, text};
///
/// pub struct Marks(Vec<u32>);
///
/// impl Show for Marks {
///     fn forms(&self) -> Vec<(String, String)> {
///         text(format!("{} marks", self.0.len()))
///     }
/// }
/// notebook::cell_result!(Marks);
///
/// Marks(vec![1, 2]).evcxr_display(); // what evcxr makes of a cell that ends with `Marks(vec![1, 2])`
/// ```
#[macro_export]
macro_rules! cell_result {
    ($($type:ty),+ $(,)?) => {$(
        impl $type {
            /// Shows the value; called by a notebook whose cell ends with one.
            pub fn evcxr_display(&self) {
                $crate::display::result(self);
            }
        }
    )+};
}

/// [`cell_result`](crate::cell_result) for types that are shown by the words of their `Display`.
///
/// ```
/// pub struct Share(f64);
///
/// impl std::fmt::Display for Share {
///     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         write!(f, "{:.0} %", 100.0 * self.0)
///     }
/// }
/// notebook::text_result!(Share);
///
/// notebook::display(&Share(0.25));
/// Share(0.25).evcxr_display();
/// ```
#[macro_export]
macro_rules! text_result {
    ($($type:ty),+ $(,)?) => {$(
        impl $crate::display::Show for $type {
            fn forms(&self) -> ::std::vec::Vec<(::std::string::String, ::std::string::String)> {
                $crate::display::text(::std::string::ToString::to_string(self))
            }
        }
        $crate::cell_result!($type);
    )+};
}
