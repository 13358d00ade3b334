//! The language of the tables: `schema!`; for open enums see [`super::enums`].
//!
//! A table defines an object in Meta's words. The accessors, the parser, `Debug`, `Serialize`, the
//! fuzzers' dictionary and the reference page are all derived from it.
//!
//! ```text
//! schema! {
//!     /// The content of a text message.
//!     pub struct Text {
//!         /// The text.
//!         body: required text,
//!         /// A member whose key is not a valid Rust name.
//!         kind = "type": text,
//!     }
//! }
//! ```
//!
//! | in the table | the accessor returns | on the wire |
//! |---|---|---|
//! | `text` | `Option<&str>` | a string; a number or boolean is read as spelled |
//! | `user` | `Option<&str>` | the same: the id of a user, looked up among the contacts |
//! | `user(V)` | `Option<V>` | an object with such ids, read like `object(V)` |
//! | `number` | `Option<Number>` | a number; a string is read too |
//! | `fraction` | `Option<Number>` | the same, and the number may have a fraction |
//! | `timestamp` | `Option<Timestamp>` | Unix seconds, as string or number |
//! | `boolean` | `Option<bool>` | `true` or `false`, bare or as a string |
//! | `enum(S)` | `Option<S>` | a string of an open enum |
//! | `discriminant(S)` | `Option<S>` | the same; it decides which other members are present |
//! | `strings` | `StringItems` | an array of strings, or one string |
//! | `strings(S)` | `StringItems<S>` | an array of strings of an open enum, or one |
//! | `json` | `Option<EmbeddedJson>` | a string that holds JSON |
//! | `object(V)` | `Option<V>` | an object; an empty array is read as an empty one |
//! | `part(V)` | `Option<V>` | the same, but members that `V` requires may be absent |
//! | `list(V)` | `Items<V>` | an array of objects |
//! | `one_or_many(V)` | `Items<V>` | an array of objects, or one object |
//! | `raw` | `Option<Raw>` | anything |
//! | `variant(name)` | `Option<Raw>` | an object whose schema depends on the member `name` |
//!
//! `required` before a type removes the `Option`: an object without the member is malformed. It is
//! valid before `text`, `number`, `enum` and `discriminant`.
//!
//! `list(V as Kind)` declares that the objects are items: each is an event of its own, of that kind
//! in the table of items ([`super::item`]). `object(V as Kind)` and `one_or_many(V as Kind)` do the
//! same. If the table of an item has such members itself, its items are events too, and the item
//! itself is an event only if it has other members or no items.
//!
//! A renamed member is read by one accessor, whatever its spelling. The older names have lines of
//! their own, so that the spelling of a body remains visible:
//!
//! ```text
//!         /// The member.
//!         new_name alias [old_name, oldest_name]: text,
//!         /// `new_name`, as it was spelled until 2025.
//!         old_name: text,
//!         /// `new_name`, as it was spelled until 2024.
//!         oldest_name: text,
//! ```
//!
//! A member that may be in the object itself or in a part of it is read from both by one accessor.
//! The part's table has a member of the same name and type, `text` or `enum(S)`:
//!
//! ```text
//!         /// The member.
//!         name or in part: text,
//!         /// The part.
//!         part: object(Part),
//! ```

