use lumigo_opentelemetry::wrapped;

#[wrapped]
const fn constant() -> u32 { // error: a `const fn` cannot be wrapped: a span needs a running program
    3
}

#[wrapped]
fn endless() -> ! { // error: a function that never returns cannot be wrapped: it has no outcome
    loop {}
}

#[wrapped]
struct NoFunction; // error: expected `fn`

trait Store {
    #[wrapped]
    fn load(&self) -> u32; // error: only a function with a body can be wrapped
}

fn main() {
    // Known all the same: there is no second error.
    constant();
}
