//! `wabahook`, through its public interface.

use crate::Competitor;
use crate::digest::Digest;
use wabahook::fields::{Contact, Content, HistoryValue, Message, Reply, Status, UserPreference};
use wabahook::{Decoder, Item, Kernel, Limits, Payload, Value};

pub(crate) struct Ours {
    decoder: Decoder,
}

impl Ours {
    pub(crate) fn new(kernel: Kernel) -> Ours {
        let limits = Limits::new().with_max_body_len(64 << 20);
        Ours { decoder: Decoder::with_limits(limits).with_kernel(kernel) }
    }

    pub(crate) fn without_cache(kernel: Kernel) -> Ours {
        Ours { decoder: Ours::new(kernel).decoder.without_cache() }
    }
}

impl Competitor for Ours {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        let Ok(payload) = self.decoder.decode(body) else { return false };
        visit_payload(payload, digest)
    }

    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        let Ok(payload) = self.decoder.decode(body) else { return false };
        for event in payload.events() {
            let Ok(event) = event else { return false };
            let phone = event.metadata().and_then(|metadata| metadata.phone_number_id());
            let (kind, id) = match event.item() {
                Item::Message(message) => ("message", Some(message.id())),
                Item::Status(status) => ("status", Some(status.id())),
                Item::HistoryMessage(message) => ("history_message", Some(message.id())),
                Item::UserPreference(preference) => ("user_preference", preference.wa_id()),
                _ => return false,
            };
            digest.object(|digest| {
                digest.maybe(phone);
                digest.text(kind);
                digest.maybe(id);
            });
        }
        true
    }

    fn check(&mut self, body: &[u8]) -> bool {
        self.decoder.decode(body).is_ok()
    }
}

/// Reads every documented string of every item.
#[inline(always)]
pub(crate) fn visit_payload(payload: Payload<'_>, digest: &mut Digest) -> bool {
    for entry in payload.entries() {
        digest.object(|digest| digest.maybe(entry.id()));
        for change in entry.changes() {
            digest.object(|digest| digest.maybe(change.field()));
            match change.value() {
                Value::Messages(value) => {
                    metadata(digest, value.metadata());
                    for contact in value.contacts() {
                        let Ok(contact) = contact else { return false };
                        digest.object(|digest| visit_contact(digest, contact));
                    }
                    for message in value.messages() {
                        let Ok(message) = message else { return false };
                        digest.object(|digest| visit_message(digest, message));
                    }
                    for status in value.statuses() {
                        let Ok(status) = status else { return false };
                        digest.object(|digest| visit_status(digest, status));
                    }
                }
                Value::UserPreferences(value) => {
                    metadata(digest, value.metadata());
                    for contact in value.contacts() {
                        let Ok(contact) = contact else { return false };
                        digest.object(|digest| visit_contact(digest, contact));
                    }
                    for preference in value.user_preferences() {
                        let Ok(preference) = preference else { return false };
                        digest.object(|digest| visit_preference(digest, preference));
                    }
                }
                Value::History(value) => {
                    if !visit_history(digest, value) {
                        return false;
                    }
                }
                _ => return false,
            }
        }
    }
    true
}

#[inline]
fn metadata(digest: &mut Digest, metadata: Option<wabahook::fields::Metadata<'_>>) {
    digest.object(|digest| {
        digest.maybe(metadata.and_then(|metadata| metadata.display_phone_number()));
        digest.maybe(metadata.and_then(|metadata| metadata.phone_number_id()));
    });
}

#[inline]
fn visit_contact(digest: &mut Digest, contact: Contact<'_>) {
    digest.maybe(contact.wa_id());
    digest.maybe(contact.profile().and_then(|profile| profile.name()));
}

#[inline]
fn visit_message(digest: &mut Digest, message: Message<'_>) {
    digest.maybe(message.from());
    digest.text(message.id());
    digest.maybe(message.timestamp().map(|timestamp| timestamp.as_str()));
    digest.maybe(message.kind().map(|kind| kind.as_str()));
    if let Some(context) = message.context() {
        digest.maybe(context.from());
        digest.maybe(context.id());
    }
    match message.content() {
        Content::Text(text) => digest.text(text.body()),
        Content::Interactive(interactive) => match interactive.reply() {
            Reply::ListReply(reply) => {
                digest.maybe(reply.id());
                digest.maybe(reply.title());
            }
            Reply::ButtonReply(reply) => {
                digest.maybe(reply.id());
                digest.maybe(reply.title());
            }
            _ => {}
        },
        Content::System(system) => {
            digest.maybe(system.body());
            digest.maybe(system.wa_id());
        }
        Content::Image(media) | Content::Audio(media) | Content::Document(media) => {
            digest.maybe(media.id());
            digest.maybe(media.mime_type());
        }
        _ => {}
    }
}

#[inline]
fn visit_status(digest: &mut Digest, status: Status<'_>) {
    digest.text(status.id());
    digest.text(status.status().as_str());
    digest.maybe(status.timestamp().map(|timestamp| timestamp.as_str()));
    digest.maybe(status.recipient_id());
    digest.maybe(status.conversation().and_then(|conversation| conversation.id()));
    digest.maybe(status.pricing().and_then(|p| p.category()).map(|category| category.as_str()));
}

#[inline]
fn visit_preference(digest: &mut Digest, preference: UserPreference<'_>) {
    digest.maybe(preference.wa_id());
    digest.maybe(preference.detail());
    digest.text(preference.value().as_str());
    let seconds = preference.timestamp().and_then(|time| time.unix_seconds().ok());
    digest.number(seconds.unwrap_or(0) as u64);
}

fn visit_history(digest: &mut Digest, value: HistoryValue<'_>) -> bool {
    metadata(digest, value.metadata());
    for chunk in value.history() {
        let Ok(chunk) = chunk else { return false };
        let metadata = chunk.metadata();
        let numbers = [
            metadata.and_then(|metadata| metadata.phase()),
            metadata.and_then(|metadata| metadata.chunk_order()),
            metadata.and_then(|metadata| metadata.progress()),
        ];
        digest.object(|digest| {
            for number in numbers {
                digest.number(number.and_then(|number| number.to_u64().ok()).unwrap_or(u64::MAX));
            }
        });
        for thread in chunk.threads() {
            let Ok(thread) = thread else { return false };
            digest.object(|digest| digest.maybe(thread.id()));
            for message in thread.messages() {
                let Ok(message) = message else { return false };
                digest.object(|digest| {
                    visit_message(digest, message);
                    digest.maybe(message.to());
                    let status = message.history_context().and_then(|context| context.status());
                    digest.maybe(status.map(|status| status.as_str()));
                });
            }
        }
    }
    true
}
