//! The receiver as a process, and a client for it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wabahook::{Signature, Verifier};

pub(crate) const SECRET: &str = "the app secret";
pub(crate) const TOKEN: &str = "the verify token";

const BINARY: &str = env!("CARGO_BIN_EXE_wabahook-receiver");

/// An empty folder of that name.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) struct Receiver {
    child: Child,
    stderr: BufReader<ChildStderr>,
    pub(crate) address: SocketAddr,
    admin: SocketAddr,
    folder: PathBuf,
}

impl Receiver {
    /// Starts it in `folder`, and waits until it listens.
    pub(crate) fn start(folder: &Path) -> Receiver {
        Receiver::start_as(Command::new(BINARY), folder)
    }

    /// With another environment or with more arguments.
    pub(crate) fn start_with(folder: &Path, more: impl FnOnce(&mut Command)) -> Receiver {
        let mut command = Command::new(BINARY);
        more(&mut command);
        Receiver::start_as(command, folder)
    }

    /// By a shell that says something first.
    pub(crate) fn start_after(folder: &Path, shell: &str) -> Receiver {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{shell}; exec \"$@\"")).arg("sh").arg(BINARY);
        Receiver::start_as(command, folder)
    }

    fn start_as(command: Command, folder: &Path) -> Receiver {
        let mut receiver = Receiver::spawn(command, folder);
        receiver.wait_until_it_listens();
        receiver
    }

    /// With a library of that source in front of the system's.
    pub(crate) fn spawn_with_library(folder: &Path, source: &str) -> Receiver {
        fs::write(folder.join("library.rs"), source).unwrap();
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
        let mut rustc = Command::new(rustc);
        rustc.args(["--edition=2024", "--crate-type=cdylib", "-Cpanic=abort"]);
        rustc.args(["library.rs", "-o", "library.so"]).current_dir(folder);
        assert!(rustc.status().unwrap().success());
        let mut command = Command::new(BINARY);
        command.env("LD_PRELOAD", folder.join("library.so"));
        Receiver::spawn(command, folder)
    }

    /// Starts it, and waits for its admin endpoints only.
    fn spawn(mut command: Command, folder: &Path) -> Receiver {
        let mut child = command
            .args(["--port", "0", "--admin-port", "0", "--out", "events.ndjson"])
            .current_dir(folder)
            .env("WHATSAPP_APP_SECRET", SECRET)
            .env("WHATSAPP_VERIFY_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let admin = address_after("admin endpoints on ", &mut stderr);
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Receiver { child, stderr, address, admin, folder: folder.to_owned() }
    }

    pub(crate) fn wait_until_it_listens(&mut self) {
        self.address = address_after("listening on ", &mut self.stderr);
    }

    /// The status and the body of an admin endpoint.
    pub(crate) fn admin(&self, path: &str) -> (u16, String) {
        let mut answer = client().get(format!("http://{}{path}", self.admin)).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/webhook", self.address)
    }

    /// Posts a body, signed with the secret; the status.
    pub(crate) fn post(&self, body: &[u8]) -> u16 {
        self.post_signed(body, &sign(body))
    }

    pub(crate) fn post_signed(&self, body: &[u8], signature: &str) -> u16 {
        post(&client(), &self.url(), body, signature).unwrap()
    }

    /// The lines that are in the file.
    pub(crate) fn lines(&self) -> Vec<String> {
        lines(&self.folder.join("events.ndjson"))
    }

    pub(crate) fn dead_letters(&self) -> Vec<String> {
        lines(&self.folder.join("dead-letters.ndjson"))
    }

    /// A connection for those who misbehave.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    pub(crate) fn terminate(&self) {
        self.signal("-TERM");
    }

    pub(crate) fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// The most memory that it held, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
    }

    /// Ends it as Ctrl-C does, and returns the metrics that it prints.
    pub(crate) fn stop(self) -> Counts {
        self.terminate();
        self.wait()
    }

    pub(crate) fn wait(self) -> Counts {
        Counts::parse(&self.wait_told())
    }

    /// Waits for its end; what it printed since it listens.
    pub(crate) fn wait_told(self) -> String {
        let (code, told) = self.wait_code();
        assert_eq!(code, Some(0), "{told}");
        told
    }

    /// The same, with its exit code.
    pub(crate) fn wait_code(mut self) -> (Option<i32>, String) {
        let mut told = String::new();
        self.stderr.read_to_string(&mut told).unwrap();
        (self.child.wait().unwrap().code(), told)
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Reads standard error up to the line that tells an address.
fn address_after(what: &str, stderr: &mut impl BufRead) -> SocketAddr {
    let mut told = String::new();
    loop {
        let start = told.len();
        assert_ne!(stderr.read_line(&mut told).unwrap(), 0, "{told}");
        if let Some((_, address)) = told[start..].trim().split_once(what) {
            break address.parse().unwrap();
        }
    }
}

pub(crate) fn wait_until(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(start.elapsed() < Duration::from_secs(20));
        thread::sleep(Duration::from_millis(5));
    }
}

