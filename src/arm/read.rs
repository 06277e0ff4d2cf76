//! stand-in
use super::Options;
use crate::document::{Interest, Reading};
use crate::source::Sources;
use std::path::PathBuf;
#[derive(Debug, Clone)]
pub struct RootFile {
    pub path: PathBuf,
    pub is_called: bool,
}
pub fn is_template(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"deploymentTemplate.json").is_some()
}
pub fn read(_s: &Sources, _r: &[RootFile], _i: &Interest, _o: &Options) -> Reading {
    Reading::default()
}

pub fn deploy_file(
    _run: &super::Run<'_>,
    _path: &std::path::Path,
    _a: &super::Arguments,
    _p: &super::Placement,
    call: crate::source::Span,
) -> super::Deployed {
    let reason =
        crate::document::Reason::new(crate::document::Cause::MissingModule, "template", "templates are not read")
            .at(call);
    super::Deployed {
        outputs: super::Outputs { open: Some(std::sync::Arc::new(reason)), ..Default::default() },
        ..Default::default()
    }
}
