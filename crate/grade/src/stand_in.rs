//! A function's two ends: the stand-in that a check calls, and the arm that calls the answer's function in its own program.

use std::fmt::Write;

use crate::signature::{By, Callback, Form, Function, Kind, Plain};

/// What the check's program has in place of the answer's function.
pub(crate) fn for_check(function: &Function) -> String {
    let (mut parameters, mut sent, mut callbacks, mut changed) =
        (String::new(), String::new(), String::new(), Vec::new());
    let mut handlers = String::new();
    for (index, input) in function.inputs.iter().enumerate() {
        let is_mutable = matches!(&input.kind, Kind::Callback(callback) if callback.by == By::Value);
        let binding = if is_mutable { "mut " } else { "" };
        let _ = write!(parameters, "{binding}a{index}: {}, ", input.written);
        match &input.kind {
            Kind::Data(_) => {
                let _ = write!(sent, "&a{index}, ");
            }
            Kind::Changed(plain) => {
                let _ = write!(sent, "&*a{index}, ");
                changed.push((index, plain));
            }
            Kind::Callback(callback) => {
                let _ = write!(handlers, "{}", handler(index, callback));
                let _ = write!(callbacks, "&mut h{index}, ");
            }
        }
    }
    let result = &function.result;
    let types = list(changed.iter().map(|(_, plain)| plain.owned.clone()));
    let names = list(changed.iter().map(|(index, _)| format!("m{index}")));
    let mut back = String::new();
    for (index, _) in &changed {
        let ty = &function.inputs[*index].written;
        if ty.trim_end().ends_with(']') {
            let _ = write!(
                back,
                "assert_eq!(a{index}.len(), m{index}.len(), \"the length changed\"); a{index}.clone_from_slice(&m{index});"
            );
        } else {
            let _ = write!(back, "*a{index} = m{index};");
        }
    }
    let returned = match result.form {
        Form::Value => "result",
        // A check lives as long as its program.
        Form::Reference => "Box::leak(Box::new(result))",
        Form::View => "Box::leak(Box::new(result)).view()",
    };
    format!(
        "fn {name}{generics}({parameters}) -> {output} {{ {handlers} let (result, ({names})): ({owned}, ({types})) = \
         ::mlp::check::grader::call({name:?}, &({sent}), &mut [{callbacks}]); {back} {returned} }}\n",
        name = function.name,
        generics = function.generics,
        output = function.output,
        owned = result.owned,
    )
}

/// A callback as text in, text out.
fn handler(index: usize, callback: &Callback) -> String {
    let (names, types) = unpacked(&callback.inputs);
    let given = given(&callback.inputs);
    format!(
        "let mut h{index} = |text: &str| -> Result<String, String> {{ let ({names}): ({types}) = \
         ::mlp::check::grader::unpack(text)?; Ok(::mlp::check::grader::pack(&a{index}({given}))) }};"
    )
}

/// What the answer's program does with a call.
pub(crate) fn for_answer(function: &Function) -> String {
    let (mut names, mut types, mut given, mut made) =
        (String::new(), String::new(), String::new(), String::new());
    let (mut changed, mut callback_number) = (String::new(), 0);
    for (index, input) in function.inputs.iter().enumerate() {
        match &input.kind {
            Kind::Data(plain) => {
                let _ = write!(names, "a{index}, ");
                let _ = write!(types, "{}, ", plain.owned);
                let _ = write!(given, "{}, ", as_given(&format!("a{index}"), plain));
            }
            Kind::Changed(plain) => {
                let _ = write!(names, "mut a{index}, ");
                let _ = write!(types, "{}, ", plain.owned);
                let _ = write!(given, "&mut a{index}, ");
                let _ = write!(changed, "a{index}, ");
            }
            Kind::Callback(callback) => {
                let _ = write!(made, "{}", closure(index, callback_number, callback));
                callback_number += 1;
                let reference = match callback.by {
                    By::Reference => "&",
                    By::MutableReference => "&mut ",
                    By::Value => "",
                };
                let _ = write!(given, "{reference}a{index}, ");
            }
        }
    }
    format!(
        "fn {name}(text: &str, line: &::mlp::answer::Callbacks) -> Result<String, String> {{ \
         let ({names}): ({types}) = ::mlp::answer::unpack(text)?; {made} \
         let result: {output} = super::{name}({given}); Ok(::mlp::answer::pack(&(&result, ({changed})))) }}\n",
        name = function.name,
        // A lifetime of the signature is none here.
        output = if function.result.form == Form::Value {
            function.output.as_str()
        } else {
            "_"
        },
    )
}

/// What shows a function's arguments and results to a person, in an interview alone.
pub(crate) struct Shown {
    pub(crate) code: String,
    /// By which names it is called, and what is called.
    pub(crate) served: [(String, String); 2],
}

/// What stands between two shown values: no value is shown with it.
pub(crate) const BETWEEN: char = '\u{1f}';

/// By which name a function's arguments are shown.
pub(crate) fn show_arguments(function: &str) -> String {
    format!("arguments of {function}")
}

