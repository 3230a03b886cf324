//! What proves the project.
