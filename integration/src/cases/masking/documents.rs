use serde_json::{Value, json};

/// A payment, about 200 bytes.
pub(super) fn small() -> String {
    let payment = json!({
        "id": "pay_10042",
        "customer": { "name": "Ada Lovelace", "email": "ada@example.com" },
        "cardToken": "tok_9f8e7d6c5b4a39281706",
        "total": { "amount": 129.95, "currency": "EUR" },
        "paid": true,
        "attempts": 2,
    });
    payment.to_string()
}

/// A page of orders, about 2 KiB.
pub(super) fn middle() -> String {
    page(2)
}

/// A page of orders, about 64 KiB.
pub(super) fn large() -> String {
    page(70)
}

fn page(orders: usize) -> String {
    let orders: Vec<_> = (0..orders).map(order).collect();
    let page = json!({
        "orders": orders,
        "page": { "number": 1, "size": orders.len(), "nextPageToken": "b2Zmc2V0PTcw" },
    });
    page.to_string()
}

fn order(index: usize) -> Value {
    let items: Vec<_> = (0..4).map(|item| self::item(index * 7 + item)).collect();
    let event = json!({
        "type": "order.created",
        "orderId": 10_000 + index,
        "session": { "id": "s-81f2", "accessToken": "eyJhbGciOiJIUzI1NiJ9" },
    });
    json!({
        "id": 10_000 + index,
        "status": "shipped",
        "createdAt": "2026-11-20T18:34:00Z",
        "customer": {
            "id": format!("cus_{index:05}"),
            "name": "Ada Lovelace",
            "email": "ada@example.com",
            "address": { "street": "12 St James's Square", "city": "London", "zip": "SW1Y 4JH" },
            "password": "correct horse battery staple",
        },
        "items": items,
        "totals": { "net": 108.3, "tax": 21.65, "gross": 129.95, "currency": "EUR" },
        "tags": ["web", "first order", "gift"],
        "event": event.to_string(),
        "note": null,
    })
}

fn item(index: usize) -> Value {
    json!({
        "sku": format!("SKU-{index:06}"),
        "title": "Mechanical \"difference\" engine",
        "quantity": index % 3 + 1,
        "price": 25.99,
        "inStock": true,
    })
}
