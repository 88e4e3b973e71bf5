//! Sync to async: a thread reads stdin and passes it to async code, which writes it to a file.

use std::io;
use std::panic::resume_unwind;
use std::thread;

use anyhow::Context;
use flume::{Receiver, Selector, bounded};
use shared::blocks::{Block, Blocks, Options, Output};
use shared::print;
use shared::shutdown::on_signal;
use tokio::runtime::Builder;

/// How many blocks are written at a time, if so many are waiting.
const BATCH: usize = 8;

enum Event {
    Read(io::Result<Block>),
    EndOfInput,
    Signal,
    WriterGone,
}

#[expect(clippy::disallowed_methods, reason = "this is the sync side: its threads may block")]
fn main() -> anyhow::Result<()> {
    let options = Options::from_args();
    let mut output = Output::create(&options.file)?;

    let (stop, stopped) = bounded(1);
    on_signal(move || _ = stop.try_send(()))?;
    options.greet();

    // More room than for a few blocks would only fill the memory: a slow disk should slow down the reading.
    let (sender, receiver) = bounded(options.capacity);

    // The async side, on a thread of its own. `alive` is dropped when it ends, for whatever reason.
    let (alive, gone) = bounded::<()>(0);
    let handle = thread::spawn(move || {
        let _alive = alive;
        let runtime = Builder::new_current_thread().build().context("can't start a runtime");
        let outcome = runtime.and_then(|runtime| runtime.block_on(handler(receiver, &mut output)));
        (output, outcome)
    });

    // Nothing wakes a thread that is blocked in `read`, so nobody waits for this one. What it has read counts only
    // once it is accepted below.
    let (reader, blocks) = bounded(0);
    thread::spawn(move || Blocks::new(io::stdin()).try_for_each(|block| reader.send(block)));

    let mut accepted = 0;
    let ending = loop {
        let event = Selector::new()
            .recv(&stopped, |_| Event::Signal)
            .recv(&gone, |_| Event::WriterGone)
            .recv(&blocks, |block| block.map_or(Event::EndOfInput, Event::Read))
            .wait();
        let Event::Read(Ok(block)) = event else { break event };
        accepted += block.len() as u64;
        if sender.send(block).is_err() {
            break Event::WriterGone;
        }
    };

    // The shutdown: no more blocks come, so the handler ends when it has written those in the queue.
    drop(sender);
    let (output, outcome) = handle.join().unwrap_or_else(|panic| resume_unwind(panic));
    let unsure = accepted - output.bytes();
    outcome.with_context(|| format!("{output}; {unsure} bytes more were accepted, and may be lost"))?;
    if let Event::Read(Err(error)) = ending {
        return Err(error).with_context(|| format!("can't read stdin any further; {output}"));
    }
    // The file is what counts: it is complete, whether or not anybody reads this line.
    let _ = print(output)?;
    Ok(())
}

async fn handler(receiver: Receiver<Block>, output: &mut Output) -> anyhow::Result<()> {
    while let Ok(block) = receiver.recv_async().await {
        // Take what else is waiting: one write for all of it is cheaper, and a lone line doesn't wait for company.
        let mut blocks = vec![block];
        blocks.extend(receiver.try_iter().take(BATCH - 1));
        output.write(blocks).await?;
    }
    Ok(())
}
