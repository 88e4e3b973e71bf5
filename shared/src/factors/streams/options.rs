//! Which streams the command line names.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use ::redis::{ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use lexopt::{Parser, ValueExt};
use sea_streamer::{SEA_STREAMER_INTERNAL, StreamKey};

use crate::args;

/// How long a copy of the program isn't heard of before others take over, unless the command line says otherwise, in
/// seconds.
const CLAIM_AFTER: usize = 10;

/// What `--help` says about streams.
pub(in crate::factors) const HELP: &str = "
Streams, in place of TCP: each message is a number, each answer a message.

  --input URL      take the messages from this stream
  --output URL     send the answers to this one
  --claim-after S  take over the messages of a copy of this program that hasn't been heard of for S seconds, 1 to
                   86400 [default: 10]; for Redis

  redis://HOST[:PORT]/NAME  a stream of a Redis server, 6.2 or newer. All copies that read it share its messages; a
                            message counts as done once its answer is in the output. What a copy held that died is
                            done by the others, so that an answer may come twice, and none is lost.
  file:///PATH/NAME         the stream NAME in a SeaStreamer file, read from its beginning to its end; answers are
                            appended
  stdio:///NAME             stdin, a line each, to its end; or stdout
";

/// The streams at both ends.
#[derive(Clone)]
pub(in crate::factors) struct Ends {
    /// Where the messages come from.
    pub(super) input: Url,
    /// Where the answers go.
    pub(super) output: Url,
    /// How long a copy of the program isn't heard of before others take over what it held.
    pub(super) claim_after: Duration,
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
        let mut url = || -> Result<Url, lexopt::Error> {
            let text = parser.value()?.string()?;
            Url::parse(&text).map_err(|what| format!("--{name} {text}: {what}").into())
        };
        match name {
            "input" => self.input = Some(url()?),
            "output" => self.output = Some(url()?),
            _ => self.claim_after = Some(args::number(parser, "--claim-after", 1..=86_400)?),
        }
        Ok(())
    }

    /// Both ends, or neither.
    ///
    /// # Errors
    /// When one is missing.
    pub(in crate::factors) fn finish(self) -> Result<Option<Ends>, lexopt::Error> {
        match (self.input, self.output) {
            (Some(input), Some(output)) => {
                if input.is_the_same_as(&output) {
                    return Err(
                        "--input and --output: the answers would come round as messages for ever".into()
                    );
                }
                let claim_after = Duration::from_secs(self.claim_after.unwrap_or(CLAIM_AFTER) as u64);
                Ok(Some(Ends { input, output, claim_after }))
            }
            (Some(_), None) => Err("--input needs an --output for the answers".into()),
            (None, Some(_)) => Err("--output needs an --input that the messages come from".into()),
            (None, None) if self.claim_after.is_some() => Err("--claim-after needs an --input".into()),
            (None, None) => Ok(None),
        }
    }
}

/// A stream, and where it is.
#[derive(Clone)]
pub(in crate::factors) struct Url {
    pub(super) place: Place,
    pub(super) stream: StreamKey,
}

/// Where a stream is.
#[derive(Clone)]
pub(super) enum Place {
    Redis(Box<ConnectionInfo>),
    /// The path of a file.
    File(String),
    Stdio,
}

impl Url {
    /// Reads `SCHEME://PLACE/NAME`.
    ///
    /// # Errors
    /// When it is something else: what is wrong with it.
    fn parse(text: &str) -> Result<Self, String> {
        const FORMS: &str = "not like redis://HOST/NAME, file:///PATH/NAME or stdio:///NAME";
        let (scheme, rest) = text.split_once("://").ok_or(FORMS)?;
        let (place, stream) = rest.rsplit_once('/').ok_or(FORMS)?;
        let place = match scheme {
            "redis" if !place.is_empty() => {
                let info = format!("redis://{place}").into_connection_info();
                Place::Redis(Box::new(info.map_err(|error| error.to_string())?))
            }
            "file" if !place.is_empty() => Place::File(place.to_owned()),
            "stdio" if place.is_empty() => Place::Stdio,
            _ => return Err(FORMS.into()),
        };
        let key =
            StreamKey::new(stream).ok().filter(|_| !stream.is_empty() && stream != SEA_STREAMER_INTERNAL);
        let stream = key.ok_or_else(|| {
            format!(
                "{stream:?} is no name of a stream: 1 to 249 letters, digits, dots, dashes and underscores"
            )
        })?;
        Ok(Self { place, stream })
    }

    /// Whether what is sent to the one comes from the other. (A file is only read as far as it goes at first.)
    fn is_the_same_as(&self, other: &Self) -> bool {
        match (&self.place, &other.place) {
            (Place::Redis(this), Place::Redis(that)) => {
                this.addr == that.addr && this.redis.db == that.redis.db && self.stream == other.stream
            }
            _ => false,
        }
    }
}

/// Without the password.
impl Display for Url {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let stream = self.stream.name();
        match &self.place {
            Place::Redis(info) => match &info.addr {
                ConnectionAddr::Tcp(host, port) if host.contains(':') => {
                    write!(f, "redis://[{host}]:{port}/{stream}")
                }
                address => write!(f, "redis://{address}/{stream}"),
            },
            Place::File(path) => write!(f, "file://{path}/{stream}"),
            Place::Stdio => write!(f, "stdio:///{stream}"),
        }
    }
}
