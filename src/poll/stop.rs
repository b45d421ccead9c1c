//! A signal to stop that many tasks can wait for.

use std::future;

use tokio::sync::watch;

/// Gives the signal. Dropping it gives the signal too, so that nothing polls on for an owner that is gone.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

impl Stopper {
    /// Tells everyone who holds a token to stop. To stop twice is to stop once.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

/// Waits for the signal.
#[derive(Debug, Clone)]
pub struct StopToken(Option<watch::Receiver<bool>>);

impl StopToken {
    /// A stopper and its token.
    pub fn pair() -> (Stopper, Self) {
        let (sender, receiver) = watch::channel(false);
        (Stopper(sender), Self(Some(receiver)))
    }

    /// A token that never stops anything.
    pub fn never() -> Self {
        Self(None)
    }

    /// Whether the signal was given.
    pub fn is_stopped(&self) -> bool {
        self.0.as_ref().is_some_and(|signal| *signal.borrow() || signal.has_changed().is_err())
    }

    /// Comes back when the signal was given, at once if that is past.
    pub async fn stopped(&self) {
        match &self.0 {
            // An error means that the stopper is gone, which is a signal as well.
            Some(signal) => drop(signal.clone().wait_for(|stopped| *stopped).await),
            None => future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StopToken;

    #[tokio::test]
    async fn a_token_hears_its_stopper_and_hears_it_leave() {
        let (stopper, token) = StopToken::pair();
        assert!(!token.is_stopped());
        stopper.stop();
        token.stopped().await;
        assert!(token.is_stopped());
        let (stopper, token) = StopToken::pair();
        drop(stopper);
        token.stopped().await;
        assert!(token.is_stopped());
        assert!(!StopToken::never().is_stopped());
    }
}
