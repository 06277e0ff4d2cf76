//! All functions: names, how many arguments they take, what computes them.

use super::{Argument, CallContext};
use super::{collection, convert, date, format, json, lambda, network, number, object, operator, runtime, sets, text};
use crate::arm::operators::Outcome;
use crate::document::Value;

/// A function.
pub(super) struct Function {
    pub name: &'static str,
    /// The least and the most arguments.
    pub arity: (usize, usize),
    /// It handles arguments that are one of several itself; otherwise it is called for each.
    pub sees_alternatives: bool,
    /// It may give a part of an argument as it is.
    pub picks: bool,
    /// What makes its result secret.
    pub secrets: Secrets,
    pub body: Body,
}

/// What makes a result one that must never be shown.
#[derive(Clone, Copy)]
pub(super) enum Secrets {
    /// A secret anywhere in an argument.
    Deep,
    /// An argument that is secret itself; parts of arguments keep their own secrets.
    Shallow,
    /// The function sees to it.
    Own,
}

/// What computes a function from values.
pub(super) type OfValues = fn(&[Value], CallContext<'_>) -> Outcome;

/// What computes a function.
pub(super) enum Body {
    /// From values.
    Values(OfValues),
    /// With a lambda among the arguments.
    Lambda(fn(&[Argument<'_>], CallContext<'_>) -> Outcome),
    /// Only the deployment knows, but certainly something.
    Later,
    /// Only the deployment knows, but certainly an object with these members.
    LaterObject(&'static [&'static str]),
}

/// The function of this name, whatever its case.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}

const ANY: usize = usize::MAX;

/// A function that computes something from its arguments, called for each alternative of them.
const fn plain(name: &'static str, least: usize, most: usize, body: OfValues) -> Function {
    Function {
        name,
        arity: (least, most),
        sees_alternatives: false,
        picks: false,
        secrets: Secrets::Deep,
        body: Body::Values(body),
    }
}

/// A function that handles alternatives itself.
const fn whole(name: &'static str, least: usize, most: usize, body: OfValues) -> Function {
    Function { sees_alternatives: true, ..plain(name, least, most, body) }
}

/// A function whose result consists of parts of its arguments, or tells nothing about what is in them.
const fn outer(name: &'static str, least: usize, most: usize, body: OfValues) -> Function {
    Function { secrets: Secrets::Shallow, ..plain(name, least, most, body) }
}

/// A function that may give a part of an argument.
const fn pick(name: &'static str, least: usize, most: usize, body: OfValues) -> Function {
    Function { picks: true, ..outer(name, least, most, body) }
}

/// A function that builds something from its arguments as they are.
const fn build(name: &'static str, least: usize, most: usize, body: OfValues) -> Function {
    Function { secrets: Secrets::Own, ..whole(name, least, most, body) }
}

/// A function that gives something which only the deployment knows.
const fn later(name: &'static str, least: usize, most: usize) -> Function {
    Function { body: Body::Later, ..whole(name, least, most, operator::null) }
}

/// A function that gives an object with members which only the deployment knows.
const fn later_object(name: &'static str, least: usize, most: usize, members: &'static [&'static str]) -> Function {
    Function { body: Body::LaterObject(members), ..later(name, least, most) }
}

const fn lambda(
    name: &'static str,
    least: usize,
    most: usize,
    body: fn(&[Argument<'_>], CallContext<'_>) -> Outcome,
) -> Function {
    Function { body: Body::Lambda(body), ..build(name, least, most, operator::null) }
}

pub(super) static FUNCTIONS: &[Function] = &[
    plain("add", 2, 2, operator::add),
    whole("and", 2, ANY, operator::and),
    Function { picks: true, ..build("any", 1, 1, |values, _| Ok(values[0].clone())) },
    outer("array", 1, 1, convert::array),
    plain("base64", 1, 1, convert::base64),
    plain("base64ToJson", 1, 1, json::base64_to_json),
    plain("base64ToString", 1, 1, convert::base64_to_string),
    plain("bool", 1, 1, convert::bool),
    later("buildUri", 1, 1),
    plain("cidrHost", 2, 2, network::cidr_host),
    plain("cidrSubnet", 3, 3, network::cidr_subnet),
    Function { picks: true, ..build("coalesce", 1, ANY, operator::coalesce) },
    outer("concat", 0, ANY, collection::concat),
    outer("contains", 2, 2, collection::contains),
    build("createArray", 0, ANY, collection::create_array),
    build("createObject", 0, ANY, object::create_object),
    plain("dataUri", 1, 1, convert::data_uri),
    plain("dataUriToString", 1, 1, convert::data_uri_to_string),
    plain("dateTimeAdd", 2, 3, date::add),
    plain("dateTimeFromEpoch", 1, 1, date::from_epoch),
    plain("dateTimeToEpoch", 1, 1, date::to_epoch),
    later_object("deployer", 0, 0, &["objectId", "tenantId"]),
    later_object("deployment", 0, 0, &["name", "properties"]),
    plain("div", 2, 2, operator::div),
    outer("empty", 1, 1, collection::empty),
    plain("endsWith", 2, 2, text::ends_with),
    later_object("environment", 0, 0, &["authentication", "name", "portal", "resourceManager", "suffixes"]),
    whole("equals", 2, 2, operator::equals),
    whole("extensionResourceId", 3, ANY, runtime::resource_id),
    whole("externalInput", 1, 2, runtime::external_input),
    plain("fail", 1, 1, operator::fail),
    whole("false", 0, 0, |_, _| Ok(Value::bool(false))),
    lambda("filter", 2, 2, lambda::filter),
    pick("first", 1, 1, collection::first),
    outer("flatten", 1, 1, collection::flatten),
    plain("float", 1, 1, convert::float),
    whole("format", 1, ANY, format::format),
    whole("getSecret", 1, 4, runtime::secret),
    plain("greater", 2, 2, operator::greater),
    plain("greaterOrEquals", 2, 2, operator::greater_or_equals),
    lambda("groupBy", 2, 2, lambda::group_by),
    later("guid", 1, ANY),
    pick("indexFromEnd", 2, 2, object::index_from_end),
    plain("indexOf", 2, 2, text::index_of),
    plain("int", 1, 1, convert::int),
    whole("intersection", 2, ANY, sets::intersection),
    outer("items", 1, 1, object::items),
    plain("join", 2, 2, text::join),
    plain("json", 1, 1, json::json),
    pick("last", 1, 1, collection::last),
    plain("lastIndexOf", 2, 2, text::last_index_of),
    outer("length", 1, 1, collection::length),
    plain("less", 2, 2, operator::less),
    plain("lessOrEquals", 2, 2, operator::less_or_equals),
    whole("list", 1, ANY, runtime::secret),
    later_object("managementGroup", 0, 1, &["id", "name", "properties", "type"]),
    whole("managementGroupResourceId", 2, ANY, runtime::resource_id),
    lambda("map", 2, 2, lambda::map),
    lambda("mapValues", 2, 2, lambda::map_values),
    plain("max", 1, ANY, number::max),
    plain("min", 1, ANY, number::min),
    plain("mod", 2, 2, operator::modulo),
    plain("mul", 2, 2, operator::mul),
    later("newGuid", 0, 0),
    plain("not", 1, 1, operator::not),
    whole("null", 0, 0, operator::null),
    outer("objectKeys", 1, 1, object::object_keys),
    whole("or", 2, ANY, operator::or),
    plain("padLeft", 2, 3, text::pad_left),
    plain("parseCidr", 1, 1, network::parse_cidr),
    later("parseUri", 1, 1),
    later("pickZones", 3, 5),
    later("providers", 1, 2),
    plain("range", 2, 2, number::range),
    whole("readEnvironmentVariable", 1, 2, runtime::environment_variable),
    lambda("reduce", 3, 3, lambda::reduce),
    whole("reference", 1, 3, runtime::reference),
    plain("replace", 3, 3, text::replace),
    later_object("resourceGroup", 0, 2, &["id", "location", "name", "properties", "type"]),
    whole("resourceId", 2, ANY, runtime::resource_id),
    later("roleDefinitions", 1, 1),
    build("shallowMerge", 1, 1, object::shallow_merge),
    outer("skip", 2, 2, collection::skip),
    lambda("sort", 2, 2, lambda::sort),
    plain("split", 2, 2, text::split),
    plain("startsWith", 2, 2, text::starts_with),
    plain("string", 1, 1, convert::string),
    plain("sub", 2, 2, operator::sub),
    later_object("subscription", 0, 1, &["displayName", "id", "subscriptionId", "tenantId"]),
    whole("subscriptionResourceId", 2, ANY, runtime::resource_id),
    plain("substring", 2, 3, text::substring),
    outer("take", 2, 2, collection::take),
    later_object("tenant", 0, 0, &["tenantId"]),
    whole("tenantResourceId", 2, ANY, runtime::resource_id),
    plain("toLower", 1, 1, text::to_lower),
    lambda("toObject", 2, 3, lambda::to_object),
    later("toLogicalZone", 3, 3),
    later("toLogicalZones", 3, 3),
    later("toPhysicalZone", 3, 3),
    later("toPhysicalZones", 3, 3),
    plain("toUpper", 1, 1, text::to_upper),
    plain("trim", 1, 1, text::trim),
    whole("true", 0, 0, |_, _| Ok(Value::bool(true))),
    pick("tryGet", 2, ANY, object::try_get),
    pick("tryIndexFromEnd", 2, ANY, object::try_index_from_end),
    build("union", 1, ANY, sets::union),
    later("uniqueString", 1, ANY),
    plain("uri", 2, 2, text::uri),
    plain("uriComponent", 1, 1, text::uri_component),
    plain("uriComponentToString", 1, 1, text::uri_component_to_string),
    later("utcNow", 0, 1),
];
