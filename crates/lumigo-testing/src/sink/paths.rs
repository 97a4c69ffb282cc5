/// Where the three signals are posted to.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    pub(super) traces: String,
    pub(super) metrics: String,
    pub(super) logs: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            traces: "/v1/traces".to_owned(),
            metrics: "/v1/metrics".to_owned(),
            logs: "/v1/logs".to_owned(),
        }
    }
}
