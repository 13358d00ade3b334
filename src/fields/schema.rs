//! The language of the tables: `schema!`, `open_set!`, `variants!`.
//!
//! A table says what an object is, in Meta's words; everything else follows from it: the accessors,
//! what the walk looks for, `Debug`, `Serialize`, the fuzzers' dictionary and the reference table.
//!
//! ```text
//! schema! {
//!     /// What the object is.
//!     pub struct Text {
//!         /// What the member is.
//!         body: required text,
//!         /// A member whose key is not a good Rust name.
//!         kind = "type": text,
//!     }
//! }
//! ```
//!
//! | in the table | the accessor returns | on the wire |
//! |---|---|---|
//! | `text` | `Option<&str>` | a string; a number or boolean is read as spelled |
//! | `number` | `Option<Number>` | a number; a string is read too |
//! | `timestamp` | `Option<Timestamp>` | Unix seconds, as string or number |
//! | `boolean` | `Option<bool>` | `true` or `false`, bare or as a string |
//! | `set(S)` | `Option<S>` | a string of an open set |
//! | `object(V)` | `Option<V>` | an object |
//! | `part(V)` | `Option<V>` | an object that may lack what `V` requires |
//! | `list(V)` | `Items<V>` | an array of objects |
//! | `raw` | `Option<Raw>` | anything |
//! | `variant(tag)` | `Option<Raw>` | an object whose schema the member `tag` decides |
//!
//! `required` before a type takes the `Option` away: an object without the member is malformed.

