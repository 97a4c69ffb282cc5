//! What the other tests rely on: the server of this process.

use aws_sdk_sqs::Client;
use integration::moto::Moto;
use integration::wire::soon;
use std::net::TcpStream;

#[tokio::test]
async fn a_server_that_was_killed_is_gone_and_comes_back_empty() {
    let moto = Moto::start();
    let sqs = Client::new(&moto.config());
    soon(sqs.create_queue().queue_name("orders").send())
        .await
        .unwrap();
    moto.kill();
    let address = moto.endpoint().replace("http://", "");
    assert!(TcpStream::connect(&address).is_err());
    moto.restart();
    let queues = soon(sqs.list_queues().send()).await.unwrap();
    assert_eq!(queues.queue_urls(), <&[String]>::default());
}
