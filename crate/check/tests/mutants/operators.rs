//! The operators: what is changed in an expression.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{
    BinOp, Expr, ExprBinary, ExprIf, ExprMethodCall, ExprRange, Lit, Member, Pat, RangeLimits, Token, UnOp,
    parse_quote,
};

/// What was changed, and the result.
pub(crate) type Change<T> = (String, T);

/// A function's parameters with their types.
pub(crate) type Parameters = Vec<(String, String)>;

/// Methods, functions and constants that are easily taken for one another.
const CONFUSED: [(&str, &[&str]); 35] = [
    ("max", &["min"]),
    ("min", &["max"]),
    ("first", &["last"]),
    ("last", &["first"]),
    ("all", &["any"]),
    ("any", &["all"]),
    ("sum", &["product"]),
    ("product", &["sum"]),
    ("round", &["floor", "ceil"]),
    ("floor", &["ceil", "round"]),
    ("ceil", &["floor", "round"]),
    ("ln", &["log2", "log10", "exp"]),
    ("exp", &["exp2", "exp_m1", "ln"]),
    ("sqrt", &["cbrt", "exp"]),
    ("nrows", &["ncols", "len"]),
    ("ncols", &["nrows", "len"]),
    ("len", &["nrows", "ncols"]),
    ("chunks", &["chunks_exact", "rchunks", "windows"]),
    ("windows", &["chunks", "chunks_exact"]),
    ("max_by", &["min_by"]),
    ("min_by", &["max_by"]),
    ("sum_axis", &["product_axis"]),
    ("row", &["column"]),
    ("column", &["row"]),
    ("axis_iter", &["axis_iter_mut"]),
    ("diag", &["iter"]),
    ("zeros", &["ones"]),
    ("ones", &["zeros"]),
    ("filter", &["skip_while", "take_while"]),
    ("from_be_bytes", &["from_le_bytes"]),
    ("from_le_bytes", &["from_be_bytes"]),
    ("NEG_INFINITY", &["INFINITY", "MIN", "EPSILON"]),
    ("div_ceil", &["strict_div", "next_multiple_of"]),
    ("std", &["var"]),
    ("var", &["std"]),
];

