//! How long an epoch takes natively, asked for through the very line that a page uses: what a browser's seconds are compared with.
//!
//! ```sh
//! RAYON_NUM_THREADS=1 cargo run --release --package playground --example epochs
//! ```

use std::path::Path;
use std::time::Instant;

use playground::line::Line;
use playground::sample;

/// The network and the batch that the page begins with.
const TRAIN: &str = r#"{"ask":"train","hidden":[64],"batch":128}"#;
const EPOCHS: usize = 40;

fn ask(line: &mut Line, question: &str) -> String {
    line.room(question.len()).copy_from_slice(question.as_bytes());
    String::from_utf8_lossy(line.answer()).into_owned()
}

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mlp/assets/fashion-mnist-sample");
    let mut line = Line::default();
    for (number, name) in sample::FILES.iter().enumerate() {
        let bytes = std::fs::read(folder.join(name))?;
        line.room(bytes.len()).copy_from_slice(&bytes);
        line.load(number);
    }
    println!("{}", ask(&mut line, TRAIN));
    let mut milliseconds: Vec<f64> = Vec::new();
    let mut last = String::new();
    for _ in 0..EPOCHS {
        let begin = Instant::now();
        last = ask(&mut line, r#"{"ask":"epoch"}"#);
        milliseconds.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    milliseconds.sort_by(f64::total_cmp);
    println!("{last}");
    println!(
        "median {:.1} ms an epoch, measured on the test images included; fastest {:.1} ms",
        milliseconds[EPOCHS / 2],
        milliseconds[0]
    );
    Ok(())
}
