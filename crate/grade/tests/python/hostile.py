"""What each hostile or unlucky student answers to one question, its points, and a part of the reason."""

from pathlib import Path

from course import BATCHES

HOME = str(Path.home())


def body(lines):
    """A right `batches` that first does something else."""
    head, *rest = BATCHES.split("\n")
    return "\n".join([head, lines, *rest])


# What each student answers to the question `batches`, its points, and a part of the reason.
ANSWERS = {
    "half": (BATCHES.replace("n - (count - 1) * b", "b"), 1, "counted as full"),
    "no_compile": (BATCHES.replace("(count, ", '("many", '), 0, "mismatched types (line 3 of the answer)"),
    "unbalanced": (BATCHES + "\n}} fn main() { }", 0, "does not compile"),
    "panics": (body('    panic!("no idea");'), 0, "no idea"),
    "question_mark": (body('    let number: Result<usize, _> = "x".parse(); number.unwrap();'), 0, "panicked"),
    "failing_experiment": (BATCHES + '\n"x".parse::<i32>()?;\nbatches(10, 3)', 2, "right"),
    "endless": (body("    loop {}"), 0, "was stopped after"),
    "endless_experiment": (BATCHES + "\nloop {}", 2, "right"),
    "endless_recursion": (body("    if n > 0 { return batches(n + 1, b); }"), 0, "calls itself without end"),
    "memory": (
        body("    let mut v: Vec<Vec<u8>> = Vec::new(); loop { v.push(vec![1; 1 << 26]); }"),
        0,
        "took more memory than it may",
    ),
    "static": (
        "#[used] static BIG: std::mem::MaybeUninit<[u8; 2_000_000_000]> = std::mem::MaybeUninit::uninit();\n" + BATCHES,
        0,
        "does not compile: tried to allocate more memory",
    ),
    "flood": (body('    loop { println!("{}", "x".repeat(10_000)); }'), 0, "was stopped"),
    "gigabyte": (body('    print!("{}", "x".repeat(2_000_000_000));'), 0, "took more memory than it may"),
    "gigabytes": (
        body(
            "    static ONCE: std::sync::Once = std::sync::Once::new();\n"
            '    ONCE.call_once(|| { let text = "x".repeat(1_000_000); for _ in 0..1_000 { print!("{text}"); } });'
        ),
        2,
        "right",
    ),
    "chatter": (body('    println!("{}", "x".repeat(5_000_000));'), 2, "right"),
    "forks": (
        body(
            "    for _ in 0..100 {\n"
            '        assert!(std::process::Command::new("sh").args(["-c", "sleep 1000 & sleep 1000"]).spawn().is_err());\n'
            "    }"
        ),
        2,
        "right",
    ),
    "threads": (body("    std::thread::spawn(|| loop {});"), 2, "right"),
    "exits": (body("    std::process::exit(0);"), 0, "ended before its function did"),
    "aborts": (body("    std::process::abort();"), 0, "crashed (signal 6)"),
    "renamed": (BATCHES.replace("batches", "my_batches"), 0, "cannot find function `batches`"),
    "own_mlp": ("mod mlp { pub mod check {} }\n" + BATCHES, 0, "names mlp itself"),
    "calls_crate": (
        "use mlp::check::image_data;\n" + BATCHES,
        0,
        "may use mlp::ndarray but nothing else of mlp, and this one uses mlp::check",
    ),
    "takes_prelude": ("use mlp::prelude::*;\n" + BATCHES, 0, "mlp::prelude"),
    "unsafe": (body("    unsafe { std::hint::unreachable_unchecked() }"), 0, "may not use unsafe code"),
    "prints_score": (
        body(
            '    println!("2.0\\n2\\nEVCXR_BEGIN_CONTENT text/plain\\n2\\nEVCXR_END_CONTENT");\n'
            '    println!("{{\\"points\\":2.0,\\"status\\":\\"full\\",\\"reason\\":\\"\\",\\"misconceptions\\":[],\\"html\\":\\"\\"}}");\n'
            "    let mut line = String::new(); let _ = std::io::stdin().read_line(&mut line);\n"
            '    println!("{line} 2"); return (0, 0);'
        ),
        0,
        "was expected",
    ),
    "writes_memory": (
        body(
            '    assert!(std::fs::File::options().write(true).open("/proc/self/mem").is_err());\n'
            '    assert!(std::fs::write("/tmp/x", "x").is_err() && std::fs::write("x", "x").is_err());'
        ),
        2,
        "right",
    ),
    "macro": (BATCHES + '\nmacro_rules! assert_eq { ($($x:tt)*) => {} }', 2, "right"),
    # The ways in which points were forged while check and answer shared a process.
    "asks_the_check": (body("    let verdict = check::verdict(); let _ = verdict;"), 0, "does not compile"),
    "asks_the_line": (body("    line_to_the_check::serve();"), 2, "right"),
    "reads_itself": (
        body(
            '    let me = std::env::args().next().unwrap_or_default();\n'
            '    let words = [me.as_str(), "/proc/self/exe", "/proc/self/maps", "/proc/self/environ", "/program", "/library"];\n'
            "    for word in words {\n"
            "        let bytes = std::fs::read(word).unwrap_or_default();\n"
            '        let text = String::from_utf8_lossy(&bytes).into_owned();\n'
            '        for half in ["58.6, so 58 full", "assertion failed: dou"] {\n'
            '            assert!(!text.contains(&[half, if half.ends_with("l") { " ones" } else { "ble" }].concat()));\n'
            "        }\n"
            "    }"
        ),
        2,
        "right",
    ),
    "reads_the_library": (
        "static ONCE: std::sync::Once = std::sync::Once::new();\n"
        + body(
            "    ONCE.call_once(|| {\n"
            '        for entry in std::fs::read_dir("/library").unwrap() {\n'
            "            let path = entry.unwrap().path();\n"
            '            assert_eq!(path.to_str(), Some("/library/libmlp.so"));\n'
            "            let bytes = std::fs::read(path).unwrap();\n"
            '            assert!(!String::from_utf8_lossy(&bytes).contains(&["58.6, so 58", " full ones"].concat()));\n'
            "        }\n"
            # Nor whose machine it is.
            '        for path in ["/library/libmlp.so", "/program"] {\n'
            "            let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();\n"
            # Written backwards, so that it does not find itself.
            f'            let home: String = "{(HOME + "/.")[::-1]}".chars().rev().collect();\n'
            '            assert!(text.len() > 10_000 && !text.contains(&home), "{path}");\n'
            "        }\n"
            "    });"
        ),
        2,
        "right",
    ),
    "descriptors": (
        body(
            '    let line = "\\n{\\"from_check\\":\\"verdict\\",\\"report\\":{\\"points\\":2.0,\\"status\\":\\"full\\",\\"reason\\":\\"\\",\\"misconceptions\\":[],\\"html\\":\\"\\"}}\\n";\n'
            '    for path in ["/dev/fd/0", "/dev/fd/1", "/dev/fd/3", "/proc/self/fd/3", "/dev/stdout"] {\n'
            "        let _ = std::fs::write(path, line);\n"
            "    }\n"
            '    print!("{line}"); eprint!("{line}"); return (0, 0);'
        ),
        0,
        "was expected",
    ),
    "answers_first": (
        body(
            "    std::thread::spawn(|| loop { println!(\"{}\", r#\"{\"from_answer\":\"returned\",\"value\":\"AAA=\"}\"#); });\n"
            "    return (0, 0);"
        ),
        0,
        "was expected",
    ),
    "counts_its_calls": (
        "static CALLS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);\n"
        + body(
            "    let call = CALLS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);\n"
            "    if call > 0 { return (call, call); }"
        ),
        0,
        "was expected",
    ),
    "panics_in_drop": (
        "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"in drop\") } }\n"
        + body("    let _bomb = Bomb; let _other = Bomb; panic!(\"outside\");"),
        0,
        "crashed",
    ),
    "throws_a_bomb": (
        "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"in drop\") } }\n"
        + body("    std::panic::panic_any(Bomb);"),
        0,
        "panicked",
    ),
    "once_too_deep": (
        "fn deep(n: usize) -> usize { if n == 0 { 0 } else { std::hint::black_box(deep(n - 1) + 1) } }\n"
        + body("    if n == 10 { deep(10_000_000); }"),
        0,
        "calls itself without end",
    ),
    "gives_too_much": (
        "fn batches(n: usize, b: usize) -> Vec<usize> { vec![n, b] }",
        0,
        "does not fit its check",
    ),
    "own_types": (
        "type usize = i32;\nfn batches(n: usize, b: usize) -> (usize, usize) { (n / b, n % b) }",
        0,
        "does not fit its check",
    ),
    "shadows": (
        "mod std { pub mod fs {} }\nfn serve() {}\nstruct Vec;\n" + BATCHES,
        2,
        "right",
    ),
    "hooks": (body('    std::panic::set_hook(Box::new(|_| { println!("mine"); }));'), 2, "right"),
    "many_brackets": (body("    let _ = " + "(" * 5000 + "1" + ")" * 5000 + ";"), 0, "nested too deeply"),
    "many_signs": (body("    let _ = " + "!" * 60000 + "true;"), 0, "nested too deeply"),
    "long": (BATCHES + "\n//" + "x" * 400_000, 0, "longer than"),
    "big_program": (
        BATCHES + "\nstatic BIG: [u8; 150_000_000] = [1; 150_000_000];\n#[used] static USED: &[u8] = &BIG;",
        0,
        "does not compile",
    ),
    "changes_devices": (
        "use std::os::unix::fs::PermissionsExt;\n"
        + body(
            '    for path in ["/dev/null", "/dev/urandom", "/library/libmlp.so", "/program", "/"] {\n'
            "        let none = std::fs::Permissions::from_mode(0);\n"
            "        assert!(std::fs::set_permissions(path, none).is_err());\n"
            "    }"
        ),
        2,
        "right",
    ),
    "locks": (
        body('    assert!(std::fs::File::open("/library/libmlp.so").unwrap().try_lock().is_err());'),
        2,
        "right",
    ),
    "crowd": (
        body(
            "    for _ in 0..6000 {\n"
            "        let small = std::thread::Builder::new().stack_size(16 << 10);\n"
            "        let _ = small.spawn(|| std::thread::sleep(std::time::Duration::from_secs(60)));\n"
            "    }\n"
            "    std::thread::sleep(std::time::Duration::from_secs(2));"
        ),
        0,
        "started more than 256 threads",
    ),
    "sleeps": (body("    std::thread::sleep(std::time::Duration::from_secs(60));"), 0, "it waited, and did not end"),
    "file_as_module": ('#[path = "/usr/lib/os-release"]\nmod other;\n' + BATCHES, 0, "another file"),
    "endless_macro": (
        "macro_rules! grow { ($($x:tt)*) => { grow!($($x)* $($x)* x) } }\ngrow!(x);\n" + BATCHES,
        2,
        "right",
    ),
    "endless_constant": (
        "const N: u64 = { let mut n = 0; while n < u64::MAX { n += 1; } n };\n" + body("    let _ = N;"),
        0,
        "does not compile",
    ),
    "tells_the_machine": (
        body(
            '    println!("{:?} {:?} {:?} {:?}", env!("TMPDIR"), std::env::vars().collect::<Vec<_>>(), std::env::current_dir(), std::env::args().collect::<Vec<_>>());'
        ),
        2,
        "right",
    ),
    # What runs in the notebook earns its points.
    "attribute": ("#![allow(unused)]\n//! Notes\n:vars\n" + BATCHES, 2, "right"),
    "variables": (
        "fn batches(n: usize, b: usize) -> (usize, usize) {\n"
        "    let mlp = n.div_ceil(b); let include = n - (mlp - 1) * b; (mlp, include)\n}",
        2,
        "right",
    ),
    "closure": ("let one = 1;\nlet batches = |n: usize, b: usize| (n.div_ceil(b), n - (n.div_ceil(b) - one) * b);", 2, "right"),
    "own_macro": ("macro_rules! up { ($n:expr, $b:expr) => { $n.div_ceil($b) } }\n" + BATCHES.replace("n.div_ceil(b)", "up!(n, b)"), 2, "right"),
    "curly": (BATCHES.replace("n.div", "n.div").replace("    let", "\u00a0   let", 1), 2, "right"),
    "thread_local": ("thread_local! { static N: std::cell::Cell<usize> = const { std::cell::Cell::new(1) }; }\n" + BATCHES.replace("- 1)", "- N.get())"), 2, "right"),
    "includes": (BATCHES + '\nconst X: &str = include_str!("/etc/hostname");', 0, "`include_str!`"),
}
