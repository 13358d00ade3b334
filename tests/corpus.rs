//! The corpus: every check on every body, the expectation of its directory, and its rendering.
//!
//! `WABAHOOK_BLESS=1 cargo test --all-features --test corpus` rewrites the renderings: read the
//! diff.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod checks;

use checks::bodies::{Body, Expected, corpus};
use std::panic::{AssertUnwindSafe, catch_unwind};
use wabahook::{Error, ErrorKind, Limits, Payload};

/// Runs `check` on every body and reports those on which it panics.
fn on_every_body(check: impl Fn(&Body)) {
    let fails = |body: &Body| catch_unwind(AssertUnwindSafe(|| check(body))).is_err();
    let failed: Vec<_> = corpus().iter().filter(|body| fails(body)).map(Body::name).collect();
    assert!(failed.is_empty(), "{} bodies fail: {failed:#?}", failed.len());
}

#[test]
fn agreement() {
    on_every_body(|body| checks::agreement::check_agreement(&body.bytes));
}

#[test]
fn values() {
    on_every_body(|body| checks::values::check_values(&body.bytes));
}

#[test]
fn kernels() {
    on_every_body(|body| checks::kernels::check_kernels(&body.bytes));
}

#[test]
fn views() {
    on_every_body(|body| checks::views::check_views(&body.bytes));
}

#[test]
fn spelling() {
    on_every_body(|body| checks::spelling::check_spelling(&body.bytes));
}

#[test]
fn reuse() {
    on_every_body(|body| checks::reuse::check_reuse(&body.bytes));
}

#[test]
fn stream() {
    on_every_body(|body| checks::stream::check_stream(&body.bytes));
}

/// Bodies as the inside of a string, raw and escaped.
#[test]
fn escapes() {
    on_every_body(|body| {
        checks::escapes::check_escapes(&body.bytes);
        let text = String::from_utf8_lossy(&body.bytes);
        let quoted = serde_json::to_string(&text).unwrap();
        checks::escapes::check_escapes(&quoted.as_bytes()[1..quoted.len() - 1]);
    });
}

#[test]
fn unwrap() {
    on_every_body(|body| checks::unwrap::check_unwrap(&body.bytes));
}

/// Every check has a test above.
#[test]
fn every_check_has_a_test() {
    let names: Vec<_> = checks::ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "agreement",
            "values",
            "kernels",
            "views",
            "spelling",
            "reuse",
            "stream",
            "escapes",
            "unwrap"
        ]
    );
}

#[test]
fn folders_keep_their_promise() {
    on_every_body(|body| {
        for mut decoder in checks::decoders(&body.bytes, Limits::new()) {
            keeps_its_promise(body, decoder.decode(&body.bytes));
        }
    });
}

/// Asserts that `decoded` is the result that the directory of `body` promises.
fn keeps_its_promise(body: &Body, decoded: Result<Payload<'_>, Error>) {
    if let Expected::Invalid(kind) = body.expected() {
        return assert_eq!(decoded.unwrap_err().kind().name(), kind, "{}", body.name());
    }
    if let Expected::Wrapped(name) = body.expected() {
        let ErrorKind::Wrapped(wrapping) = decoded.unwrap_err().kind() else {
            panic!("{} is not recognized as wrapped", body.name());
        };
        return assert_eq!(wrapping.name(), name, "{}", body.name());
    }
    if body.expected() == Expected::Unsaid {
        return;
    }
    let payload = decoded.unwrap_or_else(|error| panic!("{}: {error}", body.name()));
    let mut errors = Vec::new();
    for event in payload.events() {
        match event {
            Ok(event) => event.visit_errors(&mut |error| errors.push(error)),
            Err(error) => errors.push(error.error()),
        }
    }
    let has = |kind| errors.iter().any(|error| error.kind().name() == kind);
    match body.expected() {
        Expected::Malformed(kind) => assert!(has(kind), "{}: {errors:?}", body.name()),
        _ => assert!(errors.is_empty(), "{}: {errors:?}", body.name()),
    }
}

/// The walk finds the bodies of the founding documents and of other directories.
#[test]
fn no_folder_is_empty() {
    let names: Vec<_> = corpus().iter().map(Body::name).collect();
    for folder in ["founding/", "messages/", "statuses/", "user_preferences/", "invalid/"] {
        assert!(names.iter().any(|name| name.starts_with(folder)), "{folder} is empty");
    }
}

#[cfg(feature = "serde")]
mod rendering {
    use super::{Body, Expected, checks, corpus};
    use std::fs;
    use wabahook::Limits;

    /// Each accepted body is rendered like the file beside it.
    #[test]
    fn is_as_expected() {
        let bless = std::env::var_os("WABAHOOK_BLESS").is_some_and(|value| value == "1");
        let mut differ = Vec::new();
        let read =
            |body: &Body| !matches!(body.expected(), Expected::Invalid(_) | Expected::Wrapped(_));
        for body in corpus().iter().filter(|body| read(body)) {
            let Some(rendered) = rendered(body) else { continue };
            let beside = body.path.with_extension("expected");
            if bless {
                let text: String = rendered.iter().flat_map(|line| [line, "\n"]).collect();
                fs::write(&beside, text).unwrap();
                continue;
            }
            let expected = fs::read_to_string(&beside).unwrap_or_default();
            let expected: Vec<_> = expected.lines().collect();
            if expected != rendered {
                differ.push(difference(&body.name(), &expected, &rendered));
            }
        }
        assert!(
            differ.is_empty(),
            "{} of the renderings differ; if all is well, run\n    \
            WABAHOOK_BLESS=1 cargo test --all-features --test corpus\nand read the diff.\n\n{}",
            differ.len(),
            differ.join("\n"),
        );
    }

    /// Returns the rendering of a body, which is the same from every decoder.
    fn rendered(body: &Body) -> Option<Vec<String>> {
        let rendered = checks::decoders(&body.bytes, Limits::new())
            .map(|mut decoder| decoder.decode(&body.bytes).ok().map(checks::bodies::lines));
        let mut rendered: Vec<_> = rendered.collect();
        rendered.dedup();
        assert_eq!(rendered.len(), 1, "the decoders differ on {}", body.name());
        rendered.pop()?
    }

    /// Every rendering belongs to a body.
    #[test]
    fn has_a_body() {
        let bodies = corpus();
        let folders: std::collections::BTreeSet<_> =
            bodies.iter().filter_map(|body| body.path.parent()).collect();
        for file in folders.into_iter().flat_map(|folder| fs::read_dir(folder).unwrap()) {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "expected") {
                assert!(path.with_extension("json").exists(), "{} has no body", path.display());
            }
        }
    }

    /// Returns the lines that differ, `-` expected and `+` rendered.
    fn difference(name: &str, expected: &[&str], rendered: &[String]) -> String {
        let mut text = format!("--- {name}\n");
        for place in 0..expected.len().max(rendered.len()) {
            let (old, new) = (expected.get(place), rendered.get(place));
            if old.copied() != new.map(String::as_str) {
                old.iter().for_each(|line| text += &format!("- {place}: {line}\n"));
                new.iter().for_each(|line| text += &format!("+ {place}: {line}\n"));
            }
        }
        text
    }
}
