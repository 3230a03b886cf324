//! Statics that hold state. Each cell has its own copy of a notebook's statics, so what one cell writes the next would not
//! read.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ItemStatic, Stmt, Type};

use super::edit::Insertion;
use super::shape::words;

/// Types that are used through a reference alone, so that something that leads to one can stand in its place.
const KEPT: &[&str] = &[
    "Mutex", "RwLock", "OnceLock", "LazyLock", "Condvar", "Barrier", "Once",
];

/// What is to be done about a static.
#[derive(Debug)]
pub(super) enum Statics {
    /// It never changes.
    Constant,
    /// These changes have all cells share it.
    Kept(Vec<Insertion>),
    /// It begins anew in each cell: why.
    BeginsAnew(&'static str),
}

/// `name` is the notebook's name for the crate with `Kept`, `number` counts definitions, and `is_ours` tells types that
/// the notebook defines.
pub(super) fn look(item: &ItemStatic, name: &str, number: u64, is_ours: impl Fn(&str) -> bool) -> Statics {
    if let syn::StaticMutability::Mut(_) = item.mutability {
        return Statics::BeginsAnew("`static mut`");
    }
    let all = words(item.ty.to_token_stream());
    let holds_state = |word: &String| is_kept(word) || word.starts_with("Atomic") || word.ends_with("Cell");
    if !all.iter().any(holds_state) {
        return Statics::Constant;
    }
    if all.iter().any(|word| is_ours(word)) {
        // Its type may get other fields, and the value would be read as what it is not.
        return Statics::BeginsAnew("a static of a type that the notebook defines");
    }
    if !last_name(&item.ty).is_some_and(|last| is_kept(&last) || last.starts_with("Atomic")) {
        return Statics::BeginsAnew("a static that holds state");
    }
    let (kind, value) = (item.ty.span().byte_range(), item.expr.span().byte_range());
    let insertion = |at: usize, text: String| Insertion { at, text };
    Statics::Kept(vec![
        insertion(kind.start, format!("::{name}::Kept<")),
        insertion(kind.end, ">".into()),
        insertion(
            value.start,
            format!("::{name}::Kept::new({:?}, {number}, || ", item.ident.to_string()),
        ),
        insertion(value.end, ")".into()),
    ])
}

fn is_kept(name: &str) -> bool {
    KEPT.contains(&name)
}

fn last_name(kind: &Type) -> Option<String> {
    match kind {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

/// The names of a `thread_local!`, which evcxr takes for a statement: no later code knows them.
pub(super) fn thread_locals(statement: &Stmt) -> Vec<String> {
    let Stmt::Macro(statement) = statement else {
        return Vec::new();
    };
    if statement
        .mac
        .path
        .segments
        .last()
        .is_none_or(|last| last.ident != "thread_local")
    {
        return Vec::new();
    }
    let tokens: Vec<TokenTree> = statement.mac.tokens.clone().into_iter().collect();
    let pairs = tokens.windows(2);
    pairs
        .filter_map(|pair| match pair {
            [TokenTree::Ident(keyword), TokenTree::Ident(name)] if keyword == "static" => {
                Some(name.to_string())
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::edit::apply;
    use super::*;

    fn looked(code: &str) -> Statics {
        look(&syn::parse_str(code).unwrap(), "mlp::notebook", 3, |name| {
            name == "Net"
        })
    }

    #[test]
    fn what_holds_state_and_is_used_through_a_reference_is_kept() {
        let code = "pub static LOG: std::sync::Mutex<Vec<u8>> = Mutex::new(vec![]);";
        let Statics::Kept(insertions) = looked(code) else {
            panic!("{code}");
        };
        assert_eq!(
            apply(code, insertions).0,
            "pub static LOG: ::mlp::notebook::Kept<std::sync::Mutex<Vec<u8>>> = \
             ::mlp::notebook::Kept::new(\"LOG\", 3, || Mutex::new(vec![]));"
        );
        assert!(matches!(
            looked("static A: AtomicU32 = AtomicU32::new(0);"),
            Statics::Kept(_)
        ));
    }

    #[test]
    fn what_cannot_be_kept_begins_anew_and_what_never_changes_needs_nothing() {
        for code in [
            "static mut A: u8 = 0;",
            "static A: Mutex<Net> = f();",
            "static A: [AtomicU8; 2] = f();",
            "static A: (OnceCell<u8>, u8) = f();",
        ] {
            assert!(matches!(looked(code), Statics::BeginsAnew(_)), "{code}");
        }
        assert!(matches!(
            looked("static NAMES: [&str; 2] = [\"a\", \"b\"];"),
            Statics::Constant
        ));
    }

    #[test]
    fn a_thread_local_is_known_by_its_names() {
        let statement = syn::parse_str::<Stmt>(
            "thread_local! { static A: Cell<u8> = const { Cell::new(0) }; pub static B: u8 = 1; }",
        );
        assert_eq!(thread_locals(&statement.unwrap()), ["A", "B"]);
    }
}
