use super::route::Route;
use super::transport::Answer;
use crate::config::Config;
use crate::diagnostics;
use crate::masking::{KeyMask, MASK, mask_text, mask_urls};
use crate::stats::DropReasons;
use std::collections::HashSet;
use std::iter;
use std::sync::{Mutex, PoisonError};

/// Causes that are told apart.
const MOST: usize = 32;
/// And remarks of a backend: each may be another one.
const MOST_REMARKS: usize = 4;
/// Of what a backend says, in characters.
const LONGEST_REMARK: usize = 200;

/// Tells what keeps records from where they go.
pub(crate) struct Reports {
    records: &'static str,
    to: String,
    /// What becomes of them while they cannot be exported.
    meanwhile: &'static str,
    debug: bool,
    mask: KeyMask,
    /// What is sent along, and may come back in an answer.
    secrets: Vec<String>,
    /// Each cause is told once,
    causes: Mutex<HashSet<String>>,
    /// and each remark.
    remarks: Mutex<HashSet<String>>,
}

impl Reports {
    /// Of records that go by this way.
    pub(crate) fn new(
        records: &'static str,
        route: &Route,
        meanwhile: &'static str,
        config: &Config,
    ) -> Self {
        Self {
            records,
            to: route.name().to_owned(),
            meanwhile,
            debug: config.debug,
            mask: config.masks.general.clone(),
            secrets: secrets(route),
            causes: Mutex::default(),
            remarks: Mutex::default(),
        }
    }

    /// Tells what an answer to so many records means.
    pub(crate) fn answer(&self, count: u64, answer: &Answer) {
        let (records, to, meanwhile) = (self.records, &self.to, self.meanwhile);
        match answer {
            Answer::Accepted => self.accepted(count),
            Answer::Partly { rejected, message } => {
                self.accepted(count.saturating_sub(*rejected));
                let remark = self.remark(message);
                let message = match rejected {
                    0 => format!("{to} has accepted {records}, and says: {remark}"),
                    _ => format!("{records} were left out by {to} and are dropped: {remark}"),
                };
                warn_once(&self.remarks, MOST_REMARKS, message);
            }
            Answer::Refused(cause) => {
                let message = format!("{records} were refused by {to} and are dropped: {cause}");
                warn_once(&self.causes, MOST, message);
            }
            Answer::Unavailable { cause, .. } => {
                let message =
                    format!("{records} cannot be exported to {to} and {meanwhile}: {cause}");
                warn_once(&self.causes, MOST, message);
            }
        }
    }

    /// Tells that records were lost which no answer tells of.
    pub(crate) fn losses(&self, dropped: &DropReasons) {
        let (records, to) = (self.records, &self.to);
        for (count, reason) in [
            (dropped.displaced, "the buffer for them is full"),
            (dropped.expired, "it has not taken them for too long"),
        ] {
            if count > 0 {
                let message = format!("{records} for {to} are dropped: {reason}");
                warn_once(&self.causes, MOST, message);
            }
        }
    }

    fn accepted(&self, count: u64) {
        let (records, to) = (self.records, &self.to);
        diagnostics::debug(
            self.debug,
            format_args!("{records} accepted by {to}: {count}"),
        );
    }

    /// What a backend says, on one line.
    fn remark(&self, message: &str) -> String {
        let mut remark = message.to_owned();
        for secret in &self.secrets {
            remark = remark.replace(secret, MASK);
        }
        let masked = mask_urls(&mask_text(&remark, &self.mask), &self.mask).into_owned();
        let is_control = |c: char| c.is_control();
        masked
            .replace(is_control, " ")
            .chars()
            .take(LONGEST_REMARK)
            .collect()
    }
}

/// Warns unless this was told before, or as much as may be.
fn warn_once(told: &Mutex<HashSet<String>>, most: usize, message: String) {
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    let is_new = told.len() < most && told.insert(message.clone());
    // Whoever hears of it may do anything.
    drop(told);
    if is_new {
        diagnostics::warn(message);
    }
}

fn secrets(route: &Route) -> Vec<String> {
    let Route::Otlp(destination) = route else {
        return Vec::new();
    };
    let values = destination.headers.values();
    let texts = values.filter_map(|value| value.to_str().ok());
    // Of `Bearer secret`, the second word is the secret.
    let words = texts.flat_map(|text| iter::once(text).chain(text.split(' ')));
    let secrets = words.filter(|word| word.len() > 3);
    secrets.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(mask: KeyMask) -> Reports {
        Reports {
            records: "spans",
            to: "a backend".to_owned(),
            meanwhile: "are kept",
            debug: false,
            mask,
            secrets: vec!["Bearer t_secret".to_owned(), "t_secret".to_owned()],
            causes: Mutex::default(),
            remarks: Mutex::default(),
        }
    }

    #[test]
    fn a_remark_has_no_secrets_and_one_line() {
        for (message, expected) in [
            ("too old", "too old"),
            ("t_secret is over quota", "**** is over quota"),
            ("got Bearer t_secret", "got ****"),
            (r#"bad {"password": "x"}"#, r#"bad {"password": "****"}"#),
            (
                "see http://me:pw@host/",
                "see http://REDACTED:REDACTED@host/",
            ),
            ("one\ntwo\u{1b}[31m", "one two [31m"),
        ] {
            assert_eq!(reports(KeyMask::default()).remark(message), expected);
        }
        let long = reports(KeyMask::default()).remark(&"\u{e9}".repeat(1_000));
        assert_eq!(long, "\u{e9}".repeat(LONGEST_REMARK));
        assert_eq!(reports(KeyMask::everything()).remark("anything"), MASK);
    }

    #[test]
    fn each_cause_is_told_once_and_not_too_many_of_them() {
        let reports = reports(KeyMask::default());
        for number in 0..100 {
            for _ in 0..2 {
                reports.answer(1, &Answer::Refused(format!("cause {number}")));
            }
        }
        assert_eq!(reports.causes.lock().unwrap().len(), MOST);
    }

    #[test]
    fn what_a_backend_says_hides_no_cause() {
        let reports = reports(KeyMask::default());
        for number in 0..100 {
            let message = format!("request {number} was too late");
            let rejected = number % 2;
            reports.answer(1, &Answer::Partly { rejected, message });
        }
        reports.answer(1, &Answer::Refused("the token was refused".to_owned()));
        assert_eq!(reports.remarks.lock().unwrap().len(), MOST_REMARKS);
        assert_eq!(reports.causes.lock().unwrap().len(), 1);
    }
}
