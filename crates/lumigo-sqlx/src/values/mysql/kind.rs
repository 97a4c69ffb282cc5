/// What is to be known of an argument's type to read its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind<'a> {
    pub(super) name: &'a str,
    pub(super) is_unsigned: bool,
    pub(super) is_binary: bool,
    pub(super) is_bool: bool,
}

impl<'a> Kind<'a> {
    /// Reads what `Debug` writes about a type: nothing else tells it.
    pub(super) fn read(info: &'a str) -> Option<Self> {
        let info = info.strip_prefix("MySqlTypeInfo { type: ")?;
        let (name, info) = info.split_once(", flags: ColumnFlags(")?;
        let (flags, info) = info.split_once("), collation: Collation(")?;
        let (_, size) = info.split_once("), max_size: ")?;
        let has = |name| flags.split(" | ").any(|flag| flag == name);
        Some(Self {
            name,
            is_unsigned: has("UNSIGNED"),
            is_binary: has("BINARY"),
            is_bool: name == "Tiny" && size == "Some(1) }",
        })
    }
}
