//! `csvdecode`. Its own reader: Terraform refuses stray quotes and ragged lines that CSV crates let pass.

use std::collections::HashSet;
use std::sync::Arc;

use super::arguments::Arguments;
use super::error::{FunctionError, Outcome, excerpt};
use crate::document::{ListKind, Value};

pub(super) fn csvdecode(arguments: &Arguments<'_>) -> Outcome {
    let mut reader = Reader { rest: arguments.text(0)?, line: 1 };
    let Some(header) = reader.record()? else { return Err(FunctionError::new("missing header line")) };
    let names: Vec<Arc<str>> = header.into_iter().map(Arc::from).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(Arc::clone(name))) {
        return Err(FunctionError::new(format!("duplicate column name \"{}\"", excerpt(twice))));
    }
    let mut rows = Vec::new();
    loop {
        let line = reader.line;
        let Some(fields) = reader.record()? else { break };
        if fields.len() != names.len() {
            return Err(problem(line, "wrong number of fields"));
        }
        arguments.allocate(fields.iter().map(|field| field.len() + 96).sum())?;
        let fields = fields.into_iter().map(Value::string);
        rows.push(Value::object(names.iter().cloned().zip(fields)));
    }
    Ok(Value::list(rows, ListKind::List))
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    /// The next line that is not empty, without its end.
    fn next_line(&mut self) -> Option<&'a str> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
            self.rest = rest;
            self.line += 1;
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.is_empty() {
                return Some(line);
            }
        }
    }

    fn record(&mut self) -> Result<Option<Vec<String>>, FunctionError> {
        let Some(mut line) = self.next_line() else { return Ok(None) };
        let mut fields = Vec::new();
        loop {
            let Some(quoted) = line.strip_prefix('"') else {
                let (field, rest) = line.split_once(',').map_or((line, None), |(field, rest)| (field, Some(rest)));
                if field.contains('"') {
                    return Err(problem(self.line - 1, "bare \" in non-quoted-field"));
                }
                fields.push(field.to_owned());
                match rest {
                    Some(rest) => line = rest,
                    None => return Ok(Some(fields)),
                }
                continue;
            };
            let (field, rest) = self.quoted(quoted)?;
            fields.push(field);
            match rest.strip_prefix(',') {
                Some(rest) => line = rest,
                None if rest.is_empty() => return Ok(Some(fields)),
                None => return Err(self.bad_quotes()),
            }
        }
    }

    /// A quoted field behind its quote, which may span lines; and what follows on its last line.
    fn quoted(&mut self, mut line: &'a str) -> Result<(String, &'a str), FunctionError> {
        let mut field = String::new();
        loop {
            let Some((part, rest)) = line.split_once('"') else {
                field.push_str(line);
                field.push('\n');
                if self.rest.is_empty() {
                    return Err(self.bad_quotes());
                }
                let (next, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                self.rest = rest;
                self.line += 1;
                line = next.strip_suffix('\r').unwrap_or(next);
                continue;
            };
            field.push_str(part);
            match rest.strip_prefix('"') {
                Some(rest) => {
                    field.push('"');
                    line = rest;
                }
                None => return Ok((field, rest)),
            }
        }
    }

    fn bad_quotes(&self) -> FunctionError {
        problem(self.line - 1, "extraneous or missing \" in quoted-field")
    }
}

fn problem(line: usize, message: &str) -> FunctionError {
    FunctionError::new(format!("CSV parse error on line {line}: {message}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{fails, gives};

    #[test]
    fn csvdecode_gives_objects() {
        gives("csvdecode", r#"["a,b\n1,2\n3,4"]"#, r#"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#);
        gives(
            "csvdecode",
            r#"["a,b\n\"x\"\"y\",\"z\nw\"\n\n5,6\r\n"]"#,
            r#"[{"a":"x\"y","b":"z\nw"},{"a":"5","b":"6"}]"#,
        );
        gives("csvdecode", r#"["a,b"]"#, "[]");
        gives("csvdecode", r#"["a, b\n 1,"]"#, r#"[{" b":"","a":" 1"}]"#);
        fails("csvdecode", r#"["a,b\n1"]"#, "line 2: wrong number of fields");
        fails("csvdecode", r#"["a,a\n1,2"]"#, "duplicate column name \"a\"");
        fails("csvdecode", r#"["a\nx\"y"]"#, "bare \" in non-quoted-field");
        fails("csvdecode", r#"["a\n\"x\"y"]"#, "extraneous or missing");
        fails("csvdecode", r#"["a\n\"x"]"#, "extraneous or missing");
        fails("csvdecode", r#"[""]"#, "missing header line");
    }
}
