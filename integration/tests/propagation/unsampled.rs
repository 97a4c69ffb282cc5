//! A caller that is not sampled.

use crate::support::{FORMATS, PARENT, TRACE, headers_of, relayed, sorted, with_formats};

#[tokio::test]
async fn it_stays_unsampled_downstream_in_its_format() {
    for format in FORMATS {
        let (lumigo, recorder) = with_formats(format);
        let caller = headers_of(format, TRACE, PARENT, false);
        let sent = relayed(&lumigo, "/", &caller).await;
        assert_eq!(sent, sorted(caller), "{format}");
        assert!(recorder.spans().is_empty(), "{format}");
    }
}

#[tokio::test]
async fn it_stays_unsampled_downstream_in_other_formats() {
    for format in FORMATS {
        let list = FORMATS.join(",");
        let (lumigo, recorder) = with_formats(&list);
        let caller = headers_of(format, TRACE, PARENT, false);
        let sent = relayed(&lumigo, "/", &caller).await;
        let all = FORMATS.map(|format| headers_of(format, TRACE, PARENT, false));
        assert_eq!(sent, sorted(all.concat()), "{format}");
        assert!(recorder.spans().is_empty(), "{format}");
    }
}

#[tokio::test]
async fn a_denial_without_a_span_holds_downstream() {
    for (format, header, end) in [
        ("b3", "b3: 0", "-0"),
        ("b3", "x-b3-sampled: 0", "-0"),
        ("b3multi", "b3: 0", "x-b3-sampled: 0"),
        (
            "xray",
            "x-amzn-trace-id: Root=1-67891233-abcdef012345678912345678;Sampled=0",
            ";Sampled=0",
        ),
    ] {
        let (lumigo, recorder) = with_formats(format);
        let sent = relayed(&lumigo, "/", &[header.to_owned()]).await;
        assert!(sent.iter().any(|line| line.ends_with(end)), "{sent:?}");
        assert!(recorder.spans().is_empty(), "{header}");
    }
}
