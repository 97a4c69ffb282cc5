//! What the documentation tells users to set can be set.

use crate::support::with;

const DOCUMENTS: [&str; 4] = [
    include_str!("../../../docs/backends.md"),
    include_str!("../../../examples/ping/README.md"),
    include_str!("../../../examples/sqs-worker/README.md"),
    include_str!("../../../README.md"),
];

/// The shell examples of a document.
fn shell_blocks(document: &str) -> impl Iterator<Item = &str> {
    let blocks = document.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap())
}

/// The variables of ours that a line of a shell example sets.
fn settings(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let words = line.split_whitespace().filter(|word| *word != "export");
    let pairs = words.filter_map(|word| word.split_once('='));
    pairs
        .filter(|(name, _)| name.starts_with("OTEL_") || name.starts_with("LUMIGO_"))
        .map(|(name, value)| (name, value.trim_matches('\'')))
}

#[test]
fn every_recipe_is_understood() {
    let mut recipes = 0;
    for block in DOCUMENTS.into_iter().flat_map(shell_blocks) {
        let all = block.lines().flat_map(settings);
        // The files exist with their reader alone.
        let without_files =
            all.filter(|(_, value)| !value.ends_with(".pem") && !value.ends_with(".key"));
        let variables: Vec<_> = without_files.collect();
        if variables.is_empty() {
            continue;
        }
        recipes += 1;
        let mut builder = with(&[]);
        for (name, value) in &variables {
            builder = builder.with_variable(*name, *value);
        }
        let lumigo = builder.build();
        assert_eq!(lumigo.diagnostics().problems(), [""; 0], "{variables:?}");
    }
    assert!(recipes > 5, "{recipes} recipes were found");
}
