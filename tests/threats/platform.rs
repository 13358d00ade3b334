//! T82, T83, T85, T91 and T92: kernels, builds, and what errors say.

use crate::checks::{self, bodies::corpus, kernels};
use wabahook::{Decoder, Kernel};

/// The portable kernel runs everywhere; asking for one that the CPU lacks is answered with it.
#[test]
fn t82_no_kernel_runs_where_it_cannot() {
    for kernel in Kernel::ALL {
        let decoder = Decoder::new().with_kernel(kernel);
        assert_eq!(decoder.kernel() == kernel, kernel.is_supported());
        assert!(decoder.kernel().is_supported());
    }
    assert!(Kernel::Portable.is_supported());
    if cfg!(not(all(target_arch = "x86_64", feature = "std"))) {
        assert_eq!(Kernel::detect(), Kernel::Portable);
    }
}

/// Each kernel by itself reads the whole corpus, on top of the bodies as they come from each other's
/// shapes.
#[test]
fn t83_each_kernel_reads_the_corpus() {
    let bodies = corpus();
    let told: Vec<_> = kernels::supported()
        .map(|kernel| {
            let mut decoder = Decoder::new().with_kernel(kernel);
            let tell = |body: &checks::bodies::Body| match decoder.decode(&body.bytes) {
                Ok(payload) => {
                    let events: Vec<_> =
                        payload.events().map(|event| format!("{event:?}")).collect();
                    Ok((format!("{payload:?}"), events))
                }
                Err(error) => Err(error),
            };
            (kernel, bodies.iter().map(tell).collect::<Vec<_>>())
        })
        .collect();
    for pair in told.windows(2) {
        for ((one, other), body) in pair[0].1.iter().zip(&pair[1].1).zip(&bodies) {
            let names = (pair[0].0.name(), pair[1].0.name());
            assert_eq!(one, other, "{names:?} of {}", body.name());
        }
    }
}

/// No machine checks the rules of aliasing here; what there is to check is listed.
#[test]
fn t85_the_list_of_unsafe_code_is_true() {
    let root = checks::bodies::root().parent().unwrap().to_owned();
    let (mut folders, mut found) = (vec![root.join("src")], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let blocks = text.lines().filter(|line| line.contains("unsafe {")).count();
            if blocks > 0 {
                let parts = path.strip_prefix(&root).unwrap().iter();
                let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
                found.push(format!("| `{}` | {blocks} |", parts.join("/")));
            }
        }
    }
    found.sort();
    let page = std::fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let told = page.lines().filter(|line| line.starts_with("| `src/"));
    let told: Vec<_> =
        told.map(|line| line.rsplitn(3, '|').last().unwrap().to_owned() + "|").collect();
    assert_eq!(told, found, "the table of SECURITY.md");
}

/// What is said of a hostile body is short, in one line, and none of its text.
#[test]
fn t91_errors_hold_no_text() {
    let hostile = "\\u001b[31m\\nSECRET".to_owned() + &"x".repeat(3_000_000);
    let bodies = [
        format!(
            "{{\"entry\":[{{\"changes\":[{{\"value\":{{}},\"field\":\"{hostile}\"}}]}}],\"{hostile}\":nil}}"
        ),
        format!("{{\"entry\":\"{hostile}\"}}"),
        format!("{{\"{hostile}\":\"{hostile}\"}}"),
        format!("{{\"entry\":[],\"x\":\"{hostile}"),
    ];
    for body in bodies {
        let error = Decoder::with_limits(wabahook::Limits::new().body_len(usize::MAX))
            .decode(body.as_bytes())
            .map(|_| ())
            .unwrap_err();
        for said in [error.to_string(), format!("{error:?}")] {
            assert!(said.len() < 160 && said.chars().all(|char| !char.is_control()), "{said}");
            assert!(!said.contains("SECRET"));
        }
    }
    let body = checks::hostile::in_value(&format!(r#""messages":["{hostile}"]"#));
    crate::with_events(&body, |events| {
        let error = events[0].unwrap_err();
        for said in [error.to_string(), format!("{error:?}")] {
            assert!(said.len() < 160 && !said.contains("SECRET"), "{}", &said[..160]);
        }
    });
}

/// Offsets count bytes, columns characters; a line ends with its line feed.
#[test]
fn t92_places_of_errors() {
    for (body, offset, place) in [
        ("{\"\u{E9}\u{1F34A}\": nil}", 11, (1, 8)),
        ("{\r\n\"entry\":\r\n nil}", 14, (3, 2)),
        ("{\n\"entry\":[\n\u{E9}]}", 12, (3, 1)),
        ("\n\n\n", 3, (4, 1)),
    ] {
        let error = crate::refused(body.as_bytes());
        assert_eq!(
            (error.offset(), error.line_column(body.as_bytes())),
            (offset, place),
            "{body:?}"
        );
    }
}
