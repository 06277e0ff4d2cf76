//! stand-in
use crate::arm::Options;
use crate::document::{Interest, Reading};
use crate::source::Sources;
use std::path::PathBuf;
#[derive(Debug, Clone)]
pub struct RootFile {
    pub path: PathBuf,
    pub is_called: bool,
    pub parameter_files: Vec<PathBuf>,
}
pub struct Loader<'a>(&'a Sources);
impl<'a> Loader<'a> {
    pub fn new(s: &'a Sources) -> Self {
        Self(s)
    }
}
pub fn is_registry_reference(r: &str) -> bool {
    r.starts_with("br:") || r.starts_with("br/") || r.starts_with("ts:") || r.starts_with("ts/")
}
pub fn read(_s: &Loader<'_>, _r: &[RootFile], _i: &Interest, _o: &Options) -> Reading {
    Reading::default()
}
