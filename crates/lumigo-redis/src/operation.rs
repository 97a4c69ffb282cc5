//! What is asked of redis, as attributes.

use crate::command::{Text, name, shown, write};
use lumigo_core::{ActiveCore, DatabaseOperation};
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::DB_STORED_PROCEDURE_NAME;
use redis::{Cmd, Pipeline};

/// What a span is called whose command has no name.
const NAMELESS: &str = "redis";

/// One command.
pub(crate) fn of_command(core: &ActiveCore, command: &Cmd) -> DatabaseOperation {
    let mut text = Text::new(core.payload_length());
    write(core, command, &mut text);
    operation(name(command).map(str::to_owned), text)
}

/// All commands of a pipeline, each a line.
pub(crate) fn of_pipeline(core: &ActiveCore, pipeline: &Pipeline) -> DatabaseOperation {
    let mut text = Text::new(core.payload_length());
    for (index, command) in pipeline.cmd_iter().enumerate() {
        if text.is_full() {
            break;
        }
        if index > 0 {
            text.push("\n");
        }
        write(core, command, &mut text);
    }
    DatabaseOperation {
        batch_size: Some(pipeline.len()),
        ..operation(pipeline_name(pipeline), text)
    }
}

/// The name or hash of the script that a command calls: `db.stored_procedure.name`.
pub(crate) fn procedure(core: &ActiveCore, command: &Cmd) -> Option<KeyValue> {
    let calls = ["EVALSHA", "EVALSHA_RO", "FCALL", "FCALL_RO"];
    let name = name(command)?;
    if !calls.iter().any(|call| call.eq_ignore_ascii_case(name)) {
        return None;
    }
    let procedure = shown(core, &command.args_iter().nth(1)?)?;
    let procedure = procedure.into_owned();
    Some(KeyValue::new(DB_STORED_PROCEDURE_NAME, procedure))
}

fn operation(name: Option<String>, text: Text) -> DatabaseOperation {
    DatabaseOperation {
        // The core would add the index of the database, which the conventions advise against.
        span_name: Some(name.clone().map_or(NAMELESS.into(), Into::into)),
        name: name.map(Into::into),
        query_text: text.finish().map(Into::into),
        ..DatabaseOperation::default()
    }
}

/// `MULTI` or `PIPELINE`, with the name that all commands share. One command alone is no batch.
fn pipeline_name(pipeline: &Pipeline) -> Option<String> {
    let mut names = pipeline.cmd_iter().map(name);
    let first = names.next().flatten();
    let kind = match pipeline.is_transaction() {
        true => "MULTI",
        false if pipeline.len() == 1 => return first.map(str::to_owned),
        false => "PIPELINE",
    };
    let common = first.filter(|first| names.all(|name| name == Some(first)));
    Some(common.map_or(kind.to_owned(), |name| format!("{kind} {name}")))
}
