//! Deploying a file: everything it declares, and its outputs.

use std::path::PathBuf;
use std::sync::Arc;

use super::evaluate::Bindings;
use super::instance::Instance;
use super::load::File;
use super::syntax::DeclarationKind;
use crate::arm::{Deployed, Outputs};
use crate::document::{Cause, Problem, ProblemKind, Reason};

impl Instance<'_> {
    /// What the file declares, in source order, what its modules declare at the place of their calls.
    pub(super) fn deploy(&self) -> Deployed {
        self.check_imports();
        let mut deployed = Deployed::default();
        for (index, declaration) in self.file.tree.declarations.iter().enumerate() {
            match &declaration.kind {
                DeclarationKind::Resource(_) => {
                    let node =
                        self.file.resources.iter().position(|node| node.declaration == index && node.parent.is_none());
                    if let Some(node) = node {
                        self.declare(node, &Bindings::empty(), &self.placement.existence, &mut deployed.declarations);
                    }
                }
                DeclarationKind::Module(module) => self.module_declarations(index, module, &mut deployed.declarations),
                // Evaluated for the masks and problems alone.
                DeclarationKind::Parameter(_) => {
                    let _ = self.value(index, declaration.span);
                }
                _ => {}
            }
        }
        deployed.outputs = self.outputs();
        deployed
    }

    fn outputs(&self) -> Outputs {
        let mut outputs = Outputs::default();
        for declaration in &self.file.tree.declarations {
            if let DeclarationKind::Output(output) = &declaration.kind {
                let value = self.evaluated(&output.value, &Bindings::empty());
                let is_secure = declaration.decorator("secure").is_some();
                if is_secure {
                    self.run().mask(&value);
                }
                outputs.values.insert(Arc::clone(&output.name.text), value.with_sensitive(is_secure));
            }
        }
        if !self.file.problems.is_empty() {
            let reason = Reason::new(Cause::Syntax, "module", "part of the module could not be read");
            outputs.open = Some(Arc::new(reason));
        }
        outputs
    }

    /// Reports imports that lead back to where they started.
    fn check_imports(&self) {
        let mut stack = vec![self.file.path.clone()];
        let mut done = Vec::new();
        self.follow_imports(&self.file, &mut stack, &mut done);
    }

    fn follow_imports(&self, file: &File, stack: &mut Vec<PathBuf>, done: &mut Vec<PathBuf>) {
        let sources = self.run().sources;
        for declaration in &file.tree.declarations {
            let DeclarationKind::Import(import) = &declaration.kind else { continue };
            let Some(text) = import.path.text().filter(|text| !super::is_registry_reference(text)) else { continue };
            let directory = file.path.parent().unwrap_or(&file.path);
            let Ok(target) = sources.resolve(&directory.join(&**text)) else { continue };
            if stack.contains(&target) {
                let mut names: Vec<String> = stack.iter().map(|path| sources.shown_path(path)).collect();
                names.push(sources.shown_path(&target));
                let message = format!("The imports form a cycle: \"{}\"", names.join("\" -> \""));
                self.run().problem(Problem::at(ProblemKind::Module, import.path.span, message));
                continue;
            }
            if done.contains(&target) || self.run().budget.spend(8).is_err() || stack.len() > 64 {
                continue;
            }
            if let Ok(next) = self.evaluation.loader.load(&target) {
                stack.push(target.clone());
                self.follow_imports(&next, stack, done);
                stack.pop();
            }
            done.push(target);
        }
    }
}
