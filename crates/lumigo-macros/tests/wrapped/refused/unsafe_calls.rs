//! An unsafe function stays unsafe, and so does what is in it.
#![deny(unsafe_op_in_unsafe_fn)]

use lumigo_opentelemetry::wrapped;

#[wrapped]
unsafe fn read(at: &u32) -> u32 {
    let at: *const u32 = at;
    unsafe { *at }
}

struct Reader;

impl Reader {
    #[wrapped]
    async unsafe fn read(&self, at: &u32) -> u32 {
        unsafe { read(at) }
    }
}

fn main() {
    assert_eq!(unsafe { read(&3) }, 3);
    drop(unsafe { Reader.read(&3) });
    read(&3); // error: call to unsafe function `read` is unsafe and requires unsafe block: call to unsafe function
}
