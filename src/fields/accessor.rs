//! Accessors of members: `schema!` expands each line of a table to one of these.

/// Defines one accessor: `[docs] visibility member (numbers of the member and its aliases); type`.
//
// Always named by path, so that the modules of tables need not import it.
macro_rules! accessor {
    // The first spelling that is present wins.
    (@read $self:ident $read:ident ($number:expr $(, $alias:expr)*)) => {
        $self.obj.$read($number)$(.or_else(|| $self.obj.$read($alias)))*
    };

    (in $part:ident [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; text) => {
        $($doc)*
        $vis fn $member(self) -> Option<&'a str> {
            crate::fields::accessor::accessor!(@read self text $numbers).or_else(|| self.$part()?.$member())
        }
    };
    (in $part:ident [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; enum($Enum:ident)) => {
        $($doc)*
        $vis fn $member(self) -> Option<$Enum<'a>> {
            let own = crate::fields::accessor::accessor!(@read self text $numbers).map($Enum::new);
            own.or_else(|| self.$part()?.$member())
        }
    };
    ($(in $part:ident)? [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; usual $($type:tt)+) => {
        crate::fields::accessor::accessor!($(in $part)? [$($doc)*] $vis $member $numbers; $($type)+);
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; required $($type:tt)+) => {
        crate::fields::accessor::accessor!(@required [$($doc)*] $vis $member $numbers; $($type)+);
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; text) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<&'a str> {
            crate::fields::accessor::accessor!(@read self text $numbers)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; user) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; text);
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; user($View:ident)) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; object($View));
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; number) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<crate::json::Number<'a>> {
            crate::fields::accessor::accessor!(@read self number $numbers)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; fraction) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; number);
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; timestamp) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<crate::fields::Timestamp<'a>> {
            crate::fields::accessor::accessor!(@read self number $numbers).map(crate::fields::Timestamp::new)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; boolean) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<bool> {
            crate::fields::accessor::accessor!(@read self boolean $numbers)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; enum($Enum:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<$Enum<'a>> {
            crate::fields::accessor::accessor!(@read self text $numbers).map($Enum::new)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; discriminant($Enum:ident)) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; enum($Enum));
    };
    ([$($doc:tt)*] $vis:vis $member:ident ($number:expr); strings) => {
        $($doc)*
        $vis fn $member(self) -> crate::json::StringItems<'a> {
            self.obj.strings($number, &SCHEMA)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident ($number:expr); strings($Enum:ident)) => {
        $($doc)*
        $vis fn $member(self) -> crate::json::StringItems<'a, $Enum<'a>> {
            self.obj.strings($number, &SCHEMA)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; json) => {
        $($doc)*
        $vis fn $member(self) -> Option<crate::json::EmbeddedJson<'a>> {
            crate::fields::accessor::accessor!(@read self raw_member $numbers).map(crate::json::EmbeddedJson::new)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; object($View:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> Option<$View<'a>> {
            crate::fields::accessor::accessor!(@read self object $numbers)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; part($View:ident)) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; object($View));
    };
    ([$($doc:tt)*] $vis:vis $member:ident ($number:expr); list($View:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> crate::json::Items<'a, $View<'a>> {
            self.obj.list($number, &SCHEMA)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; one_or_many($View:ident)) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; list($View));
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; raw) => {
        $($doc)*
        $vis fn $member(self) -> Option<crate::json::Raw<'a>> {
            crate::fields::accessor::accessor!(@read self raw_member $numbers)
        }
    };
    ([$($doc:tt)*] $vis:vis $member:ident $numbers:tt; variant($discriminant:ident)) => {
        crate::fields::accessor::accessor!([$($doc)*] $vis $member $numbers; raw);
    };

    // A list yields no object without its required members, so that the defaults are only visible
    // in the message of an edit, as documented there.
    (@required [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; text) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> &'a str {
            crate::fields::accessor::accessor!(@read self text $numbers).unwrap_or_default()
        }
    };
    (@required [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; number) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> crate::json::Number<'a> {
            crate::fields::accessor::accessor!(@read self number $numbers).unwrap_or_default()
        }
    };
    (@required [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; enum($Enum:ident)) => {
        $($doc)*
        #[inline]
        $vis fn $member(self) -> $Enum<'a> {
            $Enum::new(crate::fields::accessor::accessor!(@read self text $numbers).unwrap_or_default())
        }
    };
    (@required [$($doc:tt)*] $vis:vis $member:ident $numbers:tt; discriminant($Enum:ident)) => {
        crate::fields::accessor::accessor!(@required [$($doc)*] $vis $member $numbers; enum($Enum));
    };
}

pub(crate) use accessor;
