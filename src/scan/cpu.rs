//! How a kernel for an instruction set is entered, written once: only with a proof that the CPU has it.

/// The proof, `Cpu`, and the ways in, compiled for those features and with blocks of type `Block`.
macro_rules! cpu {
    ($Block:ident: $($feature:tt),+) => {
        /// The proof that the CPU has what this kernel uses: there is no other way to it.
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Cpu(());

        impl Cpu {
            /// Asks the CPU.
            pub(super) fn detect() -> Option<Cpu> {
                let has = $(std::is_x86_feature_detected!($feature))&&+;
                has.then_some(Cpu(()))
            }

            /// Indexes `body`.
            #[inline]
            pub(super) fn scan(
                self,
                body: &[u8],
                index: &mut Index,
                room: &mut Room,
            ) -> Result<Facts, NoRoom> {
                $(#[target_feature(enable = $feature)])+
                fn inner(
                    body: &[u8],
                    index: &mut Index,
                    room: &mut Room,
                ) -> Result<Facts, NoRoom> {
                    #[expect(unsafe_code, reason = "the blocks use the instructions of this function")]
                    // SAFETY: this function runs only where they are there.
                    unsafe {
                        drive::<$Block>(body, index, room)
                    }
                }
                #[expect(unsafe_code, reason = "a function for an instruction set")]
                // SAFETY: the CPU has it, `self` is the proof.
                unsafe {
                    inner(body, index, room)
                }
            }

            /// [`super::Scanner::fits`].
            #[inline]
            pub(super) fn fits(self, layout: &Layout, body: &[u8]) -> bool {
                $(#[target_feature(enable = $feature)])+
                fn inner(layout: &Layout, body: &[u8]) -> bool {
                    #[expect(unsafe_code, reason = "the blocks use the instructions of this function")]
                    // SAFETY: this function runs only where they are there.
                    unsafe {
                        layout.fits::<$Block>(body)
                    }
                }
                #[expect(unsafe_code, reason = "a function for an instruction set")]
                // SAFETY: the CPU has it, `self` is the proof.
                unsafe {
                    inner(layout, body)
                }
            }

            /// [`super::Scanner::unescape`].
            pub(super) fn unescape(self, text: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
                $(#[target_feature(enable = $feature)])+
                fn inner(text: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
                    #[expect(unsafe_code, reason = "it uses the instructions of this function")]
                    // SAFETY: this function runs only where they are there.
                    unsafe {
                        unescape::<$Block>(text, out)
                    }
                }
                #[expect(unsafe_code, reason = "a function for an instruction set")]
                // SAFETY: the CPU has it, `self` is the proof.
                unsafe {
                    inner(text, out)
                }
            }

            /// [`Template::matches`].
            #[inline]
            pub(super) fn matches(
                self,
                template: &Template,
                body: &[u8],
                start: usize,
                marks: &[u32],
            ) -> Option<usize> {
                $(#[target_feature(enable = $feature)])+
                fn inner(
                    template: &Template,
                    body: &[u8],
                    start: usize,
                    marks: &[u32],
                ) -> Option<usize> {
                    #[expect(unsafe_code, reason = "the blocks use the instructions of this function")]
                    // SAFETY: this function runs only where they are there.
                    unsafe {
                        template.matches::<$Block>(body, start, marks)
                    }
                }
                #[expect(unsafe_code, reason = "a function for an instruction set")]
                // SAFETY: the CPU has it, `self` is the proof.
                unsafe {
                    inner(template, body, start, marks)
                }
            }

            /// [`Template::repeats`].
            #[inline]
            pub(super) fn repeats(
                self,
                template: &Template,
                body: &[u8],
                start: usize,
                marks: &[u32],
            ) -> (usize, usize) {
                $(#[target_feature(enable = $feature)])+
                fn inner(
                    template: &Template,
                    body: &[u8],
                    start: usize,
                    marks: &[u32],
                ) -> (usize, usize) {
                    #[expect(unsafe_code, reason = "the blocks use the instructions of this function")]
                    // SAFETY: this function runs only where they are there.
                    unsafe {
                        template.repeats::<$Block>(body, start, marks)
                    }
                }
                #[expect(unsafe_code, reason = "a function for an instruction set")]
                // SAFETY: the CPU has it, `self` is the proof.
                unsafe {
                    inner(template, body, start, marks)
                }
            }
        }
    };
}

pub(super) use cpu;
