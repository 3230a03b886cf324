//! Methods, and names that are taken for one another.

use syn::{Expr, ExprMethodCall, parse_quote};

use super::{Change, exchanged, short};

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
    ("div_ceil", &["div_euclid", "next_multiple_of"]),
    ("std", &["var"]),
    ("var", &["std"]),
];

/// Without the call, with a method that is easily taken for it, with arguments exchanged.
pub(super) fn methods(call: &ExprMethodCall) -> Vec<Change<Expr>> {
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
    if [
        "iter",
        "axis_iter",
        "axis_iter_mut",
        "indexed_iter",
        "chunks",
        "windows",
        "enumerate",
    ]
    .contains(&call.method.to_string().as_str())
    {
        changes.push((
            format!("`.{}` without the first", call.method),
            parse_quote!(#call.skip(1)),
        ));
        changes.push((
            format!("`.{}` every other one", call.method),
            parse_quote!(#call.step_by(2)),
        ));
        changes.push((format!("`.{}` backwards", call.method), parse_quote!(#call.rev())));
    }
    changes.extend(exchanged(call, |call| &mut call.args));
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

pub(super) fn confused(name: &str) -> &'static [&'static str] {
    CONFUSED
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(&[], |(_, others)| others)
}
