//! Statics that keep their value from cell to cell.
//!
//! A kernel compiles each cell as a library of its own, and each of them has its own copy of every static of the
//! notebook. Our kernel gives statics that hold state the type [`Kept`]: all copies lead to one value, which lives here,
//! in the library that all cells share.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};
use std::ops::Deref;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A static's one value, whichever cell asks for it. The kernel writes it in the place of a static's own type; it is used
/// like a reference to the value.
///
/// ```
/// use notebook::Kept;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// // As two cells see it.
/// static HITS: Kept<AtomicU32> = Kept::new("HITS", 1, || AtomicU32::new(5));
/// static SAME: Kept<AtomicU32> = Kept::new("HITS", 1, || AtomicU32::new(5));
/// HITS.fetch_add(1, Ordering::Relaxed);
/// assert_eq!(SAME.load(Ordering::Relaxed), 6);
/// ```
pub struct Kept<T: 'static> {
    name: &'static str,
    number: u64,
    make: fn() -> T,
    found: OnceLock<&'static T>,
}

/// Holds a `&'static T` for each static.
type Values = BTreeMap<(String, u64), Box<dyn Any + Send>>;

static VALUES: Mutex<Values> = Mutex::new(BTreeMap::new());

impl<T: Sync + 'static> Kept<T> {
    /// The value called `name`, as its definition number `number` wants it: a definition that runs again begins anew.
    /// `make` gives the first value.
    pub const fn new(name: &'static str, number: u64, make: fn() -> T) -> Self {
        Self {
            name,
            number,
            make,
            found: OnceLock::new(),
        }
    }

    fn find(&self) -> &'static T {
        let key = (self.name.to_owned(), self.number);
        let known = |values: &Values| {
            values
                .get(&key)
                .and_then(|it| it.downcast_ref::<&'static T>())
                .copied()
        };
        if let Some(value) = known(&VALUES.lock().unwrap_or_else(PoisonError::into_inner)) {
            return value;
        }
        // Not under the lock: the first value may need another static's.
        let made: &'static T = Box::leak(Box::new((self.make)()));
        let mut values = VALUES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known(&values) {
            return value;
        }
        values.insert(key, Box::new(made));
        made
    }
}

impl<T: Sync + 'static> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.found.get_or_init(|| self.find())
    }
}

impl<T: Debug + Sync + 'static> Debug for Kept<T> {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        (**self).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_that_runs_again_begins_anew_and_its_copies_do_not() {
        static FIRST: Kept<Mutex<Vec<u8>>> = Kept::new("LOG", 1, || Mutex::new(vec![1]));
        static COPY: Kept<Mutex<Vec<u8>>> = Kept::new("LOG", 1, || Mutex::new(vec![1]));
        static AGAIN: Kept<Mutex<Vec<u8>>> = Kept::new("LOG", 2, || Mutex::new(vec![9]));
        FIRST.lock().unwrap().push(2);
        assert_eq!(*COPY.lock().unwrap(), [1, 2]);
        assert_eq!(*AGAIN.lock().unwrap(), [9]);
    }

    #[test]
    fn a_first_value_may_need_another_static() {
        static ONE: Kept<Mutex<u8>> = Kept::new("ONE", 1, || Mutex::new(4));
        static TWO: Kept<Mutex<u8>> = Kept::new("TWO", 1, || Mutex::new(*ONE.lock().unwrap() + 1));
        assert_eq!(*TWO.lock().unwrap(), 5);
    }
}
