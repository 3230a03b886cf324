//! Which types are plain data, and what owns that which they borrow.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

use super::{Form, Plain};

const NUMBERS: &[&str] = &[
    "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32", "f64",
    "bool", "char", "String",
];
/// Types that hold others, which travel if those do.
const HOLDERS: &[&str] = &[
    "Vec", "Option", "Result", "VecDeque", "BTreeMap", "BTreeSet", "HashMap", "HashSet", "Array", "Array0",
    "Array1", "Array2", "Array3", "Array4", "Array5", "Array6", "ArrayD",
];
const DIMENSIONS: &[&str] = &["Ix0", "Ix1", "Ix2", "Ix3", "Ix4", "Ix5", "Ix6", "IxDyn"];

/// A type of plain data, borrowed or not.
pub(super) fn plain(ty: &Type) -> Result<Plain, String> {
    if let Type::Reference(reference) = ty {
        if reference.mutability.is_some() {
            return Err(format!("`{}` cannot travel in this place", text(ty)));
        }
        return Ok(Plain {
            owned: behind(&reference.elem)?,
            form: Form::Reference,
        });
    }
    if let Type::Path(path) = ty
        && let Some(last) = path.path.segments.last()
        && let Some(dimension) = last.ident.to_string().strip_prefix("ArrayView")
        && !dimension.starts_with("Mut")
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        let held: Vec<String> = arguments
            .args
            .iter()
            .filter(|argument| !matches!(argument, GenericArgument::Lifetime(_)))
            .map(|argument| held(argument, ty))
            .collect::<Result<_, _>>()?;
        return Ok(Plain {
            owned: format!("::mlp::ndarray::Array{dimension}<{}>", held.join(", ")),
            form: Form::View,
        });
    }
    Ok(Plain {
        owned: owned(ty)?,
        form: Form::Value,
    })
}

/// What owns that which stands behind a `&`.
pub(super) fn behind(ty: &Type) -> Result<String, String> {
    match ty {
        Type::Slice(slice) => Ok(format!("Vec<{}>", owned(&slice.elem)?)),
        Type::Path(path) if path.path.is_ident("str") => Ok("String".to_owned()),
        other => owned(other),
    }
}

/// The type itself if it is plain data all through.
fn owned(ty: &Type) -> Result<String, String> {
    let cannot = || {
        let instead = match text(ty) {
            written if written.contains("Tensor") => "an array of ndarray",
            written if written.starts_with("impl") => "a Vec",
            written if written.starts_with('&') => "a type that owns what it holds, such as String or Vec",
            _ => "numbers, tuples, Vec or arrays of ndarray",
        };
        format!("`{}` cannot travel to a check's program; use {instead}", text(ty))
    };
    match ty {
        Type::Paren(inner) => owned(&inner.elem),
        Type::Group(inner) => owned(&inner.elem),
        Type::Tuple(tuple) => {
            for part in &tuple.elems {
                owned(part)?;
            }
            Ok(text(ty))
        }
        Type::Array(array) => {
            owned(&array.elem)?;
            let is_short = matches!(&array.len, syn::Expr::Lit(length)
                if matches!(&length.lit, syn::Lit::Int(n) if n.base10_parse::<usize>().is_ok_and(|n| n <= 32)));
            if is_short {
                Ok(text(ty))
            } else {
                Err(format!(
                    "`{}` cannot travel: arrays of up to 32 can, with the number written out; use a Vec",
                    text(ty)
                ))
            }
        }
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last().ok_or_else(cannot)?;
            let name = last.ident.to_string();
            match &last.arguments {
                PathArguments::None if NUMBERS.contains(&name.as_str()) => Ok(text(ty)),
                PathArguments::AngleBracketed(arguments) if HOLDERS.contains(&name.as_str()) => {
                    for argument in &arguments.args {
                        held(argument, ty)?;
                    }
                    Ok(text(ty))
                }
                _ => Err(cannot()),
            }
        }
        _ => Err(cannot()),
    }
}

fn held(argument: &GenericArgument, whole: &Type) -> Result<String, String> {
    match argument {
        GenericArgument::Type(Type::Path(path))
            if path
                .path
                .segments
                .last()
                .is_some_and(|last| DIMENSIONS.contains(&last.ident.to_string().as_str())) =>
        {
            Ok(text(argument))
        }
        GenericArgument::Type(Type::Tuple(unit)) if unit.elems.is_empty() => {
            // A list of nothing at all can claim any length.
            if text(whole).starts_with("Result") {
                Ok("()".to_owned())
            } else {
                Err(format!("`{}` cannot travel: it holds nothing", text(whole)))
            }
        }
        GenericArgument::Type(ty) => owned(ty),
        _ => Err(format!("`{}` cannot travel", text(whole))),
    }
}

/// As one would write it.
pub(super) fn text(tokens: &impl ToTokens) -> String {
    tokens
        .to_token_stream()
        .to_string()
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace("& ", "&")
        .replace(" :: ", "::")
        .replace(" ,", ",")
        .replace("( ", "(")
        .replace(" )", ")")
}
