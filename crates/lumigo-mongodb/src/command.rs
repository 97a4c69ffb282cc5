use lumigo_core::{DatabaseOperation, DatabaseServer};
use mongodb::bson::{Bson, Document};
use mongodb::event::command::CommandStartedEvent;
use mongodb::options::ServerAddress;

/// What MongoDB's servers listen on.
const DEFAULT_PORT: u16 = 27017;

/// A command as it is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command<'a> {
    event: &'a CommandStartedEvent,
}

impl<'a> Command<'a> {
    pub(crate) fn new(event: &'a CommandStartedEvent) -> Self {
        Self { event }
    }

    pub(crate) fn name(self) -> &'a str {
        &self.event.command_name
    }

    pub(crate) fn document(self) -> &'a Document {
        &self.event.command
    }

    /// Whether a client asks a server what it is.
    pub(crate) fn is_handshake(self) -> bool {
        self.is_one_of(&["hello", "isMaster"])
    }

    pub(crate) fn is_authentication(self) -> bool {
        self.is_one_of(&["authenticate", "getnonce", "saslContinue", "saslStart"])
    }

    /// Whether it and its answer are secret as a whole: it is about a user, the event's document is empty
    /// because the driver finds so, or it is made of JavaScript.
    pub(crate) fn is_secret(self) -> bool {
        self.document().is_empty() || self.is_one_of(&["createUser", "mapReduce", "updateUser"])
    }

    /// The cursor that it reads on from.
    pub(crate) fn cursor(self) -> Option<i64> {
        self.document().get_i64("getMore").ok()
    }

    fn is_one_of(self, names: &[&str]) -> bool {
        let name = self.name();
        names.iter().any(|one| name.eq_ignore_ascii_case(one))
    }

    pub(crate) fn server(self) -> DatabaseServer {
        let server = DatabaseServer::new("mongodb").with_namespace(self.database());
        match &self.event.connection.address {
            ServerAddress::Tcp { host, port } => {
                server.with_address(host, port.or(Some(DEFAULT_PORT)))
            }
            // The path of a socket.
            other => server.with_address(other.to_string(), None),
        }
    }

    pub(crate) fn operation(self) -> DatabaseOperation {
        DatabaseOperation {
            name: Some(self.name().to_owned().into()),
            collection: self.collection().map(|name| name.to_owned().into()),
            batch_size: self.batch_size(),
            ..DatabaseOperation::default()
        }
    }

    fn database(self) -> &'a str {
        let namespace = self.bulk_namespace().map(|(database, _)| database);
        namespace.unwrap_or(&self.event.db)
    }

    fn collection(self) -> Option<&'a str> {
        let document = self.document();
        match self.name() {
            "explain" => {
                let explained = document.get_document("explain").ok()?;
                let (name, _) = explained.iter().next()?;
                collection_of(name, explained)
            }
            "bulkWrite" => self.bulk_namespace().map(|(_, collection)| collection),
            name => collection_of(name, document),
        }
    }

    /// Database and collection of writes of a client, if all are to the same.
    fn bulk_namespace(self) -> Option<(&'a str, &'a str)> {
        if self.name() != "bulkWrite" {
            return None;
        }
        match self.document().get_array("nsInfo").ok()?.as_slice() {
            [Bson::Document(only)] => only.get_str("ns").ok()?.split_once('.'),
            _ => None,
        }
    }

    fn batch_size(self) -> Option<usize> {
        let writes = match self.name() {
            "insert" => "documents",
            "update" => "updates",
            "delete" => "deletes",
            "bulkWrite" => "ops",
            _ => return None,
        };
        Some(self.document().get_array(writes).ok()?.len())
    }
}

fn collection_of<'a>(name: &str, document: &'a Document) -> Option<&'a str> {
    match name {
        "getMore" => document.get_str("collection").ok(),
        name if is_about_collection(name) => document.get_str(name).ok(),
        _ => None,
    }
}

/// Whether the value of a command's own key is the name of a collection. In others it may be a user's, a
/// database's or a setting's.
fn is_about_collection(name: &str) -> bool {
    matches!(
        name,
        "aggregate"
            | "collMod"
            | "collStats"
            | "compact"
            | "convertToCapped"
            | "count"
            | "create"
            | "createIndexes"
            | "createSearchIndexes"
            | "delete"
            | "distinct"
            | "drop"
            | "dropIndexes"
            | "dropSearchIndex"
            | "find"
            | "findAndModify"
            | "findandmodify"
            | "insert"
            | "killCursors"
            | "listIndexes"
            | "mapReduce"
            | "mapreduce"
            | "planCacheClear"
            | "reIndex"
            | "update"
            | "updateSearchIndex"
            | "validate"
    )
}
