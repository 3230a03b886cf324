//! Inputs of a student's own.

use ring::hmac;

/// The seed of one question of one student: without a secret the one that everybody has, so that a check shows what
/// the notebook showed; with one a number that nobody can know who does not know the secret.
pub(crate) fn seed(secret: Option<&str>, student: &str, set: &str, question: &str) -> u64 {
    let Some(secret) = secret else {
        return 0;
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{student}\0{set}\0{question}").as_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&tag.as_ref()[..8]);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_student_and_question_has_its_own_seed_and_keeps_it() {
        let of = |student, question| seed(Some("s"), student, "01", question);
        assert_eq!(of("ada", "q"), of("ada", "q"));
        assert_ne!(of("ada", "q"), of("bea", "q"));
        assert_ne!(of("ada", "q"), of("ada", "r"));
        assert_ne!(of("ada", "q"), seed(Some("t"), "ada", "01", "q"));
        assert_eq!(seed(None, "ada", "01", "q"), 0);
    }
}
