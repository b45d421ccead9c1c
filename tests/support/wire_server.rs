//! A feed server on loopback that does as a test tells it: it may answer, hang, drip, lie, cut and bomb.
//!
//! It never sleeps to wait: a pause is a read that times out, so that it ends as soon as the client hangs up.

#![allow(dead_code, reason = "each test uses its own part of it")]
#![allow(clippy::unwrap_used, reason = "a broken test server is a failed test")]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Header names in lower case, and values byte for byte (one character a byte).
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// What to do about a request.
pub enum Reply {
    /// A whole and honest answer.
    Whole { status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8> },
    /// These bytes, then the end of the connection.
    Raw(Vec<u8>),
    /// These bytes, then silence until the client hangs up.
    Hang(Vec<u8>),
    /// The first bytes, then the others again and again, with a pause after each, until the client hangs up.
    Repeat { first: Vec<u8>, again: Vec<u8>, pause: Duration },
    /// Silence until the switch is on, then the reply.
    Hold(Arc<AtomicBool>, Box<Reply>),
}

impl Reply {
    /// An answer with a body and nothing more.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole {
            status: 200,
            headers: vec![("Content-Type", "application/rss+xml".to_owned())],
            body: body.into(),
        }
    }

    /// An answer without a body.
    pub fn status(status: u16) -> Self {
        Self::Whole { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A redirect.
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::status(status).with("Location", location)
    }

    /// The answer with one more header.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Whole { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }
}

type Answer = dyn Fn(&Request) -> Reply + Send + Sync;

/// The server; it goes when it is dropped.
pub struct WireServer {
    address: SocketAddr,
    log: Arc<Mutex<Vec<Request>>>,
    closed: Arc<AtomicBool>,
}

impl WireServer {
    /// Listens on a port that the system picks.
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (log, closed) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let answer: Arc<Answer> = Arc::new(answer);
        let (seen, over) = (Arc::clone(&log), Arc::clone(&closed));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok).take_while(|_| !over.load(Ordering::SeqCst)) {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                // An error is a client that hung up, as some should.
                thread::spawn(move || drop(serve(stream, &*answer, &seen)));
            }
        });
        Self { address, log, closed }
    }

    /// `http://127.0.0.1:port` and the path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for WireServer {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // Wakes the listener, so that its thread ends.
        drop(TcpStream::connect(self.address));
    }
}

fn serve(stream: TcpStream, answer: &Answer, log: &Mutex<Vec<Request>>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    if !reader.fill_buf()?.first().is_some_and(u8::is_ascii_uppercase) {
        // TLS, perhaps: answered as a plain server would.
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }
    while let Some(request) = read_request(&mut reader)? {
        log.lock().unwrap().push(request.clone());
        let mut reply = answer(&request);
        while let Reply::Hold(switch, then) = reply {
            while !switch.load(Ordering::SeqCst) {
                if !quiet(&stream, Duration::from_millis(2))? {
                    return Ok(());
                }
            }
            stream.set_read_timeout(None)?;
            reply = *then;
        }
        match reply {
            Reply::Whole { status, headers, body } => whole(&mut stream, status, &headers, &body)?,
            Reply::Raw(bytes) => {
                stream.write_all(&bytes)?;
                return stream.shutdown(Shutdown::Both);
            }
            Reply::Hang(bytes) => {
                stream.write_all(&bytes)?;
                while quiet(&stream, Duration::from_secs(60))? {}
                return Ok(());
            }
            Reply::Repeat { first, again, pause } => {
                stream.write_all(&first)?;
                loop {
                    stream.write_all(&again)?;
                    if !pause.is_zero() && !quiet(&stream, pause)? {
                        return Ok(());
                    }
                }
            }
            Reply::Hold(..) => {}
        }
    }
    Ok(())
}

