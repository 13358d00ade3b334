//! Models of bodies: what they mean, apart from how they are spelled.

pub(crate) mod json;
pub(crate) mod vocabulary;
pub(crate) mod webhook;
