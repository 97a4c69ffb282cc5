use aws_smithy_types::config_bag::{Storable, StoreReplace};
use lumigo_core::ActiveCore;
use opentelemetry::{Context, StringValue};
use std::sync::{Arc, Mutex};

/// The call that has received a batch of messages.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(super) core: Arc<ActiveCore>,
    /// With the call's span, which has ended.
    pub(super) context: Context,
    pub(super) queue: StringValue,
}

/// What a call tells of the messages it has received, for whoever works on them.
#[derive(Debug)]
pub(super) struct Reception {
    pub(super) origin: Arc<Origin>,
    /// The context that each message carries, in their order.
    pub(super) producers: Vec<Option<Context>>,
}

/// Where a call puts that, in the bag of its configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub(super) reception: Arc<Mutex<Option<Reception>>>,
    /// Whether nobody wants to know when the call is given up.
    pub(super) may_be_given_up: bool,
}

impl Storable for Wanted {
    type Storer = StoreReplace<Self>;
}
