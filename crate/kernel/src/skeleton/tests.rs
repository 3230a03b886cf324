use super::Pages;

fn of(source: &str) -> String {
    super::of(source, Pages::Whole)
}

#[test]
fn a_function_keeps_its_signature_and_its_documentation() {
    let source =
        "/// Adds.\npub fn add(a: [f32; 2]) -> f32 where f32: Copy { a[0] + { a[1] } }\npub struct A;";
    let lean = "/// Adds.\npub fn add(a: [f32; 2]) -> f32 where f32: Copy {}\npub struct A;";
    assert_eq!(of(source), lean);
    assert_eq!(
        of("trait T { fn a(&self) { 1; } fn b(&self); }"),
        "trait T { fn a(&self) {} fn b(&self); }"
    );
}

#[test]
fn a_body_that_a_type_comes_from_stays() {
    for source in [
        "const fn length() -> usize { fn inner() {} 3 }",
        "fn hidden() -> (u8, impl Fn(f32) -> f32) { (1, |x| x) }",
        "const F: fn(f32) -> f32 = { half };",
        "static S: u8 = { 1 };",
    ] {
        assert_eq!(of(source), source);
    }
    assert_eq!(
        of("pub fn given(f: impl Fn()) -> u8 { 1 }"),
        "pub fn given(f: impl Fn()) -> u8 {}"
    );
}

#[test]
fn what_is_private_goes_and_a_trait_is_as_public_as_its_name() {
    let source = "fn a() {}\npub(crate) fn b() { 1 }\n#[x]\nstruct A(fn() -> u8);\nimpl A { pub fn c() { 1 } unsafe fn d() {} }\ntrait T { fn e() { 1 } }\n/// F.\nfn f() {}";
    let lean = "\n\n#[x]\nstruct A(fn() -> u8);\nimpl A { pub fn c() {}  }\ntrait T { fn e() {} }\n";
    assert_eq!(of(source), lean);
}

#[test]
fn an_implementation_keeps_its_types_and_not_its_functions() {
    let source = "impl<T: for<'a> Of<'a>> Add for V<T> {\n    type Output = V;\n    /// Adds.\n    #[inline]\n    fn add(self) -> V { self }\n    const N: u8 = 1;\n    fn b() {}\n}";
    let lean =
        "impl<T: for<'a> Of<'a>> Add for V<T> {\n    type Output = V;\n    \n    const N: u8 = 1;\n    \n}";
    assert_eq!(of(source), lean);
    let own = "impl<F> V<F> where F: for<'a> Fn(&'a u8) { pub fn new() -> Self { V } }";
    assert_eq!(of(own), own.replace("{ V }", "{}"));
}

#[test]
fn a_macro_loses_documentation_and_its_patterns_stay() {
    let source = "macro_rules! int {\n    (fn $name:ident() { $($body:tt)* } $(#[doc = $page:expr])*) => {\n        /// One of many.\n        #[doc = concat!(\"of \", $a)]\n        #[inline]\n        $(#[doc = $page])*\n        pub const fn $name() -> u8 { $($body)* }\n        $(impl Has for $t { fn has() { $t; } })*\n    };\n}";
    let lean = of(source);
    assert!(
        lean.contains("(fn $name:ident() { $($body:tt)* } $(#[doc = $page:expr])*) =>"),
        "{lean}"
    );
    assert!(
        lean.contains("$(#[doc = $page])*\n        pub const fn $name() -> u8 {}"),
        "{lean}"
    );
    assert!(lean.contains("$(impl Has for $t {  })*"), "{lean}");
    assert!(
        !lean.contains("One of many") && !lean.contains("concat") && !lean.contains("inline"),
        "{lean}"
    );
}

#[test]
fn what_is_repeated_keeps_what_it_is_repeated_for() {
    let source =
        "macro_rules! m { ($($x:expr),*) => { $(fn same() { $x })* $(impl A for B { fn f() { $x } })* }; }";
    assert_eq!(of(source), source);
}

#[test]
fn what_is_no_rust_stays_as_it_is() {
    assert_eq!(of("fn a( {"), "fn a( {");
}

#[test]
fn of_a_page_its_first_paragraph_stays() {
    let source = "//! A crate.\n//! Two lines.\n//!\n//! More.\n\n/// F.\n///\n/// ```\n/// f();\n/// ```\n#[cold]\npub fn f();\n/// G.\npub fn g();\n///\n///  \npub fn h();";
    assert_eq!(of(source), source);
    let lean = super::of(source, Pages::Summaries);
    let words: Vec<&str> = lean.lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(
        words,
        [
            "//! A crate.",
            "//! Two lines.",
            "/// F.",
            "#[cold]",
            "pub fn f();",
            "/// G.",
            "pub fn g();",
            "pub fn h();"
        ]
    );
}

#[test]
fn what_nobody_reads_goes_and_what_it_separates_stays_apart() {
    let source = "use a; // why\npub struct A; // c\npub struct B/**/;\nconst S: &str = \"// no\";";
    let lean = super::of(source, Pages::Summaries);
    assert!(
        !lean.contains("why") && !lean.contains("// c") && lean.contains("B/**/;"),
        "{lean}"
    );
    assert!(lean.contains("\"// no\""), "{lean}");
    assert_eq!(lean.lines().next(), Some("use a; "));
}
