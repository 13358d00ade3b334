//! Expansion of the `usual` rows of a table: functions that parse the expected members in order.
//!
//! Their building blocks are in [`crate::json::parse::expected`].

/// Defines [`crate::json::parse::Generated::members`] for a table, from its rows: member, key, and type.
macro_rules! expected {
    ($SCHEMA:ident $Number:ident; $([$($row:tt)*])*) => {
        // Inlining without optimization would only add to the stack frame.
        #[cfg_attr(not(debug_assertions), inline(always))]
        fn members<'b>(
            parser: &mut crate::json::parse::Parser<'_, 'b>,
            body: crate::json::parse::Body<'b>,
            words: &mut [u32],
            #[allow(unused_mut, reason = "tables without usual members")]
            mut here: crate::json::parse::Position,
            object: crate::json::parse::object::Object,
        ) -> crate::json::parse::expected::Parsed {
            use crate::json::parse::expected as expect;
            const USUAL: bool = false $(|| crate::fields::expected::expected!(@is_usual $($row)*))*;
            if !USUAL {
                return expect::members(parser, words, here, object, &$SCHEMA);
            }
            #[allow(unused_labels, reason = "tables without usual members")]
            'members: loop {
                #[allow(unused_mut, reason = "tables without usual members")]
                let mut found = false;
                #[allow(unused_mut, unused_variables, reason = "tables without usual members")]
                let mut head = expect::head(body, here);
                $( crate::fields::expected::expected!(
                    @step 'members parser body words here head object found $SCHEMA $Number; $($row)*
                ); )*
                if !found {
                    let mut any = true;
                    if expect::is_key(body, here) {
                        here = expect::unexpected(parser, words, here.pack(), object, &$SCHEMA).unpack()?;
                    } else {
                        (here, any) = expect::spaced(parser, words, here, object, &$SCHEMA)?;
                    }
                    if !any || !expect::has_next(body, &mut here, b'}')? {
                        if object.is_bare(words, $SCHEMA.words) {
                            here = expect::close_bare(parser, words, here, object, &$SCHEMA);
                        }
                        break;
                    }
                }
            }
            here = expect::resolve(parser, words, here, object, &$SCHEMA)?;
            object.close(words, &$SCHEMA);
            Some(here)
        }
    };

    (@is_usual $member:ident $key:tt usual $($type:tt)*) => { true };
    (@is_usual $($row:tt)*) => { false };

    (@step $members:lifetime $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $found:ident
        $SCHEMA:ident $Number:ident; $member:ident ($key:expr) usual $($type:tt)+) => {{
        const NUMBER: u8 = $Number::$member as u8;
        const _: () = assert!((NUMBER as usize) < crate::json::record::SLOTS);
        let member = &$SCHEMA.members[NUMBER as usize];
        let slot = crate::fields::expected::expected!(@value $SCHEMA $parser $body $words $here $head $object member; ($key) $($type)+);
        if let Some(slot) = slot {
            $object.set($words, $SCHEMA.words, NUMBER, slot);
            $object.flag($words, $SCHEMA.words, $SCHEMA.beside(member, slot));
            if !expect::has_next($body, &mut $here, b'}')? {
                break $members;
            }
            #[allow(unused_assignments, reason = "the last step")]
            {
                $found = true;
                $head = expect::head($body, $here);
            }
        }
    }};
    (@step $($row:tt)*) => {};

    // The slot and flags of a member whose value has the expected type.
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) required $($type:tt)+) => {
        crate::fields::expected::expected!(@value $SCHEMA $parser $body $words $here $head $object $member; ($key) $($type)+)
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) object($View:ident)) => {
        if expect::eat($body, &mut $here, $head, crate::fields::expected::literal!("\"", $key, "\":{")) {
            $here.quote += 2;
            let slot = expect::object_slot($here);
            let inner = $here.top;
            $here = expect::object::<$View<'static>>($parser, $words, $here.pack(), $object.depth + 1)
                .unpack()?;
            $object.inherit($words, $SCHEMA.words, inner, $member);
            Some(slot)
        } else {
            None
        }
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) list($View:ident)) => {
        if expect::eat($body, &mut $here, $head, crate::fields::expected::literal!("\"", $key, "\":[")) {
            $here.quote += 2;
            let slot = expect::list_slot($here);
            let list = $here.top;
            $here = expect::list::<$View<'static>>($parser, $body, $words, $here, $object.depth + 1)?;
            $object.inherit($words, $SCHEMA.words, list, $member);
            Some(slot)
        } else {
            None
        }
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) variant($discriminant:ident)) => {
        if expect::eat($body, &mut $here, $head, crate::fields::expected::literal!("\"", $key, "\":{")) {
            match $parser.assume($words, $object.record as usize, &$SCHEMA) {
                0 => {
                    $here.at -= 1;
                    let (behind, slot) = expect::unassumed($parser, $here, $object.depth)?;
                    $here = behind;
                    Some(slot)
                }
                field => {
                    $here.quote += 2;
                    let slot = expect::object_slot($here);
                    let value = $here.top;
                    $here = crate::fields::parse_value(
                        field, $parser, $body, $words, $here, $object.depth + 1,
                    )?;
                    $object.inherit($words, $SCHEMA.words, value, $member);
                    Some(slot)
                }
            }
        } else {
            None
        }
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) text) => {
        if expect::eat($body, &mut $here, $head, crate::fields::expected::literal!("\"", $key, "\":\"")) {
            Some(expect::string($body, &mut $here)?)
        } else {
            None
        }
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) user) => {
        crate::fields::expected::expected!(@value $SCHEMA $parser $body $words $here $head $object $member; ($key) text)
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) enum($Enum:ident)) => {
        crate::fields::expected::expected!(@value $SCHEMA $parser $body $words $here $head $object $member; ($key) text)
    };
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) discriminant($Enum:ident)) => {
        crate::fields::expected::expected!(@value $SCHEMA $parser $body $words $here $head $object $member; ($key) text)
    };
    // `timestamp`, `number`, `fraction`, `boolean`.
    (@value $SCHEMA:ident $parser:ident $body:ident $words:ident $here:ident $head:ident $object:ident $member:ident; ($key:expr) $word:ident) => {{
        let start = $here.at;
        let is_here = expect::eat($body, &mut $here, $head, crate::fields::expected::literal!("\"", $key, "\":"));
        match is_here.then(|| expect::scalar($body, &mut $here, $member.accepts)).flatten() {
            Some(slot) => Some(slot),
            None => {
                $here.at = start;
                None
            }
        }
    }};
}

/// Joins parts of a literal into an array of bytes.
macro_rules! literal {
    ($($part:expr),+) => {{
        const TEXT: &str = concat!($($part),+);
        const BYTES: &[u8; TEXT.len()] = crate::fields::expected::as_array(TEXT);
        BYTES
    }};
}

/// Returns a literal as an array.
pub(crate) const fn as_array<const N: usize>(text: &'static str) -> &'static [u8; N] {
    match text.as_bytes().first_chunk() {
        Some(array) => array,
        None => &[0; N],
    }
}

pub(crate) use {expected, literal};