fn whole(stream: &mut TcpStream, status: u16, headers: &[(&'static str, String)], body: &[u8]) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} Whatever\r\n").into_bytes();
    for (name, value) in headers {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend(value.chars().map(|c| u8::try_from(u32::from(c)).unwrap()));
        head.extend_from_slice(b"\r\n");
    }
    if status != 304 {
        head.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head.extend_from_slice(body);
    stream.write_all(&head)
}

/// Waits; false when the client hung up.
fn quiet(mut stream: &TcpStream, pause: Duration) -> io::Result<bool> {
    stream.set_read_timeout(Some(pause))?;
    match stream.read(&mut [0_u8; 64]) {
        Ok(0) => Ok(false),
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(true),
        Err(error) => Err(error),
    }
}

fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = || -> io::Result<String> {
        let mut bytes = Vec::new();
        reader.read_until(b'\n', &mut bytes)?;
        Ok(bytes.iter().map(|&byte| char::from(byte)).collect::<String>().trim_end().to_owned())
    };
    let Some(path) = line()?.split(' ').nth(1).map(str::to_owned) else {
        return Ok(None);
    };
    let mut request = Request { path, headers: Vec::new() };
    loop {
        match line()?.split_once(": ") {
            Some((name, value)) => request.headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => return Ok(Some(request)),
        }
    }
}

/// A feed with that many items.
pub fn rss(title: &str, items: usize) -> String {
    let item = |n: usize| {
        format!(
            "<item><title>Harbour story {n}</title><link>http://wire.example/{n}</link><guid>g{n}</guid>\
             <description>The ferry to Norvik left {n} minutes late.</description></item>"
        )
    };
    let items: String = (0..items).map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{title}</title><link>http://wire.example/</link>{items}</channel></rss>"
    )
}

/// An answer that is a web page.
pub fn html(body: String) -> Reply {
    let kind = ("Content-Type", "text/html; charset=utf-8".to_owned());
    Reply::Whole { status: 200, headers: vec![kind], body: body.into() }
}

/// A web page with a story of that headline, and what else stands on a page.
pub fn page(headline: &str) -> String {
    let paragraph = |n: usize| {
        format!(
            "<p>This is paragraph {n} of the story, which says at some length what the harbour master of Norvik had to say, \
             and why the quay, which is older than the town, is shut until the engineers have looked at it again.</p>"
        )
    };
    let story: String = (1..=6).map(paragraph).collect();
    format!(
        "<!doctype html><html><head><title>{headline}</title></head><body><nav><a href=\"/\">Home</a></nav>\
         <div class=\"cookie-banner\"><p>We use cookies.</p></div><article><h1>{headline}</h1>{story}</article>\
         <footer>All rights reserved</footer></body></html>"
    )
}

/// The bytes in gzip's clothing, stored as they are.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GZIP_HEAD.to_vec();
    out.extend(stored(bytes));
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
    out
}

/// The bytes in zlib's clothing (`Content-Encoding: deflate`), stored as they are.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let (mut a, mut b) = (1_u32, 0_u32);
    for &byte in bytes {
        a = (a + u32::from(byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    let mut out = vec![0x78, 0x01];
    out.extend(stored(bytes));
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// The bytes in brotli's clothing: one meta-block that is not compressed (RFC 7932, 9.2); at most 65,536 bytes.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len() - 1).unwrap();
    let [low, middle, high] =
        [(length & 1) << 7 | 0x0b, length >> 1 & 0xff, length >> 9 | 0x80].map(|bits| u8::try_from(bits).unwrap());
    let mut out = vec![low, middle, high];
    out.extend(bytes);
    out.push(0x03);
    out
}

/// About `size` bytes of the letter A in 158 times less of gzip: one literal, then “the last byte 258 times again”.
pub fn gzip_bomb(size: usize) -> Vec<u8> {
    // Fixed Huffman codes (RFC 1951, 3.2.6), the first bit first: final block, type 01, then 'A' as 0x30 + 65.
    let mut bits = vec![true, true, false];
    bits.extend(msb(0x30 + 65, 8));
    for _ in 0..size / 258 {
        bits.extend(msb(0b1100_0101, 8));
        bits.extend(msb(0, 5));
    }
    bits.extend(msb(0, 7));
    let mut out = GZIP_HEAD.to_vec();
    out.extend(bits.chunks(8).map(|byte| byte.iter().rev().fold(0_u8, |sum, &bit| sum << 1 | u8::from(bit))));
    out
}

const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

fn msb(code: u32, length: u32) -> impl Iterator<Item = bool> {
    (0..length).rev().map(move |bit| code >> bit & 1 == 1)
}

fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut out = vec![1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
