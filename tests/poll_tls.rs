//! Secure connections that fail, each for its own reason, with a true sentence; and one that does not.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may fail anywhere")]

#[path = "support/poll_desk.rs"]
mod poll_desk;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use copytaster::poll::Policy;
use copytaster::wire::{Failure, Outcome};
use poll_desk::{job, poll, poller};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const FEED: &str = "<rss version='2.0'><channel><title>t</title><item><title>Quay shut</title></item></channel></rss>";

/// A certificate, or a key, made for these tests: they open nothing.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

/// A server on loopback that shows a certificate and answers one request; returns its port.
fn serve(certificate: &str) -> u16 {
    let chain = vec![CertificateDer::from_pem_file(fixture(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(fixture("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let Ok((socket, _)) = listener.accept() else { return };
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
        let mut request = [0; 4096];
        // A client that does not like the certificate hangs up here.
        if stream.read(&mut request).is_ok() {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n", FEED.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(FEED.as_bytes()));
            let _ = stream.flush();
        }
    });
    port
}

async fn outcome(certificate: &str, trusts_the_authority: bool) -> Outcome {
    let tls_ca_file = trusts_the_authority.then(|| fixture("ca.pem"));
    let url = format!("https://localhost:{}/feed", serve(certificate));
    poll(&poller(Policy { tls_ca_file, ..Policy::default() }), job(&url)).await.outcome
}

#[tokio::test]
async fn each_bad_certificate_is_named_for_what_it_is() {
    assert_eq!(outcome("good.pem", true).await, Outcome::Fresh);
    for (certificate, trusted, words) in [
        ("expired.pem", true, "the certificate of localhost has expired"),
        ("wrong.pem", true, "the certificate shown is for another host than localhost"),
        ("good.pem", false, "comes from an unknown issuer; set tls_ca_file if the issuer is your own"),
    ] {
        match outcome(certificate, trusted).await {
            Outcome::Failed(Failure::Tls(why)) => assert!(why.contains(words), "{certificate}: {why}"),
            other => panic!("{certificate}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_file_of_authorities_that_is_none_is_named() {
    for (file, words) in [("no-such.pem", "No such file"), ("server.key", "there is no certificate in it")] {
        let policy = Policy { tls_ca_file: Some(fixture(file)), ..Policy::default() };
        let failed = poll(&poller(policy), job("https://localhost:1/feed")).await.outcome;
        assert!(matches!(&failed, Outcome::Failed(why) if why.to_string().contains(words)), "{file}: {failed:?}");
    }
}

#[test]
fn a_machine_without_authorities_is_told_of_by_the_doctor_and_by_each_poll() {
    let home = tempfile::tempdir().unwrap();
    let source = format!("[[source]]\nname = \"quay\"\nurl = \"https://localhost:{}/feed\"\n", serve("good.pem"));
    std::fs::write(home.path().join("sources.toml"), source).unwrap();
    std::fs::write(home.path().join("config.toml"), "").unwrap();
    for args in [&["doctor"][..], &["poll", "--all"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_copytaster"));
        command.args(["--config", "config.toml", "--sources", "sources.toml", "--cache", "desk.db"]).args(args);
        command.current_dir(home.path()).env("HOME", home.path()).env("TERM", "xterm");
        let output = command.env("SSL_CERT_FILE", "/no/such/file").env_remove("SSL_CERT_DIR").output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(said.contains("no secure connection: no CA certificates: SSL_CERT_FILE names /no/such/file"), "{said}");
    }
}
