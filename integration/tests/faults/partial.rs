//! A backend that takes a part of what it is sent.

use crate::shop::{Dropped, PATIENCE, Shop};
use lumigo_opentelemetry::FlushError;
use lumigo_testing::{Answer, OtlpSink};

#[test]
fn rejected_spans_are_counted_and_not_sent_again() {
    let sink = OtlpSink::start();
    sink.answer_next([partial(3), partial(0), Answer::Accept, partial(10)]);
    let shop = Shop::open(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
    for lost in [3, 0, 0, 10] {
        shop.serve(10);
        let expected = match lost {
            0 => Ok(()),
            spans => Err(FlushError::Dropped { spans }),
        };
        assert_eq!(shop.lumigo.force_flush(PATIENCE), expected);
    }
    let stats = shop.settle(
        &sink,
        Dropped {
            rejected: 13,
            ..Dropped::default()
        },
    );
    assert_eq!((stats.sent, stats.retried), (27, 0));
    assert_eq!(sink.requests().len(), 4);
}

/// It cannot have rejected more than it was sent.
#[test]
fn a_number_that_cannot_be_is_not_believed() {
    use std::io::{Read, Write};
    // `partial_success { rejected_spans: … }`, with 2^40 and -1.
    let numbers: [&[u8]; 2] = [
        b"\x0a\x07\x08\x80\x80\x80\x80\x80\x20",
        b"\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    ];
    for body in numbers {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let backend = std::thread::spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            let _ = connection.read(&mut [0; 65536]).unwrap();
            let length = body.len();
            write!(
                connection,
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n"
            )
            .unwrap();
            connection.write_all(body).unwrap();
            // The rest of the request, until the client has read this.
            let _ = std::io::copy(&mut connection, &mut std::io::sink());
        });
        let shop = Shop::open_at(&endpoint, &[("OTEL_BSP_SCHEDULE_DELAY", "3600000")]);
        shop.serve(1);
        let _ = shop.lumigo.shutdown_with_timeout(PATIENCE);
        let stats = shop.stats();
        assert_eq!(stats.sent + stats.dropped_by.rejected, 1, "{stats:?}");
        drop(shop);
        backend.join().unwrap();
    }
}

fn partial(rejected: usize) -> Answer {
    Answer::Partial {
        rejected,
        message: "no more than this",
    }
}
