//! T87: comparing signatures takes the same number of instructions wherever they differ.
//!
//! The test runs itself under callgrind, once for each position, and counts the instructions of
//! `compare`. It is ignored by default, as it needs valgrind:
//!
//!     cargo test --all-features --test auth_time -- --ignored

#![cfg(feature = "signature")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

use std::env;
use std::process::Command;
use wabahook::{SignatureError, Verifier, challenge};

const COMPARES: usize = 1_000;
/// Highest difference in instructions between two positions, over all compares together.
const SPREAD: u64 = 500;
const UNDER_CALLGRIND: &str = "WABAHOOK_COMPARE";

/// Verifies a body with a wrong signature; callgrind counts this function.
#[inline(never)]
fn compare(verifier: &Verifier, header: &str) {
    for _ in 0..COMPARES {
        assert_eq!(verifier.verify(b"", header).unwrap_err(), SignatureError::Mismatch);
    }
}

/// Does the same for the token of the handshake.
#[inline(never)]
fn compare_token(query: &str, token: &str) {
    for _ in 0..COMPARES {
        assert!(challenge(query, token).is_err());
    }
}

/// Runs under callgrind: compares a signature, or a token, that is wrong at one digit.
fn compare_wrong_at(what: &str) {
    let (what, at) = what.split_once(' ').unwrap();
    let at: usize = at.parse().unwrap();
    let replace = |text: &str, by: &str| {
        let mut wrong = text.to_owned();
        wrong.replace_range(at..=at, by);
        wrong
    };
    match what {
        "signature" => {
            let verifier = Verifier::new("a secret").unwrap();
            let right = verifier.sign(b"").to_string();
            // A digit of the same kind: parsing the header may depend on it, as its sender knows
            // it.
            let other = match right.as_bytes()[at] {
                b'0' => "1",
                b'1'..=b'9' => "0",
                b'a' => "b",
                _ => "a",
            };
            compare(&verifier, &replace(&right, other));
        }
        "token" => {
            let token = "a".repeat(64);
            let query = format!(
                "hub.mode=subscribe&hub.challenge=1&hub.verify_token={}",
                replace(&token, "b")
            );
            compare_token(&query, &token);
        }
        _ => panic!("{what}"),
    }
}

/// Returns the instructions of all compares with that position wrong.
fn count(what: &str, function: &str) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--toggle-collect=auth_time::{function}"))
        .arg(env::current_exe().unwrap())
        .args([
            "--exact",
            "t87_instructions_do_not_depend_on_where_signatures_differ",
            "--test-threads=1",
            "--ignored",
        ])
        .env(UNDER_CALLGRIND, what)
        .output()
        .expect("valgrind must be installed");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{report}");
    let counted = report.lines().find_map(|line| line.split_once("Collected : ")).unwrap().1;
    counted.trim().parse().unwrap()
}

#[test]
#[ignore = "needs valgrind: see the top of the file"]
fn t87_instructions_do_not_depend_on_where_signatures_differ() {
    if let Ok(what) = env::var(UNDER_CALLGRIND) {
        return compare_wrong_at(&what);
    }
    let prefix = "sha256=".len();
    let places = [0, 1, 32, 63];
    for (what, function, first) in [("signature", "compare", prefix), ("token", "compare_token", 0)]
    {
        let counts = places.map(|at| count(&format!("{what} {}", first + at), function));
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(*least > COMPARES as u64 * 100, "{what}: too few were counted: {counts:?}");
        assert!(most - least < SPREAD, "{what}: {counts:?}");
        println!("{what}: {counts:?}");
    }
}
