//! Code that must not compile, and the auto traits of public types.
//!
//! Each file of `tests/compile_fail/` names its error in its first line (`// error: E0505`; no code
//! where the compiler has none); `// compiles` marks the control. All are checked as examples of
//! one package, which is written anew to cargo's temporary directory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, iter};
use wabahook::fields::{Contact, Content, Message, MessageType, Status};
use wabahook::{
    Change, Changes, Decoder, DedupeKey, Entries, Entry, Envelope, Error, ErrorKind, Event,
    EventError, Events, Item, ItemError, Items, Limits, Number, Path as JsonPath, Payload, Raw,
    RawItems, RawMembers, Str, Timestamp, UnknownMembers, Value as Field,
};

/// Returns the cases: name, path, and the code in the first line; `None` for the control.
fn cases() -> BTreeMap<String, (PathBuf, Option<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let case = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap();
        let code = first.strip_prefix("// error:").map(|code| code.trim().to_owned());
        assert!(code.is_some() || first == "// compiles", "{} says nothing", path.display());
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), (path, code))
    };
    files.map(case).collect()
}

/// Writes a package whose examples are the cases.
fn package() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_fail");
    let _ = fs::remove_dir_all(&package);
    fs::create_dir_all(package.join("examples")).unwrap();
    fs::create_dir_all(package.join("src")).unwrap();
    fs::write(package.join("src/lib.rs"), "").unwrap();
    let manifest = format!(
        "[package]\nname = \"cases\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
        wabahook = {{ path = {:?}, default-features = false, features = [\"std\"] }}\n\n[workspace]\n",
        here.display().to_string()
    );
    fs::write(package.join("Cargo.toml"), manifest).unwrap();
    // The same versions are already downloaded.
    if here.join("Cargo.lock").exists() {
        fs::copy(here.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    }
    for (name, (path, _)) in cases() {
        fs::copy(path, package.join("examples").join(name + ".rs")).unwrap();
    }
    package
}

/// Returns the error codes of each example; an empty one for an error without a code.
fn check(package: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--examples", "--keep-going", "--message-format=json"])
        .current_dir(package)
        .env("CARGO_TARGET_DIR", package.with_extension("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let mut errors = BTreeMap::<String, BTreeSet<String>>::new();
    let mut checked = 0;
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
        checked += usize::from(line["target"]["kind"][0] == "example");
        let message = &line["message"];
        let text = message["message"].as_str().unwrap_or_default();
        if message["level"] == "error" && !text.starts_with("aborting") {
            let code = message["code"]["code"].as_str().unwrap_or_default();
            let target = line["target"]["name"].as_str().unwrap();
            errors.entry(target.to_owned()).or_default().insert(code.to_owned());
        }
    }
    assert!(checked > 0, "cargo did not check: {}", String::from_utf8_lossy(&output.stderr));
    errors
}

#[test]
fn what_must_not_compile_does_not() {
    let cases = cases();
    assert!(cases.len() > 12, "the cases are not there");
    let mut errors = check(&package());
    for (name, (_, code)) in cases {
        let found = errors.remove(&name).unwrap_or_default();
        let expected: BTreeSet<_> = code.into_iter().collect();
        assert_eq!(found, expected, "the errors of {name}.rs");
    }
    assert!(errors.is_empty(), "errors elsewhere: {errors:?}");
}

/// Asserts the traits of views: small values that can be sent anywhere.
fn view<T: Copy + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}

/// Asserts the traits of iterators, and of contents that hold one.
fn iterator<T: Clone + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}

#[test]
fn auto_traits() {
    view::<Payload<'_>>();
    view::<Entry<'_>>();
    view::<Change<'_>>();
    view::<Field<'_>>();
    view::<Event<'_>>();
    view::<Item<'_>>();
    view::<EventError<'_>>();
    view::<ItemError<'_>>();
    view::<Message<'_>>();
    view::<Status<'_>>();
    view::<Contact<'_>>();
    view::<MessageType<'_>>();
    view::<Str<'_>>();
    view::<Raw<'_>>();
    view::<Number<'_>>();
    view::<Timestamp<'_>>();
    view::<JsonPath<'_>>();
    view::<DedupeKey<'_>>();
    view::<(Envelope, Error, ErrorKind, Limits)>();
    iterator::<Items<'_, Message<'_>>>();
    iterator::<(Entries<'_>, Changes<'_>, Events<'_>)>();
    iterator::<(RawItems<'_>, RawMembers<'_>, UnknownMembers<'_>)>();
    iterator::<Content<'_>>();
    fn decoder<T: Send + Unpin>() {}
    decoder::<Decoder>();
}

/// Lifetimes shrink as needed: views are covariant.
#[test]
fn covariance() {
    fn shorter<'s>(long: Event<'static>, _: &'s str) -> Event<'s> {
        long
    }
    fn items<'s>(long: Items<'static, Message<'static>>, _: &'s ()) -> Items<'s, Message<'s>> {
        long
    }
    let _ = (shorter, items);
    assert_eq!(iter::once(shorter as fn(_, _) -> _).count(), 1);
}
