//! Signature verification, compared with decoding, on generated traffic: `task/input/method`.
//!
//! Nothing is timed before every method accepts each body with its own signature and no other.

#[path = "ratios/sets.rs"]
mod sets;

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::hint::black_box;
use std::time::Duration;
use wabahook::{Decoder, Verifier};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A body with its signature, as a header and as bytes.
struct Signed {
    body: Vec<u8>,
    header: String,
    signature: Vec<u8>,
}

/// Verifies one body after the other with `Verifier::verify`.
fn one_by_one(verifier: &Verifier, signed: &[Signed]) -> usize {
    let good = |signed: &&Signed| verifier.verify(&signed.body, &signed.header).is_ok();
    signed.iter().filter(good).count()
}

/// Verifies all bodies with `Verifier::verify_all`.
fn all_at_once(verifier: &Verifier, signed: &[Signed]) -> usize {
    let signed = signed.iter().map(|signed| (&signed.body[..], &signed.header));
    verifier.verify_all(signed).filter(Result::is_ok).count()
}

/// Verifies with the common crates: `hmac`, `sha2` and `hex`.
fn plain(signed: &[Signed]) -> usize {
    let good = |signed: &&Signed| {
        let digits = signed.header.strip_prefix("sha256=");
        let signature = digits.and_then(|digits| hex::decode(digits).ok());
        signature.is_some_and(|signature| hmac_sha2(&signed.body, &signature))
    };
    signed.iter().filter(good).count()
}

/// Verifies with `hmac` and `sha2`; the header is parsed beforehand.
fn plain_without_header(signed: &[Signed]) -> usize {
    signed.iter().filter(|signed| hmac_sha2(&signed.body, &signed.signature)).count()
}

fn hmac_sha2(body: &[u8], signature: &[u8]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()) else { return false };
    mac.update(body);
    mac.verify_slice(signature).is_ok()
}

fn decode(decoder: &mut Decoder, signed: &[Signed]) -> usize {
    signed.iter().filter(|signed| decoder.decode(&signed.body).is_ok()).count()
}

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let Ok(verifier) = Verifier::new(SECRET) else { return };
    let mut decoder = Decoder::new();
    for set in sets::sets(&["mixed", "batch_1000"].map(String::from)) {
        let mut signed: Vec<_> =
            set.bodies.into_iter().map(|body| sign(&verifier, body.to_vec())).collect();
        let count = signed.len();

        let bytes: usize = signed.iter().map(|signed| signed.body.len()).sum();
        let mut group = criterion.benchmark_group(format!("verify/{}", set.name));
        group.throughput(Throughput::Bytes(bytes as u64));
        bench(&mut group, "wabahook", &mut signed, |signed| one_by_one(&verifier, signed));
        bench(&mut group, "wabahook_all", &mut signed, |signed| all_at_once(&verifier, signed));
        bench(&mut group, "hmac_sha2_hex", &mut signed, plain);
        bench(&mut group, "hmac_sha2", &mut signed, plain_without_header);
        group.finish();

        let mut group = criterion.benchmark_group(format!("decode/{}", set.name));
        group.throughput(Throughput::Bytes(bytes as u64));
        assert_eq!(decode(&mut decoder, &signed), count, "every body is a webhook");
        group.bench_function("wabahook", |bencher| {
            bencher.iter(|| decode(&mut decoder, black_box(&signed)));
        });
        group.finish();
    }
    criterion.final_summary();
}

fn sign(verifier: &Verifier, body: Vec<u8>) -> Signed {
    let header = verifier.sign(&body).to_string();
    let signature = hex::decode(&header["sha256=".len()..]).unwrap_or_default();
    Signed { body, header, signature }
}

fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    signed: &mut [Signed],
    run: impl Fn(&[Signed]) -> usize,
) {
    let count = signed.len();
    assert_eq!(run(signed), count, "{name} accepts all");
    for at in (0..count).step_by(97) {
        let last = signed[at].body.len() - 1;
        signed[at].body[last] ^= 1;
        let from = at.saturating_sub(1);
        let neighbours = &signed[from..count.min(at + 2)];
        assert_eq!(run(neighbours), neighbours.len() - 1, "{name} refuses one");
        signed[at].body[last] ^= 1;
    }
    group.bench_function(name, |bencher| bencher.iter(|| run(black_box(signed))));
}
