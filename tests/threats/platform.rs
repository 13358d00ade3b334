//! T82, T83, T85, T91 and T92: kernels, builds, and the text of errors.

use crate::checks::{self, bodies::corpus, kernels};
use std::collections::BTreeSet;
use wabahook::{Decoder, Kernel};

/// The portable kernel runs everywhere and replaces one that the CPU lacks. `cross/run` states the
/// best kernel of each CPU.
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
    assert_eq!(Decoder::new().kernel(), Kernel::detect());
    if let Ok(expected) = std::env::var("WABAHOOK_EXPECT_KERNEL") {
        assert_eq!(Kernel::detect().name(), expected);
    }
}

/// Each kernel reads the whole corpus, with a cache and without.
#[test]
fn t83_each_kernel_reads_the_corpus() {
    let bodies = corpus();
    let kernels = kernels::supported().flat_map(|kernel| [(kernel, true), (kernel, false)]);
    let results: Vec<_> = kernels
        .map(|(kernel, is_cached)| {
            let decoder = Decoder::new().with_kernel(kernel);
            let mut decoder = if is_cached { decoder } else { decoder.without_cache() };
            let read = |body: &checks::bodies::Body| match decoder.decode(&body.bytes) {
                Ok(payload) => {
                    let events: Vec<_> =
                        payload.events().map(|event| format!("{event:?}")).collect();
                    Ok((format!("{payload:?}"), events))
                }
                Err(error) => Err(error),
            };
            (kernel, bodies.iter().map(read).collect::<Vec<_>>())
        })
        .collect();
    for pair in results.windows(2) {
        for ((one, other), body) in pair[0].1.iter().zip(&pair[1].1).zip(&bodies) {
            let names = (pair[0].0.name(), pair[1].0.name());
            assert_eq!(one, other, "{names:?} of {}", body.name());
        }
    }
}

/// No tool checks the aliasing rules here, so the unsafe blocks are listed.
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
            let is_unsafe = |line: &&str| line.contains("unsafe {") || line.contains("unsafe impl");
            let blocks = text.lines().filter(is_unsafe).count();
            if blocks > 0 {
                let parts = path.strip_prefix(&root).unwrap().iter();
                let parts: Vec<_> = parts.map(|part| part.to_string_lossy()).collect();
                found.push(format!("| `{}` | {blocks} |", parts.join("/")));
            }
        }
    }
    found.sort();
    let page = std::fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let listed = page.lines().filter(|line| line.starts_with("| `src/"));
    let listed: Vec<_> =
        listed.map(|line| line.rsplitn(3, '|').last().unwrap().to_owned() + "|").collect();
    assert_eq!(listed, found, "the table of SECURITY.md");
}

