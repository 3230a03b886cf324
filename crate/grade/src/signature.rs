//! What a question asks for: the functions of its stub, whose arguments and results travel between two programs.
//!
//! Plain data travels: numbers, letters, texts, tuples, arrays, lists, maps, options, and arrays of `ndarray`; by value or
//! behind `&`, `&mut`, `&[…]`. A function that is handed in as `&dyn Fn`, `&mut dyn FnMut` or `impl Fn` stays where it is
//! and is called over the line. Everything else is refused when a problem set is released.

mod plain;

use syn::{FnArg, GenericParam, Item, PathArguments, ReturnType, Type, TypeParamBound};

use plain::{behind, plain, text};

/// A function of a stub.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Its lifetimes, as written: `<'a>`, or nothing.
    pub(crate) generics: String,
    pub(crate) inputs: Vec<Input>,
    /// The result's type as written.
    pub(crate) output: String,
    /// What travels of it.
    pub(crate) result: Plain,
}

impl Function {
    /// Whether it takes something, and all of it is plain data.
    pub(crate) fn takes_data(&self) -> bool {
        let is_data = |input: &Input| !matches!(input.kind, Kind::Callback(_));
        !self.inputs.is_empty() && self.inputs.iter().all(is_data)
    }
}

/// A parameter.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Its name as written; of a pattern such as `(a, b)`, all of it.
    pub(crate) name: String,
    /// Its type as written.
    pub(crate) written: String,
    pub(crate) kind: Kind,
}

/// How a parameter travels.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Data(Plain),
    /// What is changed in place comes back with the result.
    Changed(Plain),
    Callback(Callback),
}

/// Plain data: what is sent, and how that becomes what is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plain {
    /// A type that owns everything: `Vec<f64>` for `&[f64]`.
    pub(crate) owned: String,
    pub(crate) form: Form,
}

/// How a value stands in a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Value,
    /// Behind `&`, as itself, as a slice or as `str`.
    Reference,
    /// `ArrayView2` and its kin.
    View,
}

/// A function that is handed in.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    pub(crate) inputs: Vec<(String, Plain)>,
    pub(crate) output: String,
    pub(crate) by: By,
}

/// How a callback is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Reference,
    MutableReference,
    Value,
}

/// The most that a tuple of arguments holds.
const MOST_INPUTS: usize = 12;

/// The functions that a stub declares; an error names the type that cannot travel, and what to use in its place.
pub(crate) fn functions(items: &[Item]) -> Result<Vec<Function>, String> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Fn(function) => {
                found
                    .push(read(function).map_err(|problem| format!("fn {}: {problem}", function.sig.ident))?);
            }
            Item::Struct(it) => return Err(asks_for("struct", &it.ident)),
            Item::Enum(it) => return Err(asks_for("enum", &it.ident)),
            Item::Trait(it) => return Err(asks_for("trait", &it.ident)),
            Item::Impl(it) => {
                return Err(format!(
                    "impl {}: methods cannot be called from a check's program; ask for functions of plain data",
                    text(&it.self_ty)
                ));
            }
            _ => {}
        }
    }
    if found.is_empty() {
        return Err(
            "the stub declares no function, so there is nothing that a check could call; \
                    write one such as `fn answer() -> char`"
                .to_owned(),
        );
    }
    Ok(found)
}

fn asks_for(what: &str, name: &syn::Ident) -> String {
    format!(
        "{what} {name}: a type of a stub's own cannot travel to a check's program; \
         ask for functions of plain data, or give the type in a cell of its own and ask for its fields"
    )
}

fn read(function: &syn::ItemFn) -> Result<Function, String> {
    let signature = &function.sig;
    if signature.asyncness.is_some() {
        return Err("is async, which cannot be called from a check's program".to_owned());
    }
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            return Err(format!(
                "the parameter `{}` stands for any type; name the types that the check uses",
                text(parameter)
            ));
        }
    }
    if signature.inputs.len() > MOST_INPUTS {
        return Err(format!("has more than {MOST_INPUTS} parameters"));
    }
    let mut inputs = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else {
            return Err("has a self".to_owned());
        };
        inputs.push(Input {
            name: text(&input.pat),
            written: text(&input.ty),
            kind: kind(&input.ty)?,
        });
    }
    let (output, result) = returned(&signature.output)?;
    Ok(Function {
        name: signature.ident.to_string(),
        generics: if signature.generics.params.is_empty() {
            String::new()
        } else {
            text(&signature.generics)
        },
        inputs,
        output,
        result,
    })
}

fn returned(output: &ReturnType) -> Result<(String, Plain), String> {
    match output {
        ReturnType::Default => Ok((
            "()".to_owned(),
            Plain {
                owned: "()".to_owned(),
                form: Form::Value,
            },
        )),
        ReturnType::Type(_, ty) => Ok((text(ty), plain(ty)?)),
    }
}

