//! Meta's products, by the `object` of a body.

use crate::fields::schema::open_enum;

open_enum! {
    /// A product of Meta, by the `object` of its webhooks.
    pub enum Product {
        /// WhatsApp.
        WhatsAppBusinessAccount = "whatsapp_business_account",
        /// WhatsApp's agent platform, whose entries have the same shape. Not described by Meta.
        WhatsAppAgentPlatform = "whatsapp_agent_platform",
        /// Messenger, for a Facebook page.
        Page = "page",
        /// Instagram.
        Instagram = "instagram",
    }
}

impl Product<'_> {
    /// Returns `true` if this is WhatsApp, by the prefix of the name: its entries have the
    /// documented fields.
    #[inline]
    pub fn is_whatsapp(self) -> bool {
        Self::is_whatsapp_object(self.as_str())
    }

    /// Returns the same for the `object` of a webhook.
    #[inline]
    pub(super) fn is_whatsapp_object(object: &str) -> bool {
        object.starts_with("whatsapp")
    }
}
