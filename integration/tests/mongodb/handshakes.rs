//! What clients and servers say to get to know each other.

use crate::support::Shop;
use crate::teller::Teller;
use integration::spans::text;
use mongodb::bson::doc;

#[tokio::test]
async fn handshakes_and_heartbeats_have_no_span() {
    let shop = Shop::open().await;
    for command in [
        doc! { "hello": 1 },
        doc! { "isMaster": 1 },
        doc! { "ismaster": 1 },
    ] {
        shop.database.run_command(command).await.unwrap();
    }
    shop.database.run_command(doc! { "ping": 1 }).await.unwrap();
    assert_eq!(shop.names(), [format!("ping {}", shop.database.name())]);
    shop.close().await;
}

#[tokio::test]
async fn a_handshake_of_the_hosts_own_has_one_when_that_is_asked_for() {
    for (value, expected) in [("false", 1), ("true", 0), ("no", 0)] {
        let variables = [("LUMIGO_REDUCED_MONGO_INSTRUMENTATION", value)];
        let shop = Shop::with(&variables, crate::support::options().await);
        let admin = shop.client.database("admin");
        admin.run_command(doc! { "hello": 1 }).await.unwrap();
        let names = shop.names();
        assert_eq!(names, vec!["hello admin"; expected], "{value}");
    }
}

#[tokio::test]
async fn authentication_has_no_span_whatever_the_variable_says() {
    let teller = Teller::always(doc! { "ok": 1, "payload": "hunter2" }).await;
    let variables = [("LUMIGO_REDUCED_MONGO_INSTRUMENTATION", "false")];
    let shop = Shop::with(&variables, teller.options().await);
    for command in [
        doc! { "saslStart": 1, "mechanism": "PLAIN", "payload": "hunter2" },
        doc! { "saslContinue": 1, "payload": "hunter2" },
        doc! { "authenticate": 1, "user": "ada" },
        doc! { "getnonce": 1 },
        doc! { "SASLSTART": 1 },
    ] {
        shop.database.run_command(command).await.unwrap();
    }
    assert_eq!(shop.names(), [""; 0]);
}

#[tokio::test]
async fn a_command_that_makes_a_user_shows_nothing_of_it() {
    let teller = Teller::always(doc! { "ok": 1 }).await;
    let shop = Shop::with(&[], teller.options().await);
    let create = doc! { "createUser": "ada", "pwd": "hunter2", "roles": [] };
    shop.database.run_command(create).await.unwrap();
    let span = shop.only_span();
    assert_eq!(span.name, format!("createUser {}", shop.database.name()));
    assert_eq!(text(&span, "db.request.body"), Some("****"));
    assert_eq!(text(&span, "db.response.body"), Some("****"));
}
