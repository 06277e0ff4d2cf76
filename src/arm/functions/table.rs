//! All functions: names, how many arguments they take, what computes them.

use super::{Argument, CallContext};
use super::{collection, convert, date, format, lambda, network, object, operator, runtime, text};
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
    pub body: Body,
}

/// What computes a function.
pub(super) enum Body {
    /// From values.
    Values(fn(&[Value], CallContext<'_>) -> Outcome),
    /// With a lambda among the arguments.
    Lambda(fn(&[Argument<'_>], CallContext<'_>) -> Outcome),
}

/// The function of this name, whatever its case.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name))
}

const ANY: usize = usize::MAX;

const fn plain(
    name: &'static str,
    least: usize,
    most: usize,
    body: fn(&[Value], CallContext<'_>) -> Outcome,
) -> Function {
    Function { name, arity: (least, most), sees_alternatives: false, picks: false, body: Body::Values(body) }
}

/// A function that handles alternatives itself.
const fn whole(
    name: &'static str,
    least: usize,
    most: usize,
    body: fn(&[Value], CallContext<'_>) -> Outcome,
) -> Function {
    Function { sees_alternatives: true, ..plain(name, least, most, body) }
}

/// A function that may give a part of an argument.
const fn pick(
    name: &'static str,
    least: usize,
    most: usize,
    body: fn(&[Value], CallContext<'_>) -> Outcome,
) -> Function {
    Function { picks: true, ..plain(name, least, most, body) }
}

const fn lambda(
    name: &'static str,
    least: usize,
    most: usize,
    body: fn(&[Argument<'_>], CallContext<'_>) -> Outcome,
) -> Function {
    Function { name, arity: (least, most), sees_alternatives: true, picks: false, body: Body::Lambda(body) }
}

pub(super) static FUNCTIONS: &[Function] = &[
    plain("add", 2, 2, operator::add),
    whole("and", 1, ANY, operator::and),
    pick("any", 1, 1, |values, _| Ok(values[0].clone())),
    plain("array", 1, 1, convert::array),
    plain("base64", 1, 1, convert::base64),
    plain("base64ToJson", 1, 1, convert::base64_to_json),
    plain("base64ToString", 1, 1, convert::base64_to_string),
    plain("bool", 1, 1, convert::bool),
    plain("buildUri", 1, 1, |values, _| super::unknown(values)),
    plain("cidrHost", 2, 2, network::cidr_host),
    plain("cidrSubnet", 3, 3, network::cidr_subnet),
    whole("coalesce", 1, ANY, operator::coalesce),
    plain("concat", 0, ANY, collection::concat),
    plain("contains", 2, 2, collection::contains),
    whole("createArray", 0, ANY, collection::create_array),
    whole("createObject", 0, ANY, object::create_object),
    plain("dataUri", 1, 1, convert::data_uri),
    plain("dataUriToString", 1, 1, convert::data_uri_to_string),
    plain("dateTimeAdd", 2, 3, date::add),
    plain("dateTimeFromEpoch", 1, 1, date::from_epoch),
    plain("dateTimeToEpoch", 1, 1, date::to_epoch),
    runtime("deployer", 0, 0, runtime::deployer),
    runtime("deployment", 0, 0, runtime::deployment),
    plain("div", 2, 2, operator::div),
    plain("empty", 1, 1, collection::empty),
    plain("endsWith", 2, 2, text::ends_with),
    runtime("environment", 0, 0, runtime::environment),
    whole("equals", 2, 2, operator::equals),
    runtime("extensionResourceId", 3, ANY, runtime::resource_id),
    runtime("externalInput", 1, 2, runtime::external_input),
    plain("fail", 1, 1, operator::fail),
    whole("false", 0, 0, |_, _| Ok(Value::bool(false))),
    lambda("filter", 2, 2, lambda::filter),
    pick("first", 1, 1, collection::first),
    plain("flatten", 1, 1, collection::flatten),
    plain("float", 1, 1, convert::int),
    whole("format", 1, ANY, format::format),
    runtime("getSecret", 1, 4, runtime::secret),
    plain("greater", 2, 2, operator::greater),
    plain("greaterOrEquals", 2, 2, operator::greater_or_equals),
    lambda("groupBy", 2, 2, lambda::group_by),
    runtime("guid", 1, ANY, runtime::guid),
    plain("indexOf", 2, 2, text::index_of),
    plain("int", 1, 1, convert::int),
    plain("intersection", 2, ANY, collection::intersection),
    plain("items", 1, 1, object::items),
    plain("join", 2, 2, text::join),
    plain("json", 1, 1, convert::json),
    pick("last", 1, 1, collection::last),
    plain("lastIndexOf", 2, 2, text::last_index_of),
    plain("length", 1, 1, collection::length),
    plain("less", 2, 2, operator::less),
    plain("lessOrEquals", 2, 2, operator::less_or_equals),
    runtime("list", 1, ANY, runtime::secret),
    runtime("managementGroup", 0, 1, runtime::management_group),
    runtime("managementGroupResourceId", 2, ANY, runtime::resource_id),
    lambda("map", 2, 2, lambda::map),
    lambda("mapValues", 2, 2, lambda::map_values),
    plain("max", 1, ANY, collection::max),
    plain("min", 1, ANY, collection::min),
    plain("mod", 2, 2, operator::modulo),
    plain("mul", 2, 2, operator::mul),
    runtime("newGuid", 0, 0, runtime::guid),
    plain("not", 1, 1, operator::not),
    whole("null", 0, 0, |_, _| Ok(Value::null())),
    plain("objectKeys", 1, 1, object::object_keys),
    whole("or", 1, ANY, operator::or),
    plain("padLeft", 2, 3, text::pad_left),
    plain("parseCidr", 1, 1, network::parse_cidr),
    plain("parseUri", 1, 1, |values, _| super::unknown(values)),
    runtime("pickZones", 3, 5, runtime::zones),
    runtime("providers", 1, 2, runtime::object),
    plain("range", 2, 2, collection::range),
    runtime("readEnvironmentVariable", 1, 2, runtime::environment_variable),
    lambda("reduce", 3, 3, lambda::reduce),
    runtime("reference", 1, 3, runtime::object),
    plain("replace", 3, 3, text::replace),
    runtime("resourceGroup", 0, 2, runtime::resource_group),
    runtime("resourceId", 2, ANY, runtime::resource_id),
    runtime("roleDefinitions", 1, 1, runtime::object),
    whole("shallowMerge", 1, 1, object::shallow_merge),
    plain("skip", 2, 2, collection::skip),
    lambda("sort", 2, 2, lambda::sort),
    plain("split", 2, 2, text::split),
    plain("startsWith", 2, 2, text::starts_with),
    plain("string", 1, 1, convert::string),
    plain("sub", 2, 2, operator::sub),
    runtime("subscription", 0, 1, runtime::subscription),
    runtime("subscriptionResourceId", 2, ANY, runtime::resource_id),
    plain("substring", 2, 3, text::substring),
    plain("take", 2, 2, collection::take),
    runtime("tenant", 0, 0, runtime::tenant),
    runtime("tenantResourceId", 2, ANY, runtime::resource_id),
    plain("toLower", 1, 1, text::to_lower),
    lambda("toObject", 2, 3, lambda::to_object),
    runtime("toLogicalZone", 3, 3, runtime::text),
    runtime("toLogicalZones", 3, 3, runtime::zones),
    runtime("toPhysicalZone", 3, 3, runtime::text),
    runtime("toPhysicalZones", 3, 3, runtime::zones),
    plain("toUpper", 1, 1, text::to_upper),
    plain("trim", 1, 1, text::trim),
    whole("true", 0, 0, |_, _| Ok(Value::bool(true))),
    pick("tryGet", 2, ANY, object::try_get),
    pick("tryIndexFromEnd", 2, ANY, object::try_index_from_end),
    pick("indexFromEnd", 2, 2, object::index_from_end),
    whole("union", 1, ANY, collection::union),
    runtime("uniqueString", 1, ANY, runtime::unique_string),
    plain("uri", 2, 2, text::uri),
    plain("uriComponent", 1, 1, text::uri_component),
    plain("uriComponentToString", 1, 1, text::uri_component_to_string),
    runtime("utcNow", 0, 1, runtime::text),
];

/// A function whose result only the deployment knows.
const fn runtime(
    name: &'static str,
    least: usize,
    most: usize,
    body: fn(&[Value], CallContext<'_>) -> Outcome,
) -> Function {
    whole(name, least, most, body)
}
