//! The language of the tables: `schema!`; for sets of texts see [`super::sets`].
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
//! | `user` | `Option<&str>` | the same: an id of a user whom the item is about, looked up among the contacts |
//! | `user(V)` | `Option<V>` | an object with such ids, read like `object(V)` |
//! | `number` | `Option<Number>` | a number; a string is read too |
//! | `timestamp` | `Option<Timestamp>` | Unix seconds, as string or number |
//! | `boolean` | `Option<bool>` | `true` or `false`, bare or as a string |
//! | `set(S)` | `Option<S>` | a string of an open set |
//! | `tag(S)` | `Option<S>` | the same, and it says which other members come |
//! | `texts` | `Texts` | an array of strings, or one string |
//! | `texts(S)` | `Texts<S>` | an array of strings of an open set, or one |
//! | `json` | `Option<JsonText>` | a string that holds JSON |
//! | `object(V)` | `Option<V>` | an object; an empty array is read as an empty one |
//! | `part(V)` | `Option<V>` | the same, but it may lack what `V` requires |
//! | `list(V)` | `Items<V>` | an array of objects |
//! | `some(V)` | `Items<V>` | an array of objects, or one object |
//! | `raw` | `Option<Raw>` | anything |
//! | `variant(tag)` | `Option<Raw>` | an object whose schema the member `tag` decides |
//!
//! `required` before a type takes the `Option` away: an object without the member is malformed. It goes
//! before `text`, `number`, `set` and `tag`.
//!
//! `list(V as Kind)` says that the objects are items: events of their own, of that kind in the table of
//! items ([`super::item`]). `object(V as Kind)` and `some(V as Kind)` do the same. An item whose own table
//! has such members holds the items in them, and shows itself only for what is left.
//!
//! A name that drifted is read by one accessor, whatever the spelling. The elder names have lines of
//! their own, so that the spelling that came can be seen:
//!
//! ```text
//!         /// The member.
//!         new_name or [elder_name, eldest_name]: text,
//!         /// `new_name`, as it was spelled until 2025.
//!         elder_name: text,
//!         /// `new_name`, as it was spelled until 2024.
//!         eldest_name: text,
//! ```
//!
//! A member that stands in the object itself or in a part of it is read from both by one accessor. The part's table
//! has a member of the same name and type, `text` or `set(S)`:
//!
//! ```text
//!         /// The member.
//!         name or in part: text,
//!         /// The part.
//!         part: object(Part),
//! ```

