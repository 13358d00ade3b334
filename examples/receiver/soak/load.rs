//! The senders: each has a connection, and sends a body again until it is acknowledged, as Meta does.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use wabahook::Verifier;

pub(crate) const SECRET: &str = "the secret of the soak";

/// Between two bodies of a sender.
const PAUSE: Duration = Duration::from_millis(40);
/// For an answer, more than the receiver takes for a request.
const ANSWER: Duration = Duration::from_secs(40);
/// Bodies are delivered again for so long after they were acknowledged.
const AGAIN: Duration = Duration::from_secs(10);

pub(crate) struct Load {
    address: SocketAddr,
    pub(crate) stop: AtomicBool,
    /// Answers with 500: the disk was full.
    pub(crate) failed: AtomicU64,
    busy: AtomicU64,
    refused: AtomicU64,
    broken_off: AtomicU64,
    again: AtomicU64,
    pub(crate) unexpected: AtomicU64,
}

/// The numbers of a sender's events and bodies, all of which were acknowledged.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sent {
    pub(crate) bodies: u64,
    pub(crate) events: u64,
    pub(crate) malformed: u64,
}

impl Load {
    pub(crate) fn new(address: SocketAddr) -> Load {
        let zero = || AtomicU64::new(0);
        Load {
            address,
            stop: AtomicBool::new(false),
            failed: zero(),
            busy: zero(),
            refused: zero(),
            broken_off: zero(),
            again: zero(),
            unexpected: zero(),
        }
    }

    pub(crate) fn counts(&self) -> [(&'static str, u64); 5] {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        [
            ("bodies delivered again though acknowledged", of(&self.again)),
            ("answers 500", of(&self.failed)),
            ("answers 503", of(&self.busy)),
            ("answers 401 to what was not signed", of(&self.refused)),
            ("connections broken off", of(&self.broken_off)),
        ]
    }

    /// Sends until it is stopped, and then until all is acknowledged.
    pub(crate) async fn send(self: Arc<Self>, sender: usize) -> Sent {
        let verifier = Verifier::new(SECRET).ok();
        let sign = |body: &[u8]| verifier.as_ref().map(|by| by.sign(body).to_string());
        let mut sent = Sent::default();
        let mut random = sender as u64 * 2 + 1;
        let mut connection = None;
        let mut recent = VecDeque::<(Instant, Vec<u8>)>::new();
        while !self.stop.load(Ordering::Relaxed) {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888);
            let chance = random >> 33;
            while recent.front().is_some_and(|(at, _)| at.elapsed() > AGAIN) {
                recent.pop_front();
            }
            let body = if chance % 256 == 7 {
                // Not signed, and as large as may be.
                let large = if chance % 2048 == 7 { 4 << 20 } else { 500 };
                let answer = self.post(&mut connection, &vec![b' '; large], "sha256=00").await;
                match answer {
                    Ok(401) => self.refused.fetch_add(1, Ordering::Relaxed),
                    Ok(503) => self.busy.fetch_add(1, Ordering::Relaxed),
                    Ok(_) => self.unexpected.fetch_add(1, Ordering::Relaxed),
                    Err(_) => self.broken_off.fetch_add(1, Ordering::Relaxed),
                };
                connection = None;
                continue;
            } else if chance % 64 == 5 {
                let body = format!("[\"malformed.{sender}.{}\"]", sent.malformed);
                sent.malformed += 1;
                body.into_bytes()
            } else if chance % 8 == 1 && !recent.is_empty() {
                self.again.fetch_add(1, Ordering::Relaxed);
                recent[chance as usize / 8 % recent.len()].1.clone()
            } else {
                let count = if chance % 4096 == 3 { 4000 } else { 1 + chance % 3 };
                let body = messages(sender, sent.events..sent.events + count);
                sent.events += count;
                if count < 10 {
                    recent.push_back((Instant::now(), body.clone()));
                }
                body
            };
            let signature = sign(&body).unwrap_or_default();
            while !self.is_stored(&mut connection, &body, &signature).await {}
            sent.bodies += 1;
            if let Some((at, last)) = recent.back_mut()
                && *last == body
            {
                *at = Instant::now();
            }
            sleep(PAUSE).await;
        }
        sent
    }

    /// Posts a body, and waits a little if it is not acknowledged.
    async fn is_stored(
        &self,
        connection: &mut Option<BufReader<TcpStream>>,
        body: &[u8],
        signature: &str,
    ) -> bool {
        let counter = match self.post(connection, body, signature).await {
            Ok(200) => return true,
            Ok(500) => &self.failed,
            Ok(503) => &self.busy,
            Ok(_) => &self.unexpected,
            Err(_) => &self.broken_off,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        *connection = None;
        sleep(Duration::from_millis(100)).await;
        false
    }

    /// Posts a body over the connection, or a new one, and returns the status.
    async fn post(
        &self,
        connection: &mut Option<BufReader<TcpStream>>,
        body: &[u8],
        signature: &str,
    ) -> io::Result<u16> {
        let head = format!(
            "POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\
            X-Hub-Signature-256: {signature}\r\n\r\n",
            body.len()
        );
        let exchange = async {
            let stream = match connection {
                Some(stream) => stream,
                None => {
                    let stream = TcpStream::connect(self.address).await?;
                    stream.set_nodelay(true)?;
                    connection.insert(BufReader::new(stream))
                }
            };
            stream.write_all(&[head.as_bytes(), body].concat()).await?;
            let mut status = None;
            let mut line = String::new();
            // Answers have no body.
            loop {
                line.clear();
                if stream.read_line(&mut line).await? == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                if line == "\r\n" {
                    return status.ok_or_else(|| io::ErrorKind::InvalidData.into());
                }
                status = status.or_else(|| line.split(' ').nth(1)?.parse().ok());
            }
        };
        timeout(ANSWER, exchange).await?
    }
}

fn messages(sender: usize, numbers: std::ops::Range<u64>) -> Vec<u8> {
    let message = |number| {
        format!(
            r#"{{"from":"12025550143","id":"wamid.{sender}.{number}","timestamp":"1758260100","type":"text","text":{{"body":"it rains \u2014 again"}}}}"#
        )
    };
    let messages = numbers.map(message).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"12025550100","phone_number_id":"106"}},"messages":[{messages}]}},"field":"messages"}}]}}]}}"#
    )
    .into_bytes()
}
