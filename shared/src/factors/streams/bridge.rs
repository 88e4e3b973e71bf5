//! From one stream to the other: messages become tasks, and when their answers are delivered they are acknowledged.

use std::time::Duration;

use anyhow::bail;
use tokio::sync::mpsc::{OwnedPermit, Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::input::{Incoming, Input};
use super::options::Place;
use super::output::Output;
use super::redis::{Outage, Receipts};
use super::{Ends, Task};
use crate::factors::message::{Done, Faults, Message, Reply};
use crate::note;
use crate::shutdown::Stop;

/// How many messages may be under way. It bounds what this copy of the program holds while others might be idle, and
/// how many messages one trip to the server can fetch.
const UNDER_WAY: usize = 128;

/// How long answers may take to be delivered when the program is about to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A message's name in its stream, and the answer to it.
type Answer = (String, Done);

/// Starts to read one stream and to write the other. Returns the numbered tasks, and the end of it all.
///
/// # Errors
/// When one of the streams can't be reached.
pub(super) async fn start(
    ends: &Ends,
    faults: Faults,
    stop: &Stop,
) -> anyhow::Result<(Receiver<(u64, Task)>, JoinHandle<anyhow::Result<()>>)> {
    let (from, to) = outages(ends);
    let input = Input::open(ends, &from).await?;
    let output = Output::open(&ends.output, &to).await?;
    note(format_args!("Reading {}, answering to {}. Ctrl-C ends.", ends.input, ends.output));

    let (tasks, receiver) = channel(UNDER_WAY);
    let (answers, answered) = channel(UNDER_WAY);
    let stop = stop.clone();
    let ended = tokio::spawn(async move {
        let receipts = input.receipts();
        let reading = tokio::spawn(read(input, tasks, answers, faults, stop.clone()));
        let written = write(answered, output, receipts, &stop).await;
        if written.is_err() {
            stop.request(); // there is no use in reading on
        }
        reading.await??;
        written
    });
    Ok((receiver, ended))
}

/// The outages of both ends. A server that both are on is away for both.
fn outages(ends: &Ends) -> (Outage, Outage) {
    let from = Outage::default();
    let to = match (&ends.input.place, &ends.output.place) {
        (Place::Redis(input), Place::Redis(output)) if input.addr == output.addr => from.clone(),
        _ => Outage::default(),
    };
    (from, to)
}

/// Makes tasks of messages, as many as there is room for their answers.
async fn read(
    mut input: Input,
    tasks: Sender<(u64, Task)>,
    answers: Sender<Answer>,
    faults: Faults,
    stop: Stop,
) -> anyhow::Result<()> {
    let mut number = 0;
    loop {
        // First the places for the answers, then the messages.
        let place = tokio::select! {
            () = stop.requested() => return Ok(()),
            place = answers.clone().reserve_owned() => place,
        };
        let Ok(place) = place else { return Ok(()) };
        let mut places = vec![place];
        while let Ok(place) = answers.clone().try_reserve_owned() {
            places.push(place);
        }
        let messages = input.next(places.len(), &stop).await?;
        if messages.is_empty() {
            return Ok(());
        }
        for (Incoming { id, line }, place) in messages.into_iter().zip(places) {
            let message = Message::new(number, line, faults.at(number));
            let reply = reply(&message, id, place, &answers);
            if tasks.send((number as u64, Task { message, reply })).await.is_err() {
                return Ok(()); // all workers have died
            }
            number += 1;
        }
    }
}

/// A reply that remembers which message it is to. Nobody wants it any more when answers can't be delivered.
fn reply(message: &Message, id: String, place: OwnedPermit<Answer>, answers: &Sender<Answer>) -> Reply {
    let (client, mut done) = channel(1);
    let Ok(own_place) = client.clone().try_reserve_owned() else { unreachable!("there is one place") };
    let answers = answers.clone();
    tokio::spawn(async move {
        tokio::select! {
            Some(done) = done.recv() => drop(place.send((id, done))),
            () = answers.closed() => {}
        }
    });
    Reply::new(client, own_place, message)
}

/// Delivers answers as they come, those that are waiting in one go, and acknowledges what they are the answers to:
/// never earlier, so that nothing is lost, whenever the program should be killed.
async fn write(
    mut answered: Receiver<Answer>,
    mut output: Output,
    receipts: Option<Receipts>,
    stop: &Stop,
) -> anyhow::Result<()> {
    let mut total = 0;
    let mut batch = Vec::with_capacity(UNDER_WAY);
    while answered.recv_many(&mut batch, UNDER_WAY).await > 0 {
        total += batch.len();
        let (ids, answers): (Vec<_>, _) = batch.drain(..).map(|(id, done)| (id, done.to_string())).unzip();
        let delivering = async {
            output.send(answers).await?;
            if let Some(receipts) = &receipts {
                receipts.acknowledge(&ids).await;
            }
            anyhow::Ok(())
        };
        let out_of_patience = async {
            stop.requested().await;
            sleep(PATIENCE).await;
        };
        tokio::select! {
            delivered = delivering => delivered?,
            () = out_of_patience => bail!(
                "the last answers can't be delivered: what isn't acknowledged stays in its stream and will come again"
            ),
        }
    }
    if let Some(receipts) = &receipts {
        receipts.leave().await;
    }
    note(format_args!("Messages answered: {total}."));
    Ok(())
}
