//! Load and faults for a receiver, and the account of what became of every event. See `README.md`.

mod account;
mod faults;
mod load;

use account::Account;
use faults::Faults;
use load::Load;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use std::{env, thread};

const CONNECTIONS: usize = 256;
const MEMORY: usize = 256 << 20;
/// The time for the last bodies to be acknowledged, once there are no more faults.
const LAST: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    match soak() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("soak: {error}");
            ExitCode::FAILURE
        }
    }
}

fn soak() -> Result<bool, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, receiver, folder, seconds] = &arguments[..] else {
        return Err("usage: soak RECEIVER FOLDER SECONDS".into());
    };
    let duration = Duration::from_secs(seconds.parse()?);
    let mut account = Account::new(CONNECTIONS);
    let mut faults = Faults::start(Path::new(receiver), Path::new(folder))?;
    let load = Arc::new(Load::new(faults.address()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let senders: Vec<_> =
        (0..CONNECTIONS).map(|number| runtime.spawn(Arc::clone(&load).send(number))).collect();

    let start = Instant::now();
    while start.elapsed() < duration {
        // The load by itself in between: at least 15 faults, however short the run.
        thread::sleep((duration / 16).min(Duration::from_secs(5)));
        faults.next(&load, &mut account)?;
    }
    load.stop.store(true, Ordering::Relaxed);
    let sent = runtime.block_on(async {
        let all = async {
            let mut sent = Vec::new();
            for sender in senders {
                sent.push(sender.await?);
            }
            Ok::<_, tokio::task::JoinError>(sent)
        };
        tokio::time::timeout(LAST, all).await
    })??;
    let peak = faults.finish(&mut account)?;

    let events: u64 = sent.iter().map(|sent| sent.events).sum();
    let bodies: u64 = sent.iter().map(|sent| sent.bodies).sum();
    println!("{:>10}  seconds", start.elapsed().as_secs());
    println!("{CONNECTIONS:>10}  connections");
    println!("{bodies:>10}  bodies acknowledged, {events} events");
    for (name, count) in load.counts() {
        println!("{count:>10}  {name}");
    }
    for (name, count) in faults.counts() {
        println!("{count:>10}  {name}");
    }
    println!("{:>10}  MB of resident memory at the most", peak >> 20);
    let found = account.compare(&sent);
    println!("{:>10}  events lost", found.lost);
    println!("{:>10}  events written twice", found.twice);
    println!("{:>10}  malformed bodies lost", found.malformed_lost);
    println!("{:>10}  lines that are neither whole nor ended as torn", found.broken_lines);
    let unexpected = load.unexpected.load(Ordering::Relaxed);
    println!("{unexpected:>10}  unexpected answers");
    let bad = found.lost + found.twice + found.malformed_lost + found.broken_lines + unexpected;
    Ok(bad == 0 && peak < MEMORY && events > 0)
}
