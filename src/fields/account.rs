//! What happens to a WhatsApp Business account: the management fields `account_*`, one file for each.

mod update;

pub use update::*;
