use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// The id of a trigger: a UUID of version 4.
///
/// It need not be secret, only another one each time: the randomness of the standard library's hash maps
/// will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TriggerId(u128);

impl TriggerId {
    pub(super) fn random() -> Self {
        let state = RandomState::new();
        let (high, low) = (state.hash_one(0), state.hash_one(1));
        let version = (high & !0xf000) | 0x4000;
        let variant = (low & !(0b11 << 62)) | (0b10 << 62);
        Self((u128::from(version) << 64) | u128::from(variant))
    }
}

impl fmt::Display for TriggerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = |from: u32, count: u32| (self.0 >> from) & ((1 << count) - 1);
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits(96, 32),
            bits(80, 16),
            bits(64, 16),
            bits(48, 16),
            bits(0, 48)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn an_id_is_a_uuid_of_version_4() {
        for _ in 0..1000 {
            let text = TriggerId::random().to_string();
            let parts: Vec<_> = text.split('-').collect();
            let lengths: Vec<_> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{text}");
            let is_lower_hex = |letter: char| matches!(letter, '0'..='9' | 'a'..='f');
            assert!(parts.concat().chars().all(is_lower_hex), "{text}");
            assert!(parts[2].starts_with('4'), "{text}");
            assert!(parts[3].starts_with(['8', '9', 'a', 'b']), "{text}");
        }
    }

    #[test]
    fn no_two_ids_are_the_same_in_any_thread() {
        let ids = || {
            std::thread::spawn(|| {
                let ids = (0..10_000).map(|_| TriggerId::random());
                ids.collect::<Vec<_>>()
            })
        };
        let threads = [ids(), ids()];
        let ids = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        assert_eq!(ids.collect::<HashSet<_>>().len(), 20_000);
    }
}
