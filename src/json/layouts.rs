//! Bodies whose strings are as long as those of one met before: not even the index is needed.
//!
//! [`super::shapes`] spares the walk; where a [`Layout`] fits as well, the marks are known too. Statuses
//! are like that: all that changes has a fixed length. Texts are not, and must not pay for it: a layout
//! is remembered when it was met twice, and one in thousands of bodies.

use super::shapes::{Root, Shapes};
use super::ways::{SLOTS, Ways};
use crate::scan::{Layout, Scanner, ask_for};
use alloc::vec::Vec;

/// How many of them are tried for one body.
const WAYS: usize = 4;

/// What learning a layout costs, in bodies: that many later it has cost nothing that anybody sees.
const PRICE: u32 = 4096;

/// Every layout may be learned once on credit.
const START: u32 = PRICE * SLOTS as u32;

/// The remembered layouts.
#[derive(Debug)]
pub(crate) struct Layouts {
    slots: Vec<Slot>,
    /// By the length of a body.
    ways: Ways<WAYS>,
    /// What was met and not learned, by a hash of it.
    met: [u32; 4 * SLOTS],
    credit: u32,
}

#[derive(Debug)]
struct Slot {
    layout: Layout,
    /// The shape; none of a slot that was never used.
    root: Option<Root>,
}

/// A body of a known layout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    place: usize,
    pub(crate) root: Root,
}

impl Default for Layouts {
    fn default() -> Layouts {
        let ways = Ways::default();
        Layouts { slots: Vec::new(), ways, met: [0; 4 * SLOTS], credit: START }
    }
}

impl Layouts {
    /// Bytes of memory held at most.
    pub(crate) const MOST: usize = SLOTS * (size_of::<Slot>() + Layout::MOST);

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        let layouts = self.slots.iter().map(|slot| slot.layout.capacity());
        self.slots.capacity() * size_of::<Slot>() + layouts.sum::<usize>()
    }

    /// Makes ready to remember. All the memory is asked for at once: a warm decoder allocates nothing,
    /// whatever it meets.
    pub(crate) fn prepare(&mut self) {
        if self.slots.is_empty() {
            self.slots = slots().unwrap_or_default();
        }
    }

    /// If the body has a known layout, which.
    #[inline]
    pub(crate) fn find(&mut self, scanner: Scanner, body: &[u8], shapes: &Shapes) -> Option<Known> {
        for way in 0..WAYS {
            let place = self.ways.slot(body.len(), way)?;
            let slot = self.slots.get(place)?;
            // The shape may have been given up for another since.
            let Some(root) = slot.root.filter(|&root| shapes.is_current(root)) else { continue };
            if slot.layout.body_len() != body.len() {
                continue;
            }
            // Remembered things are many, and each was last read a while ago.
            ask_for::<256, _>(slot.layout.marks());
            ask_for::<512, _>(shapes.nodes(root));
            if !scanner.fits(&slot.layout, body) {
                continue;
            }
            self.ways.used(body.len(), way);
            self.credit = (self.credit + 1).min(START);
            return Some(Known { place, root });
        }
        None
    }

    /// The layout of a known body.
    #[inline]
    pub(crate) fn layout(&self, known: Known) -> Option<&Layout> {
        self.slots.get(known.place).map(|slot| &slot.layout)
    }

    /// Notes a body of a known shape, and remembers its layout when it is met again.
    #[inline]
    pub(crate) fn meet(&mut self, body: &[u8], marks: &[u32], root: Root, shapes: &Shapes) {
        if body.len() > crate::scan::layout::MAX_LEN {
            return;
        }
        self.credit = (self.credit + 1).min(START);
        // Strings of other lengths move the marks behind them.
        let sum = marks.iter().fold(body.len() as u32, |sum, &mark| sum.wrapping_add(mark));
        let hash = sum.wrapping_mul(0x9E37_79B9) | 1;
        let Some(met) = self.met.get_mut(hash as usize >> 8 & (4 * SLOTS - 1)) else { return };
        if *met == hash {
            self.learn(body, marks, root, shapes);
        } else {
            *met = hash;
        }
    }

    /// Whether a body that fits no layout differs from a remembered one only in where its strings have
    /// escapes: like a hash in base64, of which the next one has them elsewhere again.
    fn differs_inside(&self, body: &[u8], marks: &[u32], root: Root) -> bool {
        let len = body.len();
        (0..WAYS).map_while(|way| self.ways.slot(len, way)).any(|place| {
            self.slots.get(place).is_some_and(|Slot { layout, root: known }| {
                *known == Some(root) && layout.body_len() == len && layout.marks() == marks
            })
        })
    }

    #[inline(never)]
    fn learn(&mut self, body: &[u8], marks: &[u32], root: Root, shapes: &Shapes) {
        if self.credit < PRICE || self.differs_inside(body, marks, root) {
            return;
        }
        self.credit -= PRICE;
        if !Layout::is_regular(body, marks) {
            return;
        }
        self.prepare();
        if self.slots.is_empty() {
            return;
        }
        let place = self.ways.vacate(body.len());
        let Some(slot) = self.slots.get_mut(place) else { return };
        slot.root = Some(root);
        let Some(template) = shapes.template(root) else { return };
        if slot.layout.learn(template, body, marks) {
            self.ways.add(body.len(), place);
        }
    }
}

/// All of them, if the system has the memory: without it nothing is remembered.
#[cold]
fn slots() -> Option<Vec<Slot>> {
    let mut slots = Vec::new();
    slots.try_reserve_exact(SLOTS).ok()?;
    for _ in 0..SLOTS {
        slots.push(Slot { layout: Layout::with_room()?, root: None });
    }
    Some(slots)
}
