/// What a customer asks the shop for, and the shop asks the stock for.
#[derive(Debug, serde::Deserialize, serde::Serialize)]
pub(crate) struct Order {
    pub(crate) item: String,
    pub(crate) quantity: u32,
}
