//! The product of Meta's that sent a body.

use crate::fields::schema::open_enum;

open_enum! {
    /// A product of Meta's, by the `object` of its webhooks.
    pub enum Product {
        /// WhatsApp.
        WhatsAppBusinessAccount = "whatsapp_business_account",
        /// WhatsApp's platform for agents, whose entries have the same shape. Not described by
        /// Meta.
        WhatsAppAgentPlatform = "whatsapp_agent_platform",
        /// Messenger, on behalf of a Facebook page.
        Page = "page",
        /// Instagram.
        Instagram = "instagram",
    }
}

impl Product<'_> {
    /// Returns whether this is WhatsApp, by the beginning of the name: its entries have the
    /// documented fields.
    #[inline]
    pub fn is_whatsapp(self) -> bool {
        Self::is_whatsapp_object(self.as_str())
    }

    /// The same for the `object` of a webhook.
    #[inline]
    pub(super) fn is_whatsapp_object(object: &str) -> bool {
        object.starts_with("whatsapp")
    }
}
