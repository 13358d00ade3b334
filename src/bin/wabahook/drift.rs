//! `drift`: the JSON paths that no view names, with how often they came and of what type.
//!
//! Paths are kept as a tree, so that a long way down is written once, at the end.

use crate::body::Body;
use crate::finding::Refusal;
use crate::said::Said;
use crate::said::say_refused;
use crate::task::Task;
use crate::text::name;
use crate::unknown::{Finder, Step};
use std::collections::HashMap;
use std::io::{self, Write};
use wabahook::{JsonType, Payload, Raw};

#[derive(Default)]
pub(crate) struct Drift {
    finder: Finder,
    tree: Tree,
}

impl Task for Drift {
    fn payload(&mut self, body: &Body<'_>, payload: Payload<'_>, _: &mut Said) -> io::Result<()> {
        let tree = &mut self.tree;
        self.finder.visit(payload, &mut |unknown| {
            let (field, steps) = unknown.in_change();
            let mut node = field.map_or(Tree::ROOT, |field| tree.field(field));
            for step in steps {
                node = match *step {
                    Step::Key(key) => tree.key(node, key),
                    Step::Item(_) => tree.items(node),
                };
            }
            tree.count(node, unknown.value, body.batch);
        });
        Ok(())
    }

    fn refused(&mut self, body: &Body<'_>, error: &Refusal, said: &mut Said) -> io::Result<()> {
        say_refused(body, error, said)
    }

    fn merge(&mut self, other: Self) {
        self.tree.merge(&other.tree);
    }

    fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        let mut rows: Vec<_> = self.tree.met().map(|node| (node, self.tree.path(node))).collect();
        rows.sort_by(|(a, a_path), (b, b_path)| {
            self.tree.times(*b).cmp(&self.tree.times(*a)).then_with(|| a_path.cmp(b_path))
        });
        let widest = rows.first().map_or(0, |(node, _)| self.tree.times(*node).to_string().len());
        for (node, path) in rows {
            let (times, kind) = (self.tree.times(node), self.tree.kind(node).name());
            writeln!(out, "{times:>widest$}  {kind:<6}  {path}")?;
        }
        Ok(())
    }
}

/// The paths, as nodes that know the way up. The first is the root.
struct Tree {
    nodes: Vec<Node>,
    fields: HashMap<Box<str>, usize>,
}

struct Node {
    name: Name,
    above: usize,
    keys: HashMap<Box<str>, usize>,
    items: Option<usize>,
    /// How often a value was met here that no view names.
    times: u64,
    /// The type of the first one that was not null.
    kind: JsonType,
    /// The batch that it came in.
    batch: u64,
}

/// How a path goes on.
enum Name {
    Root,
    Field(Box<str>),
    Key(Box<str>),
    Items,
}

impl Default for Tree {
    fn default() -> Tree {
        let mut tree = Tree { nodes: Vec::new(), fields: HashMap::new() };
        tree.add(Name::Root, Tree::ROOT);
        tree
    }
}

impl Tree {
    const ROOT: usize = 0;

    fn add(&mut self, name: Name, above: usize) -> usize {
        let keys = HashMap::new();
        let (items, times, kind, batch) = (None, 0, JsonType::Null, 0);
        self.nodes.push(Node { name, above, keys, items, times, kind, batch });
        self.nodes.len() - 1
    }

    /// The node of the changes of a field.
    fn field(&mut self, field: &str) -> usize {
        let field = name(field);
        if let Some(&node) = self.fields.get(&*field) {
            return node;
        }
        let node = self.add(Name::Field(field.as_ref().into()), Tree::ROOT);
        self.fields.insert(field.into(), node);
        node
    }

    /// The node of a member.
    fn key(&mut self, above: usize, key: &str) -> usize {
        let key = name(key);
        if let Some(&node) = self.nodes.get(above).and_then(|above| above.keys.get(&*key)) {
            return node;
        }
        let node = self.add(Name::Key(key.as_ref().into()), above);
        if let Some(above) = self.nodes.get_mut(above) {
            above.keys.insert(key.into(), node);
        }
        node
    }

    /// The node of the items of an array.
    fn items(&mut self, above: usize) -> usize {
        if let Some(node) = self.nodes.get(above).and_then(|above| above.items) {
            return node;
        }
        let node = self.add(Name::Items, above);
        if let Some(above) = self.nodes.get_mut(above) {
            above.items = Some(node);
        }
        node
    }

    /// Counts a value and all below it. Recurses no deeper than the decoder's limit.
    fn count(&mut self, node: usize, value: Raw<'_>, batch: u64) {
        self.add_up(node, 1, value.json_type(), batch);
        for (key, value) in value.members() {
            let below = self.key(node, key.to_str());
            self.count(below, value, batch);
        }
        for value in value.items() {
            let below = self.items(node);
            self.count(below, value, batch);
        }
    }

    /// Counts values at a node, of which the first that was not null is of that type.
    fn add_up(&mut self, node: usize, times: u64, kind: JsonType, batch: u64) {
        let Some(node) = self.nodes.get_mut(node) else { return };
        node.times += times;
        if kind != JsonType::Null && (node.kind == JsonType::Null || batch < node.batch) {
            (node.kind, node.batch) = (kind, batch);
        }
    }

    /// Adds what another tree counted. A node stands behind the one above it.
    fn merge(&mut self, other: &Tree) {
        let mut here: Vec<usize> = Vec::with_capacity(other.nodes.len());
        for node in &other.nodes {
            let above = here.get(node.above).copied().unwrap_or(Tree::ROOT);
            let place = match &node.name {
                Name::Root => Tree::ROOT,
                Name::Field(field) => self.field(field),
                Name::Key(key) => self.key(above, key),
                Name::Items => self.items(above),
            };
            self.add_up(place, node.times, node.kind, node.batch);
            here.push(place);
        }
    }

    /// The nodes at which values were met.
    fn met(&self) -> impl Iterator<Item = usize> {
        (0..self.nodes.len()).filter(|&node| self.times(node) > 0)
    }

    fn times(&self, node: usize) -> u64 {
        self.nodes.get(node).map_or(0, |node| node.times)
    }

    fn kind(&self, node: usize) -> JsonType {
        self.nodes.get(node).map_or(JsonType::Null, |node| node.kind)
    }

    /// The path of a node: `messages: value.messages[].foo`.
    fn path(&self, node: usize) -> String {
        let mut way = Vec::new();
        let mut at = node;
        while let Some(node) = self.nodes.get(at) {
            way.push(&node.name);
            if at == Tree::ROOT {
                break;
            }
            at = node.above;
        }
        let mut path = String::new();
        let mut dot = "";
        for name in way.into_iter().rev() {
            match name {
                Name::Root => {}
                Name::Field(field) => {
                    path.push_str(field);
                    path.push_str(": ");
                }
                Name::Key(key) => {
                    path.push_str(dot);
                    path.push_str(key);
                    dot = ".";
                }
                Name::Items => path.push_str("[]"),
            }
        }
        path
    }
}
