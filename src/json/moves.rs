//! How the nodes of a text depend on where it stands: what a remembered shape must know to place them anew.

use super::doc::{Entry, Info, Shape};

/// The most words of nodes that a shape may have.
pub(super) const MAX_WORDS: usize = 160;

/// How a word of a node depends on where its text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Move {
    /// Not at all.
    Stay,
    /// It tells a mark.
    Mark,
    /// It tells a node.
    Node,
}

/// Notes how the words of an object's nodes move, the first of which has the number `first`; what does
/// not belong to it stays. Whether all can: a list's table cannot.
pub(super) fn note_moves(words: &[u64], first: usize, object: usize, moves: &mut [Move]) -> bool {
    // Each word is put here once at most, for the node that it names.
    let mut nodes = [(0, false); MAX_WORDS];
    nodes[0] = (object, false);
    let mut left = 1;
    while left > 0 {
        left -= 1;
        let Some(&(node, is_list)) = nodes.get(left) else { return false };
        let word = |at: usize| words.get(at).copied().unwrap_or(0);
        let note = |moves: &mut [Move], at: usize, count: usize, how: Move| {
            moves.get_mut(at..at + count).unwrap_or_default().fill(how);
        };
        note(moves, node, 1, Move::Mark);
        if is_list && word(node + 1) != 0 {
            return false;
        }
        let info = Info(word(node + 2));
        let count = if is_list { info.0 as usize } else { info.named() };
        for at in node + 3..node + 3 + count {
            let entry = Entry(word(at));
            note(moves, at, 1, entry.moves());
            let shape = entry.shape();
            if let (Shape::Object | Shape::List, Some(next)) = (shape, nodes.get_mut(left)) {
                *next = (entry.at() as usize - first, shape == Shape::List);
                left += 1;
            }
        }
        if !is_list && info.has_unnamed() {
            let count_at = node + 3 + count;
            note(moves, count_at + 1, word(count_at) as usize, Move::Mark);
        }
    }
    true
}

/// A hash of the nodes of an object, wherever its text stands: of the halves of words that do not move, but for
/// the object's own place.
pub(super) fn hash(words: &[u64], object: usize) -> u32 {
    let mix = |hash: u32, (at, &word): (usize, &u64)| {
        let word = if at == object { 0 } else { word as u32 };
        (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B1)
    };
    words.iter().enumerate().fold(0, mix) | 1
}

/// What each [`Move`] adds to a word.
pub(super) fn by(mark: usize, node: usize) -> [u64; 3] {
    [0, (mark as u64) << 32, (node as u64) << 32]
}
