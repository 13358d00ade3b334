//! Streams of bodies: files, pipes and chunks.
//!
//! [`Framer`] finds where records end, in bytes that come in any cut. The rest is made of it, so that
//! all of them agree:
//!
//! | bytes come | use |
//! |---|---|
//! | from a file, a pipe, a socket: any [`std::io::Read`] | [`PayloadReader`]; [`RecordReader`] without decoding |
//! | in memory, mapped or not | [`payloads`]; [`records`] without decoding; [`split`] for threads |
//! | in memory, for all threads of `rayon` | [`Parts::par_visit`], behind the feature `rayon` |
//! | pushed, chunk by chunk | [`ChunkReader`] |
//! | through `tokio` | [`codec::RecordDecoder`], behind the feature `tokio` |
//! | into a buffer of yours | [`Framer`] |
//!
//! A record that is refused is one error with its place and bytes, and the next record follows.
//!
//! ```
//! use wabahook::stream::{Framing, PayloadReader};
//!
//! let log = b"{\"entry\":[]}\n{\"entry\":nil}\n\n{\"entry\":[]}";
//! let mut reader = PayloadReader::new(&log[..], Framing::Lines);
//! let (mut good, mut bad) = (0, Vec::new());
//! while let Some(record) = reader.next_record()? {
//!     match record.payload() {
//!         Ok(payload) => good += payload.entries().count() + 1,
//!         Err(error) => bad.push((error.line(), record.bytes().to_vec())),
//!     }
//! }
//! assert_eq!((good, bad), (2, vec![(2, b"{\"entry\":nil}".to_vec())]));
//! # Ok::<(), std::io::Error>(())
//! ```

mod chunk_reader;
#[cfg(feature = "tokio")]
pub mod codec;
mod concatenated;
mod frame;
mod framer;
mod guess;
mod lines;
#[cfg(feature = "rayon")]
mod parallel;
#[cfg(feature = "std")]
mod reader;
mod record;
mod slice;

pub use chunk_reader::ChunkReader;
pub use frame::{Frame, Framing};
pub use framer::Framer;
#[cfg(feature = "std")]
pub use reader::{PayloadReader, RecordReader};
pub use record::{RawRecord, Record, RecordError};
pub use slice::{Part, Parts, Payloads, Records, payloads, records, split};
