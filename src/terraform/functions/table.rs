//! The table of all functions: names and parameters as `terraform metadata functions` of version 1.11 lists them.

use super::error::{FunctionError, Outcome};
use super::signature::{Flow, Function, Kind, Parameter};
use super::{arguments::Arguments, *};

const fn any(name: &'static str) -> Parameter {
    Parameter::new(name, Kind::Any)
}

const fn text(name: &'static str) -> Parameter {
    Parameter::new(name, Kind::String)
}

const fn number(name: &'static str) -> Parameter {
    Parameter::new(name, Kind::Number)
}

const fn of(name: &'static str, kind: Kind) -> Parameter {
    Parameter::new(name, kind)
}

type Run = fn(&Arguments<'_>) -> Outcome;

const fn strict(name: &'static str, parameters: &'static [Parameter], run: Run) -> Function {
    Function { name, parameters, variadic: None, flow: Flow::Strict, run }
}

const fn own(name: &'static str, parameters: &'static [Parameter], run: Run) -> Function {
    Function { flow: Flow::Own, ..strict(name, parameters, run) }
}

const fn bare(name: &'static str, parameters: &'static [Parameter], run: Run) -> Function {
    Function { flow: Flow::OwnSensitivity, ..strict(name, parameters, run) }
}

const fn never(name: &'static str, parameters: &'static [Parameter], why: &'static str) -> Function {
    Function { flow: Flow::Never(why), ..strict(name, parameters, not_run) }
}

impl Function {
    const fn variadic(self, parameter: Parameter) -> Self {
        Self { variadic: Some(parameter), ..self }
    }
}

fn not_run(_: &Arguments<'_>) -> Outcome {
    Err(FunctionError::new("is only known at run time"))
}

const AT_RUN_TIME: &str = "is only known when Terraform runs";

/// Sorted by name.
static TABLE: &[Function] = &[
    strict("abs", &[number("num")], numeric::abs),
    own("abspath", &[text("path")], filesystem::abspath),
    own("alltrue", &[of("list", Kind::Bools)], shape::alltrue),
    own("anytrue", &[of("list", Kind::Bools)], shape::anytrue),
    strict("base64decode", &[text("str")], encoding::base64decode),
    strict("base64encode", &[text("str")], encoding::base64encode),
    strict("base64gzip", &[text("str")], encoding::base64gzip),
    strict("base64sha256", &[text("str")], hash::base64sha256),
    strict("base64sha512", &[text("str")], hash::base64sha512),
    strict("basename", &[text("path")], filesystem::basename),
    never("bcrypt", &[text("str")], "draws a random salt").variadic(number("cost")),
    strict("ceil", &[number("num")], numeric::ceil),
    strict("chomp", &[text("str")], string::chomp),
    own("chunklist", &[of("list", Kind::List), number("size")], shape::chunklist),
    strict("cidrhost", &[text("prefix"), number("hostnum")], network::cidrhost),
    strict("cidrnetmask", &[text("prefix")], network::cidrnetmask),
    strict("cidrsubnet", &[text("prefix"), number("newbits"), number("netnum")], network::cidrsubnet),
    strict("cidrsubnets", &[text("prefix")], network::cidrsubnets).variadic(number("newbits")),
    own("coalesce", &[], pick::coalesce).variadic(any("vals").nullable()),
    own("coalescelist", &[], pick::coalescelist).variadic(any("vals").nullable()),
    own("compact", &[of("list", Kind::Strings)], collection::compact),
    own("concat", &[], collection::concat).variadic(any("seqs")),
    own("contains", &[any("list"), any("value")], pick::contains),
    strict("csvdecode", &[text("str")], csv::csvdecode),
    strict("dirname", &[text("path")], filesystem::dirname),
    own("distinct", &[of("list", Kind::List)], collection::distinct),
    own("element", &[any("list"), number("index")], pick::element),
    strict("endswith", &[text("str"), text("suffix")], string::endswith),
    own("ephemeralasnull", &[any("value").nullable()], convert::ephemeralasnull),
    strict("file", &[text("path")], filesystem::file),
    strict("filebase64", &[text("path")], filesystem::filebase64),
    strict("filebase64sha256", &[text("path")], filesystem::filebase64sha256),
    strict("filebase64sha512", &[text("path")], filesystem::filebase64sha512),
    strict("fileexists", &[text("path")], filesystem::fileexists),
    strict("filemd5", &[text("path")], filesystem::filemd5),
    strict("fileset", &[text("path"), text("pattern")], filesystem::fileset),
    strict("filesha1", &[text("path")], filesystem::filesha1),
    strict("filesha256", &[text("path")], filesystem::filesha256),
    strict("filesha512", &[text("path")], filesystem::filesha512),
    own("flatten", &[any("list")], collection::flatten),
    strict("floor", &[number("num")], numeric::floor),
    strict("format", &[text("format")], format::format).variadic(any("args").nullable()),
    strict("formatdate", &[text("format"), text("time")], date::formatdate),
    own("formatlist", &[text("format")], format::formatlist).variadic(any("args").nullable()),
    strict("indent", &[number("spaces"), text("str")], string::indent),
    own("index", &[any("list"), any("value")], pick::index),
    bare("issensitive", &[any("value").nullable()], convert::issensitive),
    strict("join", &[text("separator")], string::join).variadic(of("lists", Kind::Strings)),
    strict("jsondecode", &[text("str")], json::jsondecode),
    strict("jsonencode", &[any("val").nullable()], json::jsonencode),
    own("keys", &[any("inputMap")], shape::keys),
    own("length", &[any("value")], shape::length),
    strict("log", &[number("num"), number("base")], numeric::log),
    own("lookup", &[any("inputMap"), text("key")], pick::lookup).variadic(any("default").nullable()),
    strict("lower", &[text("str")], string::lower),
    own(
        "matchkeys",
        &[of("values", Kind::List), of("keys", Kind::List), of("searchset", Kind::List)],
        shape::matchkeys,
    ),
    strict("max", &[], numeric::max).variadic(number("numbers")),
    strict("md5", &[text("str")], hash::md5),
    own("merge", &[], collection::merge).variadic(any("maps").nullable()),
    strict("min", &[], numeric::min).variadic(number("numbers")),
    bare("nonsensitive", &[any("value").nullable()], convert::nonsensitive),
    own("one", &[any("list")], pick::one),
    strict("parseint", &[any("number"), number("base")], numeric::parseint),
    own("pathexpand", &[text("path")], filesystem::pathexpand),
    never("plantimestamp", &[], AT_RUN_TIME),
    strict("pow", &[number("num"), number("power")], numeric::pow),
    strict("range", &[], numeric::range).variadic(number("params")),
    strict("regex", &[text("pattern"), text("string")], regexp::regex),
    strict("regexall", &[text("pattern"), text("string")], regexp::regexall),
    strict("replace", &[text("str"), text("substr"), text("replace")], string::replace),
    own("reverse", &[any("list")], collection::reverse),
    strict("rsadecrypt", &[text("ciphertext"), text("privatekey")], hash::rsadecrypt),
    own("sensitive", &[any("value").nullable()], convert::sensitive),
    own("setintersection", &[of("first_set", Kind::Set)], sets::setintersection).variadic(of("other_sets", Kind::Set)),
    own("setproduct", &[], sets::setproduct).variadic(any("sets")),
    own("setsubtract", &[of("a", Kind::Set), of("b", Kind::Set)], sets::setsubtract),
    own("setunion", &[of("first_set", Kind::Set)], sets::setunion).variadic(of("other_sets", Kind::Set)),
    strict("sha1", &[text("str")], hash::sha1),
    strict("sha256", &[text("str")], hash::sha256),
    strict("sha512", &[text("str")], hash::sha512),
    strict("signum", &[number("num")], numeric::signum),
    own("slice", &[any("list"), number("start_index"), number("end_index")], shape::slice),
    strict("sort", &[of("list", Kind::Strings)], shape::sort),
    strict("split", &[text("separator"), text("str")], string::split),
    strict("startswith", &[text("str"), text("prefix")], string::startswith),
    strict("strcontains", &[text("str"), text("substr")], string::strcontains),
    strict("strrev", &[text("str")], string::strrev),
    strict("substr", &[text("str"), number("offset"), number("length")], string::substr),
    strict("sum", &[any("list")], numeric::sum),
    own("templatefile", &[text("path"), any("vars")], template::templatefile),
    own("templatestring", &[text("template"), any("vars")], template::templatestring),
    strict("textdecodebase64", &[text("source"), text("encoding")], encoding::textdecodebase64),
    strict("textencodebase64", &[text("string"), text("encoding")], encoding::textencodebase64),
    strict("timeadd", &[text("timestamp"), text("duration")], date::timeadd),
    strict("timecmp", &[text("timestamp_a"), text("timestamp_b")], date::timecmp),
    never("timestamp", &[], AT_RUN_TIME),
    strict("title", &[text("str")], string::title),
    own("tobool", &[any("v").nullable()], convert::tobool),
    own("tolist", &[any("v").nullable()], convert::tolist),
    own("tomap", &[any("v").nullable()], convert::tomap),
    own("tonumber", &[any("v").nullable()], convert::tonumber),
    own("toset", &[any("v").nullable()], convert::toset),
    own("tostring", &[any("v").nullable()], convert::tostring),
    strict("transpose", &[of("values", Kind::StringLists)], shape::transpose),
    strict("trim", &[text("str"), text("cutset")], string::trim),
    strict("trimprefix", &[text("str"), text("prefix")], string::trimprefix),
    strict("trimspace", &[text("str")], string::trimspace),
    strict("trimsuffix", &[text("str"), text("suffix")], string::trimsuffix),
    strict("upper", &[text("str")], string::upper),
    strict("urlencode", &[text("str")], encoding::urlencode),
    never("uuid", &[], "draws a random number"),
    strict("uuidv5", &[text("namespace"), text("name")], hash::uuidv5),
    own("values", &[any("mapping")], shape::values),
    strict("yamldecode", &[text("src")], yaml_decode::yamldecode),
    strict("yamlencode", &[any("value").nullable()], yaml_encode::yamlencode),
    own("zipmap", &[of("keys", Kind::Strings), any("values")], shape::zipmap),
];

/// The function of this name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    TABLE.binary_search_by(|function| function.name.cmp(name)).ok().map(|index| &TABLE[index])
}

/// All names, sorted.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|function| function.name)
}

#[cfg(test)]
mod tests {
    use super::{find, names};

    #[test]
    fn the_table_is_sorted_and_complete() {
        let all: Vec<_> = names().collect();
        assert!(all.is_sorted());
        // 118 names of Terraform 1.11, without `can` and `try`.
        assert_eq!(all.len(), 116);
        assert!(all.iter().all(|name| find(name).is_some()));
        assert!(find("nonsense").is_none());
    }
}
