use super::{Process, Service};
use std::net::TcpListener;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often it is started: another process may take the port that was free before.
const ATTEMPTS: usize = 5;

/// A server of its own. It ends when this is dropped, and with the process of the test, however that ends.
#[derive(Debug)]
pub struct Server {
    service: &'static Service,
    port: u16,
    process: Mutex<Option<Process>>,
}

impl Server {
    #[track_caller]
    pub(super) fn start(service: &'static Service) -> Self {
        let (port, process) = first_of(service, free_port);
        Self {
            service,
            port,
            process: Mutex::new(Some(process)),
        }
    }

    /// Where it takes connections, with the database and the user if there are such.
    #[must_use]
    pub fn url(&self) -> String {
        (self.service.url)(self.port)
    }

    /// Its port on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it in the middle of whatever it does. Its port refuses connections when this returns.
    pub fn kill(&self) {
        *self.process() = None;
    }

    /// Starts it again where it was, with nothing of what it knew.
    ///
    /// # Panics
    ///
    /// When it ends at once.
    #[track_caller]
    pub fn restart(&self) {
        let mut process = self.process();
        *process = None;
        *process = Some(first_of(self.service, || self.port).1);
    }

    // A failed assertion elsewhere must not be hidden by a second one.
    fn process(&self) -> MutexGuard<'_, Option<Process>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first that takes connections, with its port.
#[track_caller]
fn first_of(service: &Service, port: impl Fn() -> u16) -> (u16, Process) {
    let mut output = String::new();
    for _ in 0..ATTEMPTS {
        let port = port();
        match service.run(port) {
            Ok(process) => return (port, process),
            Err(printed) => output = printed,
        }
    }
    panic!("the server {} does not start:\n{output}", service.script)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}
