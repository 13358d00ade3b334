//! `wabahook`, with one of its kernels.

use super::{Competitor, Sink};
use wabahook::fields::{Content, Message, Reply, Status};
use wabahook::{Decoder, Item, Kernel, Value};

pub(crate) struct Views {
    decoder: Decoder,
}

impl Views {
    pub(crate) fn new(kernel: Kernel) -> Views {
        Views { decoder: Decoder::new().with_kernel(kernel) }
    }
}

fn texts<const N: usize>(sink: &mut impl Sink, texts: [Option<&str>; N]) {
    texts.into_iter().for_each(|text| sink.text(text));
}

impl Competitor for Views {
    fn name(&self) -> String {
        format!("wabahook_{}", self.decoder.kernel().name())
    }

    #[inline]
    fn check(&mut self, body: &[u8]) -> bool {
        self.decoder.decode(body).is_ok()
    }

    #[inline]
    fn route(&mut self, body: &[u8], sink: &mut impl Sink) {
        let Ok(payload) = self.decoder.decode(body) else { return };
        for event in payload.events().flatten() {
            let id = match event.item() {
                Item::Message(message) => Some(message.id()),
                Item::Status(status) => Some(status.id()),
                Item::UserPreference(preference) => preference.wa_id(),
                _ => continue,
            };
            texts(sink, [event.routing_key(), Some(event.kind()), id]);
        }
    }

    #[inline]
    fn visit(&mut self, body: &[u8], sink: &mut impl Sink) {
        let Ok(payload) = self.decoder.decode(body) else { return };
        for entry in payload.entries() {
            for change in entry.changes() {
                let value = change.value();
                let number = value.metadata();
                texts(sink, [entry.id(), change.field()]);
                let shown = number.and_then(|number| number.display_phone_number());
                texts(sink, [shown, number.and_then(|number| number.phone_number_id())]);
                for contact in value.contacts().flatten() {
                    let name = contact.profile().and_then(|profile| profile.name());
                    texts(sink, [name, contact.wa_id(), contact.identity_key_hash()]);
                }
                match value {
                    Value::Messages(value) => {
                        value.messages().flatten().for_each(|message| visit_message(message, sink));
                        value.statuses().flatten().for_each(|status| visit_status(status, sink));
                    }
                    Value::UserPreferences(value) => {
                        for preference in value.user_preferences().flatten() {
                            let what = preference.value().as_str();
                            let (detail, category) = (preference.detail(), preference.category());
                            texts(sink, [preference.wa_id(), detail, category, Some(what)]);
                            let timestamp = preference.timestamp();
                            sink.number(timestamp.and_then(|time| time.unix_seconds().ok()));
                        }
                    }
                    _ => {}
                }
            }
        }
    }
}

#[inline]
fn visit_message(message: Message<'_>, sink: &mut impl Sink) {
    let timestamp = message.timestamp().map(|time| time.as_str());
    let kind = message.kind().map(|kind| kind.as_str());
    texts(sink, [message.from(), Some(message.id()), timestamp, kind]);
    let context = message.context();
    texts(sink, [context.and_then(|it| it.from()), context.and_then(|it| it.id())]);
    match message.content() {
        Content::Text(text) => texts(sink, [Some(text.body())]),
        Content::Interactive(answer) => {
            texts(sink, [answer.kind().map(|kind| kind.as_str())]);
            match answer.reply() {
                Reply::ButtonReply(reply) => texts(sink, [reply.id(), reply.title()]),
                Reply::ListReply(reply) => {
                    texts(sink, [reply.id(), reply.title(), reply.description()]);
                }
                _ => {}
            }
        }
        Content::Button(button) => texts(sink, [button.payload(), button.text()]),
        Content::Reaction(reaction) => texts(sink, [reaction.message_id(), reaction.emoji()]),
        Content::System(system) => {
            let kind = system.kind().map(|kind| kind.as_str());
            texts(sink, [system.body(), kind, system.wa_id()]);
        }
        Content::Image(media)
        | Content::Audio(media)
        | Content::Video(media)
        | Content::Document(media)
        | Content::Sticker(media) => {
            let (id, kind, hash) = (media.id(), media.mime_type(), media.sha256());
            texts(sink, [id, kind, hash, media.caption(), media.filename()]);
        }
        _ => {}
    }
}

#[inline]
fn visit_status(status: Status<'_>, sink: &mut impl Sink) {
    let timestamp = status.timestamp().map(|time| time.as_str());
    let what = status.status().as_str();
    texts(sink, [Some(status.id()), Some(what), timestamp, status.recipient_id()]);
    let conversation = status.conversation();
    let origin = conversation.and_then(|it| it.origin());
    texts(sink, [conversation.and_then(|it| it.id()), origin.and_then(|it| it.kind())]);
    let pricing = status.pricing();
    let model = pricing.and_then(|it| it.pricing_model()).map(|model| model.as_str());
    let category = pricing.and_then(|it| it.category()).map(|category| category.as_str());
    let kind = pricing.and_then(|it| it.kind()).map(|kind| kind.as_str());
    texts(sink, [model, category, kind]);
}