/// Defines a view of an object, with its table.
macro_rules! schema {
    (
        $(#[doc = $about:literal])*
        $vis:vis struct $View:ident $(keyed by $key:ident, $other:ident)? {
            $(
                $(#[doc = $doc:literal])*
                $member:ident $(= $wire:literal)? $(alias [$($alias:ident),+])? $(or in $part:ident)? :
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
                    enum_of: schema!(@enum $($word)+ $(($arg))?),
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
                lists: 0 $(| (schema!(@type $($word)+ $(($arg))?).has_items() as u64) << Number::$member as u8)*,
                enums: 0 $(| schema!(@has_enum $($word)+) << Number::$member as u8)*,
                users: 0 $(| schema!(@user $($word)+) << Number::$member as u8)*,
                aliases: &[$($(&[Number::$member as u8, $(Number::$alias as u8),+],)?)*],
            };

            impl crate::json::parse::Generated for $View<'_> {
                fn schema() -> &'static crate::json::schema::Schema {
                    &SCHEMA
                }

                const WORDS: usize = crate::json::schema::words(NAMES.len());

                crate::fields::expected::expected!(SCHEMA Number; $([
                    $member (schema!(@name $member $($wire)?)) $($word)+ $(($arg))?
                ])*);
            }

            impl<'a> crate::json::View<'a> for $View<'a> {
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
                            $($(NAMES[Number::$alias as usize]),+)?
                            $(concat!(stringify!($part), ".", stringify!($member)))?
                        ],
                        accessor: stringify!($member),
                        is_required: schema!(@required $($word)+) == 1,
                        word: schema!(@word $($word)+),
                        doc: &[$($doc),*],
                        of: schema!(@of $($word)+ $(($arg))?),
                        enum_table: schema!(@enum_table $($word)+ $(($arg))?),
                        items: schema!(@items $($($Kind)?)?),
                    }),*];
                    crate::json::table::Table {
                        name: stringify!($View),
                        doc: &[$($about),*],
                        rows: ROWS,
                    }
                }

                fn accept(self, visitor: &mut impl crate::json::Visitor<'a>) {
                    $( schema!(@accept visitor (const { &[
                            schema!(@name $member $($wire)?),
                            $($(NAMES[Number::$alias as usize]),+)?
                            $(concat!(stringify!($part), ".", stringify!($member)))?
                        ] }) (self.$member()); $($word)+ $(($arg))?); )*
                }
            }

            #[allow(dead_code, reason = "a table that only this crate reads has accessors to spare")]
            impl<'a> $View<'a> {
                $(
                    crate::fields::accessor::accessor!($(in $part)? [$(#[doc = $doc])*] $vis $member
                        (Number::$member as u8 $($(, Number::$alias as u8)+)?);
                        $($word)+ $(($arg))?);
                )*

                /// Returns the raw JSON of the object.
                $vis fn raw(self) -> crate::json::Raw<'a> {
                    self.obj.raw()
                }

                /// Returns the members that this view does not name, in document order.
                $vis fn unknown(self) -> crate::json::UnknownMembers<'a> {
                    self.obj.unknown(&SCHEMA, !0)
                }

                /// Returns the path of the object in the body.
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
    (@type enum($Enum:ident)) => { crate::json::schema::Type::Text };
    (@type discriminant($Enum:ident)) => { crate::json::schema::Type::Text };
    (@type number) => { crate::json::schema::Type::Number };
    (@type fraction) => { crate::json::schema::Type::Number };
    (@type timestamp) => { crate::json::schema::Type::Number };
    (@type boolean) => { crate::json::schema::Type::Bool };
    (@type strings $(($Enum:ident))?) => { crate::json::schema::Type::Strings };
    (@type object($View:ident)) => {
        crate::json::schema::Type::Object(<$View<'static> as crate::json::parse::Generated>::schema)
    };
    (@type part($View:ident)) => {
        crate::json::schema::Type::Part(<$View<'static> as crate::json::parse::Generated>::schema)
    };
    (@type list($View:ident)) => {
        crate::json::schema::Type::List(<$View<'static> as crate::json::parse::Generated>::schema)
    };
    (@type one_or_many($View:ident)) => {
        crate::json::schema::Type::Some(<$View<'static> as crate::json::parse::Generated>::schema)
    };
    (@type json) => { crate::json::schema::Type::Raw };
    (@type raw) => { crate::json::schema::Type::Raw };
    (@type variant($discriminant:ident)) => { crate::json::schema::Type::Variant };

    (@enum usual $($type:tt)+) => { schema!(@enum $($type)+) };
    (@enum required $word:ident $(($arg:ident))?) => { schema!(@enum $word $(($arg))?) };
    (@enum enum($Enum:ident)) => { schema!(@an_enum $Enum false) };
    (@enum strings($Enum:ident)) => { schema!(@an_enum $Enum false) };
    (@enum discriminant($Enum:ident)) => { schema!(@an_enum $Enum true) };
    (@enum $word:ident $(($arg:ident))?) => { None };
    (@an_enum $Enum:ident $is_discriminant:literal) => {
        Some(crate::json::schema::OpenEnum {
            name: stringify!($Enum),
            has: |text| !$Enum::new(text).is_unknown(),
            is_discriminant: $is_discriminant,
        })
    };

    (@has_enum usual $($word:ident)+) => { schema!(@has_enum $($word)+) };
    (@has_enum required $($word:ident)+) => { schema!(@has_enum $($word)+) };
    (@has_enum enum) => { 1u64 };
    (@has_enum discriminant) => { 1u64 };
    // Lists of enum values count too.
    (@has_enum strings) => { 1u64 };
    (@has_enum $word:ident) => { 0u64 };

    (@enum_table usual $($type:tt)+) => { schema!(@enum_table $($type)+) };
    (@enum_table required $word:ident $(($arg:ident))?) => { schema!(@enum_table $word $(($arg))?) };
    (@enum_table enum($Enum:ident)) => { Some($Enum::table) };
    (@enum_table strings($Enum:ident)) => { Some($Enum::table) };
    (@enum_table discriminant($Enum:ident)) => { Some($Enum::table) };
    (@enum_table $word:ident $(($arg:ident))?) => { None };

    (@of usual $($type:tt)+) => { schema!(@of $($type)+) };
    (@of object($View:ident)) => { Some(<$View<'static> as crate::json::View<'static>>::table) };
    (@of user($View:ident)) => { schema!(@of object($View)) };
    (@of part($View:ident)) => { schema!(@of object($View)) };
    (@of list($View:ident)) => { schema!(@of object($View)) };
    (@of one_or_many($View:ident)) => { schema!(@of object($View)) };
    (@of $($word:ident)+ $(($arg:ident))?) => { None };

    (@variant) => { None };
    (@variant $member:ident usual $($rest:tt)*) => { schema!(@variant $member $($rest)*) };
    (@variant $member:ident variant($discriminant:ident), $($rest:tt)*) => {
        Some(crate::json::schema::Variant {
            discriminant: Number::$discriminant as u8,
            value: Number::$member as u8,
            schemas: crate::fields::SCHEMAS,
            pick: crate::fields::pick,
            usual: crate::fields::USUAL,
        })
    };
    (@variant $member:ident $($word:ident)+ $(($arg:ident))?, $($rest:tt)*) => {
        schema!(@variant $($rest)*)
    };

    (@accept $visitor:ident ($keys:expr) ($answer:expr); usual $($type:tt)+) => {
        schema!(@accept $visitor ($keys) ($answer); $($type)+)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); required $($type:tt)+) => {
        schema!(@accept $visitor ($keys) (Some($answer)); $($type)+)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); enum($Enum:ident)) => {
        $visitor.enum_value($keys, $answer.map($Enum::as_str), |text| $Enum::new(text).as_str())
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); discriminant($Enum:ident)) => {
        schema!(@accept $visitor ($keys) ($answer); enum($Enum))
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); timestamp) => {
        $visitor.timestamp($keys, $answer.map(crate::fields::Timestamp::as_str))
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); fraction) => {
        $visitor.number($keys, $answer)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); user) => {
        $visitor.text($keys, $answer)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); user($View:ident)) => {
        $visitor.object($keys, $answer)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); part($View:ident)) => {
        $visitor.object($keys, $answer)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); variant($discriminant:ident)) => {
        $visitor.raw($keys, $answer)
    };
    (@accept $visitor:ident ($keys:expr) ($answer:expr); $word:ident $(($arg:ident))?) => {
        $visitor.$word($keys, $answer)
    };

    (@keys) => { None };
    (@keys $key:ident $other:ident) => { Some([Number::$key as u8, Number::$other as u8]) };
}

pub(crate) use super::enums::{open_enum, variants};
pub(crate) use schema;
