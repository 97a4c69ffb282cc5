use lumigo_core::{DatabaseOperation, DatabaseServer};
use mongodb::bson::{Bson, Document};
use mongodb::event::command::CommandStartedEvent;
use mongodb::options::ServerAddress;

/// What MongoDB's servers listen on.
const DEFAULT_PORT: u16 = 27017;

/// A command as it is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Command<'a> {
    name: &'a str,
    database: &'a str,
    document: &'a Document,
    address: &'a ServerAddress,
}

impl<'a> Command<'a> {
    pub(crate) fn of(event: &'a CommandStartedEvent) -> Self {
        Self {
            name: &event.command_name,
            database: &event.db,
            document: &event.command,
            address: &event.connection.address,
        }
    }

    pub(crate) fn name(self) -> &'a str {
        self.name
    }

    pub(crate) fn document(self) -> &'a Document {
        self.document
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
        self.document.is_empty() || self.is_one_of(&["createUser", "mapReduce", "updateUser"])
    }

    /// The cursor that it reads on from.
    pub(crate) fn cursor(self) -> Option<i64> {
        self.document.get_i64("getMore").ok()
    }

    fn is_one_of(self, names: &[&str]) -> bool {
        let name = self.name;
        names.iter().any(|one| name.eq_ignore_ascii_case(one))
    }

    pub(crate) fn server(self) -> DatabaseServer {
        let server = DatabaseServer::new("mongodb").with_namespace(self.database());
        match self.address {
            ServerAddress::Tcp { host, port } => {
                server.with_address(host, port.or(Some(DEFAULT_PORT)))
            }
            // The path of a socket.
            other => server.with_address(other.to_string(), None),
        }
    }

    pub(crate) fn operation(self) -> DatabaseOperation {
        DatabaseOperation {
            name: Some(self.name.to_owned().into()),
            collection: self.collection().map(|name| name.to_owned().into()),
            batch_size: self.batch_size(),
            ..DatabaseOperation::default()
        }
    }

    fn database(self) -> &'a str {
        let namespace = self.bulk_namespace().map(|(database, _)| database);
        namespace.unwrap_or(self.database)
    }

    fn collection(self) -> Option<&'a str> {
        let document = self.document;
        match self.name {
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
        if self.name != "bulkWrite" {
            return None;
        }
        match self.document.get_array("nsInfo").ok()?.as_slice() {
            [Bson::Document(only)] => only.get_str("ns").ok()?.split_once('.'),
            _ => None,
        }
    }

    fn batch_size(self) -> Option<usize> {
        let writes = match self.name {
            "insert" => "documents",
            "update" => "updates",
            "delete" => "deletes",
            "bulkWrite" => "ops",
            _ => return None,
        };
        Some(self.document.get_array(writes).ok()?.len())
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

#[cfg(test)]
mod tests {
    use super::*;
    use mongodb::bson::doc;

    fn told(name: &str, document: &Document) -> (String, Option<String>, Option<usize>) {
        let address = ServerAddress::default();
        let command = Command {
            name,
            database: "shop",
            document,
            address: &address,
        };
        let operation = command.operation();
        let collection = operation.collection.map(|name| name.as_str().to_owned());
        (
            command.database().to_owned(),
            collection,
            operation.batch_size,
        )
    }

    #[test]
    fn the_collection_is_what_a_command_is_about() {
        for (document, expected) in [
            (doc! { "find": "orders" }, Some("orders")),
            (
                doc! { "getMore": 1_i64, "collection": "orders" },
                Some("orders"),
            ),
            (doc! { "aggregate": 1 }, None),
            (doc! { "explain": { "count": "orders" } }, Some("orders")),
            (doc! { "explain": { "explain": "orders" } }, None),
            (doc! { "explain": {} }, None),
            (doc! { "dropUser": "ada" }, None),
            (doc! { "renameCollection": "shop.orders" }, None),
        ] {
            let name = document.keys().next().unwrap();
            let (database, collection, _) = told(name, &document);
            assert_eq!(collection.as_deref(), expected, "{document}");
            assert_eq!(database, "shop");
        }
    }

    #[test]
    fn writes_of_a_client_name_the_collection_if_all_are_to_one() {
        let one = doc! { "bulkWrite": 1, "ops": [{}, {}, {}], "nsInfo": [{ "ns": "warehouse.stock.old" }] };
        let expected = (
            "warehouse".to_owned(),
            Some("stock.old".to_owned()),
            Some(3),
        );
        assert_eq!(told("bulkWrite", &one), expected);
        for odd in [
            doc! { "nsInfo": [{ "ns": "a.b" }, { "ns": "a.c" }] },
            doc! { "nsInfo": [{ "ns": "a" }] },
            doc! { "nsInfo": [7] },
            doc! { "nsInfo": [] },
            doc! {},
        ] {
            assert_eq!(told("bulkWrite", &odd), ("shop".to_owned(), None, None));
        }
    }

    #[test]
    fn the_port_is_the_usual_one_unless_another_is_named() {
        let document = doc! { "ping": 1 };
        for (address, expected) in [
            ("db.internal", ("db.internal", Some(27017))),
            ("db.internal:1", ("db.internal", Some(1))),
            ("%2Ftmp%2Fmongodb.sock", ("/tmp/mongodb.sock", None)),
        ] {
            let address = address.parse().unwrap();
            let command = Command {
                name: "ping",
                database: "shop",
                document: &document,
                address: &address,
            };
            let server = DatabaseServer::new("mongodb").with_namespace("shop");
            let (host, port) = expected;
            assert_eq!(command.server(), server.with_address(host, port));
        }
    }
}
