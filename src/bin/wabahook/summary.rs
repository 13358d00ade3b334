//! `summary`: what came, counted, in a table for people.

use crate::body::Body;
use crate::enum_values;
use crate::finding::Refusal;
use crate::said::Said;
use crate::tally::Tally;
use crate::task::Task;
use crate::text::{NONE, name, thousands};
use crate::unknown::Finder;
use clap::builder::styling::{AnsiColor, Style};
use std::io::{self, Write};
use std::time::{Duration, Instant};
use wabahook::unwrap::{Path, Step};
use wabahook::{Event, Item, ItemError, ItemErrorKind, Payload, Value};

pub(crate) struct Summary {
    styled: bool,
    started: Instant,
    finder: Finder,
    bodies: u64,
    bytes: u64,
    items: u64,
    fields: Tally,
    kinds: Tally,
    /// Of the sets whose every word has a row, by the name of the set.
    values: Vec<(&'static str, Tally)>,
    other_values: Tally,
    keys: Tally,
    malformed: Tally,
    refused: Tally,
    /// Bodies of other products than WhatsApp, by their `object`.
    products: Tally,
    /// The wrappings around bodies, with the path through them.
    unwrapped: Tally,
}

impl Summary {
    pub(crate) fn new(styled: bool) -> Self {
        Summary {
            styled,
            started: Instant::now(),
            finder: Finder::default(),
            bodies: 0,
            bytes: 0,
            items: 0,
            fields: Tally::default(),
            kinds: Tally::default(),
            values: Vec::new(),
            other_values: Tally::default(),
            keys: Tally::default(),
            malformed: Tally::default(),
            refused: Tally::default(),
            products: Tally::default(),
            unwrapped: Tally::default(),
        }
    }

    /// Counts a body and what it was unwrapped from.
    fn take(&mut self, body: &Body<'_>) {
        self.bodies += 1;
        self.bytes += body.len;
        if let Some(found) = body.found.filter(|found| !found.is_bare()) {
            let wrappings: Vec<_> =
                found.wrappings().iter().map(|wrapping| wrapping.title()).collect();
            let path = pattern(found.path());
            let space = if path.is_empty() { "" } else { ": " };
            self.unwrapped.add(&format!("{}{space}{path}", wrappings.join(", ")), true);
        }
    }

    fn count(&mut self, event: &Event<'_>) {
        self.items += 1;
        match event.item() {
            Item::Entry(_) | Item::Payload(_) => self.kinds.add(event.kind(), true),
            _ => {
                let known = !matches!(event.value(), Value::Unknown(_));
                self.fields.add(event.field().unwrap_or(NONE), known);
                self.kinds.add(if event.field().is_some() { event.kind() } else { NONE }, known);
            }
        }
        enum_values::visit(event, &mut |value| {
            let text = value.text.unwrap_or(NONE);
            if value.counts {
                tally_of(&mut self.values, value.name).add(text, value.known);
            } else if !value.known {
                let what = format!("{}: {}", enum_values::heading(value.name), name(text));
                self.other_values.add(&what, true);
            }
        });
    }

    fn count_malformed(&mut self, error: ItemError<'_>) {
        let kind = error.kind();
        match kind {
            ItemErrorKind::MissingMember { name } | ItemErrorKind::WrongType { name, .. } => {
                self.malformed.add(&format!("{} `{name}`", kind.name()), true);
            }
            _ => self.malformed.add(kind.name(), true),
        }
    }

    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let took = self.started.elapsed();
        let types = self.values.iter().map(|(_, tally)| tally.unknown()).sum::<u64>()
            + self.other_values.total();
        let totals = [
            ("bodies", self.bodies),
            ("bytes", self.bytes),
            ("items", self.items),
            ("items of unknown fields", self.fields.unknown()),
            ("unknown types and the like", types),
            ("unknown keys", self.keys.total()),
            ("malformed items", self.malformed.total()),
            ("malformed bodies", self.refused.total()),
            ("bodies of other products", self.products.total()),
        ];
        let width = totals.iter().map(|&(_, total)| thousands(total).len()).max().unwrap_or(0);
        let mut table = Table { out: &mut *out, styled: self.styled, width };
        for (name, total) in totals {
            table.row(total, name, None)?;
        }
        table.section("items by field", &self.fields)?;
        table.section("items by kind", &self.kinds)?;
        let mut sets: Vec<_> = self.values.iter().collect();
        let rank =
            |set| enum_values::FIRST.iter().position(|first| *first == set).unwrap_or(usize::MAX);
        sets.sort_unstable_by_key(|&&(set, _)| (rank(set), set));
        for (set, tally) in sets {
            table.section(&enum_values::heading(set), tally)?;
        }
        table.section("other unknown values", &self.other_values)?;
        table.section("unknown keys", &self.keys)?;
        table.section("malformed items", &self.malformed)?;
        table.section("malformed bodies", &self.refused)?;
        table.section("bodies of other products", &self.products)?;
        table.section("unwrapped", &self.unwrapped)?;
        writeln!(out, "\n{}", speed(took, self.bodies, self.bytes))
    }
}

