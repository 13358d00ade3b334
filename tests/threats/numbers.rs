//! T39 to T43: numbers, ids and timestamps.

use crate::checks::hostile::in_value;
use crate::checks::random::Random;
use crate::{is_exhaustive, refusal, with_decoders, with_message};
use std::fmt::Debug;
use wabahook::{ErrorKind, NumberError};

/// Returns the result of `with` for the number `spelled`.
fn with_number<T: PartialEq + Debug>(spelled: &str, with: impl Fn(wabahook::Number<'_>) -> T) -> T {
    let body = format!(r#"{{"field":"x","value":{spelled}}}"#);
    with_decoders(body.as_bytes(), |decoder| {
        let payload = decoder.decode(body.as_bytes()).unwrap();
        with(payload.raw().get("value").unwrap().as_number().unwrap())
    })
}

/// Ids sent as numbers are read digit by digit, and never through a float.
#[test]
fn t39_ids_as_numbers() {
    let long = |len: usize| "1234567890".repeat(len / 10);
    for digits in [
        "123456789012345".to_owned(),
        "9007199254740993".to_owned(),
        u64::MAX.to_string(),
        "18446744073709551616".to_owned(),
        long(20),
        long(40),
        long(10_000),
    ] {
        with_message(&format!(r#""id":{digits},"from":{digits}"#), |message| {
            let message = message.unwrap();
            assert_eq!((message.id(), message.from()), (&*digits, Some(&*digits)));
        });
        with_number(&digits, |number| {
            assert_eq!(number.as_str(), digits);
            assert_eq!(number.to_u64().ok(), digits.parse().ok());
            assert_eq!(number.to_i64().ok(), digits.parse().ok());
        });
    }
}

#[test]
fn t40_the_grammar_of_numbers() {
    for good in ["-0", "0", "1e400", "-1e400", "1e-400", "0.1e1", "1E+2", "0e0", "10", "-0.0"] {
        with_number(good, |number| assert_eq!(number.as_str(), good));
    }
    for bad in [
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x1F",
        "--1",
        "-",
        "-01",
        "1.e1",
        "1_0",
        "00",
        "1 2",
    ] {
        for body in [
            format!(r#"{{"entry":[],"x":{bad}}}"#),
            format!(r#"{{"entry":[],"x":[{bad}]}}"#),
            in_value(&format!(r#""messages":[{{"id":{bad}}}]"#)),
        ] {
            let (kind, offset) = refusal(body.as_bytes());
            let kinds =
                [ErrorKind::InvalidNumber, ErrorKind::ExpectedValue, ErrorKind::ExpectedComma];
            assert!(kinds.contains(&kind) && offset < body.len(), "{kind:?} for {body}");
        }
    }
    let float = |spelled| with_number(spelled, |number| number.to_f64());
    assert_eq!(float("1e400"), Err(NumberError::OutOfRange));
    assert_eq!(float("-1e400"), Err(NumberError::OutOfRange));
    assert_eq!(float("1e-400"), Ok(0.0));
    assert_eq!(float("-0").map(f64::to_bits), Ok((-0.0f64).to_bits()));
    assert_eq!(float("-0.0").map(f64::to_bits), Ok((-0.0f64).to_bits()));
    assert_eq!(float("1E+2"), Ok(100.0));
    with_number("1E+2", |number| assert_eq!(number.to_i64(), Err(NumberError::NotAnInteger)));
    with_number("-1", |number| assert_eq!(number.to_u64(), Err(NumberError::OutOfRange)));
    with_number("-0", |number| assert_eq!((number.to_u64(), number.to_i64()), (Ok(0), Ok(0))));
}

/// A timestamp keeps its spelling, and is a number only if it has ASCII digits only.
#[test]
fn t41_timestamps() {
    use NumberError::{NotANumber, NotAnInteger, OutOfRange};
    for (spelled, seconds) in [
        ("1750101000", Ok(1_750_101_000)),
        ("-1", Ok(-1)),
        ("0", Ok(0)),
        ("9223372036854775807", Ok(i64::MAX)),
        ("-9223372036854775808", Ok(i64::MIN)),
        ("9223372036854775808", Err(OutOfRange)),
        ("1e9", Err(NotAnInteger)),
        ("1750101000.5", Err(NotAnInteger)),
    ] {
        for quote in ["", "\""] {
            with_message(&format!(r#""id":"A","timestamp":{quote}{spelled}{quote}"#), |message| {
                let time = message.unwrap().timestamp().unwrap();
                assert_eq!((time.as_str(), time.unix_seconds()), (spelled, seconds));
            });
        }
    }
    for spelled in [
        "",
        " ",
        " 1",
        "1 ",
        "+1",
        "01",
        "0x10",
        "1_000",
        "١٧٥٠",
        "１７５０",
        "2025-06-16",
        "NaN",
        "1\\n",
    ] {
        with_message(&format!(r#""id":"A","timestamp":"{spelled}""#), |message| {
            let time = message.unwrap().timestamp().unwrap();
            assert_eq!(time.as_str(), spelled.replace("\\n", "\n"));
            assert_eq!(time.unix_seconds(), Err(NotANumber), "{spelled:?}");
        });
    }
}

/// A number at the end of a truncated body is an error; at any offset in a block it is read whole.
#[test]
fn t42_numbers_at_borders() {
    for before in 0..140 {
        for number in ["7", "-12.5e+3", "123456789012345678901234567890"] {
            let body = format!(r#"{}{{"entry":[],"x":{number}}}"#, " ".repeat(before));
            with_decoders(body.as_bytes(), |decoder| {
                let value = decoder.decode(body.as_bytes()).unwrap().raw().get("x").unwrap();
                assert_eq!(value.json(), number);
            });
            for cut in body.len() - number.len()..body.len() {
                let cut = &body.as_bytes()[..cut];
                assert_eq!(refusal(cut), (ErrorKind::UnexpectedEnd, cut.len()));
            }
        }
    }
}

/// Hard decimals as a latitude: the nearest float, as the standard library finds it.
#[test]
fn t43_hard_decimals() {
    let mut random = Random(0x5EED_0043);
    for _ in 0..if is_exhaustive() { 50_000 } else { 5_000 } {
        let float =
            f64::from_bits(random.next() & !(0x7FF << 52) | (random.below(2046) as u64) << 52);
        // The shortest form, every digit, halfway to the next float, and near zero.
        let next = f64::from_bits(float.to_bits() + 1);
        let spelled = match random.below(4) {
            0 => format!("{float:e}"),
            1 => format!("{float:.30e}"),
            2 => format!("{:.40e}", float / 2.0 + next / 2.0),
            _ => format!("{:.17}", float % 180.0),
        };
        with_message(
            &format!(
                r#""id":"A","type":"location","location":{{"latitude":{spelled},"longitude":"{spelled}"}}"#
            ),
            |message| {
                let location = message.unwrap().location().unwrap();
                let expected = spelled.parse::<f64>().unwrap().to_bits();
                for read in [location.latitude(), location.longitude()] {
                    let read = read.unwrap();
                    assert_eq!(read.as_str(), spelled);
                    assert_eq!(read.to_f64().map(f64::to_bits), Ok(expected), "{spelled}");
                }
            },
        );
    }
}
