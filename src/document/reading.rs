//! What reading roots yields, whatever the language.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Document, Problem};

/// A file of values that was not loaded: its path as shown, and the variables or parameters it sets.
pub type UnusedFile = (String, Vec<Arc<str>>);

/// What reading yields.
#[derive(Debug, Default)]
pub struct Reading {
    /// A document per root and environment, sorted by root and environment.
    pub documents: Vec<Document>,
    /// Problems that belong to no document.
    pub problems: Vec<Problem>,
    /// Files of values that are not used, by root as shown, with the names they set.
    pub unused_value_files: Vec<(Arc<str>, Vec<UnusedFile>)>,
    /// Directories (Terraform) or files (Bicep, ARM) whose configuration was evaluated as part of some root.
    pub reached: Vec<PathBuf>,
}

impl Reading {
    /// Adds what reading other roots yielded.
    pub fn merge(&mut self, other: Reading) {
        self.documents.extend(other.documents);
        self.documents.sort_by(|a, b| (&a.root, &a.environment).cmp(&(&b.root, &b.environment)));
        self.problems.extend(other.problems);
        self.unused_value_files.extend(other.unused_value_files);
        self.reached.extend(other.reached);
        self.reached.sort();
        self.reached.dedup();
    }
}
