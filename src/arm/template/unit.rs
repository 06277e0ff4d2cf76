//! The instances of resources: loops, names, addresses.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::binding::{Bindings, Loop};
use super::instance::Instance;
use super::section::ResourceNode;
use super::symbolic::{is_known, shown};
use super::value::{Count, index_value};
use crate::document::{Reason, Value};

/// One instance of a resource, named but not evaluated.
#[derive(Debug)]
pub(super) struct Unit {
    /// The loops around it, outermost first.
    pub loops: Vec<Loop>,
    /// The full type.
    pub type_name: Arc<str>,
    /// The full name, parents first, with expressions for what is not known.
    pub name: String,
    /// Absolute.
    pub address: Arc<str>,
    /// Why there may be none, or several.
    pub maybe: Option<Arc<Reason>>,
    /// For an extension resource that says so in its own type and name: what it extends.
    pub extends: Option<(String, String)>,
}

/// The resources of a template by what they are called. Everything in lower case.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_type: FxHashMap<(String, String), (usize, usize)>,
    /// None where several have the name.
    by_name: FxHashMap<String, Option<(usize, usize)>>,
    by_address: FxHashMap<Arc<str>, (usize, usize)>,
}

impl Names {
    pub fn find(&self, type_name: &str, name: &str) -> Option<(usize, usize)> {
        self.by_type.get(&(type_name.to_ascii_lowercase(), name.to_ascii_lowercase())).copied()
    }

    pub fn named(&self, name: &str) -> Option<(usize, usize)> {
        self.by_name.get(&name.to_ascii_lowercase()).copied().flatten()
    }

    pub fn at(&self, address: &str) -> Option<(usize, usize)> {
        self.by_address.get(address).copied()
    }
}

