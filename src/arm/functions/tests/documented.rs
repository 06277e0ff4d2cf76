//! The examples of Microsoft's documentation of functions, and what it says besides.

use super::give;

#[test]
fn functions_on_texts() {
    give(&[
        ("base64", r#"["one, two, three"]"#, r#""b25lLCB0d28sIHRocmVl""#),
        ("base64ToString", r#"["b25lLCB0d28sIHRocmVl"]"#, r#""one, two, three""#),
        ("base64ToString", r#"["b25l\nLCB0 d28="]"#, r#""one, two""#),
        ("base64ToJson", r#"["eydvbmUnOiAnYScsICd0d28nOiAnYid9"]"#, r#"{"one":"a","two":"b"}"#),
        ("concat", r#"["prefix", "-", 5, true]"#, r#""prefix-5True""#),
        ("contains", r#"["OneTwoThree", "e"]"#, "true"),
        ("contains", r#"["OneTwoThree", "z"]"#, "false"),
        ("contains", r#"["OneTwoThree", "one"]"#, "false"),
        ("dataUri", r#"["Hello"]"#, r#""data:text/plain;charset=utf8;base64,SGVsbG8=""#),
        ("dataUriToString", r#"["data:;base64,SGVsbG8sIFdvcmxkIQ=="]"#, r#""Hello, World!""#),
        ("dataUriToString", r#"["data:text/plain,Hello%2C%20World"]"#, r#""Hello, World""#),
        ("empty", r#"[""]"#, "true"),
        ("empty", r#"[" "]"#, "false"),
        ("endsWith", r#"["abcdef", "ef"]"#, "true"),
        ("endsWith", r#"["abcdef", "F"]"#, "true"),
        ("endsWith", r#"["abcdef", "e"]"#, "false"),
        ("first", r#"["One Two Three"]"#, r#""O""#),
        ("indexOf", r#"["test", "t"]"#, "0"),
        ("indexOf", r#"["abcdef", "CD"]"#, "2"),
        ("indexOf", r#"["abcdef", "z"]"#, "-1"),
        ("indexOf", r#"["😀x", "x"]"#, "2"),
        ("join", r#"[["one", "two", "three"], ","]"#, r#""one,two,three""#),
        ("join", r#"[["one", 2], "; "]"#, r#""one; 2""#),
        ("join", r#"[[], ","]"#, r#""""#),
        ("last", r#"["One Two Three"]"#, r#""e""#),
        ("lastIndexOf", r#"["test", "t"]"#, "3"),
        ("lastIndexOf", r#"["abcdef", "AB"]"#, "0"),
        ("length", r#"["One Two Three"]"#, "13"),
        ("length", r#"["é😀"]"#, "3"),
        ("padLeft", r#"["123", 10, "0"]"#, r#""0000000123""#),
        ("padLeft", r#"[7, 3]"#, r#""  7""#),
        ("padLeft", r#"["12345", 3, "0"]"#, r#""12345""#),
        ("padLeft", r#"["a", -3]"#, r#""a""#),
        ("replace", r#"["123-123-1234", "-", ""]"#, r#""1231231234""#),
        ("replace", r#"["123-123-1234", "1234", "xxxx"]"#, r#""123-123-xxxx""#),
        ("replace", r#"["aAa", "a", "b"]"#, r#""bAb""#),
        ("skip", r#"["one two three", 4]"#, r#""two three""#),
        ("skip", r#"["one", -1]"#, r#""one""#),
        ("skip", r#"["one", 9]"#, r#""""#),
        ("split", r#"["one,two,three", ","]"#, r#"["one","two","three"]"#),
        ("split", r#"["one;two,three", [",", ";"]]"#, r#"["one","two","three"]"#),
        ("split", r#"["xab", ["b", "ab"]]"#, r#"["x",""]"#),
        ("split", r#"["", ","]"#, r#"[""]"#),
        ("split", r#"["a,b", ""]"#, r#"["a,b"]"#),
        ("split", r#"["a,b", []]"#, r#"["a,b"]"#),
        ("startsWith", r#"["abcdef", "ab"]"#, "true"),
        ("startsWith", r#"["abcdef", "A"]"#, "true"),
        ("startsWith", r#"["abcdef", "e"]"#, "false"),
        ("substring", r#"["one two three", 4, 3]"#, r#""two""#),
        ("substring", r#"["one two three", 4]"#, r#""two three""#),
        ("substring", r#"["one", 3, 0]"#, r#""""#),
        ("take", r#"["one two three", 2]"#, r#""on""#),
        ("take", r#"["one", 0]"#, r#""""#),
        ("take", r#"["one", 9]"#, r#""one""#),
        ("toLower", r#"["One Two Three"]"#, r#""one two three""#),
        ("toLower", r#"["ΣΑΣ"]"#, r#""σασ""#),
        ("toUpper", r#"["One Two Straße"]"#, r#""ONE TWO STRAßE""#),
        ("trim", r#"["    one two three   "]"#, r#""one two three""#),
        ("uri", r#"["http://contoso.org/firstpath", "myscript.sh"]"#, r#""http://contoso.org/myscript.sh""#),
        ("uri", r#"["http://contoso.org/firstpath/", "myscript.sh"]"#, r#""http://contoso.org/firstpath/myscript.sh""#),
        (
            "uri",
            r#"["http://contoso.org/firstpath/azuredeploy.json", "myscript.sh"]"#,
            r#""http://contoso.org/firstpath/myscript.sh""#,
        ),
        (
            "uri",
            r#"["http://contoso.org/firstpath/azuredeploy.json/", "myscript.sh"]"#,
            r#""http://contoso.org/firstpath/azuredeploy.json/myscript.sh""#,
        ),
        ("uri", r#"["http://contoso.org", "myscript.sh"]"#, r#""http://contoso.org/myscript.sh""#),
        ("uriComponent", r#"["http://a.b/c d"]"#, r#""http%3A%2F%2Fa.b%2Fc%20d""#),
        ("uriComponentToString", r#"["http%3A%2F%2Fa.b%2Fc%20d%zz%+1"]"#, r#""http://a.b/c d%zz%+1""#),
    ]);
}

#[test]
fn format_is_that_of_dotnet() {
    give(&[
        (
            "format",
            r#"["{0}, {1}. Formatted number: {2:N0}", "Hello", "User", 8175133]"#,
            r#""Hello, User. Formatted number: 8,175,133""#,
        ),
        ("format", r#"["{0}"]"#.replace("\"]", "\", null]").as_str(), r#""""#),
        ("format", r#"["{{{0}}}", 1]"#, r#""{1}""#),
        ("format", r#"["{1}{0}{1}", "a", "b"]"#, r#""bab""#),
        ("format", r#"["[{0,5}][{1,-5}]", "ab", 12]"#, r#""[   ab][12   ]""#),
        ("format", r#"["{0:D3} {1:D3}", 7, -7]"#, r#""007 -007""#),
        ("format", r#"["{0:X} {0:x4}", 255]"#, r#""FF 00ff""#),
        ("format", r#"["{0:000} {0:F1} {0:N} {0:G}", 42]"#, r#""042 42.0 42.00 42""#),
        ("format", r#"["{0:N0} {1:N0}", -1234567, 12]"#, r#""-1,234,567 12""#),
        ("format", r#"["{0:D3}", "text"]"#, r#""text""#),
        ("format", r#"["{0} {1}", true, [1, {"a": "b"}]]"#, r#""True [1,{\"a\":\"b\"}]""#),
        ("format", r#"["{0:C}", 5]"#, "set: the number format `C` is left to Azure"),
        ("format", r#"["{0:#,##0.00}", 5]"#, "set: the number format `#,##0.00` is left to Azure"),
    ]);
}

#[test]
fn functions_on_arrays() {
    give(&[
        ("array", "[1]", "[1]"),
        ("array", r#"["efgh"]"#, r#"["efgh"]"#),
        ("array", r#"[{"a": "b", "c": "d"}]"#, r#"[{"a":"b","c":"d"}]"#),
        ("array", "[[1, 2]]", "[1,2]"),
        ("concat", r#"[["1-1", "1-2"], ["2-1"], []]"#, r#"["1-1","1-2","2-1"]"#),
        ("contains", r#"[["one", "two", "three"], "three"]"#, "true"),
        ("contains", r#"[["one", "two", "three"], "Three"]"#, "false"),
        ("contains", r#"[["one", 2], 2]"#, "true"),
        ("contains", r#"[[[1], [2]], [2]]"#, "true"),
        ("createArray", r#"["a", 1, null, [2]]"#, r#"["a",1,null,[2]]"#),
        ("createArray", "[]", "[]"),
        ("empty", "[[]]", "true"),
        ("empty", "[[null]]", "false"),
        ("empty", "[null]", "true"),
        ("first", r#"[["one", "two"]]"#, r#""one""#),
        ("first", "[[]]", "null"),
        ("flatten", r#"[[["a", "b"], ["c", ["d"]], []]]"#, r#"["a","b","c",["d"]]"#),
        ("indexOf", r#"[["one", "two", "one"], "one"]"#, "0"),
        ("indexOf", r#"[["one", "two"], "Two"]"#, "-1"),
        ("lastIndexOf", r#"[["one", "two", "one"], "one"]"#, "2"),
        ("intersection", r#"[["one", "two", "three"], ["two", "three"]]"#, r#"["two","three"]"#),
        ("intersection", r#"[["a", "a", "b"], ["a", "B"], ["a"]]"#, r#"["a"]"#),
        ("last", r#"[["one", "two"]]"#, r#""two""#),
        ("length", "[[1, 2, 3]]", "3"),
        ("max", "[[0, 3, 2, 5, 4]]", "5"),
        ("max", "[0, 3, 2, 5, 4]", "5"),
        ("min", "[[0, 3, -2, 5, 4]]", "-2"),
        ("min", "[7]", "7"),
        ("range", "[5, 3]", "[5,6,7]"),
        ("range", "[-1, 2]", "[-1,0]"),
        ("range", "[0, 0]", "[]"),
        ("skip", r#"[["one", "two", "three"], 2]"#, r#"["three"]"#),
        ("skip", "[[1, 2], -1]", "[1,2]"),
        ("take", r#"[["one", "two", "three"], 2]"#, r#"["one","two"]"#),
        ("take", "[[1, 2], 9]", "[1,2]"),
        ("union", r#"[["one", "two", "three"], ["three", "four", "two"]]"#, r#"["one","two","three","four"]"#),
        ("union", r#"[["a", "a"], ["A"]]"#, r#"["a","A"]"#),
        (
            "union",
            r#"[[["one", "two"], ["three"]], [["three"], ["four", "two"]]]"#,
            r#"[["one","two"],["three"],["four","two"]]"#,
        ),
    ]);
}

#[test]
fn functions_on_objects() {
    give(&[
        ("contains", r#"[{"one": "a"}, "ONE"]"#, "true"),
        ("contains", r#"[{"one": "a"}, "a"]"#, "false"),
        ("createObject", r#"["int", 5, "nested", {"a": null}]"#, r#"{"int":5,"nested":{"a":null}}"#),
        ("createObject", "[]", "{}"),
        ("empty", "[{}]", "true"),
        ("empty", r#"[{"a": null}]"#, "false"),
        (
            "intersection",
            r#"[{"one": "a", "two": "b", "three": "c"}, {"one": "a", "two": "z", "three": "c"}]"#,
            r#"{"one":"a","three":"c"}"#,
        ),
        (
            "items",
            r#"[{"item002": {"n": 200}, "item001": 300, "Item0011": 1}]"#,
            r#"[{"key":"item001","value":300},{"key":"Item0011","value":1},{"key":"item002","value":{"n":200}}]"#,
        ),
        ("items", "[{}]", "[]"),
        ("length", r#"[{"a": 1, "b": {"c": 1, "d": 2}}]"#, "2"),
        ("objectKeys", r#"[{"b": 1, "a": 2, "B2": 3}]"#, r#"["a","b","B2"]"#),
        ("shallowMerge", r#"[[{"one": "a"}, {"two": "b"}, {"two": "c"}]]"#, r#"{"one":"a","two":"c"}"#),
        (
            "shallowMerge",
            r#"[[{"one": "a", "nested": {"a": 1, "nested": {"c": 3}}}, {"two": "b", "nested": {"b": 2}}]]"#,
            r#"{"nested":{"b":2},"one":"a","two":"b"}"#,
        ),
        ("tryGet", r#"[{"a": {"b": [1, 2]}}, "A", "b", 1]"#, "2"),
        ("tryGet", r#"[{"a": 1}, "x", "y"]"#, "null"),
        ("tryGet", r#"[[1], 3]"#, "null"),
        ("tryGet", r#"[null, "a"]"#, "null"),
        ("indexFromEnd", r#"[[1, 2, 3], 1]"#, "3"),
        ("tryIndexFromEnd", r#"[[1, 2, {"a": 5}], 1, "a"]"#, "5"),
        ("tryIndexFromEnd", r#"[[1, 2], 3]"#, "null"),
        (
            "union",
            r#"[{"one": "a", "two": "b", "three": "c1"}, {"three": "c2", "four": "d"}]"#,
            r#"{"four":"d","one":"a","three":"c2","two":"b"}"#,
        ),
        (
            "union",
            r#"[{"p": {"one": "a", "three": "c1"}, "n": [1, 2]}, {"p": {"three": "c2"}, "n": [3, 4]}]"#,
            r#"{"n":[3,4],"p":{"one":"a","three":"c2"}}"#,
        ),
        ("union", r#"[{"Name": 1}, {"name": 2}]"#, r#"{"name":2}"#),
        ("union", r#"[{"a": {"b": 1}}, {"a": null}]"#, r#"{"a":null}"#),
    ]);
}

#[test]
fn conversions() {
    give(&[
        ("any", r#"[{"a": 1}]"#, r#"{"a":1}"#),
        ("bool", r#"["TRUE"]"#, "true"),
        ("bool", r#"["false"]"#, "false"),
        ("bool", "[1]", "true"),
        ("bool", "[0]", "false"),
        ("float", r#"["3.5"]"#, "3.5"),
        ("float", "[4]", "4"),
        ("int", r#"["4"]"#, "4"),
        ("int", r#"["-12"]"#, "-12"),
        ("int", "[4]", "4"),
        ("json", r#"["null"]"#, "null"),
        ("json", r#"["{'a': 'b'}"]"#, r#"{"a":"b"}"#),
        ("json", r#"["'test'"]"#, r#""test""#),
        ("json", r#"["true"]"#, "true"),
        ("json", r#"["3"]"#, "3"),
        ("json", r#"["[[1,2,3]]"]"#, "[[1,2,3]]"),
        ("json", r#"["{\"a\": \"demo value\"}"]"#, r#"{"a":"demo value"}"#),
        ("json", r#"["{a: 'it\\'s \"x\"', /* c */ b_1: [1, 2,], // d\n}"]"#, r#"{"a":"it's \"x\"","b_1":[1,2]}"#),
        ("json", r#"["{'a//b': true}"]"#, r#"{"a//b":true}"#),
        ("json", r#"["{\"a\": 0.7}"]"#, r#"{"a":0.7}"#),
        ("string", r#"[{"valueA": 10, "valueB": "Example Text"}]"#, r#""{\"valueA\":10,\"valueB\":\"Example Text\"}""#),
        ("string", r#"[["a", "b", null, true]]"#, r#""[\"a\",\"b\",null,true]""#),
        ("string", "[5]", r#""5""#),
        ("string", "[true]", r#""True""#),
        ("string", r#"["as it is"]"#, r#""as it is""#),
    ]);
}

#[test]
fn functions_on_numbers_and_conditions() {
    give(&[
        ("add", "[5, 3]", "8"),
        ("sub", "[7, 3]", "4"),
        ("mul", "[5, 3]", "15"),
        ("div", "[8, 3]", "2"),
        ("div", "[-7, 2]", "-3"),
        ("mod", "[7, 3]", "1"),
        ("mod", "[-7, 3]", "-1"),
        ("and", "[true, false, true]", "false"),
        ("and", "[true, true]", "true"),
        ("or", "[false, false, true]", "true"),
        ("not", "[true]", "false"),
        ("coalesce", r#"[null, null, "default", 1]"#, r#""default""#),
        ("coalesce", "[null]", "null"),
        ("coalesce", r#"[""]"#, r#""""#),
        ("equals", r#"["a", "a"]"#, "true"),
        ("equals", r#"["a", "A"]"#, "false"),
        ("equals", r#"[1, "1"]"#, "false"),
        ("equals", r#"[["a", "b"], ["a", "b"]]"#, "true"),
        ("equals", r#"[{"a": "b"}, {"a": "b"}]"#, "true"),
        ("equals", "[null, null]", "true"),
        ("greater", "[1, 2]", "false"),
        ("greater", r#"["A", "a"]"#, "true"),
        ("greaterOrEquals", r#"["A", "a"]"#, "true"),
        ("less", r#"["A", "a"]"#, "false"),
        ("lessOrEquals", "[1, 1]", "true"),
        ("TRUE", "[]", "true"),
        ("false", "[]", "false"),
        ("null", "[]", "null"),
    ]);
}

#[test]
fn functions_on_addresses() {
    give(&[
        (
            "parseCidr",
            r#"["10.144.0.0/20"]"#,
            r#"{"broadcast":"10.144.15.255","cidr":20,"firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","netmask":"255.255.240.0","network":"10.144.0.0"}"#,
        ),
        (
            "parseCidr",
            r#"["fdad:3236:5555::/48"]"#,
            r#"{"cidr":48,"firstUsable":"fdad:3236:5555::","lastUsable":"fdad:3236:5555:ffff:ffff:ffff:ffff:ffff","netmask":"ffff:ffff:ffff::","network":"fdad:3236:5555::"}"#,
        ),
        ("cidrSubnet", r#"["10.144.0.0/20", 24, 0]"#, r#""10.144.0.0/24""#),
        ("cidrSubnet", r#"["10.144.0.0/20", 24, 4]"#, r#""10.144.4.0/24""#),
        ("cidrSubnet", r#"["fdad:3236:5555::/48", 52, 4]"#, r#""fdad:3236:5555:4000::/52""#),
        ("cidrSubnet", r#"["10.1.2.3/16", 16, 0]"#, r#""10.1.0.0/16""#),
        ("cidrHost", r#"["10.144.3.0/24", 0]"#, r#""10.144.3.1""#),
        ("cidrHost", r#"["10.144.3.0/24", 253]"#, r#""10.144.3.254""#),
        ("cidrHost", r#"["fdad:3236:5555:3000::/52", 4]"#, r#""fdad:3236:5555:3000::5""#),
        ("cidrHost", r#"["10.0.0.7/32", 0]"#, r#""10.0.0.7""#),
    ]);
}

#[test]
fn functions_on_dates() {
    give(&[
        ("dateTimeAdd", r#"["2020-04-07T14:53:14Z", "PT1H"]"#, r#""2020-04-07T15:53:14Z""#),
        ("dateTimeAdd", r#"["2020-04-07T14:53:14Z", "-P9D"]"#, r#""2020-03-29T14:53:14Z""#),
        ("dateTimeAdd", r#"["2020-04-07 14:53:14Z", "PT1H"]"#, "set: the format of dates is left to Azure"),
        ("dateTimeAdd", r#"["2020-04-07T14:53:14Z", "P3Y"]"#, r#""2023-04-07T14:53:14Z""#),
        // Past a leap day a calendar and a count of days differ.
        ("dateTimeAdd", r#"["2019-04-07T14:53:14Z", "P3Y"]"#, "set: the format of dates is left to Azure"),
        ("dateTimeAdd", r#"["2020-01-31T14:53:14Z", "P1M"]"#, "set: the format of dates is left to Azure"),
        ("dateTimeAdd", r#"["2020-04-07T14:53:14Z", "P1D", "d"]"#, "set: the format of dates is left to Azure"),
        ("dateTimeFromEpoch", "[1683040573]", r#""2023-05-02T15:16:13Z""#),
        ("dateTimeToEpoch", r#"["2023-05-02T15:16:13Z"]"#, "1683040573"),
    ]);
}
