//! A contact card that a user shares, and its parts.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts>.

use super::schema::schema;

schema! {
    /// A contact card, as shared by the user.
    ///
    /// It is free text from the user's address book: every member may be absent.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/contacts>.
    pub struct SharedContact {
        /// The name of the contact. Absent if there is only a vCard.
        name: object(Name),
        /// The phone numbers.
        phones: list(Phone),
        /// The company of the contact.
        org: object(Org),
        /// The email addresses.
        emails: list(Email),
        /// The postal addresses.
        addresses: list(Address),
        /// The web pages.
        urls: list(Url),
        /// The date of birth, such as `1999-01-23`.
        birthday: text,
        /// The vCard, including its line ends. Since 2026.
        vcard: text,
        /// The origin of the card: `contact_request` if the business asked for it, or `other`.
        /// Since 2026.
        origin: text,
    }
}

schema! {
    /// The name of a contact.
    pub struct Name {
        /// The full name, as displayed.
        formatted_name: text,
        /// The first name.
        first_name: text,
        /// The last name.
        last_name: text,
        /// The middle name.
        middle_name: text,
        /// The suffix of the name, such as `Esq.`.
        suffix: text,
        /// The prefix of the name, such as `Dr.`.
        prefix: text,
    }
}

schema! {
    /// A phone number of a contact.
    pub struct Phone {
        /// The number, as free text.
        phone: text,
        /// The WhatsApp id of the number, in digits. Absent if the number is not on WhatsApp.
        wa_id: text,
        /// The kind of the number, such as `CELL` or `HOME`.
        kind = "type": text,
    }
}

schema! {
    /// An email address of a contact.
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
        /// The street and house number.
        street: text,
        /// The city.
        city: text,
        /// The state.
        state: text,
        /// The postal code.
        zip: text,
        /// The name of the country.
        country: text,
        /// The country as two letters.
        country_code: text,
        /// The kind of the address, such as `HOME`.
        kind = "type": text,
    }
}

schema! {
    /// The organization of a contact.
    pub struct Org {
        /// The company.
        company: text,
        /// The department.
        department: text,
        /// The job title of the contact.
        title: text,
    }
}

schema! {
    /// A web page of a contact.
    pub struct Url {
        /// The URL of the page.
        url: text,
        /// The kind of the page, such as `Company`.
        kind = "type": text,
    }
}
