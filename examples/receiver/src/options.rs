//! Command-line options of the server, and the secrets, which come from the environment.

use clap::Args;
use std::convert::Infallible;
use std::net::IpAddr;
use wabahook::{EmptySecret, Verifier};

/// Where to listen, how much to accept, and the secrets.
#[derive(Clone, Args)]
pub struct ServerOptions {
    /// Address to listen on, for a TLS proxy
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// Port to listen on; 0 for any free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Address of /metrics, /healthz and /readyz
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub admin_address: IpAddr,
    /// Port of /metrics, /healthz and /readyz; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 8081)]
    pub admin_port: u16,
    /// Most connections at one time; others wait in the queue of the system
    #[arg(long, value_name = "N", default_value_t = 256)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub connections: u32,
    /// The secrets.
    #[command(flatten)]
    pub secrets: Secrets,
}

/// The app secret, the one before it, and the verify token.
#[derive(Clone, Args)]
#[command(next_help_heading = "Secrets (use the environment: other users see arguments)")]
pub struct Secrets {
    /// App secret, which signs the bodies
    #[arg(long, value_name = "SECRET", env = "WHATSAPP_APP_SECRET")]
    #[arg(hide_env_values = true, value_parser = secret)]
    app_secret: String,
    /// App secret before it, accepted as well while the secret is replaced
    #[arg(long, value_name = "SECRET", env = "WHATSAPP_APP_SECRET_OLD")]
    #[arg(hide_env_values = true, value_parser = trimmed)]
    old_app_secret: Option<String>,
    /// Verify token of the handshake
    #[arg(long, value_name = "TOKEN", env = "WHATSAPP_VERIFY_TOKEN")]
    #[arg(hide_env_values = true, value_parser = secret)]
    verify_token: String,
}

impl Secrets {
    /// Returns a verifier for both app secrets.
    ///
    /// # Errors
    ///
    /// The app secret is empty, which the command line refuses. An empty old one is none.
    pub fn verifier(&self) -> Result<Verifier, EmptySecret> {
        let verifier = Verifier::new(&self.app_secret)?;
        match self.old_app_secret.as_deref() {
            None | Some("") => Ok(verifier),
            Some(old) => verifier.with_secret(old),
        }
    }

    /// Returns the verify token.
    pub fn verify_token(&self) -> &str {
        &self.verify_token
    }
}

/// Returns a secret that is not empty: an empty one is a variable that was not set.
fn secret(value: &str) -> Result<String, &'static str> {
    let value = value.trim_end();
    if value.is_empty() { Err("it is empty") } else { Ok(value.to_owned()) }
}

/// Removes the line break that a secret from a file ends with.
fn trimmed(value: &str) -> Result<String, Infallible> {
    Ok(value.trim_end().to_owned())
}
