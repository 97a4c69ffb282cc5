//! The process and the compiler that made it. Its command line is left out: it may hold secrets.

use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::resource::{
    PROCESS_EXECUTABLE_NAME, PROCESS_PID, PROCESS_RUNTIME_DESCRIPTION, PROCESS_RUNTIME_NAME,
    PROCESS_RUNTIME_VERSION, SERVICE_NAME,
};

pub(super) fn attributes() -> Vec<KeyValue> {
    let mut attributes = vec![
        KeyValue::new(PROCESS_RUNTIME_NAME, "rustc"),
        KeyValue::new(PROCESS_RUNTIME_VERSION, env!("LUMIGO_RUSTC_VERSION")),
        KeyValue::new(
            PROCESS_RUNTIME_DESCRIPTION,
            env!("LUMIGO_RUSTC_DESCRIPTION"),
        ),
        KeyValue::new(PROCESS_PID, i64::from(std::process::id())),
    ];
    // The name that the semantic conventions give to a service that has none.
    let mut service_name = "unknown_service".to_owned();
    if let Some(name) = executable_name() {
        service_name.extend([":", &name]);
        attributes.push(KeyValue::new(PROCESS_EXECUTABLE_NAME, name));
    }
    attributes.push(KeyValue::new(SERVICE_NAME, service_name));
    attributes
}

fn executable_name() -> Option<String> {
    let executable = std::env::current_exe().ok()?;
    Some(executable.file_name()?.to_string_lossy().into_owned())
}
