//! A class's submissions with their results, and all that writing them down needs.

use std::path::Path;

use super::collect::Work;
use super::given::Given;
use super::options::Writing;
use super::store::Stored;
use crate::problem_set::ProblemSet;
use crate::submission::Submission;

/// A submission with its results.
pub(super) struct Marked<'a> {
    pub(super) work: &'a Work,
    pub(super) submission: Submission,
    pub(super) stored: Stored,
}

/// What writing results down needs. That they are written by whoever graded them or come from others makes no difference.
pub(super) struct Grading<'a> {
    pub(super) sets: &'a [ProblemSet],
    pub(super) releases: &'a [ProblemSet],
    pub(super) given: &'a Given,
    pub(super) writing: &'a Writing,
    pub(super) out: &'a Path,
}
