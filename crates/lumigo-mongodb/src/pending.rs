use lumigo_core::DatabaseCall;
use mongodb::options::ServerAddress;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many commands may be without an answer. More than a client has connections.
const MOST: usize = 4096;

/// A command that was sent.
#[derive(Debug)]
pub(crate) struct PendingCommand {
    /// Tells that it was cancelled when it is dropped.
    pub(crate) call: DatabaseCall,
    /// The connection that it was sent on.
    pub(crate) connection: (ServerAddress, u32),
    /// Whether its answer may have secrets under any key.
    pub(crate) hides_reply: bool,
}

/// The commands that have no answer yet. What is taken out must be dropped by the caller: it ends a span,
/// which is nothing to do under the lock.
#[derive(Debug, Default)]
pub(crate) struct PendingCommands {
    /// By request id, which counts up: the first one is the oldest.
    by_request: Mutex<BTreeMap<i32, PendingCommand>>,
}

impl PendingCommands {
    /// Returns what must go for it: the oldest one, if there are too many.
    #[must_use]
    pub(crate) fn insert(&self, request: i32, command: PendingCommand) -> Option<PendingCommand> {
        let mut commands = self.lock();
        let oldest = if commands.len() < MOST {
            None
        } else {
            commands.pop_first().map(|(_, oldest)| oldest)
        };
        // Nothing else has this id, unless the count has come round.
        commands.insert(request, command).or(oldest)
    }

    pub(crate) fn take(&self, request: i32) -> Option<PendingCommand> {
        self.lock().remove(&request)
    }

    /// What was sent on a connection that is closed now.
    #[must_use]
    pub(crate) fn take_of(
        &self,
        address: &ServerAddress,
        connection: u32,
    ) -> Option<PendingCommand> {
        let mut commands = self.lock();
        let mut all = commands.iter();
        let is_there = |command: &PendingCommand| {
            command.connection.1 == connection && command.connection.0 == *address
        };
        let (request, _) = all.find(|(_, command)| is_there(command))?;
        let request = *request;
        commands.remove(&request)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<i32, PendingCommand>> {
        self.by_request
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lumigo_core::{DatabaseOperation, DatabaseServer, PlannedCall};
    use lumigo_testing::SpanRecorder;
    use opentelemetry::Context;
    use std::sync::Arc;

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let core = crate::INSTRUMENTATION.of(&lumigo).unwrap();
        let commands = PendingCommands::default();
        let server = DatabaseServer::new("mongodb");
        for request in 0..=i32::try_from(MOST).unwrap() {
            let operation = DatabaseOperation {
                span_name: Some(request.to_string().into()),
                ..DatabaseOperation::default()
            };
            let planned = PlannedCall::new(Arc::clone(&core), Context::new()).unwrap();
            let call = planned.begin(&server, operation);
            let connection = (ServerAddress::default(), 0);
            let command = PendingCommand {
                call,
                connection,
                hides_reply: false,
            };
            drop(commands.insert(request, command));
        }
        assert_eq!(recorder.only_span().name, "0");
        assert!(commands.take(0).is_none());
        assert!(commands.take(1).is_some());
    }
}