/// Everything that the operators make of one expression; what stands inside of it has its own turn.
pub(crate) fn changes(expr: &Expr, parameters: &Parameters) -> Vec<Change<Expr>> {
    match expr {
        Expr::Lit(literal) => literals(&literal.lit),
        Expr::Binary(binary) => binaries(binary),
        Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => {
            vec![(format!("`{}` dropped", text(&unary.op)), (*unary.expr).clone())]
        }
        Expr::MethodCall(call) => methods(call),
        Expr::Call(call) => swaps(&call.args)
            .into_iter()
            .map(|(what, args)| {
                let mut changed = call.clone();
                changed.args = args;
                (what, changed.into())
            })
            .collect(),
        Expr::Tuple(tuple) => swaps(&tuple.elems)
            .into_iter()
            .map(|(what, elems)| {
                let mut changed = tuple.clone();
                changed.elems = elems;
                (what, changed.into())
            })
            .collect(),
        Expr::Array(array) => swaps(&array.elems)
            .into_iter()
            .map(|(what, elems)| {
                let mut changed = array.clone();
                changed.elems = elems;
                (what, changed.into())
            })
            .collect(),
        Expr::Closure(closure) => swaps(&closure.inputs)
            .into_iter()
            .map(|(what, inputs)| {
                let mut changed = closure.clone();
                changed.inputs = inputs;
                (what, changed.into())
            })
            .collect(),
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
                for other in confused(&last.ident.to_string()) {
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
    let Pat::Tuple(tuple) = pattern else {
        return Vec::new();
    };
    swaps(&tuple.elems)
        .into_iter()
        .map(|(what, elems)| {
            let mut changed = tuple.clone();
            changed.elems = elems;
            (what, changed.into())
        })
        .collect()
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
fn text(node: &impl ToTokens) -> String {
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
    ] {
        text = text.replace(tokens, written);
    }
    text
}

/// One more, one less; another letter.
fn literals(literal: &Lit) -> Vec<Change<Expr>> {
    let others: Vec<String> = match literal {
        Lit::Int(number) => {
            let value: u64 = number.base10_parse().unwrap_or(0);
            let lower = value.checked_sub(1).map(|value| value.to_string());
            lower.into_iter().chain([(value + 1).to_string()]).collect()
        }
        Lit::Float(number) => {
            let value: f64 = number.base10_parse().unwrap_or(0.0);
            [value - 1.0, value + 1.0]
                .map(|value| {
                    if value < 0.0 {
                        format!("({value:?})")
                    } else {
                        format!("{value:?}")
                    }
                })
                .to_vec()
        }
        Lit::Char(letter) => ('a'..='e')
            .filter(|other| *other != letter.value())
            .map(|other| format!("{other:?}"))
            .collect(),
        _ => Vec::new(),
    };
    others
        .into_iter()
        .filter_map(|other| {
            let expr = syn::parse_str(&other).ok()?;
            Some((format!("`{}` → `{other}`", text(literal)), expr))
        })
        .collect()
}

/// Another operator, and each side alone.
fn binaries(binary: &ExprBinary) -> Vec<Change<Expr>> {
    let (left, right) = (&binary.left, &binary.right);
    let others: &[&str] = match binary.op {
        BinOp::Add(_) => &["-", "*", "/"],
        BinOp::Sub(_) => &["+", "*", "/"],
        BinOp::Mul(_) => &["+", "-", "/"],
        BinOp::Div(_) => &["+", "-", "*", "%"],
        BinOp::Rem(_) => &["+", "-", "*", "/"],
        BinOp::AddAssign(_) => &["-=", "*=", "/="],
        BinOp::SubAssign(_) => &["+=", "*=", "/="],
        BinOp::MulAssign(_) => &["+=", "-=", "/="],
        BinOp::DivAssign(_) => &["+=", "-=", "*="],
        BinOp::Lt(_) => &["<=", ">", ">=", "==", "!="],
        BinOp::Le(_) => &["<", ">", ">=", "==", "!="],
        BinOp::Gt(_) => &["<", "<=", ">=", "==", "!="],
        BinOp::Ge(_) => &["<", "<=", ">", "==", "!="],
        BinOp::Eq(_) => &["<", "<=", ">", ">=", "!="],
        BinOp::Ne(_) => &["<", "<=", ">", ">=", "=="],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        _ => &[],
    };
    let was = text(&binary.op);
    let mut changes: Vec<Change<Expr>> = others
        .iter()
        .filter_map(|other| {
            let mut changed = binary.clone();
            changed.op = syn::parse_str(other).ok()?;
            // Parentheses, because the other operator may bind less.
            let expr = if other.ends_with('=') && other.len() == 2 && !"<>=!".contains(&other[..1]) {
                changed.into()
            } else {
                parse_quote!((#changed))
            };
            Some((format!("`{was}` → `{other}`"), expr))
        })
        .collect();
    if matches!(
        binary.op,
        BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::And(_)
            | BinOp::Or(_)
    ) {
        changes.push((format!("`{was} {}` dropped", short(right)), (**left).clone()));
        changes.push((format!("`{} {was}` dropped", short(left)), (**right).clone()));
    }
    changes
}

/// Without the call, with a method that is easily taken for it, with arguments exchanged.
fn methods(call: &ExprMethodCall) -> Vec<Change<Expr>> {
    let arguments = call.args.iter().map(short).collect::<Vec<_>>().join(", ");
    let mut changes = vec![(
        format!("`.{}({})` dropped", call.method, cut(&arguments)),
        (*call.receiver).clone(),
    )];
    for other in confused(&call.method.to_string()) {
        let mut changed = call.clone();
        changed.method = syn::Ident::new(other, call.method.span());
        changes.push((format!("`.{}` → `.{other}`", call.method), changed.into()));
    }
    for (what, args) in swaps(&call.args) {
        let mut changed = call.clone();
        changed.args = args;
        changes.push((what, changed.into()));
    }
    if call.args.len() == 1 {
        let receiver = &call.receiver;
        let (method, argument) = (&call.method, &call.args[0]);
        let changed: Expr = match argument {
            Expr::Reference(reference) => {
                let inner = &reference.expr;
                parse_quote!((#inner).#method(&#receiver))
            }
            argument => parse_quote!((#argument).#method(#receiver)),
        };
        changes.push((format!("`.{method}` the other way round"), changed));
    }
    changes
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn confused(name: &str) -> &'static [&'static str] {
    CONFUSED
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(&[], |(_, others)| others)
}

/// Neighbors exchanged.
fn swaps<T: Clone + ToTokens>(list: &Punctuated<T, Token![,]>) -> Vec<Change<Punctuated<T, Token![,]>>> {
    (1..list.len())
        .filter(|&i| text(&list[i - 1]) != text(&list[i]))
        .map(|i| {
            let mut items: Vec<T> = list.iter().cloned().collect();
            items.swap(i - 1, i);
            let what = format!("`{}` and `{}` exchanged", short(&list[i - 1]), short(&list[i]));
            (what, items.into_iter().collect())
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
