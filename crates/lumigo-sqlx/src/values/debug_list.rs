/// A list that `Debug` has written.
pub(super) struct DebugList<'a> {
    /// Those that are whole.
    pub(super) items: Vec<&'a str>,
    /// What follows the list, unless it is cut.
    pub(super) after: Option<&'a str>,
}

impl<'a> DebugList<'a> {
    /// Reads a list after its opening bracket. Brackets in strings are not known as such: a list with an
    /// odd one in them does not end where it should.
    pub(super) fn read(list: &'a str) -> Option<Self> {
        let mut items = Vec::new();
        let mut start = 0;
        let mut depth = 0_usize;
        for (position, character) in list.char_indices() {
            let ends = depth == 0 && matches!(character, ',' | ']');
            if ends {
                items.push(list.get(start..position)?.trim_start());
                start = position.saturating_add(1);
            }
            match character {
                ']' if ends => {
                    items.retain(|item| !item.is_empty());
                    let after = list.get(start..);
                    return Some(Self { items, after });
                }
                '(' | '[' | '{' => depth = depth.saturating_add(1),
                ')' | ']' | '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        Some(Self { items, after: None })
    }
}
