//! What queries do, by their first words. Only these show as such: another word may be anything.

/// An operation by its name, in upper case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) form: Form,
}

/// What follows an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Anything, and somewhere `FROM` and tables.
    Select,
    /// `[INTO] table`.
    Insert,
    /// `table, ... SET`, and somewhere `FROM`.
    Update,
    /// `FROM table`, `USING table`.
    Delete,
    /// `[INTO] table USING table`.
    Merge,
    /// A kind of thing, and its name.
    Object,
    /// A table.
    Table,
    /// A name of something else.
    Named,
    /// Another operation, sooner or later.
    Prefix,
    /// Nothing to tell.
    Plain,
}

/// The operation that a statement begins with.
pub(super) fn operation(keyword: &str) -> Option<Operation> {
    let (name, form) = OPERATIONS.iter().find(|(name, _)| *name == keyword)?;
    Some(Operation { name, form: *form })
}

/// The operation that a query begins with inside of a statement.
pub(super) fn inner_operation(keyword: &str) -> Option<Operation> {
    let is_inner = matches!(keyword, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE");
    is_inner.then(|| operation(keyword)).flatten()
}

const OPERATIONS: &[(&str, Form)] = &[
    ("SELECT", Form::Select),
    ("INSERT", Form::Insert),
    ("UPDATE", Form::Update),
    ("DELETE", Form::Delete),
    ("REPLACE", Form::Insert),
    ("MERGE", Form::Merge),
    ("BEGIN", Form::Plain),
    ("COMMIT", Form::Plain),
    ("ROLLBACK", Form::Plain),
    ("SAVEPOINT", Form::Plain),
    ("RELEASE", Form::Plain),
    ("SET", Form::Plain),
    ("PRAGMA", Form::Named),
    ("CALL", Form::Named),
    ("CREATE", Form::Object),
    ("DROP", Form::Object),
    ("ALTER", Form::Object),
    ("TRUNCATE", Form::Table),
    ("COPY", Form::Table),
    ("LISTEN", Form::Named),
    ("UNLISTEN", Form::Named),
    ("NOTIFY", Form::Named),
    ("EXPLAIN", Form::Prefix),
    ("PREPARE", Form::Prefix),
    ("DECLARE", Form::Prefix),
    ("EXECUTE", Form::Named),
    ("EXEC", Form::Named),
    ("VALUES", Form::Plain),
    ("TABLE", Form::Table),
    ("START", Form::Plain),
    ("END", Form::Plain),
    ("ABORT", Form::Plain),
    ("SHOW", Form::Plain),
    ("RESET", Form::Plain),
    ("DISCARD", Form::Plain),
    ("DEALLOCATE", Form::Plain),
    ("FETCH", Form::Plain),
    ("MOVE", Form::Plain),
    ("CLOSE", Form::Plain),
    ("VACUUM", Form::Named),
    ("ANALYZE", Form::Table),
    ("REINDEX", Form::Named),
    ("REFRESH", Form::Table),
    ("CLUSTER", Form::Table),
    ("OPTIMIZE", Form::Table),
    ("DESCRIBE", Form::Table),
    ("DESC", Form::Table),
    ("LOCK", Form::Table),
    ("UNLOCK", Form::Plain),
    ("USE", Form::Named),
    ("ATTACH", Form::Plain),
    ("DETACH", Form::Plain),
    ("GRANT", Form::Plain),
    ("REVOKE", Form::Plain),
    ("DO", Form::Plain),
    ("LOAD", Form::Plain),
    ("IMPORT", Form::Plain),
    ("COMMENT", Form::Plain),
    ("CHECKPOINT", Form::Plain),
    ("REASSIGN", Form::Plain),
    ("SECURITY", Form::Plain),
    ("RENAME", Form::Plain),
    ("FLUSH", Form::Plain),
    ("KILL", Form::Plain),
    ("PURGE", Form::Plain),
    ("CHANGE", Form::Plain),
    ("HANDLER", Form::Plain),
    ("CHECK", Form::Plain),
    ("REPAIR", Form::Plain),
    ("INSTALL", Form::Plain),
    ("UNINSTALL", Form::Plain),
    ("XA", Form::Plain),
];

/// What `CREATE`, `DROP` and `ALTER` are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// A table or a view.
    Table,
    /// A name, and a table behind `ON`.
    Index,
    /// Something with a name.
    Named,
    /// Something whose text may have statements.
    Code,
    /// Something whose name is not for everyone, or which has none.
    Nameless,
}

/// The operation of one of those words on a kind of thing, and that kind.
pub(super) fn on_object(verb: &str, keyword: &str) -> Option<(&'static str, Object)> {
    let (_, names, object) = OBJECTS.iter().find(|(word, _, _)| *word == keyword)?;
    let is_of_verb = |name: &&&str| name.starts_with(verb);
    let name = names.iter().find(is_of_verb)?;
    Some((name, *object))
}

type ObjectNames = (&'static str, [&'static str; 3], Object);

macro_rules! objects {
    ($($word:literal $object:ident,)*) => {
        &[$((
            $word,
            [concat!("CREATE ", $word), concat!("DROP ", $word), concat!("ALTER ", $word)],
            Object::$object,
        ),)*]
    };
}

const OBJECTS: &[ObjectNames] = objects![
    "TABLE" Table,
    "VIEW" Table,
    "INDEX" Index,
    "DATABASE" Named,
    "SCHEMA" Named,
    "SEQUENCE" Named,
    "TYPE" Named,
    "DOMAIN" Named,
    "EXTENSION" Named,
    "FUNCTION" Code,
    "PROCEDURE" Code,
    "TRIGGER" Code,
    "EVENT" Code,
    "ROLE" Nameless,
    "USER" Nameless,
    "GROUP" Nameless,
    "SERVER" Nameless,
    "POLICY" Nameless,
    "RULE" Nameless,
    "PUBLICATION" Nameless,
    "SUBSCRIPTION" Nameless,
    "SYSTEM" Nameless,
];
