//! What a file declares beside resources: outputs, and configurations of extensions.
//!
//! Knows: where each stands. Does not know: what makes them matter.

use std::sync::Arc;

use super::Instance;
use crate::arm::{EXTENSION, OUTPUT, hide_secrets, output};
use crate::bicep::evaluate::Bindings;
use crate::bicep::syntax::{Declaration as Statement, DeclarationKind, Expression, ExpressionKind, Extension};
use crate::document::{Data, Declaration, Entry, Language, Mode, Object, ObjectKind, Value, Versions};

impl Instance<'_> {
    /// Those outputs and configurations that may be of interest.
    pub(super) fn beside(&self) -> Vec<Declaration> {
        let mut declarations = Vec::new();
        let wanted = &self.evaluation.run.interest.arm_types;
        if wanted.contains(&EXTENSION) {
            for statement in &self.file.declarations {
                if let DeclarationKind::Extension(extension) = &statement.kind
                    && let Some(configuration) = &extension.configuration
                {
                    declarations.push(self.extension(statement, extension, configuration));
                }
            }
        }
        if wanted.contains(&OUTPUT) {
            declarations.extend(self.recorded_outputs());
        }
        declarations
    }

    fn recorded_outputs(&self) -> Vec<Declaration> {
        let values = self.outputs().values;
        let declared = self.file.outputs.iter().filter_map(|&index| {
            let declaration = &self.file.declarations[index];
            let DeclarationKind::Output(found) = &declaration.kind else { return None };
            let (name, value) = values.get_key_value(&found.name.text)?;
            let secure = declaration.decorator("secure").map(|decorator| decorator.span);
            let run = self.evaluation.run;
            output(run, &self.placement, Language::Bicep, name, value, declaration.span, secure)
        });
        declared.collect()
    }

    fn extension(&self, statement: &Statement, extension: &Extension, configuration: &Expression) -> Declaration {
        let name: Arc<str> = match &extension.name.kind {
            ExpressionKind::Identifier(name) => Arc::clone(name),
            _ => extension.name.text().cloned().unwrap_or_else(|| "extension".into()),
        };
        let mut object = self.block(configuration, self, &Bindings::empty(), &[]);
        let entry = Entry::from(Value::string(Arc::clone(&name)).at(extension.name.span));
        object.entries.insert("name".into(), entry);
        object.kind = ObjectKind::Block;
        let object: Object = object;
        let mut body = Value::new(Data::Object(Arc::new(object))).at(statement.span);
        hide_secrets(self.evaluation.run, &mut body);
        let alias = extension.alias.as_ref().map_or(&name, |alias| &alias.text);
        Declaration {
            language: Language::Bicep,
            mode: Mode::Managed,
            type_name: EXTENSION.into(),
            address: self.placement.address_of(&format!("extension.{alias}")),
            versions: Arc::new(Versions::unstated()),
            api_version: None,
            header: statement.span,
            body,
            existence: self.placement.existence.clone(),
            calls: Arc::clone(&self.placement.calls),
        }
    }
}
