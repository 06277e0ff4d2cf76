//! Templates that the Bicep compiler made of a file beside them: what they declare is called as in that file.
//!
//! Knows: which declarations of two documents are the same. Does not know: how either is read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{Call, Declaration, Document, Language};

/// An address and the calls it came through.
type Place = (Arc<str>, Arc<[Call]>);

/// Gives the declarations of compiled templates the addresses of their sources, where there is one of a type on both sides.
pub fn name_after_sources(documents: &mut [Document]) {
    let mut sources: BTreeMap<String, BTreeMap<String, Vec<Place>>> = BTreeMap::new();
    for document in documents.iter().filter(|document| document.language == Language::Bicep) {
        let Some(stem) = document.root.strip_suffix(".bicep") else { continue };
        let declared = sources.entry(stem.to_owned()).or_default();
        // Of several environments one is enough.
        if !declared.is_empty() {
            continue;
        }
        for declaration in &document.declarations {
            let place = (Arc::clone(&declaration.address), Arc::clone(&declaration.calls));
            declared.entry(key(declaration)).or_default().push(place);
        }
    }
    for document in documents.iter_mut().filter(|document| document.language == Language::Arm && document.is_called) {
        let Some(source) = document.root.strip_suffix(".json").and_then(|stem| sources.get(stem)) else { continue };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for declaration in &document.declarations {
            *counts.entry(key(declaration)).or_default() += 1;
        }
        for declaration in &mut document.declarations {
            let key = key(declaration);
            if let (Some(1), Some([(address, calls)])) = (counts.get(&key), source.get(&key).map(Vec::as_slice)) {
                declaration.address = Arc::clone(address);
                let own = declaration.calls.iter().zip(calls.iter());
                declaration.calls =
                    own.map(|(own, call)| Call { address: Arc::clone(&call.address), header: own.header }).collect();
            }
        }
    }
}

fn key(declaration: &Declaration) -> String {
    format!("{} {}", declaration.type_name.to_ascii_lowercase(), declaration.calls.len())
}
