use crate::planning::estate::Estate;
use crate::source::Sources;
pub fn markdown(_: &Estate, _: &Sources) -> String {
    String::new()
}
