//! A reader of JSON that keeps numbers as written.

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, name: &str) -> Option<&Json> {
        let Json::Object(entries) = self else { return None };
        entries.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Json::String(text) = self { Some(text) } else { None }
    }
}

/// Reads a whole text; panics where it is no JSON.
pub fn read(text: &str) -> Json {
    let mut reader = Reader { rest: text };
    let value = reader.value();
    reader.space();
    assert!(reader.rest.is_empty(), "text behind the value: {:.40}", reader.rest);
    value
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, token: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Json {
        for (word, value) in [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))] {
            if self.take(word) {
                return value;
            }
        }
        if self.take("\"") {
            return Json::String(self.string());
        }
        if self.take("[") {
            let mut items = Vec::new();
            while !self.take("]") {
                assert!(items.is_empty() || self.take(","), "expected a comma: {:.40}", self.rest);
                items.push(self.value());
            }
            return Json::Array(items);
        }
        if self.take("{") {
            let mut entries = Vec::new();
            while !self.take("}") {
                assert!(entries.is_empty() || self.take(","), "expected a comma: {:.40}", self.rest);
                assert!(self.take("\""), "expected a key: {:.40}", self.rest);
                let key = self.string();
                assert!(self.take(":"), "expected a colon: {:.40}", self.rest);
                entries.push((key, self.value()));
            }
            return Json::Object(entries);
        }
        let length = self.rest.find(|c: char| !"+-.eE0123456789".contains(c)).unwrap_or(self.rest.len());
        assert!(length > 0, "expected a value: {:.40}", self.rest);
        let (number, rest) = self.rest.split_at(length);
        self.rest = rest;
        Json::Number(number.to_owned())
    }

    /// The rest of a string behind its opening quote. Escapes are left to serde.
    fn string(&mut self) -> String {
        let mut end = 0;
        while !self.rest[end..].starts_with('"') {
            let character = self.rest[end..].chars().next().unwrap();
            end += character.len_utf8();
            if character == '\\' {
                end += self.rest[end..].chars().next().unwrap().len_utf8();
            }
        }
        let text = serde_json::from_str(&format!("\"{}\"", &self.rest[..end])).unwrap();
        self.rest = &self.rest[end + 1..];
        text
    }
}
