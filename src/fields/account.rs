//! The management fields `account_*` of a WhatsApp Business account, one file per field.

mod alerts;
mod review;
mod settings;
mod update;

pub use alerts::*;
pub use review::*;
pub use settings::*;
pub use update::*;
