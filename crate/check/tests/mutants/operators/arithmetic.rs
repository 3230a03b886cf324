//! Numbers, letters, and what joins them.

use syn::{BinOp, Expr, ExprBinary, Lit, parse_quote};

use super::{Change, short, text};

/// One more, one less; another letter.
pub(super) fn literals(literal: &Lit) -> Vec<Change<Expr>> {
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
pub(super) fn binaries(binary: &ExprBinary) -> Vec<Change<Expr>> {
    let (left, right) = (&binary.left, &binary.right);
    let others: &[&str] = match binary.op {
        BinOp::Add(_) => &["-", "*", "/", "%"],
        BinOp::Sub(_) => &["+", "*", "/", "%"],
        BinOp::Mul(_) => &["+", "-", "/", "%"],
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
    if matches!(binary.op, BinOp::Div(_) | BinOp::DivAssign(_) | BinOp::Rem(_)) {
        for (what, divisor) in divisors(right) {
            let mut changed = binary.clone();
            changed.right = Box::new(divisor);
            changes.push((
                format!("`{was} {}` → `{was} {what}`", short(right)),
                changed.into(),
            ));
        }
    }
    changes
}

/// One more, one less, twice as much; whole or not.
fn divisors(divisor: &Expr) -> Vec<Change<Expr>> {
    let others: [Expr; 6] = [
        parse_quote!((#divisor + 1)),
        parse_quote!((#divisor - 1)),
        parse_quote!((#divisor * 2)),
        parse_quote!((#divisor + 1.0)),
        parse_quote!((#divisor - 1.0)),
        parse_quote!((#divisor * 2.0)),
    ];
    others.into_iter().map(|other| (short(&other), other)).collect()
}