/// A kernel detects every CPU feature of its functions, and of those that it imports from another
/// kernel.
#[test]
fn t82_a_kernel_detects_all_it_uses() {
    let source = |file: &str| {
        let path = checks::bodies::root().join("../src/scan").join(file);
        std::fs::read_to_string(path).unwrap()
    };
    let quoted = |text: &str| {
        let parts = text.split('"').skip(1).step_by(2).flat_map(|part| part.split(','));
        parts.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    for kernel in ["avx2", "avx512"] {
        let [root, stretch] =
            [format!("{kernel}.rs"), format!("{kernel}/stretch.rs")].map(|file| source(&file));
        let borrowed = ["avx2", "avx512"]
            .into_iter()
            .filter(|other| root.contains(&format!("use super::{other}::")));
        let borrowed = borrowed.map(|other| source(&format!("{other}.rs"))).collect::<String>();
        let sources = [root.as_str(), &stretch, &borrowed].concat();
        let enabled =
            sources.split("target_feature(").skip(1).map(|rest| rest.split(')').next().unwrap());
        let mut used: BTreeSet<_> = enabled.flat_map(quoted).collect();
        // Part of the x86-64 baseline.
        used.remove("sse2");
        let detected = root.split_once("cpu!(").unwrap().1;
        let detected = quoted(detected.split(");").next().unwrap());
        assert!(used.len() >= 4 && used.is_subset(&detected), "{kernel}: {used:?}, {detected:?}");
    }
}

/// Errors of hostile bodies are short, one line, and without payload text.
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
        let error = Decoder::with_limits(wabahook::Limits::new().with_max_body_len(usize::MAX))
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
    // The errors are behind, before and inside members with the sender's own keys.
    let hostile = &hostile[..1000];
    let own = format!(r#""{hostile}":{{"{hostile}":[]}}"#);
    let item = |text: &str| format!(r#"{{"id":"1",{own},"text":{text},"m{hostile}":0}}"#);
    let body =
        format!(r#"{own},"messages":[0,{},{}],{own}"#, item("[]"), item(&format!("{{{own}}}")));
    crate::with_events(&checks::hostile::in_value(&body), |events| {
        let errors: Vec<_> = events.iter().filter_map(|event| event.as_ref().err()).collect();
        assert_eq!(errors.len(), 3);
        for error in errors {
            for said in [error.to_string(), format!("{error:?}"), error.path().to_string()] {
                assert!(said.len() < 160 && !said.contains("SECRET"), "{}", &said[..160]);
            }
        }
    });
}

/// Keys in paths are printed in one line and cut; so are whole paths.
#[test]
fn t91_paths_are_escaped_and_cut() {
    let path_of = |key: &str| {
        let body = format!(r#"{{"entry":[],"x":{{"{key}":[7]}}}}"#);
        let mut decoder = Decoder::new();
        let value = decoder.decode(body.as_bytes()).unwrap().raw().get("x").unwrap();
        let (_, list) = value.members().next().unwrap();
        let item = list.items().next().unwrap();
        assert_eq!(format!("{}", item.path()), format!("{:?}", item.path()));
        item.path().to_string()
    };
    let long = "k".repeat(64);
    for (key, path) in [
        (r"\u001b[31m\n\u0000\u007f".replace(r"\\", r"\"), r"x.\u{1b}[31m\n\0\u{7f}[0]".to_owned()),
        (r"\u202e\u2028\ufeff\u200b".into(), r"x.\u{202e}\u{2028}\u{feff}\u{200b}[0]".into()),
        (r"\\n\\\t".into(), r"x.\\n\\\t[0]".into()),
        (r#"it's \"so\""#.into(), r#"x.it's "so"[0]"#.into()),
        ("\u{E9}t\u{E9} \u{1F34A}".into(), "x.\u{E9}t\u{E9} \u{1F34A}[0]".into()),
        (long.clone(), format!("x.{long}[0]")),
        (long.clone() + "l", format!("x.{long}…[0]")),
        ("\u{1F34A}".repeat(65), format!("x.{}…[0]", "\u{1F34A}".repeat(64))),
        ("k".repeat(3_000_000), format!("x.{long}…[0]")),
    ] {
        assert_eq!(path_of(&key), path);
    }
    // A path that is too long keeps its first keys.
    for levels in [5, 15, 16, 17, 100] {
        let open = format!(r#"{{"{}":"#, "\u{1F34A}".repeat(70)).repeat(levels);
        let body = format!(r#"{{"entry":[],"x":{open}7{}}}"#, "}".repeat(levels));
        let mut decoder = Decoder::new();
        let mut value = decoder.decode(body.as_bytes()).unwrap().raw().get("x").unwrap();
        while let Some((_, inner)) = value.members().next() {
            value = inner;
        }
        let whole = 1 + levels * (1 + 64 * 4 + '…'.len_utf8());
        let path = value.path().to_string();
        assert_eq!(path.len() == whole, whole <= 1024, "{levels}");
        assert!(path.len() <= 1024 + '…'.len_utf8() && path.ends_with('…'));
    }
}

/// Offsets count bytes, columns count characters; a line ends with its line feed.
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