impl Instance<'_> {
    /// The names of all resources; none while they are being worked out.
    pub(super) fn names(&self) -> Option<Rc<Names>> {
        if let Some(names) = &*self.cells.names.borrow() {
            return Some(Rc::clone(names));
        }
        if self.cells.is_naming.replace(true) {
            self.cells.refusals.set(self.cells.refusals.get() + 1);
            return None;
        }
        let mut names = Names::default();
        for index in 0..self.template.resources.len() {
            for (position, unit) in self.units(index).iter().enumerate() {
                let at = (index, position);
                let name = unit.name.to_ascii_lowercase();
                names.by_name.entry(name.clone()).and_modify(|known| *known = None).or_insert(Some(at));
                names.by_type.entry((unit.type_name.to_ascii_lowercase(), name)).or_insert(at);
                names.by_address.entry(Arc::clone(&unit.address)).or_insert(at);
            }
        }
        self.cells.is_naming.set(false);
        let names = Rc::new(names);
        *self.cells.names.borrow_mut() = Some(Rc::clone(&names));
        Some(names)
    }

    /// The instances of a resource.
    pub(super) fn units(&self, index: usize) -> Rc<Vec<Unit>> {
        let resource = &self.template.resources[index];
        let label = || format!("the name of {}", resource.type_name);
        self.cell(
            &self.cells.units,
            index,
            label,
            resource.header,
            |_| Rc::default(),
            || Rc::new(self.compute_units(resource)),
        )
    }

    fn compute_units(&self, resource: &ResourceNode<'_>) -> Vec<Unit> {
        let parents = resource.parent.map(|parent| self.units(parent));
        let around: Vec<Option<&Unit>> = match &parents {
            Some(units) => units.iter().map(Some).collect(),
            None => vec![None],
        };
        let mut units = Vec::new();
        for parent in around {
            let loops = parent.map(|parent| parent.loops.clone()).unwrap_or_default();
            let Some(copy) = resource.node.get("copy").filter(|copy| copy.items().is_empty()) else {
                if self.run.count_resource(resource.header) {
                    units.push(self.unit(resource, parent, loops, None));
                }
                continue;
            };
            let name = copy.get("name").and_then(crate::formats::json::Node::as_str).map(Arc::from);
            let round = |index: Value| {
                let mut loops = loops.clone();
                loops.push(Loop { name: name.clone(), index, is_property: false });
                loops
            };
            match self.with_loops(&loops, |bindings| self.count(copy, bindings)) {
                Count::Unknown(reason) => {
                    if self.run.count_resource(resource.header) {
                        let loops = round(Value::unknown_set(Arc::clone(&reason)));
                        units.push(self.unit(resource, parent, loops, Some(reason)));
                    }
                }
                Count::Known(count) => {
                    for index in 0..count {
                        if !self.run.count_resource(resource.header) {
                            return units;
                        }
                        units.push(self.unit(resource, parent, round(index_value(index)), None));
                    }
                }
            }
        }
        units
    }

    fn unit(
        &self,
        resource: &ResourceNode<'_>,
        parent: Option<&Unit>,
        loops: Vec<Loop>,
        maybe: Option<Arc<Reason>>,
    ) -> Unit {
        let node = resource.node.get("name");
        let own = node.and_then(|node| self.with_loops(&loops, |bindings| self.text_of_node(node, bindings)));
        let own = own.unwrap_or_default();
        let levels = resource.type_name.split('/').count().saturating_sub(1);
        let full = match parent {
            Some(parent) if own.split('/').count() < levels => format!("{}/{own}", parent.name),
            _ => own,
        };
        let (type_name, name, extends) = match extension(&resource.type_name, &full) {
            Some((type_name, name, extends)) => (type_name, name, Some(extends)),
            None => (Arc::clone(&resource.type_name), full, None),
        };
        let local = match resource.symbol {
            Some(symbol) => match parent.filter(|_| !symbol.text.contains("::")) {
                // The parent's address is absolute already.
                Some(parent) => {
                    let address = format!("{}::{}{}", parent.address, symbol.text, own_key(&loops));
                    return Unit { loops, type_name, name, address: address.into(), maybe, extends };
                }
                None => format!("{}{}", symbol.text, keys(&loops)),
            },
            None => {
                let last = name.rsplit('/').next().unwrap_or_default();
                match (is_known(last), node) {
                    (true, _) if !last.is_empty() => last.to_owned(),
                    (_, Some(node)) if !name.contains('/') => format!("{}{}", self.written_name(node), keys(&loops)),
                    _ => format!("{}{}", shown(last), keys(&loops)),
                }
            }
        };
        Unit { loops, type_name, name, address: self.placement.address_of(&local), maybe, extends }
    }

    /// Runs something with the loops of an instance around it.
    pub(super) fn with_loops<R>(&self, loops: &[Loop], run: impl FnOnce(&Bindings<'_>) -> R) -> R {
        fn nest<R>(bindings: &Bindings<'_>, loops: &[Loop], run: impl FnOnce(&Bindings<'_>) -> R) -> R {
            // A child stands in its parent's loop; a third loop cannot be.
            match loops {
                [] => run(bindings),
                [only] => run(&bindings.with_loop(only)),
                [first, second, ..] => run(&bindings.with_loop(first).with_loop(second)),
            }
        }
        nest(self.bindings, loops, run)
    }
}

/// The keys of loops behind a name: `[0]`; none where the count is not known.
fn keys(loops: &[Loop]) -> String {
    loops.iter().map(key).collect()
}

fn own_key(loops: &[Loop]) -> String {
    loops.last().map(key).unwrap_or_default()
}

fn key(round: &Loop) -> String {
    match &round.index.data {
        crate::document::Data::Number(number) => format!("[{number}]"),
        _ => String::new(),
    }
}

/// Takes `Microsoft.A/b/providers/c` and `b1/Microsoft.X/c1` apart: the type `Microsoft.X/c`, the name `c1`, and what it
/// extends: the type `Microsoft.A/b` and the name `b1`.
fn extension(type_name: &str, name: &str) -> Option<(Arc<str>, String, (String, String))> {
    let at = type_name.to_ascii_lowercase().find("/providers/")?;
    let (outer, inner) = (&type_name[..at], &type_name[at + "/providers/".len()..]);
    let levels = outer.split('/').count().saturating_sub(1);
    let segments: Vec<&str> = name.split('/').collect();
    let (outer_name, rest) = segments.split_at_checked(levels)?;
    let (provider, own) = rest.split_first().filter(|(_, own)| !own.is_empty())?;
    Some((format!("{provider}/{inner}").into(), own.join("/"), (outer.to_owned(), outer_name.join("/"))))
}
