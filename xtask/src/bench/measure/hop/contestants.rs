//! The channels, and between which sides each of them goes.

use std::sync::mpsc;

use tokio::sync::mpsc as tokio_mpsc;

use super::return_trip::return_trip;
use super::stream::stream;
use super::{Kind, Trip};
use crate::bench::measure::channels::{
    Blocking, Capacity, Receiver, Sender, async_channel, crossbeam, flume, kanal,
};
use crate::bench::measure::group::Contestant;
use crate::bench::measure::side::Side;

/// The channels that can be taken for a trip.
pub(super) fn contestants(trip: &Trip, capacity: Capacity) -> Vec<Contestant> {
    let mut contestants = match (trip.direction.from, trip.direction.to, trip.kind) {
        (Side::Sync, Side::Sync, _) => between_threads(trip, capacity),
        (Side::Async, Side::Sync, Kind::Stream) => out_of_async(trip, capacity),
        _ => Vec::new(),
    };
    contestants.extend(everywhere(trip, capacity));
    contestants
}

/// Those that have ends for threads alone.
fn between_threads(trip: &Trip, capacity: Capacity) -> Vec<Contestant> {
    let named = |name| Entry { trip, name, capacity };
    let std = match capacity {
        Capacity::Bounded(n) => named("std").one_face(move || both_block(mpsc::sync_channel(n))),
        Capacity::Unbounded => named("std").one_face(|| both_block(mpsc::channel())),
    };
    vec![std, named("crossbeam-channel").one_face(move || both_block(crossbeam::channel(capacity)))]
}

/// The same, as far as async code can send without blocking other tasks: std's bounded one can't.
fn out_of_async(trip: &Trip, capacity: Capacity) -> Vec<Contestant> {
    let named = |name| Entry { trip, name, capacity };
    let mut contestants = Vec::new();
    if capacity == Capacity::Unbounded {
        contestants.push(named("std").one_face(|| receiver_blocks(mpsc::channel())));
    }
    let crossbeam = named(crossbeam::name_in_async(capacity));
    contestants.push(crossbeam.one_face(move || receiver_blocks(crossbeam::channel(capacity))));
    contestants
}

/// Those whose ends both wait and block.
fn everywhere(trip: &Trip, capacity: Capacity) -> Vec<Contestant> {
    let named = |name| Entry { trip, name, capacity };
    let mut contestants = vec![named("flume").both_faces(move || flume::channel(capacity))];
    // tokio and async-channel know no handing over in person.
    match capacity {
        Capacity::Bounded(0) => {}
        Capacity::Bounded(n) => contestants.push(named("tokio").both_faces(move || tokio_mpsc::channel(n))),
        Capacity::Unbounded => contestants.push(named("tokio").both_faces(tokio_mpsc::unbounded_channel)),
    }
    if capacity != Capacity::Bounded(0) {
        contestants.push(named("async-channel").both_faces(move || async_channel::channel(capacity)));
    }
    contestants.push(named("kanal").both_faces(move || kanal::channel(capacity)));
    contestants
}

fn both_block<S, R>((sender, receiver): (S, R)) -> (Blocking<S>, Blocking<R>) {
    (Blocking(sender), Blocking(receiver))
}

fn sender_blocks<S, R>((sender, receiver): (S, R)) -> (Blocking<S>, R) {
    (Blocking(sender), receiver)
}

fn receiver_blocks<S, R>((sender, receiver): (S, R)) -> (S, Blocking<R>) {
    (sender, Blocking(receiver))
}

/// A contestant to be.
struct Entry<'a> {
    trip: &'a Trip,
    name: &'static str,
    capacity: Capacity,
}

impl Entry<'_> {
    /// Gives each end the face of its side.
    fn both_faces<S, R>(self, make: impl Fn() -> (S, R) + Copy + 'static) -> Contestant
    where
        S: Sender<usize>,
        R: Receiver<usize>,
        Blocking<S>: Sender<usize>,
        Blocking<R>: Receiver<usize>,
    {
        let direction = self.trip.direction;
        match (direction.from, direction.to) {
            (Side::Sync, Side::Sync) => self.one_face(move || both_block(make())),
            (Side::Sync, Side::Async) => {
                self.contestant(move || sender_blocks(make()), move || receiver_blocks(make()))
            }
            (Side::Async, Side::Sync) => {
                self.contestant(move || receiver_blocks(make()), move || sender_blocks(make()))
            }
            (Side::Async, Side::Async) => self.one_face(make),
        }
    }

    /// The way back, if there is one, is like the way there.
    fn one_face<S, R>(self, make: impl Fn() -> (S, R) + Copy + 'static) -> Contestant
    where
        S: Sender<usize>,
        R: Receiver<usize>,
    {
        self.contestant(make, make)
    }

    fn contestant<S, R, BackS, BackR>(
        self,
        there: impl Fn() -> (S, R) + 'static,
        back: impl Fn() -> (BackS, BackR) + 'static,
    ) -> Contestant
    where
        S: Sender<usize>,
        R: Receiver<usize>,
        BackS: Sender<usize>,
        BackR: Receiver<usize>,
    {
        let Entry { trip, name, capacity } = self;
        let Trip { runtime, direction, kind, messages } = trip.clone();
        let run = move |_round| {
            let took = match kind {
                Kind::Stream => stream(&runtime, direction, there(), messages)?,
                Kind::Return => return_trip(&runtime, direction, there(), back(), messages)?,
            };
            Ok(vec![took.as_secs_f64() / messages as f64])
        };
        Contestant {
            name: format!("{name}, {capacity}"),
            ours: direction.demos().contains(&name),
            run: Box::new(run),
        }
    }
}
