//! What is shown of a command: its name and the keys it is known to have, never a value.

mod argument;
mod known;
mod layout;
mod name;
mod shape;
mod text;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub(crate) use argument::shown;
pub(crate) use name::name;
pub(crate) use text::Text;

use layout::{Layout, Role};
use lumigo_core::ActiveCore;
use redis::Cmd;
use shape::Shape;

/// What stands in the place of a value.
const HIDDEN: &str = "?";

/// Adds a command as a line of redis's shell, as long as there is room.
pub(crate) fn write(core: &ActiveCore, command: &Cmd, text: &mut Text) {
    let mut arguments = command.args_iter();
    let Some(first) = arguments.next() else {
        return;
    };
    let name = name::of(&first);
    text.push(name.unwrap_or(HIDDEN));
    let shape = name.map_or(Shape::Hidden, Shape::of);
    let layout = Layout::new(shape, &arguments);
    for (index, argument) in arguments.enumerate() {
        if text.is_full() {
            return;
        }
        text.push(" ");
        let shown = match layout.role(index) {
            Role::Hidden => None,
            Role::Key => shown(core, &argument),
            Role::Word => argument::word(&argument).map(Into::into),
        };
        text.push(shown.as_deref().unwrap_or(HIDDEN));
    }
}
