//! `serde_json::Value`: what most programs do.

use super::node::{self, Node};
use super::{Competitor, Sink};
use serde_json::Value;

#[derive(Default)]
pub(crate) struct SerdeValue;

impl Competitor for SerdeValue {
    fn name(&self) -> String {
        "serde_json_value".into()
    }

    fn check(&mut self, body: &[u8]) -> bool {
        serde_json::from_slice::<Value>(body).is_ok()
    }

    fn route(&mut self, body: &[u8], sink: &mut impl Sink) {
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            node::route(&value, sink);
        }
    }

    fn visit(&mut self, body: &[u8], sink: &mut impl Sink) {
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            node::visit(&value, sink);
        }
    }
}

impl Node for &Value {
    fn members<const N: usize>(self, names: [&str; N]) -> [Option<Self>; N] {
        names.map(|name| self.get(name))
    }

    fn items(self) -> impl Iterator<Item = Self> {
        self.as_array().into_iter().flatten()
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn integer(&self) -> Option<i64> {
        self.as_i64()
    }
}
