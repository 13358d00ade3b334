//! The receiver as a process, and a client for it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use std::{env, fs};
use wabahook::{Signature, Verifier};

pub(crate) const SECRET: &str = "the app secret";
pub(crate) const TOKEN: &str = "the verify token";

/// The example's binary, built as this test was.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        // With the features of this test, so that there is little to build.
        let features = if cfg!(all(feature = "cli", feature = "simd-json")) {
            "--all-features"
        } else {
            "--features=axum"
        };
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--example", "receiver", "--message-format=json"])
            .arg(features)
            .args(if cfg!(debug_assertions) { None } else { Some("--release") })
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let executable = told
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter(|told| told["target"]["name"] == "receiver")
            .find_map(|told| Some(PathBuf::from(told["executable"].as_str()?)));
        executable.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    })
}

/// An empty folder of that name.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("receiver").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) struct Receiver {
    child: Child,
    stderr: BufReader<ChildStderr>,
    pub(crate) address: SocketAddr,
    folder: PathBuf,
}

impl Receiver {
    /// Starts it in `folder`, and waits until it listens.
    pub(crate) fn start(folder: &Path) -> Receiver {
        Receiver::start_as(Command::new(binary()), folder)
    }

    /// With another environment or with more arguments.
    pub(crate) fn start_with(folder: &Path, more: impl FnOnce(&mut Command)) -> Receiver {
        let mut command = Command::new(binary());
        more(&mut command);
        Receiver::start_as(command, folder)
    }

    /// By a shell that says something first.
    pub(crate) fn start_after(folder: &Path, shell: &str) -> Receiver {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{shell}; exec \"$@\"")).arg("sh").arg(binary());
        Receiver::start_as(command, folder)
    }

    fn start_as(mut command: Command, folder: &Path) -> Receiver {
        let mut child = command
            .args(["--port", "0", "--out", "events.ndjson"])
            .current_dir(folder)
            .env("WHATSAPP_APP_SECRET", SECRET)
            .env("WHATSAPP_VERIFY_TOKEN", TOKEN)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}"));
        let address = address.parse().unwrap();
        Receiver { child, stderr, address, folder: folder.to_owned() }
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

    /// Has it end as with Ctrl-C; what it counted.
    pub(crate) fn stop(self) -> BTreeMap<String, u64> {
        self.terminate();
        self.wait()
    }

    pub(crate) fn wait(self) -> BTreeMap<String, u64> {
        let told = self.wait_told();
        let counted = told.lines().filter_map(|line| {
            let (number, name) = line.trim().split_once("  ")?;
            Some((name.to_owned(), number.parse().ok()?))
        });
        counted.collect()
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
    let mut command = Command::new(binary());
    command.current_dir(folder).args(["--port", "0"]).args(arguments);
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
