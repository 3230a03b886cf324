//! Inputs of a student's own.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use ring::hmac;

/// The file beside the results that keeps a secret which nobody gave.
const FILE: &str = "secret";

/// Whether a secret was drawn for this folder.
pub(crate) fn is_drawn(out: &Path) -> bool {
    std::fs::metadata(out.join(FILE)).is_ok_and(|file| file.len() > 0)
}

/// What inputs are drawn from: the lecturer's words, or what was drawn for this folder before; otherwise it is drawn now
/// and kept. Without a secret the inputs would be those of the notebook, whose table prints the right results.
pub(crate) fn secret(named: Option<&str>, out: &Path) -> Result<String> {
    if let Some(words) = named {
        return Ok(words.to_owned());
    }
    let path = out.join(FILE);
    let context = || format!("{}: cannot be read or written", path.display());
    match std::fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(context),
    }
    let drawn = uuid::Uuid::new_v4().simple().to_string();
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .with_context(context)?;
    writeln!(file, "{drawn}").with_context(context)?;
    println!(
        "inputs are drawn from a new secret in {}; whatever grades or asks into this folder uses it again, and another folder has \
         another",
        path.display()
    );
    Ok(drawn)
}

/// The seed of one question of one student: a number that nobody can know who does not know the secret. Another `answer`
/// meets other inputs: those of the last one stand on its page, with the right results.
pub(crate) fn seed(secret: &str, student: &str, set: &str, question: &str, answer: &str) -> u64 {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{student}\0{set}\0{question}\0{answer}").as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&tag.as_ref()[..8]);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_student_and_question_has_its_own_seed_and_keeps_it() {
        let of = |student, question| seed("s", student, "01", question, "x");
        assert_eq!(of("ada", "q"), of("ada", "q"));
        assert_ne!(of("ada", "q"), of("bea", "q"));
        assert_ne!(of("ada", "q"), of("ada", "r"));
        assert_ne!(of("ada", "q"), seed("t", "ada", "01", "q", "x"));
        assert_ne!(of("ada", "q"), seed("s", "ada", "01", "q", "y"));
    }

    #[test]
    fn what_was_drawn_for_a_folder_is_used_again_and_is_nobody_elses_to_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let drawn = secret(None, folder.path()).unwrap();
        assert_eq!(secret(None, folder.path()).unwrap(), drawn);
        assert_eq!(secret(Some("words"), folder.path()).unwrap(), "words");
        let mode = std::fs::metadata(folder.path().join(FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
