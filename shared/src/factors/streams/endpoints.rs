//! Which streams the command line names.

use std::time::Duration;

use lexopt::{Parser, ValueExt};
use redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};

use crate::args;

/// What `--help` says about streams.
pub(in crate::factors) const HELP: &str = "
Streams, in place of TCP: each message is a number, each answer a message.

  --input URL      take the messages from this stream
  --output URL     send the answers to this one
  --claim-after S  claim the messages of a copy of this program that hasn't been heard of for S seconds, 1 to 86400
                   [default: 10]; for Redis

  redis://HOST[:PORT]/NAME  a stream of a Redis server, 6.2 or newer. All copies that read it share its messages; a
                            message counts as done once its answer is in the output. What a copy held that died is
                            done by the others, so that an answer may come twice, and none is lost.
  stdio:///NAME             stdin, a line each, to its end; or stdout
";

/// The streams at both ends.
pub(in crate::factors) struct Endpoints {
    /// Where the messages come from.
    pub(super) input: Url,
    /// Where the answers go.
    pub(super) output: Url,
    /// How long a copy of the program isn't heard of before others claim what it held.
    pub(in crate::factors) claim_after: Duration,
}

/// What the command line says about streams.
#[derive(Default)]
pub(in crate::factors) struct Arguments {
    input: Option<Url>,
    output: Option<Url>,
    claim_after: Option<usize>,
}

impl Arguments {
    /// Reads the value of option `--name`.
    ///
    /// # Errors
    /// When it makes no sense.
    pub(in crate::factors) fn read(&mut self, name: &str, parser: &mut Parser) -> Result<(), lexopt::Error> {
        if name == "claim-after" {
            self.claim_after = Some(args::number(parser, "--claim-after", 1..=86_400)?);
            return Ok(());
        }
        let text = parser.value()?.string()?;
        let url = Url::parse(&text).map_err(|what| format!("--{name} {text}: {what}"))?;
        *(if name == "input" { &mut self.input } else { &mut self.output }) = Some(url);
        Ok(())
    }

    /// Both endpoints, or neither.
    ///
    /// # Errors
    /// When one is missing, or both are the same.
    pub(in crate::factors) fn finish(self) -> Result<Option<Endpoints>, lexopt::Error> {
        match (self.input, self.output, self.claim_after) {
            (None, None, None) => Ok(None),
            (Some(input), Some(output), _) if input.is_the_same_as(&output) => {
                Err("--input and --output: the answers would come round as messages for ever".into())
            }
            (Some(input), Some(output), claim_after) => {
                let claim_after = Duration::from_secs(claim_after.unwrap_or(10) as u64);
                Ok(Some(Endpoints { input, output, claim_after }))
            }
            (None, _, _) => Err("--input is missing: where do the messages come from?".into()),
            (_, None, _) => Err("--output is missing: where do the answers go?".into()),
        }
    }
}

/// A stream, and where it is.
pub(super) struct Url {
    pub(super) backend: Backend,
    pub(super) stream: String,
    /// As it was given, without the password.
    pub(super) text: String,
}

/// Where a stream is.
pub(super) enum Backend {
    Redis(ConnectionInfo),
    Stdio,
}

impl Url {
    /// Reads `SCHEME://PLACE/NAME`.
    ///
    /// # Errors
    /// When it is something else: what is wrong with it.
    fn parse(text: &str) -> Result<Self, String> {
        const FORMS: &str = "not like redis://HOST/NAME or stdio:///NAME";
        let (scheme, rest) = text.split_once("://").ok_or(FORMS)?;
        let (place, stream) = rest.rsplit_once('/').ok_or(FORMS)?;
        let backend = match scheme {
            "redis" if !place.is_empty() => {
                let info = format!("redis://{place}").into_connection_info();
                Backend::Redis(info.map_err(|error| error.to_string())?)
            }
            "stdio" if place.is_empty() => Backend::Stdio,
            _ => return Err(FORMS.into()),
        };
        // SeaStreamer's rule for names.
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !(1..250).contains(&stream.len()) || !stream.chars().all(fits) {
            return Err(format!(
                "the name {stream:?} isn't 1 to 249 letters, digits, dots, dashes, underscores"
            ));
        }
        let (_, place) = place.rsplit_once('@').unwrap_or(("", place));
        Ok(Self { backend, stream: stream.into(), text: format!("{scheme}://{place}/{stream}") })
    }

    /// Which server it is on, if any.
    pub(super) fn server(&self) -> Option<&ConnectionAddr> {
        match &self.backend {
            Backend::Redis(info) => Some(info.addr()),
            Backend::Stdio => None,
        }
    }

    /// Whether what is sent to the one comes from the other.
    fn is_the_same_as(&self, other: &Self) -> bool {
        matches!((&self.backend, &other.backend), (Backend::Redis(this), Backend::Redis(that))
            if this.addr() == that.addr()
                && this.redis_settings().db() == that.redis_settings().db()
                && self.stream == other.stream)
    }
}