/// A view of an object, with its table.
macro_rules! schema {
    (
        $(#[$meta:meta])*
        $vis:vis struct $View:ident $(keyed by $key:ident, $other:ident)? {
            $(
                $(#[$doc:meta])*
                $member:ident $(= $wire:literal)? : $($word:ident)+ $(($arg:ident))?,
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy)]
        $vis struct $View<'a> {
            obj: crate::json::Obj<'a>,
        }

        const _: () = {
            #[expect(non_camel_case_types, reason = "named like the members, whose numbers they are")]
            #[repr(u8)]
            enum Number { $($member),* }

            const NAMES: &[&str] = &[$(schema!(@name $member $($wire)?)),*];
            const SLOTS: usize = crate::json::lookup::slots(NAMES.len());
            static BUILT: (u64, [u8; SLOTS]) = crate::json::lookup::build(NAMES);
            const _: () = assert!(NAMES.len() <= crate::json::schema::MAX_MEMBERS);

            static SCHEMA: crate::json::schema::Schema = crate::json::schema::Schema {
                name: stringify!($View),
                members: &[$(crate::json::schema::Member {
                    name: schema!(@name $member $($wire)?),
                    kind: schema!(@type $($word)+ $(($arg))?),
                }),*],
                lookup: crate::json::lookup::Lookup::new(&BUILT),
                required: 0 $(| schema!(@required $($word)+) << Number::$member as u8)*,
                variant: schema!(@variant $($member $($word)+ $(($arg))?,)*),
                keys: schema!(@keys $($key $other)?),
            };

            impl<'a> crate::json::View<'a> for $View<'a> {
                fn schema() -> &'static crate::json::schema::Schema {
                    &SCHEMA
                }

                #[inline]
                fn from_obj(obj: crate::json::Obj<'a>) -> Self {
                    $View { obj }
                }

                #[inline]
                fn obj(self) -> crate::json::Obj<'a> {
                    self.obj
                }

                fn keys() -> &'static [&'static str] {
                    NAMES
                }

                fn look(self, eye: &mut impl crate::json::Eye<'a>) {
                    $( schema!(@look eye (schema!(@name $member $($wire)?)) (self.$member());
                        $($word)+ $(($arg))?); )*
                }
            }

            #[allow(dead_code, reason = "a table that only this crate reads has accessors to spare")]
            impl<'a> $View<'a> {
                $(
                    schema!(@accessor [$(#[$doc])*] $vis $member Number::$member as u8;
                        $($word)+ $(($arg))?);
                )*

                /// The object as it came.
                $vis fn raw(self) -> crate::json::Raw<'a> {
                    self.obj.raw()
                }

                /// The members that this view does not name, in the order of the document.
                $vis fn unknown(self) -> crate::json::Unknown<'a> {
                    self.obj.unknown(!0)
                }

                /// Where the object stands in the body.
                $vis fn path(self) -> crate::json::Path<'a> {
                    crate::json::View::path(self)
                }
            }

            impl core::fmt::Debug for $View<'_> {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    crate::json::debug(self.obj, &SCHEMA, f)
                }
            }

            #[cfg(feature = "serde")]
            impl serde::Serialize for $View<'_> {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    crate::json::serialize(self.obj, &SCHEMA, to)
                }
            }
        };
    };

    (@name $member:ident) => { stringify!($member) };
    (@name $member:ident $wire:literal) => { $wire };

    (@required required $($word:ident)+) => { 1u64 };
    (@required $word:ident) => { 0u64 };

    (@type required $word:ident $(($arg:ident))?) => { schema!(@type $word $(($arg))?) };
    (@type text) => { crate::json::schema::Type::Text };
    (@type set($Set:ident)) => { crate::json::schema::Type::Text };
    (@type number) => { crate::json::schema::Type::Number };
    (@type timestamp) => { crate::json::schema::Type::Number };
    (@type boolean) => { crate::json::schema::Type::Bool };
    (@type object($View:ident)) => {
        crate::json::schema::Type::Object(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type part($View:ident)) => {
        crate::json::schema::Type::Part(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type list($View:ident)) => {
        crate::json::schema::Type::List(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type raw) => { crate::json::schema::Type::Raw };
    (@type variant($tag:ident)) => { crate::json::schema::Type::Variant };

    (@variant) => { None };
    (@variant $member:ident variant($tag:ident), $($rest:tt)*) => {
        Some(crate::json::schema::Variant {
            tag: Number::$tag as u8,
            value: Number::$member as u8,
            schemas: crate::fields::SCHEMAS,
            pick: crate::fields::pick,
            guess: crate::fields::USUAL,
        })
    };
    (@variant $member:ident $($word:ident)+ $(($arg:ident))?, $($rest:tt)*) => {
        schema!(@variant $($rest)*)
    };

    (@look $eye:ident ($key:expr) ($answer:expr); required $($type:tt)+) => {
        schema!(@look $eye ($key) (Some($answer)); $($type)+)
    };
    (@look $eye:ident ($key:expr) ($answer:expr); set($Set:ident)) => {{
        let answer = $answer;
        $eye.set($key, answer.map($Set::as_str), answer.is_some_and($Set::is_unknown))
    }};
    (@look $eye:ident ($key:expr) ($answer:expr); timestamp) => {
        $eye.timestamp($key, $answer.map(crate::fields::Timestamp::as_str))
    };
    (@look $eye:ident ($key:expr) ($answer:expr); part($View:ident)) => {
        $eye.object($key, $answer)
    };
    (@look $eye:ident ($key:expr) ($answer:expr); variant($tag:ident)) => {
        $eye.raw($key, $answer)
    };
    (@look $eye:ident ($key:expr) ($answer:expr); $word:ident $(($arg:ident))?) => {
        $eye.$word($key, $answer)
    };

    (@keys) => { None };
    (@keys $key:ident $other:ident) => { Some([Number::$key as u8, Number::$other as u8]) };

    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; required $($type:tt)+) => {
        schema!(@required_accessor [$($doc)*] $vis $member $number; $($type)+);
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; text) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<&'a str> {
            self.obj.text($number)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; number) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<crate::json::Number<'a>> {
            self.obj.number($number)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; timestamp) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<crate::fields::Timestamp<'a>> {
            self.obj.number($number).map(crate::fields::Timestamp::new)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; boolean) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<bool> {
            self.obj.boolean($number)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; set($Set:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<$Set<'a>> {
            self.obj.text($number).map($Set::new)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; object($View:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<$View<'a>> {
            self.obj.object($number)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; part($View:ident)) => {
        schema!(@accessor [$($doc)*] $vis $member $number; object($View));
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; list($View:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> crate::json::Items<'a, $View<'a>> {
            self.obj.list($number, &SCHEMA)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; raw) => {
        $($doc)*
        $vis fn $member(self) -> Option<crate::json::Raw<'a>> {
            self.obj.raw_member($number)
        }
    };
    (@accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; variant($tag:ident)) => {
        schema!(@accessor [$($doc)*] $vis $member $number; raw);
    };

    // A list hands out no object without its required members: the defaults are never seen, but in
    // the message of an edit, which says so.
    (@required_accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; text) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> &'a str {
            self.obj.text($number).unwrap_or_default()
        }
    };
    (@required_accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; number) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> crate::json::Number<'a> {
            self.obj.number($number).unwrap_or_default()
        }
    };
    (@required_accessor [$($doc:tt)*] $vis:vis $member:ident $number:expr; set($Set:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> $Set<'a> {
            $Set::new(self.obj.text($number).unwrap_or_default())
        }
    };
}

