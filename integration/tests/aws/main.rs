//! `LumigoInterceptor` on clients of the AWS SDK, against a server that speaks the protocols of AWS.

mod server;
