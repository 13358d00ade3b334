//! Entry points of kernels: callable only with a proof that the CPU has the instruction set.

/// Defines `Cpu`, the proof, and its entry points, compiled for those features and that block.
macro_rules! cpu {
    ($Block:ident: $($feature:tt),+) => {
        /// The proof that the CPU has the features of this kernel; its entry points are methods.
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Cpu(());

        impl Cpu {
            /// Detects the features of the CPU.
            pub(super) fn detect() -> Option<Cpu> {
                let has = $(std::is_x86_feature_detected!($feature))&&+;
                has.then_some(Cpu(()))
            }

            cpu! {
                @way $($feature),+:
                /// Indexes `body`.
                scan(body: &[u8], index: &mut Index, budget: &mut MemoryBudget) -> Result<BodyFlags, BudgetExceeded> =
                    drive::<$Block>(body, index, budget)
            }

            cpu! {
                @way $($feature),+:
                /// The entry point of [`super::Scanner::fits`].
                fits(exact: &ExactTemplate, body: &[u8]) -> bool = exact.fits::<$Block>(body)
            }

            cpu! {
                @way $($feature),+:
                /// The entry point of [`super::Scanner::unescape`].
                unescape(text: &[u8], out: &mut [MaybeUninit<u8>]) -> usize =
                    unescape::<$Block>(text, out)
            }

            cpu! {
                @way $($feature),+:
                /// The entry point of [`Container::pass`].
                pass(container: &mut Container, blocks: &[[u8; 64]]) -> Passed =
                    container.pass::<$Block>(blocks)
            }

            cpu! {
                @way $($feature),+:
                /// The entry point of [`Template::matches`].
                matches(template: &Template, body: &[u8], start: usize, quotes: &[u32]) -> Option<usize> =
                    template.matches::<$Block>(body, start, quotes)
            }
        }
    };

    // An entry point: a function compiled for the features, and its body.
    (
        @way $($feature:tt),+:
        $(#[$doc:meta])*
        $way:ident($($arg:ident: $Arg:ty),+) -> $Answer:ty = $does:expr
    ) => {
        $(#[$doc])*
        #[inline]
        pub(super) fn $way(self, $($arg: $Arg),+) -> $Answer {
            $(#[target_feature(enable = $feature)])+
            fn inner($($arg: $Arg),+) -> $Answer {
                #[expect(unsafe_code, reason = "the blocks use the instructions of this function")]
                // SAFETY: this function runs only where they are there.
                unsafe {
                    $does
                }
            }
            #[expect(unsafe_code, reason = "a function for an instruction set")]
            // SAFETY: the CPU has it, `self` is the proof.
            unsafe {
                inner($($arg),+)
            }
        }
    };
}

pub(super) use cpu;
