//! The settings of adapters to queues.

use super::{ActiveCore, ChainLimits};

impl ActiveCore {
    /// Whether a call that looks for messages, succeeds and finds none shall have no span, as
    /// `LUMIGO_AUTO_FILTER_EMPTY_SQS` says. Default: `true`.
    pub fn filters_empty_polls(&self) -> bool {
        self.core().filter_empty_polls
    }

    /// How far `lumigoData` follows messages back, as `LUMIGO_CHAINED_SERVICES_MAX_DEPTH` and
    /// `LUMIGO_CHAINED_SERVICES_MAX_WIDTH` say. Default: 3 deep and 5 wide.
    pub fn chained_services(&self) -> ChainLimits {
        self.core().chained_services
    }
}
