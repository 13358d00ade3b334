//! The language of the tables for enum values: `open_enum!`, `variants!`.
//!
//! ```text
//! open_enum! {
//!     /// The direction of a call.
//!     pub enum CallDirection {
//!         /// From the user to the business.
//!         UserInitiated = "USER_INITIATED",
//!     }
//! }
//! ```
//!
//! A value that is not documented is `Unknown` and keeps its spelling. `variants!` defines such an
//! enum for the type of an object, and a second enum that holds the object's content by type.
//!
//! A value with several spellings at Meta is one variant, `= "Needs Testing" | "Needs_Testing"`:
//! each is known, and `as_str` returns the first. `Serialize` of the view keeps the spelling of the
//! body.

/// Defines an open enum: the documented values as variants, any other string unchanged.
macro_rules! open_enum {
    (
        $(#[doc = $about:literal])*
        $vis:vis enum $Enum:ident {
            $(
                $(#[doc = $doc:literal])*
                $Variant:ident = $wire:literal $(| $alias:literal)* $(=> $member:ident)?,
            )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        $vis enum $Enum<'a> {
            $( $(#[doc = $doc])* $Variant, )*
            /// A value that is not documented.
            Unknown(&'a str),
        }

        impl<'a> $Enum<'a> {
            /// Every documented value.
            pub const ALL: &'static [$Enum<'static>] = &[$($Enum::$Variant),*];

            /// Returns the value with this name.
            pub fn new(name: &'a str) -> Self {
                match name {
                    $($wire $(| $alias)* => $Enum::$Variant,)*
                    other => $Enum::Unknown(other),
                }
            }

            /// Returns the name on the wire: the first of several documented spellings.
            pub fn as_str(self) -> &'a str {
                match self {
                    $($Enum::$Variant => $wire,)*
                    $Enum::Unknown(name) => name,
                }
            }

            /// Returns `true` if the value is not documented.
            pub fn is_unknown(self) -> bool {
                matches!(self, $Enum::Unknown(_))
            }

            #[allow(dead_code, reason = "a set that is in no table is on no page either")]
            pub(crate) fn table() -> crate::json::table::EnumTable {
                static VALUES: &[crate::json::table::EnumVariant] = &[
                    $(crate::json::table::EnumVariant {
                        variant: stringify!($Variant),
                        text: $wire,
                        aliases: &[$($alias),*],
                        doc: &[$($doc),*],
                        member: open_enum!(@member $($member)?),
                    }),*
                ];
                crate::json::table::EnumTable {
                    name: stringify!($Enum),
                    doc: &[$($about),*],
                    values: VALUES,
                }
            }
        }

        impl<'a> From<&'a str> for $Enum<'a> {
            fn from(name: &'a str) -> Self {
                $Enum::new(name)
            }
        }

        impl AsRef<str> for $Enum<'_> {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl core::fmt::Display for $Enum<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl PartialEq<str> for $Enum<'_> {
            fn eq(&self, name: &str) -> bool {
                self.as_str() == name
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Enum<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }
    };

    (@member) => { None };
    (@member $member:ident) => { Some(stringify!($member)) };
}

/// Defines an open enum that selects the member of the same object that holds the content.
macro_rules! variants {
    (
        $(#[doc = $about_enum:literal])*
        pub enum $Enum:ident;
        $(#[doc = $about:literal])*
        pub enum $Content:ident of $View:ident by $discriminant:ident in $method:ident {
            $( $(#[doc = $doc:literal])* $Variant:ident = $wire:literal $(=> $member:ident: $Of:tt)?, )*
        }
    ) => {
        open_enum! {
            $(#[doc = $about_enum])*
            pub enum $Enum {
                $( $(#[doc = $doc])* $Variant = $wire $(=> $member)?, )*
            }
        }

        $(#[doc = $about])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $Content<'a> {
            $( $(#[doc = $doc])* $Variant $((variants!(@payload $Of)))?, )*
            /// A documented type whose content member is absent.
            Missing($Enum<'a>),
            /// No type: the member is absent or `null`.
            Untyped,
            /// An undocumented type.
            Unknown {
                /// The type.
                kind: &'a str,
                /// The member that is named like the type, if present.
                raw: Option<crate::json::Raw<'a>>,
            },
        }

        impl<'a> $View<'a> {
            /// Returns the content, selected by type.
            #[inline]
            pub fn $method(self) -> $Content<'a> {
                match self.$discriminant() {
                    $( Some($Enum::$Variant) => variants!(@content self $Content $Enum $Variant $($member $Of)?), )*
                    Some($Enum::Unknown(kind)) => $Content::Unknown { kind, raw: self.raw().get(kind) },
                    None => $Content::Untyped,
                }
            }
        }
    };

    (@payload [$View:ident]) => { crate::json::Items<'a, $View<'a>> };
    (@payload $View:ident) => { $View<'a> };

    (@content $self:ident $Content:ident $Enum:ident $Variant:ident) => { $Content::$Variant };
    (@content $self:ident $Content:ident $Enum:ident $Variant:ident $member:ident [$View:ident]) => {{
        let items = $self.$member();
        if items.len() == 0 { $Content::Missing($Enum::$Variant) } else { $Content::$Variant(items) }
    }};
    (@content $self:ident $Content:ident $Enum:ident $Variant:ident $member:ident $View:ident) => {
        match $self.$member() {
            Some(content) => $Content::$Variant(content),
            None => $Content::Missing($Enum::$Variant),
        }
    };
}

pub(crate) use {open_enum, variants};
