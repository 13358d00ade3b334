//! Signed bodies for a load generator: a line each, the signature, a space, and the body.
//!
//! The bodies are those of the bench `ratios`, set `mixed`; the secret is `WHATSAPP_APP_SECRET`.

#[path = "../../benches/ratios/sets.rs"]
mod sets;

use std::error::Error;
use std::io::{self, BufWriter, Write};
use wabahook::Verifier;

fn main() -> Result<(), Box<dyn Error>> {
    let verifier = Verifier::new(std::env::var("WHATSAPP_APP_SECRET")?)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for set in sets::sets(&["mixed".to_owned()]) {
        for body in set.bodies {
            write!(out, "{} ", verifier.sign(body))?;
            out.write_all(body)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(())
}