/// Metrics in the text format of Prometheus, by name and labels.
#[derive(Debug)]
pub(crate) struct Counts(pub(crate) BTreeMap<String, f64>);

impl Counts {
    pub(crate) fn parse(told: &str) -> Counts {
        let lines = told.lines().filter(|line| line.starts_with("wabahook_"));
        let counted = lines.map(|line| line.rsplit_once(' ').unwrap());
        let counts: BTreeMap<_, _> =
            counted.map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect();
        assert!(!counts.is_empty(), "{told}");
        Counts(counts)
    }

    /// Returns a metric without labels; its prefix and `_total` may be left out.
    pub(crate) fn get(&self, name: &str) -> u64 {
        let names = [format!("wabahook_{name}_total"), format!("wabahook_{name}")];
        let value = names.iter().find_map(|name| self.0.get(name));
        *value.unwrap_or_else(|| panic!("no {name}: {self:?}")) as u64
    }

    /// Returns the counter with that value of its label; 0 if it was not met.
    pub(crate) fn of(&self, name: &str, label: &str) -> u64 {
        let start = format!("wabahook_{name}_total{{");
        let end = format!("=\"{label}\"}}");
        let found = self.0.iter().filter(|(name, _)| name.starts_with(&start));
        found.filter(|(name, _)| name.ends_with(&end)).map(|(_, value)| *value as u64).sum()
    }

    pub(crate) fn refused(&self, reason: &str) -> u64 {
        self.of("refused", reason)
    }

    /// Returns the sum over all values of the label.
    pub(crate) fn all(&self, name: &str) -> u64 {
        let start = format!("wabahook_{name}_total{{");
        let found = self.0.iter().filter(|(name, _)| name.starts_with(&start));
        found.map(|(_, value)| *value as u64).sum()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The whole lines of a file. Others end with a space, or where the file ends.
pub(crate) fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    lines.filter(|line| !line.ends_with(' ')).map(str::to_owned).collect()
}

/// Runs it with those arguments where it must not start; its exit code and what it prints.
pub(crate) fn refused(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(BINARY);
    command.current_dir(folder).args(["--port", "0", "--admin-port", "0"]).args(arguments);
    command.env("WHATSAPP_APP_SECRET", SECRET).env("WHATSAPP_VERIFY_TOKEN", TOKEN);
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

pub(crate) fn client() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .new_agent()
}

/// The status; none when there was no answer.
pub(crate) fn post(
    client: &ureq::Agent,
    url: &str,
    body: &[u8],
    signature: &str,
) -> Result<u16, ureq::Error> {
    let mut request = client.post(url);
    if !signature.is_empty() {
        request = request.header(Signature::HEADER, signature);
    }
    request.send(body).map(|answer| answer.status().as_u16())
}

pub(crate) fn sign(body: &[u8]) -> String {
    Verifier::new(SECRET).unwrap().sign(body).to_string()
}

/// The beginning of a request with a body of `len` bytes.
pub(crate) fn head(len: usize, signature: &str) -> String {
    format!(
        "POST /webhook HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len}\r\n\
        X-Hub-Signature-256: {signature}\r\n\r\n"
    )
}

/// The status of what comes back.
pub(crate) fn status(stream: &mut TcpStream) -> u16 {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.split(' ').nth(1).unwrap_or_else(|| panic!("{line:?}")).parse().unwrap()
}

pub(crate) fn write(stream: &mut TcpStream, bytes: impl AsRef<[u8]>) {
    stream.write_all(bytes.as_ref()).unwrap();
}

/// A body with text messages of those ids.
pub(crate) fn messages<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let messages = ids.into_iter().map(|id| {
        format!(
            r#"{{"from":"12025550143","id":"{id}","timestamp":"1750101000","type":"text","text":{{"body":"A\/B caf\u00e9"}}}}"#
        )
    });
    let messages = messages.collect::<Vec<_>>().join(",");
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"12025550100","phone_number_id":"106"}},"messages":[{messages}]}},"field":"messages"}}]}}]}}"#
    )
    .into_bytes()
}

/// A body with a status.
pub(crate) fn status_body(id: &str, status: &str) -> Vec<u8> {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102","changes":[{{"value":{{"statuses":[{{"id":"{id}","status":"{status}","timestamp":"1750101000","recipient_id":"12025550143"}}]}},"field":"messages"}}]}}]}}"#
    )
    .into_bytes()
}

/// The id of a line's item.
pub(crate) fn id(line: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    line["item"]["id"].as_str().unwrap().to_owned()
}
