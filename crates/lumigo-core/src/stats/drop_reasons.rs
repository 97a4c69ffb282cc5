/// Why records were lost. A record is counted under one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DropReasons {
    /// Refused by the backend in a way that no other try can mend, such as status 400 or 401.
    pub refused: u64,
    /// Left out by a backend that has accepted the rest of the post: OTLP calls it partial success.
    pub rejected: u64,
    /// Not accepted for `LUMIGO_EXPORT_MAX_AGE`.
    pub expired: u64,
    /// More than the buffer holds: the oldest go, but for those that are on their way.
    pub displaced: u64,
    /// Not accepted when a shutdown's time was up.
    pub abandoned: u64,
}

impl DropReasons {
    /// All of them together.
    pub(crate) fn total(&self) -> u64 {
        let Self {
            refused,
            rejected,
            expired,
            displaced,
            abandoned,
        } = self;
        refused + rejected + expired + displaced + abandoned
    }
}

impl std::ops::Add for DropReasons {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            refused: self.refused + other.refused,
            rejected: self.rejected + other.rejected,
            expired: self.expired + other.expired,
            displaced: self.displaced + other.displaced,
            abandoned: self.abandoned + other.abandoned,
        }
    }
}
