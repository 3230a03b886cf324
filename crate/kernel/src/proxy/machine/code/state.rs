//! Statics that hold state. Each cell has its own copy of a notebook's statics, so what one cell writes the next would not
//! read.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ExprMacro, ItemStatic, Stmt, StmtMacro, Type};

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

/// The statics of a `thread_local!`, and the changes that make it an item called `module`: evcxr takes it for a statement
/// otherwise, which no function and no later cell knows.
pub(super) fn thread_locals(statement: &Stmt, module: &str) -> (Vec<String>, Vec<Insertion>) {
    let (Stmt::Macro(StmtMacro { mac, .. }) | Stmt::Expr(syn::Expr::Macro(ExprMacro { mac, .. }), _)) =
        statement
    else {
        return Default::default();
    };
    if mac
        .path
        .segments
        .last()
        .is_none_or(|last| last.ident != "thread_local")
    {
        return Default::default();
    }
    let insertion = |at: usize, text: String| Insertion { at, text };
    let range = statement.span().byte_range();
    let mut insertions = vec![insertion(range.start, format!("mod {module} {{ use super::*; "))];
    let tokens: Vec<TokenTree> = mac.tokens.clone().into_iter().collect();
    let mut names = Vec::new();
    for (place, pair) in tokens.windows(2).enumerate() {
        if let [TokenTree::Ident(keyword), TokenTree::Ident(name)] = pair
            && keyword == "static"
        {
            let before = place.checked_sub(1).map(|place| &tokens[place]);
            let has_own = matches!(before, Some(TokenTree::Ident(_) | TokenTree::Group(_)));
            if !has_own {
                insertions.push(insertion(keyword.span().byte_range().start, "pub ".into()));
            }
            names.push(name.to_string());
        }
    }
    let uses: Vec<String> = names
        .iter()
        .map(|name| format!(" use {module}::{name};"))
        .collect();
    insertions.push(insertion(range.end, format!(" }}{}", uses.concat())));
    (names, insertions)
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
    fn a_thread_local_becomes_an_item() {
        let code = "thread_local! { static A: Cell<u8> = const { Cell::new(0) }; pub static B: u8 = 1; }";
        let statements = super::super::cell::statements(code).unwrap();
        let (names, insertions) = thread_locals(&statements[0].parsed, "__CELL_1");
        assert_eq!(names, ["A", "B"]);
        assert_eq!(
            apply(code, insertions).0,
            "mod __CELL_1 { use super::*; thread_local! { pub static A: Cell<u8> = const { Cell::new(0) }; \
             pub static B: u8 = 1; } } use __CELL_1::A; use __CELL_1::B;"
        );
    }
}