impl Task for Summary {
    fn payload(&mut self, body: &Body<'_>, payload: Payload<'_>, _: &mut Said) -> io::Result<()> {
        self.take(body);
        if let Some(product) = payload.product()
            && !product.is_whatsapp()
        {
            self.products.add(product.as_str(), true);
        }
        for event in payload.events() {
            match event {
                Ok(event) => {
                    self.count(&event);
                    event.visit_errors(&mut |error| self.count_malformed(error));
                }
                Err(error) => self.count_malformed(error.error()),
            }
        }
        let keys = &mut self.keys;
        self.finder.visit(payload, &mut |unknown| {
            if !unknown.is_value_of_field() {
                keys.add(&unknown.pattern(), true);
            }
        });
        Ok(())
    }

    fn refused(&mut self, body: &Body<'_>, error: &Refusal, _: &mut Said) -> io::Result<()> {
        self.take(body);
        self.refused.add(error.name(), true);
        Ok(())
    }

    fn merge(&mut self, other: Self) {
        self.bodies += other.bodies;
        self.bytes += other.bytes;
        self.items += other.items;
        for (set, others) in other.values {
            tally_of(&mut self.values, set).merge(others);
        }
        for (mine, others) in [
            (&mut self.fields, other.fields),
            (&mut self.kinds, other.kinds),
            (&mut self.other_values, other.other_values),
            (&mut self.keys, other.keys),
            (&mut self.malformed, other.malformed),
            (&mut self.refused, other.refused),
            (&mut self.products, other.products),
            (&mut self.unwrapped, other.unwrapped),
        ] {
            mine.merge(others);
        }
    }

    fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        self.print(out)
    }
}

/// Returns the tally of an enum.
fn tally_of<'t>(values: &'t mut Vec<(&'static str, Tally)>, name: &'static str) -> &'t mut Tally {
    let found = values.iter().position(|(other, _)| *other == name);
    let place = found.unwrap_or_else(|| {
        values.push((name, Tally::default()));
        values.len() - 1
    });
    &mut values[place].1
}

/// The path without the places of items: `Records[].body`.
fn pattern(path: Path<'_>) -> String {
    let mut pattern = String::new();
    for step in path.steps() {
        match step {
            Step::Key(key) => {
                pattern.push_str(if pattern.is_empty() { "" } else { "." });
                pattern.push_str(&name(key));
            }
            Step::Item(_) => pattern.push_str("[]"),
        }
    }
    pattern
}

struct Table<W> {
    out: W,
    styled: bool,
    /// Of the column of counts.
    width: usize,
}

impl<W: Write> Table<W> {
    /// A count and a name; what is unknown is marked, `Some` of the width that marks are aligned at.
    fn row(&mut self, times: u64, name: &str, mark_at: Option<usize>) -> io::Result<()> {
        let (times, width) = (thousands(times), self.width);
        write!(self.out, "  {times:>width$}  ")?;
        let Some(names) = mark_at else { return writeln!(self.out, "{name}") };
        let style = self.style(AnsiColor::Yellow.on_default());
        writeln!(self.out, "{name:names$}  {style}(unknown){style:#}")
    }

    /// A heading and its rows; nothing where nothing was counted.
    fn section(&mut self, heading: &str, tally: &Tally) -> io::Result<()> {
        let rows = tally.rows();
        if rows.is_empty() {
            return Ok(());
        }
        let style = self.style(Style::new().bold());
        writeln!(self.out, "\n{style}{heading}{style:#}")?;
        let names = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, count) in rows {
            self.row(count.times, name, (!count.known).then_some(names))?;
        }
        Ok(())
    }

    fn style(&self, style: Style) -> Style {
        if self.styled { style } else { Style::new() }
    }
}

/// Time and throughput in words.
fn speed(took: Duration, bodies: u64, bytes: u64) -> String {
    let seconds = took.as_secs_f64();
    let rate = |count: u64| if seconds > 0.0 { count as f64 / seconds } else { 0.0 };
    let megabytes = rate(bytes) / 1e6;
    let bodies = thousands(rate(bodies) as u64);
    format!("{seconds:.3} s, {megabytes:.1} MB/s, {bodies} bodies/s")
}
