//! Parameters: what is given, else the default, else what the type says.

use std::rc::Rc;
use std::sync::Arc;

use super::Instance;
use crate::arm::hide_secrets;
use crate::bicep::evaluate::{Bindings, ParameterType, TypeOf, parameter_type};
use crate::bicep::resolve::{self, Target};
use crate::bicep::syntax::{Declaration, DeclarationKind, Parameter, TypeKind};
use crate::document::{Cause, Data, Problem, ProblemKind, Reason, StepKind, Unknown, Value, of_plain_parameter};
use crate::source::Span;

impl<'a> Instance<'a> {
    /// The value of a parameter.
    pub(super) fn parameter(&self, index: usize) -> Value {
        let declaration = &self.file.declarations[index];
        let DeclarationKind::Parameter(parameter) = &declaration.kind else { return Value::null() };
        self.cell(&self.values, index, &parameter.name.text, declaration.span, || {
            let ty = parameter_type(&parameter.type_expression, &declaration.decorators, self);
            let value = ty.mark(self.given_or_default(declaration, parameter, &ty));
            let mut value = self.fitting(declaration, parameter, &ty, value);
            if value.sensitive {
                self.evaluation.run.mask(&value);
            }
            hide_secrets(self.evaluation.run, &mut value);
            of_plain_parameter(&parameter.name.text, value)
        })
    }

    /// Computes the parameters that hold secrets, so that these are masked whatever uses them.
    pub(super) fn hide_parameters(&self) {
        let is_plain = |parameter: &Parameter| match &parameter.type_expression.kind {
            TypeKind::Name(name) => matches!(&**name, "string" | "int" | "bool" | "array" | "object"),
            _ => false,
        };
        for (index, declaration, parameter) in self.file.parameters() {
            if declaration.decorator("secure").is_some() || !is_plain(parameter) {
                // For its mask alone.
                let _ = self.parameter(index);
            }
        }
    }

    fn given_or_default(&self, declaration: &Declaration, parameter: &Parameter, ty: &ParameterType) -> Value {
        let name = &parameter.name.text;
        let default = || self.default_of(declaration, parameter, ty);
        match self.argument(name) {
            // Null asks for the default.
            Some(value) if value.is_null() && parameter.default.is_some() => default(),
            Some(value) => match (&value.data, &parameter.default) {
                (Data::OneOf(members), Some(_)) if members.iter().any(Value::is_null) => {
                    let set = members.iter().filter(|member| !member.is_null()).cloned();
                    let both = Value::one_of(set.chain([default()]), members.reason());
                    both.with_trail(value.trail.clone()).with_sensitive(value.sensitive)
                }
                // Were it null, the default would count.
                (Data::Unknown(unknown), Some(_)) if !unknown.not_null && !ty.is_nullable => {
                    let data = Data::Unknown(Unknown { not_null: true, ..unknown.clone() });
                    Value { data, ..value }
                }
                _ => value,
            },
            None => match &self.arguments.open {
                Some(reason) => Value::unknown(Arc::clone(reason)),
                None => default(),
            },
        }
    }

    /// What the caller or a parameter file gives; Azure compares names without regard to case.
    fn argument(&self, name: &str) -> Option<Value> {
        let values = &self.arguments.values;
        let exact = values.get(name);
        let found = exact.or_else(|| {
            let (_, value) = values.iter().find(|(other, _)| other.eq_ignore_ascii_case(name))?;
            Some(value)
        });
        found.cloned()
    }

    fn default_of(&self, declaration: &Declaration, parameter: &Parameter, ty: &ParameterType) -> Value {
        let name = &parameter.name.text;
        let step = || -> Arc<str> { format!("param {name}").into() };
        if let Some(default) = &parameter.default {
            let value = self.lenient(default, self, &Bindings::empty());
            let trail = value.trail.through(StepKind::Default, step(), declaration.span);
            return value.with_trail(trail);
        }
        if declaration.is_partial {
            let text = format!("the declaration of `{name}` could not be read");
            return Value::unknown(Self::reason(Cause::Syntax, declaration, &step(), text));
        }
        if self.label.is_empty() || ty.is_nullable || matches!(ty.shape, TypeOf::Any) {
            return ty.unset(name, declaration.span);
        }
        let text = format!("the call of `{}` gives no value for `{name}`", self.label);
        Value::unknown(Self::reason(Cause::Invalid, declaration, &step(), text))
    }

