use super::KeyMask;

/// What is secret where. A list of a place's own replaces the general one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Masks {
    pub(crate) general: KeyMask,
    pub(crate) request_body: Option<KeyMask>,
    pub(crate) response_body: Option<KeyMask>,
    pub(crate) request_headers: Option<KeyMask>,
    pub(crate) response_headers: Option<KeyMask>,
    pub(crate) query: Option<KeyMask>,
    pub(crate) environment: Option<KeyMask>,
}

/// Where a text comes from, which decides what is secret in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MaskingContext {
    /// Arguments, results, log records, and whatever has no list of its own:
    /// `LUMIGO_SECRET_MASKING_REGEX`.
    General,
    /// `LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_BODIES`.
    RequestBody,
    /// `LUMIGO_SECRET_MASKING_REGEX_HTTP_RESPONSE_BODIES`.
    ResponseBody,
    /// `LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_HEADERS`.
    RequestHeaders,
    /// `LUMIGO_SECRET_MASKING_REGEX_HTTP_RESPONSE_HEADERS`.
    ResponseHeaders,
    /// `LUMIGO_SECRET_MASKING_REGEX_HTTP_QUERY_PARAMS`.
    QueryParams,
    /// `LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT`.
    Environment,
}

impl Masks {
    /// The list that governs a place.
    pub(crate) fn of(&self, context: MaskingContext) -> &KeyMask {
        let own = match context {
            MaskingContext::General => None,
            MaskingContext::RequestBody => self.request_body.as_ref(),
            MaskingContext::ResponseBody => self.response_body.as_ref(),
            MaskingContext::RequestHeaders => self.request_headers.as_ref(),
            MaskingContext::ResponseHeaders => self.response_headers.as_ref(),
            MaskingContext::QueryParams => self.query.as_ref(),
            MaskingContext::Environment => self.environment.as_ref(),
        };
        own.unwrap_or(&self.general)
    }

    /// Never masks what `exceptions` matches.
    pub(crate) fn except(self, exceptions: Option<KeyMask>) -> Self {
        let Some(exceptions) = exceptions else {
            return self;
        };
        let own = |mask: Option<KeyMask>| mask.map(|mask| mask.except(&exceptions));
        Self {
            general: self.general.except(&exceptions),
            request_body: own(self.request_body),
            response_body: own(self.response_body),
            request_headers: own(self.request_headers),
            response_headers: own(self.response_headers),
            query: own(self.query),
            environment: own(self.environment),
        }
    }
}