/// A view of an object, with its table.
macro_rules! schema {
    (
        $(#[doc = $about:literal])*
        $vis:vis struct $View:ident $(keyed by $key:ident, $other:ident)? {
            $(
                $(#[doc = $doc:literal])*
                $member:ident $(= $wire:literal)? $(or [$($elder:ident),+])? $(or in $part:ident)? :
                    $($word:ident)+ $(($arg:ident $(as $Kind:ident)?))?,
            )*
        }
    ) => {
        $(#[doc = $about])*
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
            const _: () = assert!(SCHEMA.required >> crate::json::record::SLOTS == 0);

            static SCHEMA: crate::json::schema::Schema = crate::json::schema::Schema {
                name: stringify!($View),
                members: &[$(crate::json::schema::Member {
                    items: schema!(@items $($($Kind)?)?),
                    is_context: schema!(@context $member $($word)+ $(($arg))?),
                    set: schema!(@set $($word)+ $(($arg))?),
                    ..crate::json::schema::Member::new(
                        Number::$member as u8,
                        schema!(@name $member $($wire)?),
                        schema!(@type $($word)+ $(($arg))?),
                    )
                }),*],
                lookup: crate::json::lookup::Lookup::new(&BUILT),
                words: crate::json::schema::words(NAMES.len()),
                required: 0 $(| schema!(@required $($word)+) << Number::$member as u8)*,
                variant: schema!(@variant $($member $($word)+ $(($arg))?,)*),
                keys: schema!(@keys $($key $other)?),
                holders: 0 $(| schema!(@holds $($($Kind)?)?) << Number::$member as u8)*,
                parts: 0 $(| (schema!(@type $($word)+ $(($arg))?).is_part() as u64) << Number::$member as u8)*,
                sets: 0 $(| schema!(@has_set $($word)+) << Number::$member as u8)*,
                users: 0 $(| schema!(@user $($word)+) << Number::$member as u8)*,
                aliases: &[$($(&[Number::$member as u8, $(Number::$elder as u8),+],)?)*],
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

                fn table() -> crate::json::table::Table {
                    static ROWS: &[crate::json::table::Row] = &[$(crate::json::table::Row {
                        keys: &[
                            schema!(@name $member $($wire)?),
                            $($(NAMES[Number::$elder as usize]),+)?
                            $(concat!(stringify!($part), ".", stringify!($member)))?
                        ],
                        accessor: stringify!($member),
                        is_required: schema!(@required $($word)+) == 1,
                        word: schema!(@word $($word)+),
                        doc: &[$($doc),*],
                        of: schema!(@of $($word)+ $(($arg))?),
                        set: schema!(@set_table $($word)+ $(($arg))?),
                        items: schema!(@items $($($Kind)?)?),
                    }),*];
                    crate::json::table::Table {
                        name: stringify!($View),
                        doc: &[$($about),*],
                        rows: ROWS,
                    }
                }

                const WORDS: usize = crate::json::schema::words(NAMES.len());

                crate::fields::expected::expected!(SCHEMA Number; $([
                    $member (schema!(@name $member $($wire)?)) $($word)+ $(($arg))?
                ])*);

                fn look(self, eye: &mut impl crate::json::Eye<'a>) {
                    $( schema!(@look eye (const { &[
                            schema!(@name $member $($wire)?),
                            $($(NAMES[Number::$elder as usize]),+)?
                            $(concat!(stringify!($part), ".", stringify!($member)))?
                        ] }) (self.$member()); $($word)+ $(($arg))?); )*
                }
            }

            #[allow(dead_code, reason = "a table that only this crate reads has accessors to spare")]
            impl<'a> $View<'a> {
                $(
                    crate::fields::accessor::accessor!($(in $part)? [$(#[doc = $doc])*] $vis $member
                        (Number::$member as u8 $($(, Number::$elder as u8)+)?);
                        $($word)+ $(($arg))?);
                )*

                /// The object as it came.
                $vis fn raw(self) -> crate::json::Raw<'a> {
                    self.obj.raw()
                }

                /// The members that this view does not name, in the order of the document.
                $vis fn unknown(self) -> crate::json::Unknown<'a> {
                    self.obj.unknown(&SCHEMA, !0)
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

    (@required usual $($word:ident)+) => { schema!(@required $($word)+) };
    (@required required $($word:ident)+) => { 1u64 };
    (@required $word:ident) => { 0u64 };

    (@user usual $($word:ident)+) => { schema!(@user $($word)+) };
    (@user required $word:ident) => { 0u64 };
    (@user user) => { 1u64 };
    (@user $word:ident) => { 0u64 };

    (@context $member:ident usual $($type:tt)+) => { schema!(@context $member $($type)+) };
    (@context metadata object(Metadata)) => { true };
    (@context messaging_product text) => { true };
    (@context $member:ident $($word:ident)+ $(($arg:ident))?) => { false };

    (@word usual $($word:ident)+) => { schema!(@word $($word)+) };
    (@word required $word:ident) => { stringify!($word) };
    (@word $word:ident) => { stringify!($word) };

    (@items) => { 0 };
    (@items $Kind:ident) => { crate::fields::Kind::$Kind as u8 };

    (@holds) => { 0u64 };
    (@holds $Kind:ident) => { 1u64 };

    (@type usual $($type:tt)+) => { schema!(@type $($type)+) };
    (@type required $word:ident $(($arg:ident))?) => { schema!(@type $word $(($arg))?) };
    (@type text) => { crate::json::schema::Type::Text };
    (@type user) => { crate::json::schema::Type::Text };
    (@type user($View:ident)) => { schema!(@type object($View)) };
    (@type set($Set:ident)) => { crate::json::schema::Type::Text };
    (@type tag($Set:ident)) => { crate::json::schema::Type::Text };
    (@type number) => { crate::json::schema::Type::Number };
    (@type timestamp) => { crate::json::schema::Type::Number };
    (@type boolean) => { crate::json::schema::Type::Bool };
    (@type texts $(($Set:ident))?) => { crate::json::schema::Type::Texts };
    (@type object($View:ident)) => {
        crate::json::schema::Type::Object(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type part($View:ident)) => {
        crate::json::schema::Type::Part(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type list($View:ident)) => {
        crate::json::schema::Type::List(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type some($View:ident)) => {
        crate::json::schema::Type::Some(<$View<'static> as crate::json::View<'static>>::schema)
    };
    (@type json) => { crate::json::schema::Type::Raw };
    (@type raw) => { crate::json::schema::Type::Raw };
    (@type variant($tag:ident)) => { crate::json::schema::Type::Variant };

    (@set usual $($type:tt)+) => { schema!(@set $($type)+) };
    (@set required $word:ident $(($arg:ident))?) => { schema!(@set $word $(($arg))?) };
    (@set set($Set:ident)) => { schema!(@a_set $Set false) };
    (@set texts($Set:ident)) => { schema!(@a_set $Set false) };
    (@set tag($Set:ident)) => { schema!(@a_set $Set true) };
    (@set $word:ident $(($arg:ident))?) => { None };
    (@a_set $Set:ident $is_tag:literal) => {
        Some(crate::json::schema::Set {
            name: stringify!($Set),
            has: |text| !$Set::new(text).is_unknown(),
            is_tag: $is_tag,
        })
    };

    (@has_set usual $($word:ident)+) => { schema!(@has_set $($word)+) };
    (@has_set required $($word:ident)+) => { schema!(@has_set $($word)+) };
    (@has_set set) => { 1u64 };
    (@has_set tag) => { 1u64 };
    // Some of them.
    (@has_set texts) => { 1u64 };
    (@has_set $word:ident) => { 0u64 };

    (@set_table usual $($type:tt)+) => { schema!(@set_table $($type)+) };
    (@set_table required $word:ident $(($arg:ident))?) => { schema!(@set_table $word $(($arg))?) };
    (@set_table set($Set:ident)) => { Some($Set::table) };
    (@set_table texts($Set:ident)) => { Some($Set::table) };
    (@set_table tag($Set:ident)) => { Some($Set::table) };
    (@set_table $word:ident $(($arg:ident))?) => { None };

    (@of usual $($type:tt)+) => { schema!(@of $($type)+) };
    (@of object($View:ident)) => { Some(<$View<'static> as crate::json::View<'static>>::table) };
    (@of user($View:ident)) => { schema!(@of object($View)) };
    (@of part($View:ident)) => { schema!(@of object($View)) };
    (@of list($View:ident)) => { schema!(@of object($View)) };
    (@of some($View:ident)) => { schema!(@of object($View)) };
    (@of $($word:ident)+ $(($arg:ident))?) => { None };

    (@variant) => { None };
    (@variant $member:ident usual $($rest:tt)*) => { schema!(@variant $member $($rest)*) };
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

    (@look $eye:ident ($keys:expr) ($answer:expr); usual $($type:tt)+) => {
        schema!(@look $eye ($keys) ($answer); $($type)+)
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); required $($type:tt)+) => {
        schema!(@look $eye ($keys) (Some($answer)); $($type)+)
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); set($Set:ident)) => {
        $eye.set($keys, $answer.map($Set::as_str), |text| $Set::new(text).as_str())
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); tag($Set:ident)) => {
        schema!(@look $eye ($keys) ($answer); set($Set))
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); timestamp) => {
        $eye.timestamp($keys, $answer.map(crate::fields::Timestamp::as_str))
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); user) => {
        $eye.text($keys, $answer)
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); user($View:ident)) => {
        $eye.object($keys, $answer)
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); part($View:ident)) => {
        $eye.object($keys, $answer)
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); variant($tag:ident)) => {
        $eye.raw($keys, $answer)
    };
    (@look $eye:ident ($keys:expr) ($answer:expr); $word:ident $(($arg:ident))?) => {
        $eye.$word($keys, $answer)
    };

    (@keys) => { None };
    (@keys $key:ident $other:ident) => { Some([Number::$key as u8, Number::$other as u8]) };
}

pub(crate) use super::sets::{open_set, variants};
pub(crate) use schema;
