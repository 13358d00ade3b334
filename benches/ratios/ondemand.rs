//! simdjson's On-Demand, in C++: `benches/ondemand/` is built into a shared library and loaded
//! once.
//!
//! It needs a C++ compiler and simdjson: a source tree named by `WABAHOOK_SIMDJSON`, or the
//! system's library.

use crate::Competitor;
use crate::digest::Digest;
use crate::sets::PADDING;
use std::ffi::{CStr, CString, c_char, c_void};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

type New = unsafe extern "C" fn() -> *mut c_void;
type Free = unsafe extern "C" fn(*mut c_void);
type Check = unsafe extern "C" fn(*mut c_void, *const u8, usize) -> bool;
type Read = unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u64) -> bool;

/// The functions of the library.
#[derive(Clone, Copy)]
struct Library {
    new: New,
    free: Free,
    visit: Read,
    route: Read,
    check: Check,
    version: &'static str,
}

/// A parser, which is reused.
pub(crate) struct OnDemand {
    library: Library,
    parsers: *mut c_void,
}

impl OnDemand {
    /// The name, followed by the version.
    pub(crate) const NAME: &str = "On-Demand";

    /// Returns `None` if it cannot be built, which is reported once on standard error.
    pub(crate) fn new() -> Option<OnDemand> {
        static LIBRARY: OnceLock<Option<Library>> = OnceLock::new();
        let library = (*LIBRARY.get_or_init(|| load(&build()?)))?;
        #[expect(unsafe_code, reason = "the library is in another language")]
        // SAFETY: the function has no arguments, and its result is freed once, in `drop`.
        let parsers = unsafe { (library.new)() };
        Some(OnDemand { library, parsers })
    }

    /// Returns the name with the version of simdjson.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", Self::NAME, self.library.version)
    }

    fn read(&mut self, read: Read, body: &[u8], digest: &mut Digest) -> bool {
        let mut sum = 0;
        #[expect(unsafe_code, reason = "the library is in another language")]
        // SAFETY: the parser is alive, and every body of a set is followed by `PADDING` readable
        // bytes.
        let is_good = unsafe { read(self.parsers, body.as_ptr(), body.len(), &raw mut sum) };
        digest.add(sum);
        is_good
    }
}

impl Drop for OnDemand {
    fn drop(&mut self) {
        #[expect(unsafe_code, reason = "the library is in another language")]
        // SAFETY: the parser came from `new` of the same library, and is not used any more.
        unsafe {
            (self.library.free)(self.parsers);
        }
    }
}

impl Competitor for OnDemand {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.read(self.library.visit, body, digest)
    }

    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.read(self.library.route, body, digest)
    }

    fn check(&mut self, body: &[u8]) -> bool {
        #[expect(unsafe_code, reason = "the library is in another language")]
        // SAFETY: as in `read`.
        unsafe {
            (self.library.check)(self.parsers, body.as_ptr(), body.len())
        }
    }
}

/// Builds the library, if possible.
fn build() -> Option<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ondemand/build");
    // One library for each version of simdjson.
    let tree = std::env::var("WABAHOOK_SIMDJSON").unwrap_or_default();
    let name: String = tree.chars().map(|char| if char == '/' { '-' } else { char }).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ondemand{name}.so"));
    let status = Command::new("bash").arg(script).arg(&file).status().ok()?;
    // The script has reported the reason.
    if status.code() == Some(3) {
        return None;
    }
    assert!(status.success(), "simdjson On-Demand can be built");
    Some(file)
}

#[expect(unsafe_code, reason = "symbols have no types")]
fn load(file: &Path) -> Option<Library> {
    let path = CString::new(file.to_str()?).ok()?;
    // SAFETY: the path is a C string; loading runs the initialisers of simdjson and of the C++
    // library.
    let library = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    assert!(!library.is_null(), "the library can be loaded");
    let symbol = |name: &CStr| {
        // SAFETY: the library stays loaded as long as the program runs.
        let symbol = unsafe { libc::dlsym(library, name.as_ptr()) };
        assert!(!symbol.is_null(), "{name:?} is in the library");
        symbol
    };
    // SAFETY: these are the signatures in `ondemand.cpp`.
    unsafe {
        use std::mem::transmute as typed;
        let version: unsafe extern "C" fn() -> *const c_char = typed(symbol(c"ondemand_version"));
        let padding: unsafe extern "C" fn() -> usize = typed(symbol(c"ondemand_padding"));
        assert!(padding() <= PADDING, "there is room for simdjson's padding behind each body");
        Some(Library {
            new: typed::<*mut c_void, New>(symbol(c"ondemand_new")),
            free: typed::<*mut c_void, Free>(symbol(c"ondemand_free")),
            visit: typed::<*mut c_void, Read>(symbol(c"ondemand_visit")),
            route: typed::<*mut c_void, Read>(symbol(c"ondemand_route")),
            check: typed::<*mut c_void, Check>(symbol(c"ondemand_check")),
            version: CStr::from_ptr(version()).to_str().ok()?.trim_matches('"'),
        })
    }
}
