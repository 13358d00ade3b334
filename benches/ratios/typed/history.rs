//! The types of the field `history`.

use super::{Body, Context, Text};
use crate::digest::Digest;
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Chunk<'a> {
    metadata: Metadata,
    #[serde(borrow)]
    threads: Vec<Thread<'a>>,
}

#[derive(Deserialize)]
struct Metadata {
    phase: u64,
    chunk_order: u64,
    progress: u64,
}

#[derive(Deserialize)]
struct Thread<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    messages: Vec<Message<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    from: Option<Text<'a>>,
    to: Option<Text<'a>>,
    id: Text<'a>,
    timestamp: Option<Text<'a>>,
    #[serde(rename = "type")]
    kind: Option<Text<'a>>,
    context: Option<Context<'a>>,
    text: Option<Body<'a>>,
    history_context: Option<Status<'a>>,
}

#[derive(Deserialize)]
struct Status<'a> {
    #[serde(borrow)]
    status: Option<Text<'a>>,
}

impl Chunk<'_> {
    pub(crate) fn visit(&self, digest: &mut Digest) {
        digest.object(|digest| {
            digest.number(self.metadata.phase);
            digest.number(self.metadata.chunk_order);
            digest.number(self.metadata.progress);
        });
        for thread in &self.threads {
            digest.object(|digest| digest.maybe(thread.id.as_deref()));
            for message in &thread.messages {
                digest.object(|digest| message.visit(digest));
            }
        }
    }

    pub(crate) fn route(&self, phone_number_id: &str, digest: &mut Digest) {
        for message in self.threads.iter().flat_map(|thread| &thread.messages) {
            digest.object(|digest| {
                digest.text(phone_number_id);
                digest.text("history_message");
                digest.text(&message.id);
            });
        }
    }
}

impl Message<'_> {
    fn visit(&self, digest: &mut Digest) {
        digest.maybe(self.from.as_deref());
        digest.text(&self.id);
        digest.maybe(self.timestamp.as_deref());
        digest.maybe(self.kind.as_deref());
        if let Some(context) = &self.context {
            digest.maybe(context.from.as_deref());
            digest.maybe(context.id.as_deref());
        }
        if let Some(text) = &self.text {
            digest.text(&text.body);
        }
        digest.maybe(self.to.as_deref());
        digest.maybe(self.history_context.as_ref().and_then(|context| context.status.as_deref()));
    }
}
