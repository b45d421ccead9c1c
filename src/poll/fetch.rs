//! One conditional GET, bounded in time, bytes and hops, that goes nowhere a server has no business to send it.

use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, LAST_MODIFIED, LOCATION};
use reqwest::{Response, StatusCode};
use url::Url;

use super::address::{is_private_literal, is_public};
use super::ask::Ask;
use super::clients::{Reach, proxy_for};
use super::deadline::Deadline;
use super::engine::Engine;
use super::redact::without_userinfo;
use super::room::Room;
use super::slots::{Place, Seat};
use super::turns::{LARGE, Turn};
use super::{failure, headers};
use crate::wire::{Failure, clean_line, redact};

/// What came of asking.
#[derive(Debug)]
pub(crate) struct Fetched {
    /// The status of the last answer.
    pub http: Option<u16>,
    /// How long the server wants us to stay away.
    pub retry_after: Option<Duration>,
    /// Whether the source's own server was reached on a private network; `None` where it was not the first to be asked.
    pub inside: Option<bool>,
    /// The answer, or why there is none.
    pub got: Result<Got, Failure>,
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Got {
    /// A body, and why it ended early where it did.
    Body(Head, Vec<u8>, Place, Option<Failure>),
    /// Nothing has changed.
    NotModified(Head),
    /// The feed is gone for good.
    Gone,
}

/// What the head of an answer says.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Where the answer came from in the end.
    pub url: Url,
    /// Whether every redirect on the way was a permanent one, and there was one.
    pub moved: bool,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub content_type: Option<String>,
    pub max_age: Option<Duration>,
}

/// One poll on its way from address to address.
struct Visit<'v> {
    engine: &'v Engine,
    ask: &'v Ask,
    turn: &'v Turn<'v>,
    seat: Seat<'v>,
    deadline: Deadline,
}

/// Asks from a seat, and follows redirects by hand.
pub(crate) async fn fetch(engine: &Engine, ask: &Ask, turn: &Turn<'_>, seat: Seat<'_>) -> Fetched {
    let mut fetched = Fetched {
        http: None,
        retry_after: None,
        inside: None,
        got: Err(Failure::Fault("nothing was asked".to_owned())),
    };
    let deadline = Deadline::new(&engine.policy);
    fetched.got = Visit { engine, ask, turn, seat, deadline }.follow(&mut fetched).await;
    fetched
}

