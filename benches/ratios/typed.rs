//! Types for `serde` with the members that are read only, strings borrowed.

#[path = "typed/history.rs"]
mod history;

use crate::digest::Digest;
use serde::Deserialize;
use std::borrow::Cow;

type Text<'a> = Cow<'a, str>;

#[derive(Deserialize)]
pub(crate) struct Webhook<'a> {
    #[serde(borrow)]
    pub(crate) entry: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Entry<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    pub(crate) changes: Vec<Change<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Change<'a> {
    #[serde(borrow)]
    pub(crate) value: Value<'a>,
    pub(crate) field: Text<'a>,
}

#[derive(Deserialize)]
pub(crate) struct Value<'a> {
    #[serde(borrow)]
    pub(crate) metadata: Metadata<'a>,
    #[serde(default)]
    pub(crate) contacts: Vec<Contact<'a>>,
    #[serde(default)]
    pub(crate) messages: Vec<Message<'a>>,
    #[serde(default)]
    pub(crate) statuses: Vec<Status<'a>>,
    #[serde(default)]
    pub(crate) user_preferences: Vec<Preference<'a>>,
    #[serde(default)]
    pub(crate) history: Vec<history::Chunk<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Metadata<'a> {
    #[serde(borrow)]
    pub(crate) display_phone_number: Text<'a>,
    pub(crate) phone_number_id: Text<'a>,
}

#[derive(Deserialize)]
pub(crate) struct Contact<'a> {
    #[serde(borrow)]
    pub(crate) profile: Option<Profile<'a>>,
    pub(crate) wa_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Profile<'a> {
    #[serde(borrow)]
    pub(crate) name: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Message<'a> {
    #[serde(borrow)]
    pub(crate) from: Option<Text<'a>>,
    pub(crate) id: Text<'a>,
    pub(crate) timestamp: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<Text<'a>>,
    pub(crate) context: Option<Context<'a>>,
    pub(crate) text: Option<Body<'a>>,
    pub(crate) interactive: Option<Interactive<'a>>,
    pub(crate) system: Option<System<'a>>,
    #[serde(alias = "audio", alias = "document")]
    pub(crate) image: Option<Media<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Context<'a> {
    #[serde(borrow)]
    pub(crate) from: Option<Text<'a>>,
    pub(crate) id: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Body<'a> {
    #[serde(borrow)]
    pub(crate) body: Text<'a>,
}

#[derive(Deserialize)]
pub(crate) struct Interactive<'a> {
    #[serde(borrow, alias = "button_reply")]
    pub(crate) list_reply: Option<Reply<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Reply<'a> {
    #[serde(borrow)]
    pub(crate) id: Option<Text<'a>>,
    pub(crate) title: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct System<'a> {
    #[serde(borrow)]
    pub(crate) body: Option<Text<'a>>,
    pub(crate) wa_id: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Media<'a> {
    #[serde(borrow)]
    pub(crate) id: Option<Text<'a>>,
    pub(crate) mime_type: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Status<'a> {
    #[serde(borrow)]
    pub(crate) id: Text<'a>,
    pub(crate) status: Text<'a>,
    pub(crate) timestamp: Option<Text<'a>>,
    pub(crate) recipient_id: Option<Text<'a>>,
    pub(crate) conversation: Option<Conversation<'a>>,
    pub(crate) pricing: Option<Pricing<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Conversation<'a> {
    #[serde(borrow)]
    pub(crate) id: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Pricing<'a> {
    #[serde(borrow)]
    pub(crate) category: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Preference<'a> {
    #[serde(borrow)]
    pub(crate) wa_id: Option<Text<'a>>,
    pub(crate) detail: Option<Text<'a>>,
    pub(crate) value: Text<'a>,
    pub(crate) timestamp: u64,
}

impl Webhook<'_> {
    pub(crate) fn visit(&self, digest: &mut Digest) {
        for entry in &self.entry {
            digest.object(|digest| digest.text(&entry.id));
            for change in &entry.changes {
                digest.object(|digest| digest.text(&change.field));
                change.value.visit(digest);
            }
        }
    }

    pub(crate) fn route(&self, digest: &mut Digest) {
        for change in self.entry.iter().flat_map(|entry| &entry.changes) {
            let value = &change.value;
            let mut item = |kind: &str, id: Option<&str>| {
                digest.object(|digest| {
                    digest.text(&value.metadata.phone_number_id);
                    digest.text(kind);
                    digest.maybe(id);
                });
            };
            for message in &value.messages {
                item("message", Some(&message.id));
            }
            for status in &value.statuses {
                item("status", Some(&status.id));
            }
            for preference in &value.user_preferences {
                item("user_preference", preference.wa_id.as_deref());
            }
            for chunk in &value.history {
                chunk.route(&value.metadata.phone_number_id, digest);
            }
        }
    }
}

impl Value<'_> {
    fn visit(&self, digest: &mut Digest) {
        digest.object(|digest| {
            digest.text(&self.metadata.display_phone_number);
            digest.text(&self.metadata.phone_number_id);
        });
        for contact in &self.contacts {
            digest.object(|digest| contact.visit(digest));
        }
        for message in &self.messages {
            digest.object(|digest| message.visit(digest));
        }
        for status in &self.statuses {
            digest.object(|digest| status.visit(digest));
        }
        for preference in &self.user_preferences {
            digest.object(|digest| preference.visit(digest));
        }
        for chunk in &self.history {
            chunk.visit(digest);
        }
    }
}

impl Contact<'_> {
    fn visit(&self, digest: &mut Digest) {
        digest.maybe(self.wa_id.as_deref());
        digest.maybe(self.profile.as_ref().and_then(|profile| profile.name.as_deref()));
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
        } else if let Some(interactive) = &self.interactive {
            if let Some(reply) = &interactive.list_reply {
                digest.maybe(reply.id.as_deref());
                digest.maybe(reply.title.as_deref());
            }
        } else if let Some(system) = &self.system {
            digest.maybe(system.body.as_deref());
            digest.maybe(system.wa_id.as_deref());
        } else if let Some(media) = &self.image {
            digest.maybe(media.id.as_deref());
            digest.maybe(media.mime_type.as_deref());
        }
    }
}

impl Status<'_> {
    fn visit(&self, digest: &mut Digest) {
        digest.text(&self.id);
        digest.text(&self.status);
        digest.maybe(self.timestamp.as_deref());
        digest.maybe(self.recipient_id.as_deref());
        digest.maybe(self.conversation.as_ref().and_then(|c| c.id.as_deref()));
        digest.maybe(self.pricing.as_ref().and_then(|p| p.category.as_deref()));
    }
}

impl Preference<'_> {
    fn visit(&self, digest: &mut Digest) {
        digest.maybe(self.wa_id.as_deref());
        digest.maybe(self.detail.as_deref());
        digest.text(&self.value);
        digest.number(self.timestamp);
    }
}
