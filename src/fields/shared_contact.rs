//! A contact card that a user shares, and its parts.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts>.

use super::schema::schema;

schema! {
    /// A contact card, as the user shared it.
    ///
    /// It is free text of the user's address book: every member may be absent.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts>.
    pub struct SharedContact {
        /// The name of the contact. Absent where there is only a vCard.
        name: object(Name),
        /// The phone numbers.
        phones: list(Phone),
        /// The company of the contact.
        org: object(Org),
        /// The mail addresses.
        emails: list(Email),
        /// The postal addresses.
        addresses: list(Address),
        /// The web pages.
        urls: list(Url),
        /// The day of birth, such as `1999-01-23`.
        birthday: text,
        /// The card as a vCard, with its line ends. Since 2026.
        vcard: text,
        /// Why the card was shared: `contact_request`, when the business asked for it, or `other`. Since 2026.
        origin: text,
    }
}

schema! {
    /// The name of a contact.
    pub struct Name {
        /// The whole name, as it is shown.
        formatted_name: text,
        /// The first name.
        first_name: text,
        /// The last name.
        last_name: text,
        /// The middle name.
        middle_name: text,
        /// What comes after the name, such as `Esq.`.
        suffix: text,
        /// What comes before the name, such as `Dr.`.
        prefix: text,
    }
}

schema! {
    /// A phone number of a contact.
    pub struct Phone {
        /// The number, as free text.
        phone: text,
        /// The WhatsApp id of the number, in digits. Absent when the number is not on WhatsApp.
        wa_id: text,
        /// The kind of the number, such as `CELL` or `HOME`.
        kind = "type": text,
    }
}

schema! {
    /// A mail address of a contact.
    pub struct Email {
        /// The address.
        email: text,
        /// The kind of the address, such as `HOME`.
        kind = "type": text,
    }
}

schema! {
    /// A postal address of a contact.
    pub struct Address {
        /// The street and the number of the house.
        street: text,
        /// The city.
        city: text,
        /// The state.
        state: text,
        /// The postal code.
        zip: text,
        /// The country, by its name.
        country: text,
        /// The country, two letters.
        country_code: text,
        /// The kind of the address, such as `HOME`.
        kind = "type": text,
    }
}

schema! {
    /// Where a contact works.
    pub struct Org {
        /// The company.
        company: text,
        /// The department.
        department: text,
        /// What the contact does there.
        title: text,
    }
}

schema! {
    /// A web page of a contact.
    pub struct Url {
        /// The address of the page.
        url: text,
        /// The kind of the page, such as `Company`.
        kind = "type": text,
    }
}