impl Visit<'_> {
    async fn follow(&mut self, fetched: &mut Fetched) -> Result<Got, Failure> {
        let (engine, ask) = (self.engine, self.ask);
        let policy = &engine.policy;
        let mut url = ask.start.clone();
        let mut seen = Vec::new();
        let (mut permanent, mut at_home_in_private) = (true, false);
        loop {
            let own = ask.is_near(&url) && (seen.is_empty() || at_home_in_private);
            let response = self.hop(&url, own).await?;
            let status = response.status();
            fetched.http = Some(status.as_u16());
            fetched.retry_after = headers::retry_after(response.headers(), engine.now());
            if seen.is_empty() {
                // A source on a private network may redirect within its own host; a public name must not turn private.
                at_home_in_private = match proxy_for(&url, policy, &engine.lookup) {
                    // Who answers is the proxy, wherever that stands.
                    Some(_) => is_private_literal(&url),
                    None => response.remote_addr().is_some_and(|peer| !is_public(peer.ip())),
                };
                fetched.inside = ask.is_home(&url).then_some(at_home_in_private);
            }
            if !is_redirect(status) {
                let head = head_of(&response, url, permanent && !seen.is_empty());
                return self.conclude(response, head).await;
            }
            permanent &= matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
            let next = target(&url, response.headers(), status)?;
            seen.push(url);
            if seen.contains(&next) {
                return Err(Failure::Redirect(format!("it leads in a circle, back to {}", redact(next.as_str()))));
            }
            if seen.len() > policy.max_redirects {
                return Err(Failure::Redirect(format!("more than {} one after another", policy.max_redirects)));
            }
            url = next;
        }
    }

    /// Asks one address. `own`: the editor typed this host, so it may be anywhere.
    async fn hop(&mut self, url: &Url, own: bool) -> Result<Response, Failure> {
        let Engine { policy, lookup, clients, .. } = self.engine;
        if !own && is_private_literal(url) {
            return Err(Failure::Redirect(format!("{} is not a public address", redact(url.as_str()))));
        }
        let reach = if own { Reach::Anywhere } else { Reach::PublicOnly };
        let client = clients.get(url, reach, policy, lookup)?;
        let answer = self.deadline.wait(client.get(url.clone()).headers(self.ask.headers_for(url)).send());
        match self.seat.wait(answer).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => {
                let proxy = proxy_for(url, policy, lookup);
                Err(failure::of_request(&error, url, proxy.as_ref(), policy))
            }
            Err(late) => Err(Failure::TimedOut(late.sentence(&format!("no answer from {}", failure::place(url)), ""))),
        }
    }

    async fn conclude(&mut self, response: Response, head: Head) -> Result<Got, Failure> {
        match response.status().as_u16() {
            304 if self.ask.conditional => Ok(Got::NotModified(head)),
            304 => Err(Failure::Unreadable("it says that nothing has changed, but we have nothing yet".to_owned())),
            410 if self.ask.starts_at_home() => Ok(Got::Gone),
            200..=299 => {
                if let Some(encoding) = headers::to_text(response.headers(), &CONTENT_ENCODING)
                    .filter(|encoding| !encoding.trim().eq_ignore_ascii_case("identity"))
                {
                    let encoding = clean_line(&encoding);
                    return Err(Failure::Unreadable(format!(
                        "it is compressed as “{encoding}”, which copytaster does not read"
                    )));
                }
                let mut room = self.deadline.excuse(self.turn.aside(Room::enter(&self.engine.slots))).await;
                let (body, broken) = self.read(&mut room, response).await?;
                if body.iter().all(u8::is_ascii_whitespace) {
                    return Err(broken.unwrap_or_else(|| Failure::Unreadable("the body is empty".to_owned())));
                }
                let place = self.turn.aside(room.leave(body.len())).await;
                Ok(Got::Body(head, body, place, broken))
            }
            status => Err(Failure::Refused { status }),
        }
    }

    /// Reads the body piece by piece; what counts is the size after decompression. Where the connection gives out, what came before
    /// is handed back with the reason: it may hold whole items.
    async fn read(
        &mut self,
        room: &mut Room<'_>,
        mut response: Response,
    ) -> Result<(Vec<u8>, Option<Failure>), Failure> {
        let limit = self.ask.max_bytes;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        if response.content_length().is_some_and(|length| length > limit) {
            return Err(Failure::TooBig { limit });
        }
        let mut body = Vec::new();
        let broken = loop {
            let piece = self.deadline.wait(response.chunk());
            let Some(came) = room.wait(&mut self.seat, body.len(), piece).await else {
                let so_far = format!("it came too slowly, {} bytes of it, while other large feeds waited", body.len());
                break Some(Failure::TimedOut(so_far));
            };
            let piece = match came {
                Ok(Ok(Some(piece))) => piece,
                Ok(Ok(None)) => break None,
                Ok(Err(error)) => {
                    let failed = failure::of_body(&error, body.len());
                    if failure::is_of_connection(&error) {
                        break Some(failed);
                    }
                    return Err(failed);
                }
                Err(late) => {
                    let so_far = format!(", after {} bytes", body.len());
                    break Some(Failure::TimedOut(late.sentence("no more of the body came", &so_far)));
                }
            };
            let grown = body.len().saturating_add(piece.len());
            if grown > most {
                return Err(Failure::TooBig { limit });
            }
            if body.len() < LARGE && grown >= LARGE {
                room.make_room(body.len());
                self.deadline.excuse(self.turn.give_way()).await;
            }
            if !room.fits(grown) {
                self.deadline.excuse(self.turn.aside(room.grow(body.len(), grown))).await;
            }
            body.extend_from_slice(&piece);
        };
        body.shrink_to_fit();
        Ok((body, broken))
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads; a login or a fragment in it is not ours to use.
fn target(from: &Url, headers: &HeaderMap, status: StatusCode) -> Result<Url, Failure> {
    let Some(location) = headers.get(LOCATION) else {
        return Err(Failure::Redirect(format!("the server answered {} and did not say where to", status.as_u16())));
    };
    let location = String::from_utf8_lossy(location.as_bytes());
    let mut next = from
        .join(location.trim())
        .map_err(|_| Failure::Redirect(clean_line(&format!("{} is not an address", redact(&location)))))?;
    if !matches!(next.scheme(), "http" | "https") || !next.has_host() {
        return Err(Failure::Redirect(format!("{} is neither http nor https", redact(next.as_str()))));
    }
    next.set_fragment(None);
    Ok(without_userinfo(next))
}

fn head_of(response: &Response, url: Url, moved: bool) -> Head {
    let headers = response.headers();
    Head {
        url,
        moved,
        etag: headers::to_text(headers, &ETAG),
        last_modified: headers::to_text(headers, &LAST_MODIFIED),
        content_type: headers::to_text(headers, &CONTENT_TYPE).map(|kind| clean_line(&kind)),
        max_age: headers::max_age(headers),
    }
}

#[cfg(test)]
mod tests {
    use super::target;
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderValue, LOCATION};
    use url::Url;

    #[test]
    fn a_redirect_leads_to_http_or_nowhere() {
        let from = Url::parse("https://wire.example/feeds/all?x=1").unwrap();
        let to = |location: &[u8]| {
            let headers: HeaderMap = [(LOCATION, HeaderValue::from_bytes(location).unwrap())].into_iter().collect();
            target(&from, &headers, StatusCode::FOUND).map(String::from).map_err(|failure| failure.to_string())
        };
        assert_eq!(to(b"/new").unwrap(), "https://wire.example/new");
        assert_eq!(to(b"other#part").unwrap(), "https://wire.example/feeds/other");
        assert_eq!(to(b"//u:hunter2@b.example/").unwrap(), "https://b.example/");
        assert_eq!(to("/caf\u{e9}".as_bytes()).unwrap(), "https://wire.example/caf%C3%A9");
        for bad in [&b"file:///etc/passwd"[..], b"javascript:alert(1)", b"http://", b"data:text/html,x"] {
            let refused = to(bad).unwrap_err();
            assert!(refused.starts_with("redirect not followed: "), "{refused}");
        }
        assert!(target(&from, &HeaderMap::new(), StatusCode::FOUND).is_err());
    }
}
