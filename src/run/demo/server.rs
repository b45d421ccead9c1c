//! Serves the demo's feeds over HTTP/1.1 on a loopback port of its own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;

use super::copy::{Outlet, outlets};
use super::edition::{http_date, media_type, out_by, page, set};
use crate::wire::Source;

/// The most that is read of a request, in bytes; a feed reader's is a tenth of that.
const HEAD_LIMIT: u64 = 16 * 1024;
/// How long a client may take over its request, or over taking the answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the demo's sources may be asked. Short, since copy arrives while one looks.
const EVERY: Duration = Duration::from_secs(10);

/// The demo's wire: it serves until it is dropped.
pub struct DemoWire {
    addr: SocketAddr,
    wire: Arc<Wire>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// What the threads share; nothing in it changes but by being set once.
struct Wire {
    outlets: Vec<(Outlet, Vec<OnceLock<String>>)>,
    /// Where it is served, as the beginning of an address.
    site: String,
    started: Timestamp,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl DemoWire {
    /// Starts to serve on a free port of 127.0.0.1. The copy's times are counted from what the clock says now.
    ///
    /// # Errors
    /// No port or no thread can be had.
    pub fn start(clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> io::Result<Self> {
        let outlets = outlets().map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
        // One place for each number of filings that can be out, none included.
        let outlets = outlets.into_iter().map(|outlet| {
            let editions = (0..=outlet.filed.len()).map(|_| OnceLock::new()).collect();
            (outlet, editions)
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let site = format!("http://{addr}");
        let wire = Arc::new(Wire { outlets: outlets.collect(), site, started: clock(), clock });
        let stop = Arc::new(AtomicBool::new(false));
        let thread = std::thread::Builder::new().name("demo-wire".to_owned()).spawn({
            let (wire, stop) = (Arc::clone(&wire), Arc::clone(&stop));
            move || accept(&listener, &wire, &stop)
        })?;
        Ok(Self { addr, wire, stop, thread: Some(thread) })
    }

    /// The address that it serves on.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// A subscription to each of its outlets.
    pub fn sources(&self) -> Vec<Source> {
        let source = |(outlet, _): &(Outlet, _)| {
            let mut source = Source::new(outlet.name, format!("http://{}/{}", self.addr, outlet.file));
            source.tags = outlet.tags.iter().map(|&tag| tag.to_owned()).collect();
            source.every = Some(EVERY);
            source
        };
        self.wire.outlets.iter().map(source).collect()
    }
}

impl Drop for DemoWire {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // The thread sits in `accept`; a connection wakes it. Where none can be made it is left to end with the process.
        if TcpStream::connect_timeout(&self.addr, PATIENCE).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, wire: &Arc<Wire>, stop: &AtomicBool) {
    let mut open: Vec<(Sender<()>, JoinHandle<()>)> = Vec::new();
    while let Ok((stream, _)) = listener.accept() {
        if stop.load(Ordering::Acquire) {
            break;
        }
        open.retain(|(_, thread)| !thread.is_finished());
        let (alive, stopped) = mpsc::channel();
        let wire = Arc::clone(wire);
        let client = std::thread::Builder::new().spawn(move || {
            // A client that goes away in the middle is its own affair.
            let _ = serve(&stream, &wire, &stopped);
        });
        if let Ok(thread) = client {
            open.push((alive, thread));
        }
    }
    // Whoever waits on behalf of a slow outlet hears that its sender is gone.
    let threads: Vec<JoinHandle<()>> = open.into_iter().map(|(_, thread)| thread).collect();
    for thread in threads {
        let _ = thread.join();
    }
}

/// What a request asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    method: String,
    path: String,
    if_none_match: Option<String>,
}

/// What is answered.
struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Answer {
    fn plain(status: &'static str, body: &str) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", "text/plain; charset=utf-8".to_owned())],
            body: format!("{body}\n"),
        }
    }
}

fn serve(stream: &TcpStream, wire: &Wire, stopped: &Receiver<()>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = read_request(stream)?;
    let slow = request.as_ref().and_then(|r| wire.find(&r.path)).map_or(Duration::ZERO, |(outlet, _)| outlet.slow);
    if !slow.is_zero() && stopped.recv_timeout(slow) != Err(RecvTimeoutError::Timeout) {
        return Ok(());
    }
    let answer = request.as_ref().map_or_else(|| Answer::plain("400 Bad Request", "no request"), |r| wire.answer(r));
    let mut out = format!("HTTP/1.1 {}\r\nDate: {}\r\n", answer.status, http_date((wire.clock)()));
    for (name, value) in &answer.headers {
        out.extend([name, ": ", value, "\r\n"]);
    }
    // A 304 has no body and must not tell a length other than the feed's.
    if !answer.status.starts_with("304") {
        out.extend(["Content-Length: ", &answer.body.len().to_string(), "\r\n"]);
    }
    out.push_str("Connection: close\r\n\r\n");
    if request.is_none_or(|r| r.method != "HEAD") {
        out.push_str(&answer.body);
    }
    let mut stream = stream;
    stream.write_all(out.as_bytes())
}

/// Reads a request's head; `None` where it is not one.
fn read_request(stream: impl Read) -> io::Result<Option<Request>> {
    let mut lines = BufReader::new(stream.take(HEAD_LIMIT)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let mut words = first.split(' ');
    let (Some(method), Some(path), Some(version)) = (words.next(), words.next(), words.next()) else { return Ok(None) };
    if !version.starts_with("HTTP/1.") {
        return Ok(None);
    }
    let mut request = Request { method: method.to_owned(), path: path.to_owned(), if_none_match: None };
    for line in lines {
        let line = line?;
        if line.is_empty() {
            return Ok(Some(request));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("if-none-match")
        {
            request.if_none_match = Some(value.trim().to_owned());
        }
    }
    Ok(None)
}

impl Wire {
    fn find(&self, path: &str) -> Option<&(Outlet, Vec<OnceLock<String>>)> {
        let file = path.split('?').next().unwrap_or_default().strip_prefix('/')?;
        self.outlets.iter().find(|(outlet, _)| outlet.file == file)
    }

    fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            let mut answer = Answer::plain("405 Method Not Allowed", "GET or HEAD");
            answer.headers.push(("Allow", "GET, HEAD".to_owned()));
            return answer;
        }
        match self.find(&request.path) {
            Some((outlet, editions)) => self.feed(outlet, editions, request.if_none_match.as_deref()),
            None if request.path == "/" => self.front(),
            None if request.path.starts_with("/page/") => self.page(request.path.trim_start_matches("/page/")),
            None => Answer::plain("404 Not Found", "no such feed"),
        }
    }

    fn feed(&self, outlet: &Outlet, editions: &[OnceLock<String>], known: Option<&str>) -> Answer {
        let elapsed = (self.clock)().duration_since(self.started).as_secs();
        let out = out_by(outlet, elapsed);
        let etag = format!("\"{:x}-{out}\"", self.started.as_second());
        let known = known.is_some_and(|known| {
            known == "*" || known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
        });
        let mut headers = vec![("ETag", etag), ("Cache-Control", "no-cache".to_owned())];
        if known {
            return Answer { status: "304 Not Modified", headers, body: String::new() };
        }
        headers.push(("Content-Type", media_type(outlet.form).to_owned()));
        // Set once for each number of filings, however often it is asked for.
        let body = editions.get(out).map(|edition| edition.get_or_init(|| set(outlet, &self.site, self.started, out)));
        Answer { status: "200 OK", headers, body: body.cloned().unwrap_or_default() }
    }

    /// The page of a story of which the feed gives the beginning.
    fn page(&self, id: &str) -> Answer {
        let elapsed = (self.clock)().duration_since(self.started).as_secs();
        let filed = self.outlets.iter().find_map(|(outlet, _)| {
            let mut out = outlet.filed.iter().rev().filter(|filed| filed.at <= elapsed && filed.teaser > 0);
            out.find(|filed| filed.id == id).map(|filed| (outlet, filed))
        });
        let Some((outlet, filed)) = filed else { return Answer::plain("404 Not Found", "no such story") };
        Answer {
            status: "200 OK",
            headers: vec![("Content-Type", "text/html; charset=utf-8".to_owned())],
            body: page(outlet, filed, self.started),
        }
    }

    /// A page that announces the feeds, so that discovery can be tried too.
    fn front(&self) -> Answer {
        let links = self.outlets.iter().map(|(outlet, _)| {
            let kind = media_type(outlet.form).split(';').next().unwrap_or_default();
            format!("<link rel=\"alternate\" type=\"{kind}\" title=\"{}\" href=\"/{}\">\n", outlet.name, outlet.file)
        });
        let links: String = links.collect();
        Answer {
            status: "200 OK",
            headers: vec![("Content-Type", "text/html; charset=utf-8".to_owned())],
            body: format!("<!doctype html>\n<title>A made-up wire</title>\n{links}<p>A made-up wire.</p>\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicI64;

    use super::*;

    /// A wire whose clock stands at the start until it is moved on, in seconds.
    fn wire() -> (DemoWire, Arc<AtomicI64>) {
        let now = Arc::new(AtomicI64::new(1_700_000_000));
        let clock = Arc::clone(&now);
        let clock = move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap();
        (DemoWire::start(Arc::new(clock)).unwrap(), now)
    }

    fn ask(wire: &DemoWire, request: &str) -> String {
        let mut stream = TcpStream::connect(wire.addr()).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn get(wire: &DemoWire, path: &str, more: &str) -> String {
        ask(wire, &format!("GET {path} HTTP/1.1\r\nHost: {}\r\n{more}\r\n", wire.addr()))
    }

    fn etag(answer: &str) -> &str {
        answer.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap()
    }

    #[test]
    fn a_feed_that_has_not_changed_is_answered_with_304_until_copy_arrives() {
        let (wire, now) = wire();
        let first = get(&wire, "/meridian.xml", "");
        assert!(first.starts_with("HTTP/1.1 200 OK\r\n") && !first.contains("CONCEDES"));
        let known = format!("if-none-match: W/\"x\", W/{}\r\n", etag(&first));
        let again = get(&wire, "/meridian.xml", &known);
        assert!(again.starts_with("HTTP/1.1 304 ") && again.ends_with("\r\n\r\n") && !again.contains("Content-Length"));
        now.fetch_add(21, Ordering::SeqCst);
        let later = get(&wire, "/meridian.xml", &known);
        assert!(later.starts_with("HTTP/1.1 200 OK\r\n") && later.contains("CONCEDES"));
        assert_ne!(etag(&later), etag(&first));
        assert!(later.matches("<item>").count() > first.matches("<item>").count());
    }

    #[test]
    fn an_answer_tells_its_length_and_a_head_request_gets_no_body() {
        let (wire, _) = wire();
        let whole = get(&wire, "/ostgate.json", "");
        let (head, body) = whole.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())), "{head}");
        assert!(head.contains("\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"), "{head}");
        let head_only = ask(&wire, "HEAD /ostgate.json HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(head_only.split_once("\r\n\r\n").unwrap(), (head, ""));
    }

    #[test]
    fn what_is_not_a_request_for_a_feed_is_refused_with_the_right_number() {
        let (wire, _) = wire();
        assert!(get(&wire, "/no-such.xml", "").starts_with("HTTP/1.1 404 "));
        assert!(ask(&wire, "POST /halyard.xml HTTP/1.1\r\nHost: x\r\n\r\n").contains("\r\nAllow: GET, HEAD\r\n"));
        assert!(ask(&wire, "hello\r\n\r\n").starts_with("HTTP/1.1 400 "));
        assert!(get(&wire, "/", "").contains("href=\"/tidewater.xml\""));
    }

    #[test]
    fn there_is_a_source_for_each_outlet_and_each_is_served() {
        let (wire, _) = wire();
        let sources = wire.sources();
        assert!(sources.len() >= 8);
        let home = format!("http://{}", wire.addr());
        for source in sources.iter().filter(|source| !source.url.ends_with("/pennant.xml")) {
            let path = source.url.strip_prefix(&home).unwrap();
            assert!(get(&wire, path, "").starts_with("HTTP/1.1 200 OK\r\n"), "{}", source.url);
        }
    }

    #[test]
    fn each_story_that_comes_as_a_teaser_has_its_whole_copy_on_its_page() {
        let (wire, _) = wire();
        let (mut found, site) = (0, format!("http://{}", wire.addr()));
        for outlet in outlets().unwrap() {
            for filed in outlet.filed.iter().filter(|filed| filed.teaser > 0) {
                let feed = get(&wire, &format!("/{}", outlet.file), "");
                assert!(feed.contains(&format!("{site}/page/{}", filed.id)), "{}", filed.id);
                let answer = get(&wire, &format!("/page/{}", filed.id), "");
                let html = answer.split_once("\r\n\r\n").unwrap().1;
                let crate::wire::Extracted::Article(article) = crate::analysis::extract(html, Some(&site)) else {
                    panic!("{}: no story on its page", filed.id)
                };
                let last = filed.paragraphs.last().unwrap();
                assert!(article.text.ends_with(last), "{}: {}", filed.id, article.text);
                assert!(!feed.contains(last) && filed.teaser < filed.paragraphs.len(), "{}", filed.id);
                found += 1;
            }
        }
        assert!(found >= 3, "{found}");
        assert!(get(&wire, "/page/no-such-story", "").starts_with("HTTP/1.1 404 "));
    }

    #[test]
    fn stopping_does_not_wait_for_the_slow_outlet() {
        let (wire, _) = wire();
        let mut stream = TcpStream::connect(wire.addr()).unwrap();
        stream.write_all(b"GET /pennant.xml HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        drop(wire);
        // Closed without an answer, or reset where the wire stopped before it took the connection.
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        assert!(answer.is_empty(), "{read:?}: {answer}");
    }
}