fn kind(ty: &Type) -> Result<Kind, String> {
    match ty {
        Type::Reference(reference) => match (&*reference.elem, reference.mutability.is_some()) {
            (Type::TraitObject(object), mutable) => callback(
                &object.bounds,
                ty,
                if mutable {
                    By::MutableReference
                } else {
                    By::Reference
                },
            )
            .map(Kind::Callback),
            (inner, true) => Ok(Kind::Changed(Plain {
                owned: behind(inner)?,
                form: Form::Reference,
            })),
            (_, false) => plain(ty).map(Kind::Data),
        },
        Type::ImplTrait(object) => callback(&object.bounds, ty, By::Value).map(Kind::Callback),
        Type::BareFn(_) => Err(format!(
            "`{}` cannot travel: take the function as `&dyn Fn(…) -> …`",
            text(ty)
        )),
        _ => plain(ty).map(Kind::Data),
    }
}

fn callback(
    bounds: &syn::punctuated::Punctuated<TypeParamBound, syn::Token![+]>,
    ty: &Type,
    by: By,
) -> Result<Callback, String> {
    let called = bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    });
    let arguments = called.and_then(|segment| match &segment.arguments {
        PathArguments::Parenthesized(arguments)
            if ["Fn", "FnMut", "FnOnce"].contains(&segment.ident.to_string().as_str()) =>
        {
            Some(arguments)
        }
        _ => None,
    });
    let Some(arguments) = arguments else {
        return Err(format!(
            "`{}` cannot travel: of traits, only Fn and FnMut can be handed in",
            text(ty)
        ));
    };
    let mut inputs = Vec::new();
    for input in &arguments.inputs {
        inputs.push((text(input), plain(input)?));
    }
    let (output, result) = returned(&arguments.output)?;
    if result.form != Form::Value {
        return Err(format!(
            "`{}` cannot travel: what it gives back is borrowed",
            text(ty)
        ));
    }
    Ok(Callback { inputs, output, by })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Result<Vec<Function>, String> {
        functions(&syn::parse_file(code).unwrap().items)
    }

    #[test]
    fn plain_data_travels_by_value_and_behind_references() {
        let found = of("use mlp::ndarray::Array2;\n\
            fn f(x: &Array2<f64>, y: &[usize], s: &str, w: &mut [f64], (a, b): (u8, Option<Vec<f32>>)) -> [Array2<u8>; 3] { todo!() }\n\
            fn g<'a>(a: &'a str) -> &'a str { todo!() }\n\
            fn h(x: ArrayView2<'_, f64>) -> Result<f64, String> { todo!() }")
        .unwrap();
        let owned: Vec<&str> = found[0]
            .inputs
            .iter()
            .map(|input| match &input.kind {
                Kind::Data(plain) | Kind::Changed(plain) => plain.owned.as_str(),
                Kind::Callback(_) => "",
            })
            .collect();
        assert_eq!(
            owned,
            [
                "Array2<f64>",
                "Vec<usize>",
                "String",
                "Vec<f64>",
                "(u8, Option<Vec<f32>>)"
            ]
        );
        assert!(matches!(found[0].inputs[3].kind, Kind::Changed(_)));
        assert_eq!(found[1].result.form, Form::Reference);
        assert!(
            matches!(&found[2].inputs[0].kind, Kind::Data(plain) if plain.owned == "::mlp::ndarray::Array2<f64>" && plain.form == Form::View)
        );
    }

    #[test]
    fn functions_that_are_handed_in_are_called_over_the_line() {
        let found = of(
            "fn f(a: &dyn Fn(usize) -> Vec<usize>, b: &mut dyn FnMut(&[usize]) -> f64, c: impl Fn(f64) -> f64) {}",
        )
        .unwrap();
        let by: Vec<By> = found[0]
            .inputs
            .iter()
            .filter_map(|input| match &input.kind {
                Kind::Callback(callback) => Some(callback.by),
                _ => None,
            })
            .collect();
        assert_eq!(by, [By::Reference, By::MutableReference, By::Value]);
    }

    #[test]
    fn what_cannot_travel_is_named_with_what_to_use_instead() {
        for (code, words) in [
            ("fn f(x: &Tensor) -> f64 { 0.0 }", "an array of ndarray"),
            ("fn f() -> impl Iterator<Item = u8> { [].into_iter() }", "a Vec"),
            ("fn f<T>(x: T) {}", "any type"),
            ("fn f(x: fn(f64) -> f64) {}", "&dyn Fn"),
            ("struct Net; fn f() {}", "struct Net"),
            ("impl Net { fn f(&self) {} }", "methods"),
            ("fn f(x: [f64; 784]) {}", "Vec"),
            ("fn f(x: Vec<()>) {}", "holds nothing"),
            ("fn f(x: &[&str]) {}", "String"),
            ("fn f(x: Box<dyn Layer>) {}", "cannot travel"),
            ("use std::f64;", "no function"),
        ] {
            let problem = of(code).unwrap_err();
            assert!(problem.contains(words), "{code}: {problem}");
        }
    }
}
