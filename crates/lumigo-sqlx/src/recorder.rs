use crate::call::QueryCall;
use crate::driver::Driver;
use crate::rebuilt::Rebuilt;
use crate::values::{ParameterNames, parameters_text};
use lumigo_core::attributes::DB_STATEMENT_PARAMETERS;
use lumigo_core::{
    ActiveCore, Binding, DatabaseOperation, DatabaseServer, MaskingContext, PlannedCall, Sql,
    SqlCapture, SqlTexts,
};
use opentelemetry::{Context, KeyValue};
use sqlx_core::sql_str::SqlStr;
use sqlx_core::transaction::begin_ansi_transaction_sql;
use std::sync::{Arc, OnceLock};

/// What makes the spans of a pool, and of what comes from it.
#[derive(Debug)]
pub(crate) struct Recorder {
    binding: Binding,
    server: DatabaseServer,
    /// What code has asked for.
    capture: Option<SqlCapture>,
    /// Made when the first query comes.
    texts: OnceLock<SqlTexts>,
}

impl Recorder {
    pub(crate) fn new(binding: Binding, server: DatabaseServer) -> Self {
        Self {
            binding,
            server,
            capture: None,
            texts: OnceLock::new(),
        }
    }

    /// The same with what spans show.
    pub(crate) fn with_capture(&self, capture: SqlCapture) -> Self {
        Self {
            capture: Some(capture),
            ..Self::new(self.binding.clone(), self.server.clone())
        }
    }

    pub(crate) fn core(&self) -> Option<Arc<ActiveCore>> {
        self.binding.core()
    }

    pub(crate) fn server(&self) -> &DatabaseServer {
        &self.server
    }

    /// What there is to tell of a query that is made now; `None` when nobody wants to know.
    pub(crate) fn plan<DB: Driver>(&self, query: &Rebuilt<DB>) -> Option<Plan> {
        let mut plan = self.plan_text::<DB>(query.text())?;
        let core = plan.planned.core();
        if plan.capture.parameters && core.captures_payloads() {
            let parameters = query.arguments().and_then(|arguments| {
                let is_secret = |name: &str| core.is_secret(MaskingContext::RequestBody, name);
                let names = ParameterNames::new(&plan.sql, query.text(), is_secret);
                parameters_text::<DB>(arguments, &names, core.payload_length())
            });
            plan.parameters =
                parameters.and_then(|text| core.payload_text(MaskingContext::RequestBody, &text));
        }
        Some(plan)
    }

    /// The same for a text without parameters.
    fn plan_text<DB: Driver>(&self, text: &str) -> Option<Plan> {
        let core = self.binding.core()?;
        self.plan_under::<DB>(core, Context::current(), text)
    }

    fn plan_under<DB: Driver>(
        &self,
        core: Arc<ActiveCore>,
        parent: Context,
        text: &str,
    ) -> Option<Plan> {
        let planned = PlannedCall::new(core, parent)?;
        let core = planned.core();
        let texts = || SqlTexts::new(DB::DIALECT, core.payload_length());
        let sql = self.texts.get_or_init(texts).get(text);
        let capture = self.capture.unwrap_or_else(|| core.sql_capture());
        let literal = capture.literals.then_some(text);
        // Masked before it is cut: a cut URL may not look like one.
        let literal = literal.and_then(|text| {
            let text = core.mask_urls(text);
            core.payload_text(MaskingContext::General, &text)
        });
        Some(Plan {
            literal,
            planned,
            sql,
            capture,
            parameters: None,
        })
    }

    /// Begins to begin a transaction within so many others.
    pub(crate) fn begin_transaction<DB: Driver>(
        &self,
        depth: usize,
        statement: Option<&SqlStr>,
    ) -> Option<QueryCall<DB>> {
        match statement {
            Some(statement) => self.begin_text(statement.as_str()),
            None => self.begin_text(begin_ansi_transaction_sql(depth).as_str()),
        }
    }

    /// Begins a statement that sqlx makes itself.
    pub(crate) fn begin_text<DB: Driver>(&self, text: &str) -> Option<QueryCall<DB>> {
        Some(self.plan_text::<DB>(text)?.begin(self))
    }

    /// The same where the thread may have no current context any more.
    pub(crate) fn begin_under<DB: Driver>(
        &self,
        parent: Context,
        text: &str,
    ) -> Option<QueryCall<DB>> {
        let core = self.binding.core()?;
        Some(self.plan_under::<DB>(core, parent, text)?.begin(self))
    }
}

/// A query that was made, but not begun.
#[derive(Debug)]
pub(crate) struct Plan {
    planned: PlannedCall,
    sql: Arc<Sql>,
    capture: SqlCapture,
    /// The text as it is, where that is shown.
    literal: Option<String>,
    /// As JSON, masked.
    parameters: Option<String>,
}

impl Plan {
    /// Begins the query now.
    pub(crate) fn begin<DB: Driver>(self, recorder: &Recorder) -> QueryCall<DB> {
        let sql = &self.sql;
        let literal = self.literal.map(Into::into);
        let operation = DatabaseOperation {
            span_name: sql.span_name(),
            name: sql.operation().map(Into::into),
            collection: sql.collection().cloned(),
            summary: Some(sql.summary().clone()).filter(|text| !text.as_str().is_empty()),
            query_text: literal.or_else(|| Some(sql.text().clone())),
            ..DatabaseOperation::default()
        };
        let mut call = self.planned.begin(&recorder.server, operation);
        if let Some(parameters) = self.parameters {
            call.set_attribute(KeyValue::new(DB_STATEMENT_PARAMETERS, parameters));
        }
        QueryCall::new(call, self.sql, self.capture.rows)
    }
}
