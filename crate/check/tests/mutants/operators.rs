//! The operators: what is changed in an expression.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprIf, ExprRange, Member, Pat, RangeLimits, Token, UnOp, parse_quote};

/// What was changed, and the result.
pub(crate) type Change<T> = (String, T);

/// A function's parameters with their types.
pub(crate) type Parameters = Vec<(String, String)>;

mod arithmetic;
mod calls;

/// Everything that the operators make of one expression; what stands inside of it has its own turn.
pub(crate) fn changes(expr: &Expr, parameters: &Parameters) -> Vec<Change<Expr>> {
    match expr {
        Expr::Lit(literal) => arithmetic::literals(&literal.lit),
        Expr::Binary(binary) => arithmetic::binaries(binary),
        Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => {
            vec![(format!("`{}` dropped", text(&unary.op)), (*unary.expr).clone())]
        }
        Expr::MethodCall(call) => calls::methods(call),
        Expr::Call(call) => exchanged(call, |call| &mut call.args),
        Expr::Tuple(tuple) => exchanged(tuple, |tuple| &mut tuple.elems),
        Expr::Array(array) => exchanged(array, |array| &mut array.elems),
        Expr::Closure(closure) => exchanged(closure, |closure| &mut closure.inputs),
        Expr::If(choice) => branches(choice),
        Expr::Range(range) => ranges(range),
        Expr::Field(field) => match &field.member {
            Member::Unnamed(index) if index.index < 2 => {
                let mut changed = field.clone();
                let other = 1 - index.index;
                changed.member = Member::Unnamed((other as usize).into());
                vec![(format!("`.{}` → `.{other}`", index.index), changed.into())]
            }
            _ => Vec::new(),
        },
        Expr::Path(path) => {
            let mut changes = names(expr, parameters);
            if let Some(last) = path.path.segments.last() {
                for other in calls::confused(&last.ident.to_string()) {
                    let mut changed = path.clone();
                    if let Some(last) = changed.path.segments.last_mut() {
                        last.ident = syn::Ident::new(other, last.ident.span());
                    }
                    changes.push((format!("`{}` → `{other}`", last.ident), changed.into()));
                }
            }
            changes
        }
        _ => Vec::new(),
    }
}

/// What stands in a pair's pattern, exchanged.
pub(crate) fn pattern_changes(pattern: &Pat) -> Vec<Change<Pat>> {
    match pattern {
        Pat::Tuple(tuple) => exchanged(tuple, |tuple| &mut tuple.elems),
        _ => Vec::new(),
    }
}

/// Code as one would write it, cut where it is long.
pub(crate) fn short(node: &impl ToTokens) -> String {
    let text = text(node);
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Code without the spaces that a list of tokens has.
pub(super) fn text(node: &impl ToTokens) -> String {
    let mut text = node.to_token_stream().to_string();
    for (tokens, written) in [
        (" . ", "."),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" [", "["),
        ("[ ", "["),
        (" ]", "]"),
        (" ,", ","),
        (" :: ", "::"),
        ("& ", "&"),
        (" ..", ".."),
        (".. ", ".."),
        ("..= ", "..="),
    ] {
        text = text.replace(tokens, written);
    }
    text
}

/// Neighbors in a node's list exchanged.
pub(super) fn exchanged<N: Clone + Into<R>, T: Clone + ToTokens, R>(
    node: &N,
    list: impl Fn(&mut N) -> &mut Punctuated<T, Token![,]>,
) -> Vec<Change<R>> {
    let items: Vec<T> = list(&mut node.clone()).iter().cloned().collect();
    (1..items.len())
        .filter(|&i| text(&items[i - 1]) != text(&items[i]))
        .map(|i| {
            let mut items = items.clone();
            let what = format!("`{}` and `{}` exchanged", short(&items[i - 1]), short(&items[i]));
            items.swap(i - 1, i);
            let mut changed = node.clone();
            *list(&mut changed) = items.into_iter().collect();
            (what, changed.into())
        })
        .collect()
}

/// The condition negated, and each branch alone.
fn branches(choice: &ExprIf) -> Vec<Change<Expr>> {
    let condition = &choice.cond;
    if matches!(**condition, Expr::Let(_)) {
        return Vec::new();
    }
    let mut negated = choice.clone();
    negated.cond = parse_quote!(!(#condition));
    let then = &choice.then_branch;
    let mut changes = vec![
        (format!("`{}` negated", short(condition)), negated.into()),
        (
            format!("always as if `{}`", short(condition)),
            parse_quote!(#then),
        ),
    ];
    if let Some((_, other)) = &choice.else_branch {
        changes.push((format!("never as if `{}`", short(condition)), (**other).clone()));
    }
    changes
}

/// The last one more or less, the first left out.
fn ranges(range: &ExprRange) -> Vec<Change<Expr>> {
    let (start, end) = (&range.start, &range.end);
    let was = short(range);
    let mut changes: Vec<Change<Expr>> = Vec::new();
    if let Some(end) = end {
        let mut limits = range.clone();
        limits.limits = match range.limits {
            RangeLimits::HalfOpen(_) => RangeLimits::Closed(Token![..=](proc_macro2::Span::call_site())),
            RangeLimits::Closed(_) => RangeLimits::HalfOpen(Token![..](proc_macro2::Span::call_site())),
        };
        changes.push((format!("`{was}` → `{}`", short(&limits)), limits.into()));
        let mut less = range.clone();
        less.end = Some(parse_quote!((#end - 1)));
        changes.push((format!("`{was}` ends one earlier"), less.into()));
    }
    if !matches!(start.as_deref(), Some(Expr::Lit(_))) {
        let mut later = range.clone();
        later.start = Some(match start {
            Some(start) => parse_quote!((#start + 1)),
            None => parse_quote!(1),
        });
        changes.push((format!("`{was}` begins one later"), later.into()));
    }
    changes
}

/// Another parameter of the same type.
fn names(expr: &Expr, parameters: &Parameters) -> Vec<Change<Expr>> {
    let name = text(expr);
    let Some((_, kind)) = parameters.iter().find(|(parameter, _)| *parameter == name) else {
        return Vec::new();
    };
    parameters
        .iter()
        .filter(|(other, other_kind)| *other != name && other_kind == kind)
        .filter_map(|(other, _)| {
            let expr = syn::parse_str(other).ok()?;
            Some((format!("`{name}` → `{other}`"), expr))
        })
        .collect()
}
