/// The longest summary, in characters.
const LONGEST: usize = 255;

/// What the statements of a text do, written down.
#[derive(Debug, Default)]
pub(super) struct Statements {
    text: String,
    is_full: bool,
    /// Where the text of the present statement begins, and of the one before.
    start: usize,
    previous: usize,
    statement: Operations,
    operation: Option<Option<&'static str>>,
    collection: Collection,
}

/// The operations of one statement.
#[derive(Debug, Default)]
struct Operations {
    is_begun: bool,
    first: Option<&'static str>,
    main: Option<&'static str>,
}

#[derive(Debug, Default)]
enum Collection {
    #[default]
    None,
    One(String),
    Several,
}

/// What is known in the end.
#[derive(Debug)]
pub(super) struct Summarised {
    pub(super) text: String,
    pub(super) operation: Option<&'static str>,
    pub(super) collection: Option<String>,
}

impl Statements {
    /// A statement has something in it.
    pub(super) fn begin(&mut self) {
        self.statement.is_begun = true;
    }

    pub(super) fn add_operation(&mut self, name: &'static str, is_main: bool) {
        self.statement.first.get_or_insert(name);
        if is_main {
            self.statement.main.get_or_insert(name);
        }
        self.push(name);
    }

    pub(super) fn add_target(&mut self, name: &str, is_collection: bool) {
        self.push(name);
        if !is_collection {
            return;
        }
        match &self.collection {
            Collection::None => self.collection = Collection::One(name.to_owned()),
            Collection::One(known) if known == name => {}
            _ => self.collection = Collection::Several,
        }
    }

    pub(super) fn end(&mut self) {
        let statement = std::mem::take(&mut self.statement);
        if !statement.is_begun {
            return;
        }
        let operation = statement.main.or(statement.first);
        self.operation = match self.operation {
            None => Some(operation),
            Some(known) if known == operation => Some(known),
            Some(_) => Some(None),
        };
        let part = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default().trim();
        let end = self.text.len();
        // A thousand alike are one.
        if part(self.previous, self.start) == part(self.start, end) {
            self.text.truncate(self.start);
        } else {
            self.previous = self.start;
            self.start = end;
        }
    }

    pub(super) fn finish(mut self) -> Summarised {
        self.end();
        let collection = match self.collection {
            Collection::One(name) => Some(name),
            Collection::None | Collection::Several => None,
        };
        Summarised {
            text: self.text,
            operation: self.operation.flatten(),
            collection,
        }
    }

    fn push(&mut self, word: &str) {
        let length = self.text.chars().count() + 1 + word.chars().count();
        self.is_full |= length > LONGEST;
        if self.is_full {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }
}