/// By which name a function's result is shown.
pub(crate) fn show_result(function: &str) -> String {
    format!("result of {function}")
}

/// What makes text of the arguments and of the result of a function without callbacks: `n = 10` and its like.
pub(crate) fn shown(function: &Function) -> Shown {
    let name = &function.name;
    let (mut names, mut types, mut texts) = (String::new(), String::new(), Vec::new());
    let (mut changed, mut changed_types) = (String::new(), String::new());
    let mut results = vec!["::std::format!(\"{:?}\", result)".to_owned()];
    for (index, input) in function.inputs.iter().enumerate() {
        let (Kind::Data(plain) | Kind::Changed(plain)) = &input.kind else {
            continue;
        };
        let _ = write!(names, "a{index}, ");
        let _ = write!(types, "{}, ", plain.owned);
        let text = format!("::std::format!(\"{{}} = {{:?}}\", {:?}, a{index})", input.name);
        if matches!(input.kind, Kind::Changed(_)) {
            let _ = write!(changed, "a{index}, ");
            let _ = write!(changed_types, "{}, ", plain.owned);
            results.push(text.clone());
        }
        texts.push(text);
    }
    let joined = |texts: &[String]| format!("Ok([{}].join({:?}))", texts.join(", "), BETWEEN.to_string());
    let head = "(text: &str, _: &::mlp::answer::Callbacks) -> Result<String, String>";
    let code = format!(
        "fn arguments_of_{name}{head} {{ let ({names}): ({types}) = ::mlp::answer::unpack(text)?; {} }}\n\
         fn result_of_{name}{head} {{ let (result, ({changed})): ({}, ({changed_types})) = ::mlp::answer::unpack(text)?; {} }}\n",
        joined(&texts),
        function.result.owned,
        joined(&results),
    );
    Shown {
        code,
        served: [
            (show_arguments(name), format!("arguments_of_{name}")),
            (show_result(name), format!("result_of_{name}")),
        ],
    }
}

fn closure(index: usize, number: usize, callback: &Callback) -> String {
    let (mut parameters, mut sent) = (String::new(), String::new());
    for (place, (written, _)) in callback.inputs.iter().enumerate() {
        let _ = write!(parameters, "b{place}: {written}, ");
        let _ = write!(sent, "&b{place}, ");
    }
    format!(
        "let mut a{index} = |{parameters}| -> {} {{ line.ask({number}, &({sent})) }};",
        callback.output
    )
}

fn unpacked(inputs: &[(String, Plain)]) -> (String, String) {
    let names = list((0..inputs.len()).map(|place| format!("b{place}")));
    let types = list(inputs.iter().map(|(_, plain)| plain.owned.clone()));
    (names, types)
}

fn given(inputs: &[(String, Plain)]) -> String {
    let inputs = inputs.iter().enumerate();
    list(inputs.map(|(place, (_, plain))| as_given(&format!("b{place}"), plain)))
}

/// With a comma behind each, so that one alone makes a tuple.
fn list(items: impl Iterator<Item = String>) -> String {
    items.map(|item| item + ", ").collect()
}

/// What is owned as what is asked for.
fn as_given(name: &str, plain: &Plain) -> String {
    match plain.form {
        Form::Value => name.to_owned(),
        Form::Reference => format!("&{name}"),
        Form::View => format!("{name}.view()"),
    }
}

/// A function's head, for an answer that is a closure in a variable: `fn f(a0: f64) -> f64` and `f(a0)`.
pub(crate) fn head_and_call(function: &Function) -> (String, String) {
    let (mut parameters, mut given) = (String::new(), String::new());
    for (index, input) in function.inputs.iter().enumerate() {
        let _ = write!(parameters, "a{index}: {}, ", input.written);
        let _ = write!(given, "a{index}, ");
    }
    let head = format!(
        "fn {}{}({parameters}) -> {}",
        function.name, function.generics, function.output
    );
    (head, format!("{}({given})", function.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::functions;

    #[test]
    fn arguments_and_results_are_shown_with_the_names_of_the_stub() {
        let stub = "fn shift(w: &mut [f64], (a, b): (u8, u8)) -> usize { todo!() }";
        let function = &functions(&syn::parse_file(stub).unwrap().items).unwrap()[0];
        assert!(function.takes_data());
        let shown = shown(function);
        assert_eq!(
            shown.served[0],
            ("arguments of shift".to_owned(), "arguments_of_shift".to_owned())
        );
        assert_eq!(shown.served[1].0, show_result("shift"));
        for part in [
            "let (a0, a1, ): (Vec<f64>, (u8, u8), )",
            "\"w\", a0",
            "\"(a, b)\", a1",
            "let (result, (a0, )): (usize, (Vec<f64>, ))",
        ] {
            assert!(shown.code.contains(part), "{part}: {}", shown.code);
        }
        // The answer's program in grading has none of it.
        assert!(!for_answer(function).contains("arguments_of"));
        let called = functions(&syn::parse_file("fn f(g: &dyn Fn(u8) -> u8) {}").unwrap().items).unwrap();
        assert!(!called[0].takes_data());
    }
}
