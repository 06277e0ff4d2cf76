//! A first check of Azure Resource Graph queries: that they are pipelines of operators that Resource Graph has.

/// Tables of Azure Resource Graph that policies ask.
/// Source: <https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources>
const TABLES: [&str; 14] = [
    "resources",
    "resourcecontainers",
    "resourcechanges",
    "securityresources",
    "policyresources",
    "authorizationresources",
    "advisorresources",
    "kubernetesconfigurationresources",
    "guestconfigurationresources",
    "insightsresources",
    "networkresources",
    "managedservicesresources",
    "aksresources",
    "containerserviceeventresources",
];

/// Tabular operators that Azure Resource Graph supports.
/// Source: <https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language>
const OPERATORS: [&str; 19] = [
    "count",
    "distinct",
    "extend",
    "join",
    "limit",
    "mv-expand",
    "mvexpand",
    "order",
    "parse",
    "parse-where",
    "project",
    "project-away",
    "project-keep",
    "project-rename",
    "sort",
    "summarize",
    "take",
    "top",
    "union",
];

/// Checks a query's form: a table, then `|` and known operators, quotes and brackets closed.
///
/// # Errors
/// With what is wrong, as one sentence without a full stop.
pub fn check_query(query: &str) -> Result<(), String> {
    let stages = stages(query)?;
    let (table, operators) = stages.split_first().ok_or("the query is empty")?;
    let table = table.trim();
    if !TABLES.iter().any(|known| known.eq_ignore_ascii_case(table)) {
        return Err(format!("the query begins with `{}`, which is no table of Azure Resource Graph", clip(table)));
    }
    for stage in operators {
        let stage = stage.trim();
        let word = stage.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap_or_default();
        if word != "where" && !OPERATORS.contains(&word) {
            return Err(format!("`{}` does not begin with an operator of Azure Resource Graph", clip(stage)));
        }
        if word != "count" && stage.len() == word.len() {
            return Err(format!("`{word}` says nothing"));
        }
    }
    Ok(())
}

/// The stages between `|`, outside quotes and brackets; comments left out.
fn stages(query: &str) -> Result<Vec<String>, String> {
    let mut stages = vec![String::new()];
    let mut brackets = Vec::new();
    let mut characters = query.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '/' if characters.peek() == Some(&'/') => {
                for comment in characters.by_ref() {
                    if comment == '\n' {
                        break;
                    }
                }
                continue;
            }
            '\'' | '"' => {
                let mut closed = false;
                let mut quoted = String::from(character);
                while let Some(next) = characters.next() {
                    quoted.push(next);
                    if next == '\\' {
                        quoted.extend(characters.next());
                    } else if next == character {
                        closed = true;
                        break;
                    }
                }
                if !closed {
                    return Err(format!("a text is not closed: {}", clip(&quoted)));
                }
                if let Some(stage) = stages.last_mut() {
                    stage.push_str(&quoted);
                }
                continue;
            }
            '(' => brackets.push(')'),
            '[' => brackets.push(']'),
            ')' | ']' if brackets.pop() != Some(character) => {
                return Err(format!("`{character}` closes nothing"));
            }
            '|' if brackets.is_empty() => {
                stages.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(stage) = stages.last_mut() {
            stage.push(character);
        }
    }
    match brackets.pop() {
        Some(bracket) => Err(format!("`{bracket}` is missing")),
        None if query.trim().is_empty() => Ok(Vec::new()),
        None => Ok(stages),
    }
}

fn clip(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::check_query;

    #[test]
    fn queries_are_pipelines() {
        let good = "resources\n| where type =~ 'Microsoft.ContainerService/managedClusters' // a | comment\n| mv-expand \
                    pool = properties.agentPoolProfiles\n| where isnull(pool.x) or name == \"a|b\"\n| join kind=inner \
                    (resources | where type == 'x' | project id) on id\n| count";
        assert_eq!(check_query(good), Ok(()));
        for (query, message) in [
            ("", "the query is empty"),
            ("clusters | count", "the query begins with `clusters`, which is no table of Azure Resource Graph"),
            ("resources | were x", "`were x` does not begin with an operator of Azure Resource Graph"),
            ("resources | where", "`where` says nothing"),
            ("resources | where (x", "`)` is missing"),
            ("resources | where x)", "`)` closes nothing"),
            ("resources | where 'x", "a text is not closed: 'x"),
            ("resources | | count", "`` does not begin with an operator of Azure Resource Graph"),
        ] {
            assert_eq!(check_query(query), Err(message.to_owned()), "{query}");
        }
    }
}
