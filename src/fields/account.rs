//! What happens to a WhatsApp Business account: the management fields `account_*`, one file for each.

mod alerts;
mod review;
mod settings;
mod update;

pub use alerts::*;
pub use review::*;
pub use settings::*;
pub use update::*;
