use std::future::ready;
use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::signal::ctrl_c;
use tokio::task::block_in_place;
use tokio::time::{MissedTickBehavior, interval};

use crate::arrivals::Arrivals;
use crate::output::Output;
use crate::telemetry::Telemetry;

const LOOK: Duration = Duration::from_millis(500);

/// Shows each trace soon after its request, until Ctrl-C.
pub(crate) async fn until_ctrl_c(
    shop_url: &str,
    telemetry: &Telemetry,
    arrivals: &mut Arrivals,
    output: Output,
) -> io::Result<()> {
    let mut stopped = pin!(ctrl_c());
    // The first poll installs the handler; nobody is told of Ctrl-C before that.
    tokio::select! {
        biased;
        result = &mut stopped => return result,
        () = ready(()) => (),
    }
    output.say(&hints(shop_url));
    output.say(&match telemetry.remote() {
        None => "Each trace is printed here when it has arrived. Ctrl-C ends.\n".to_owned(),
        Some(address) => format!("The spans go to {address}. Ctrl-C ends.\n"),
    });
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            result = &mut stopped => return result,
            _ = look.tick() => {
                // A flush blocks its thread until the backend has answered.
                let spans = block_in_place(|| arrivals.of_finished_requests(telemetry));
                output.spans(&spans);
            }
        }
    }
}

fn hints(shop_url: &str) -> String {
    format!(
        "\
The shop listens on {shop_url}. Try:

  curl {shop_url}/orders -H content-type:application/json \\
    -d '{{\"item\":\"coffee\",\"quantity\":2}}'
  curl {shop_url}/orders/1
  curl {shop_url}/orders
  curl {shop_url}/orders -H content-type:application/json \\
    -d '{{\"item\":\"tea\",\"quantity\":99}}'
  curl {shop_url}/health
"
    )
}
