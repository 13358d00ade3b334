//! The command line, and the secrets, which come from the environment.

use std::env::{self, VarError};
use std::error::Error;
use std::fmt::Display;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

const USAGE: &str = "usage: receiver [OPTION]…
  --out FILE            where events go (events.ndjson)
  --dead-letters FILE   where malformed bodies go (dead-letters.ndjson)
  --address IP          where to listen (127.0.0.1)
  --port PORT           (8080)
  --window EVENTS       how many past events are remembered, to leave out what comes again (1000000)
  --connections N       how many at one time (256)
environment:
  WHATSAPP_APP_SECRET      the app secret
  WHATSAPP_APP_SECRET_OLD  the one before, while it is replaced
  WHATSAPP_VERIFY_TOKEN    the token of the handshake";

/// More than a process usually has files.
const MOST_CONNECTIONS: usize = 1 << 16;

pub(crate) struct Args {
    pub(crate) out: PathBuf,
    pub(crate) dead_letters: PathBuf,
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) window: usize,
    pub(crate) connections: usize,
    pub(crate) secret: String,
    pub(crate) old_secret: Option<String>,
    pub(crate) verify_token: String,
}

impl Args {
    pub(crate) fn parse() -> Result<Args, Box<dyn Error>> {
        let mut args = Args {
            out: "events.ndjson".into(),
            dead_letters: "dead-letters.ndjson".into(),
            address: IpAddr::from([127, 0, 0, 1]),
            port: 8080,
            window: 1_000_000,
            connections: 256,
            secret: String::new(),
            old_secret: None,
            verify_token: String::new(),
        };
        let mut words = env::args().skip(1);
        while let Some(option) = words.next() {
            let value = words.next().ok_or(USAGE)?;
            match option.as_str() {
                "--out" => args.out = value.into(),
                "--dead-letters" => args.dead_letters = value.into(),
                "--address" => args.address = parsed(&option, &value)?,
                "--port" => args.port = parsed(&option, &value)?,
                "--window" => args.window = parsed(&option, &value)?,
                "--connections" => args.connections = parsed(&option, &value)?,
                _ => return Err(USAGE.into()),
            }
            if !(1..=MOST_CONNECTIONS).contains(&args.connections) {
                return Err(format!("{option}: from 1 to {MOST_CONNECTIONS}").into());
            }
        }
        args.secret = secret("WHATSAPP_APP_SECRET")?.ok_or(USAGE)?;
        args.old_secret = secret("WHATSAPP_APP_SECRET_OLD")?;
        args.verify_token = secret("WHATSAPP_VERIFY_TOKEN")?.ok_or(USAGE)?;
        Ok(args)
    }
}

fn parsed<T: FromStr<Err: Display>>(option: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|error| format!("{option}: {error}"))
}

/// A variable that is set and not empty. A line break at its end is of the file that it came from.
fn secret(name: &str) -> Result<Option<String>, String> {
    match env::var(name) {
        Ok(value) => Ok(Some(value.trim_end().to_owned()).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{name} is not Unicode")),
    }
}