    /// The value, unless the type refuses it as a whole. Refusals are reported.
    fn fitting(&self, declaration: &Declaration, parameter: &Parameter, ty: &ParameterType, value: Value) -> Value {
        let refusals = ty.check(&value);
        let Some(first) = refusals.first() else { return value };
        let name = &parameter.name.text;
        let message = |refusal: &str| format!("The value of the parameter \"{name}\" is not valid: {refusal}");
        for refusal in &refusals {
            let span = refusal.span.or(value.trail.literal).unwrap_or(declaration.span);
            self.evaluation.refuse(span, message(&refusal.message));
        }
        if matches!(value.data, Data::Object(_) | Data::List(_)) {
            // What is wrong in it does not make the rest so.
            return value;
        }
        let reason = Reason::new(Cause::Invalid, format!("param {name}"), message(&first.message));
        let reason = reason.at(value.trail.literal.unwrap_or(declaration.span));
        Value::unknown(reason).with_trail(value.trail).with_sensitive(value.sensitive)
    }

    /// All values that this parameter file assigns, with the places of the assignments; what it extends comes first.
    #[must_use]
    pub fn assignments(&self) -> Vec<(Arc<str>, Value, Span)> {
        self.check_imports();
        let mut all = self.base().map(|base| base.assignments()).unwrap_or_default();
        for (index, declaration) in self.file.declarations.iter().enumerate() {
            if let DeclarationKind::ParameterAssignment(assignment) = &declaration.kind {
                all.retain(|(name, ..)| *name != assignment.name.text);
                all.push((Arc::clone(&assignment.name.text), self.assignment(index), declaration.span));
            }
        }
        all
    }

    /// What `base` stands for: the parameters of the file that this one extends.
    pub(super) fn base_parameters(&self) -> Value {
        let Some(base) = self.base() else {
            let reason = Reason::new(Cause::MissingModule, "base", "the file that this one extends is not seen");
            let span = self.file.extends.as_ref().map(|(_, span)| *span);
            return Value::unknown(Reason { span, ..reason });
        };
        Value::object(base.assignments().into_iter().map(|(name, value, _)| (name, value)))
    }

    /// The parameter file that this one extends.
    fn base(&self) -> Option<&Rc<Instance<'a>>> {
        self.base.get_or_init(|| self.find_base()).as_ref()
    }

    fn find_base(&self) -> Option<Rc<Instance<'a>>> {
        let (path, place) = self.file.extends.as_ref()?;
        let problem = |message: String| self.evaluation.run.problem(Problem::at(ProblemKind::Module, *place, message));
        let (Target::Bicep(target) | Target::Arm(target)) =
            resolve::find(&self.evaluation, &self.file, path, *place).ok()?
        else {
            problem(format!("The file \"{path}\" is no parameter file"));
            return None;
        };
        let file = self.evaluation.loader.load(&target);
        let mut callers = self.callers.clone();
        callers.push(self.file.path.clone());
        if callers.contains(&file.path) {
            let sources = self.evaluation.run.sources;
            let start = callers.iter().position(|path| *path == file.path).unwrap_or(0);
            let way = callers[start..].iter().map(|path| sources.shown_path(path)).collect::<Vec<_>>();
            problem(format!(
                "The file is involved in a cycle of `extends` (\"{}\" -> \"{}\")",
                way.join("\" -> \""),
                file.shown
            ));
            return None;
        }
        if callers.len() > super::call::MAX_MODULE_DEPTH {
            problem("Parameter files extend one another too deeply".to_owned());
            return None;
        }
        self.evaluation.report(&file);
        let (evaluation, arguments) = (&self.evaluation, crate::arm::Arguments::default());
        Some(Self::create(evaluation, file, arguments, crate::arm::Placement::root(), "".into(), callers))
    }
}
