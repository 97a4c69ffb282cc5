use crate::INSTRUMENTATION;
use crate::chain::chain;
use crate::commands::Commands;
use lumigo_core::{Binding, Lumigo};
use mongodb::options::ClientOptions;
use std::sync::Arc;

/// Makes one `CLIENT` span per command of the clients that are made of these options.
///
/// Finds the registered distribution when a command is sent, so `init` may run before or after. Handlers that
/// the options have are called as before, with the same events. Doing it twice changes nothing.
pub fn instrument(options: &mut ClientOptions) {
    install(Binding::registered(&INSTRUMENTATION), options);
}

/// The same, bound to one distribution, whichever is registered: for tests, and for hosts with two
/// pipelines. Hold `lumigo` as long as the client: nothing is recorded after it is dropped.
///
/// Options that are bound twice tell the one they were bound to last.
///
/// ```
/// # use mongodb::options::ClientOptions;
/// # let lumigo = lumigo_core::Lumigo::builder().with_variables([("LUMIGO_DEBUG", "false")]).build();
/// let mut options = ClientOptions::default();
/// lumigo_mongodb::instrument_with(&lumigo, &mut options);
/// ```
pub fn instrument_with(lumigo: &Lumigo, options: &mut ClientOptions) {
    let binding = Binding::to(&INSTRUMENTATION, lumigo);
    // What is switched off for good need not cost the driver its events.
    if binding.core().is_some() {
        install(binding, options);
    }
}

fn install(binding: Binding, options: &mut ClientOptions) {
    let commands = Arc::new(Commands::new(binding));
    chain(&mut options.command_event_handler, Arc::clone(&commands));
    chain(&mut options.cmap_event_handler, commands);
}
