use crate::Capture;
use bytes::Buf;

/// What has passed of a body.
#[derive(Debug, Default)]
pub(super) struct Passed {
    size: u64,
    /// What the head has promised.
    declared: Option<u64>,
    /// Whether no more will follow.
    is_ended: bool,
    /// Whether that is because of an error.
    has_failed: bool,
    capture: Option<Capture>,
}

impl Passed {
    pub(super) fn new(declared: Option<u64>, capture: Option<Capture>) -> Self {
        Self {
            declared,
            capture,
            ..Self::default()
        }
    }

    /// Takes the next bytes, which stay where they are.
    pub(super) fn push(&mut self, Piece { length, start }: Piece<'_>) {
        self.size = self.size.saturating_add(length as u64);
        if let Some(capture) = &mut self.capture {
            capture.push(start);
            if start.len() < length {
                // The rest cannot be seen from here: what follows it would be read as something else.
                capture.close();
            }
        }
    }

    /// The length, when nothing else is wanted and the head has promised it.
    pub(super) fn told_by_head(&self) -> Option<u64> {
        self.declared.filter(|_| self.capture.is_none())
    }

    /// How many bytes have passed.
    pub(super) fn length(&self) -> u64 {
        self.size
    }

    /// The body has come to its end, or broke off.
    pub(super) fn end(&mut self) {
        self.is_ended = true;
    }

    /// The body has failed.
    pub(super) fn fail(&mut self) {
        self.has_failed = true;
    }

    /// Whether the body has failed.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// In bytes: what has passed, or what was promised when nobody has asked for any of it. `None` when
    /// there is no body.
    pub(super) fn size(&self) -> Option<u64> {
        let is_unread = self.size == 0 && !self.is_ended;
        let promised = self.declared.filter(|_| is_unread);
        Some(promised.unwrap_or(self.size)).filter(|size| *size > 0)
    }

    /// Whether as many bytes have passed as the head has promised: a server does not ask for more.
    pub(super) fn has_all_declared(&self) -> bool {
        self.declared.is_some_and(|declared| declared <= self.size)
    }

    /// The text with its secrets masked; `None` when there is none.
    pub(super) fn into_text(self) -> Option<String> {
        if self.size == 0 {
            return None;
        }
        self.capture?.finish()
    }
}

/// Some bytes of a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) length: usize,
    /// As many of them as lie in one place.
    start: &'a [u8],
}

impl<'a> Piece<'a> {
    pub(super) fn of(data: &'a impl Buf) -> Self {
        Self {
            length: data.remaining(),
            start: data.chunk(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instrumentation, Lumigo, MaskingContext};
    use http::HeaderMap;

    static INSTRUMENTATION: Instrumentation = Instrumentation::new("test", "1", &["test"]);

    fn passed(declared: Option<u64>, chunks: &[&str], is_ended: bool) -> Passed {
        let mut passed = Passed::new(declared, None);
        for chunk in chunks {
            passed.push(Piece::of(&chunk.as_bytes()));
        }
        if is_ended {
            passed.end();
        }
        passed
    }

    #[test]
    fn a_size_is_what_has_passed_or_was_promised() {
        for (declared, chunks, is_ended, expected) in [
            (None, &[][..], true, None),
            (None, &[], false, None),
            (None, &["ab", "", "c"], true, Some(3)),
            (None, &["ab"], false, Some(2)),
            (Some(3), &[], false, Some(3)),
            (Some(3), &["ab"], false, Some(2)),
            (Some(3), &["ab"], true, Some(2)),
            (Some(3), &[], true, None),
            (Some(0), &[], false, None),
        ] {
            let passed = passed(declared, chunks, is_ended);
            assert_eq!(
                passed.size(),
                expected,
                "{declared:?} {chunks:?} {is_ended}"
            );
        }
    }

    #[test]
    fn a_promise_is_kept_when_as_much_has_passed() {
        for (declared, chunks, expected) in [
            (None, &["abc"][..], false),
            (Some(3), &["ab"], false),
            (Some(3), &["ab", "c"], true),
            (Some(3), &["abcd"], true),
            (Some(0), &[], true),
        ] {
            let passed = passed(declared, chunks, false);
            assert_eq!(
                passed.has_all_declared(),
                expected,
                "{declared:?} {chunks:?}"
            );
        }
    }

    #[test]
    fn behind_a_gap_nothing_is_kept() {
        let lumigo = Lumigo::builder().with_variables([("", "")]).build();
        let core = INSTRUMENTATION.of(&lumigo).unwrap();
        let capture = core.capture(MaskingContext::ResponseBody, &HeaderMap::new());
        let mut passed = Passed::new(None, capture);
        passed.push(Piece::of(&b"{\"pass".chain(&b"word\": \"hun"[..])));
        passed.push(Piece::of(&&b"ter2\"}"[..]));
        assert_eq!(passed.size(), Some(23));
        assert_eq!(passed.into_text().as_deref(), Some("{\"pass"));
    }
}
