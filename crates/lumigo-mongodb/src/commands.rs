use crate::body;
use crate::chain::Watcher;
use crate::command::Command;
use crate::hidden_cursors::HiddenCursors;
use crate::passing_on::PassingOn;
use crate::pending::{PendingCommand, PendingCommands};
use crate::pools::Pools;
use crate::secrets::Secrets;
use crate::{failure, reply};
use lumigo_core::attributes::{DB_REQUEST_BODY, DB_RESPONSE_BODY, DB_STATEMENT};
use lumigo_core::{ActiveCore, Binding, DatabaseCall, MaskingContext, PlannedCall};
use mongodb::bson::Document;
use mongodb::event::cmap::{CmapEvent, ConnectionClosedEvent, ConnectionClosedReason};
use mongodb::event::command::{
    CommandEvent, CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent,
};
use opentelemetry::{Context, KeyValue};
use std::sync::Arc;

/// The commands of the clients that are made of the same options.
#[derive(Debug)]
pub(crate) struct Commands {
    binding: Binding,
    pending: PendingCommands,
    pools: Pools,
    hidden_cursors: HiddenCursors,
}

impl Commands {
    pub(crate) fn new(binding: Binding) -> Self {
        Self {
            binding,
            pending: PendingCommands::default(),
            pools: Pools::default(),
            hidden_cursors: HiddenCursors::default(),
        }
    }

    /// `None` when nobody wants to know of it.
    fn begin(&self, event: &CommandStartedEvent) -> Option<PendingCommand> {
        let core = self.binding.core()?;
        let planned = PlannedCall::new(Arc::clone(&core), Context::current())?;
        let command = Command::of(event);
        if command.is_authentication()
            || (command.is_handshake() && core.reduces_mongo())
            || PassingOn::is_of(event.request_id)
        {
            return None;
        }
        let mut call = planned.begin(&command.server(), command.operation());
        call.set_attribute(KeyValue::new(DB_STATEMENT, command.name().to_owned()));
        let body = if command.is_secret() {
            body::hidden(&core)
        } else {
            body::shown(&core, MaskingContext::RequestBody, command.document())
        };
        set_body(&mut call, DB_REQUEST_BODY, body);
        let connection = &event.connection;
        Some(PendingCommand {
            call,
            connection: (connection.address.clone(), connection.id),
            hides_reply: self.hides_reply(&core, command),
        })
    }

    fn hides_reply(&self, core: &ActiveCore, command: Command<'_>) -> bool {
        if !core.captures_payloads() {
            return false;
        }
        let secrets = Secrets::new(core, MaskingContext::ResponseBody);
        command.is_secret()
            || secrets.may_move(command.name(), command.document())
            || command
                .cursor()
                .is_some_and(|id| self.hidden_cursors.take(id))
    }

    fn succeed(&self, event: &CommandSucceededEvent) {
        let Some(command) = self.pending.take(event.request_id) else {
            return;
        };
        if command.hides_reply {
            self.hidden_cursors.note(&event.reply);
        }
        let mut call = command.call;
        reply::record(&mut call, &event.command_name, &event.reply);
        set_reply(&mut call, command.hides_reply, &event.reply);
        call.finish();
    }

    fn fail(&self, event: &CommandFailedEvent) {
        let Some(command) = self.pending.take(event.request_id) else {
            return;
        };
        let mut call = command.call;
        failure::record(&mut call, &event.failure);
        let reply = event.failure.server_response();
        if let Some(Ok(reply)) = reply.map(|reply| Document::try_from(reply.clone())) {
            set_reply(&mut call, command.hides_reply, &reply);
        }
    }

    /// A connection that is dropped with a command on it: nobody waits for that any more.
    fn cancel(&self, event: &ConnectionClosedEvent) {
        let address = &event.address;
        if event.reason == ConnectionClosedReason::Dropped && self.pools.has_one(address) {
            drop(self.pending.take_of(address, event.connection_id));
        }
    }
}

impl Watcher<CommandEvent> for Commands {
    fn watch<R>(&self, event: CommandEvent, pass_on: impl FnOnce(CommandEvent) -> R) -> R {
        match &event {
            CommandEvent::Started(started) => {
                let request = started.request_id;
                let Some(command) = self.begin(started) else {
                    return pass_on(event);
                };
                let passing_on = PassingOn::begin(request);
                // A handler that panics has the command cancelled.
                let passed = pass_on(event);
                drop(passing_on);
                drop(self.pending.insert(request, command));
                return passed;
            }
            CommandEvent::Succeeded(event) => self.succeed(event),
            CommandEvent::Failed(event) => self.fail(event),
            _ => {}
        }
        pass_on(event)
    }
}

impl Watcher<CmapEvent> for Commands {
    fn watch<R>(&self, event: CmapEvent, pass_on: impl FnOnce(CmapEvent) -> R) -> R {
        match &event {
            CmapEvent::PoolCreated(event) => self.pools.open(&event.address),
            CmapEvent::PoolClosed(event) => self.pools.close(&event.address),
            CmapEvent::ConnectionClosed(event) => self.cancel(event),
            _ => {}
        }
        pass_on(event)
    }
}

fn set_reply(call: &mut DatabaseCall, is_hidden: bool, reply: &Document) {
    let body = if is_hidden {
        body::hidden(call.core())
    } else {
        body::shown(call.core(), MaskingContext::ResponseBody, reply)
    };
    set_body(call, DB_RESPONSE_BODY, body);
}

fn set_body(call: &mut DatabaseCall, key: &'static str, body: Option<String>) {
    if let Some(body) = body {
        call.set_attribute(KeyValue::new(key, body));
    }
}