/// An open set: the documented values as variants, any other string kept as it came.
macro_rules! open_set {
    (
        $(#[$meta:meta])*
        $vis:vis enum $Set:ident {
            $( $(#[$doc:meta])* $Variant:ident = $wire:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        $vis enum $Set<'a> {
            $( $(#[$doc])* $Variant, )*
            /// A value that is not documented.
            Unknown(&'a str),
        }

        impl<'a> $Set<'a> {
            /// Every documented value.
            pub const ALL: &'static [$Set<'static>] = &[$($Set::$Variant),*];

            /// The value of that name.
            pub fn new(name: &'a str) -> Self {
                match name {
                    $($wire => $Set::$Variant,)*
                    other => $Set::Unknown(other),
                }
            }

            /// The name on the wire.
            pub fn as_str(self) -> &'a str {
                match self {
                    $($Set::$Variant => $wire,)*
                    $Set::Unknown(name) => name,
                }
            }

            /// Whether the value is not a documented one.
            pub fn is_unknown(self) -> bool {
                matches!(self, $Set::Unknown(_))
            }
        }

        impl core::fmt::Display for $Set<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl PartialEq<str> for $Set<'_> {
            fn eq(&self, name: &str) -> bool {
                self.as_str() == name
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Set<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }
    };
}

/// An open set that says which member of the same object holds the content.
macro_rules! variants {
    (
        $(#[$set_meta:meta])*
        pub enum $Set:ident;
        $(#[$meta:meta])*
        pub enum $Content:ident of $View:ident by $tag:ident in $method:ident {
            $( $(#[$doc:meta])* $Variant:ident = $wire:literal $(=> $member:ident: $Of:tt)?, )*
        }
    ) => {
        open_set! {
            $(#[$set_meta])*
            pub enum $Set {
                $( $(#[$doc])* $Variant = $wire, )*
            }
        }

        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $Content<'a> {
            $( $(#[$doc])* $Variant $((variants!(@payload $Of)))?, )*
            /// The type is documented, and the member that should hold the content is absent.
            Missing($Set<'a>),
            /// The type is not documented, or absent.
            Unknown {
                /// The type as it came; empty when there is none.
                kind: &'a str,
                /// The member that is named like the type, if there is one.
                raw: Option<crate::json::Raw<'a>>,
            },
        }

        impl<'a> $View<'a> {
            /// What it holds, by its type.
            #[inline]
            pub fn $method(self) -> $Content<'a> {
                match self.$tag() {
                    $( Some($Set::$Variant) => variants!(@content self $Content $Set $Variant $($member $Of)?), )*
                    other => {
                        let kind = other.map_or("", $Set::as_str);
                        $Content::Unknown { kind, raw: self.raw().get(kind) }
                    }
                }
            }
        }
    };

    (@payload [$View:ident]) => { crate::json::Items<'a, $View<'a>> };
    (@payload $View:ident) => { $View<'a> };

    (@content $self:ident $Content:ident $Set:ident $Variant:ident) => { $Content::$Variant };
    (@content $self:ident $Content:ident $Set:ident $Variant:ident $member:ident [$View:ident]) => {{
        let items = $self.$member();
        if items.len() == 0 { $Content::Missing($Set::$Variant) } else { $Content::$Variant(items) }
    }};
    (@content $self:ident $Content:ident $Set:ident $Variant:ident $member:ident $View:ident) => {
        match $self.$member() {
            Some(content) => $Content::$Variant(content),
            None => $Content::Missing($Set::$Variant),
        }
    };
}

pub(crate) use {open_set, schema, variants};
