//! Cuts what is read into blocks of whole lines.

use std::io::{self, ErrorKind, Read};
use std::mem;

use super::Block;
use crate::timeline;

/// How much is asked for at a time, in bytes. A message costs as much as copying thousands of bytes, so a line at a
/// time would be slow, and a block of many lines isn't.
const BLOCK: usize = 512 << 10;

/// The blocks of an input: each holds what there was to read, up to the last newline.
///
/// A line is passed on as soon as it is there. A line that is longer than a block comes in several, so that no line
/// fills the memory. The last block ends where the input ends, with a newline or without.
pub struct Blocks<R> {
    input: R,
    buffer: Vec<u8>,
    /// How much of the buffer holds the beginning of a line, whose end hasn't been read yet.
    rest: usize,
    ended: bool,
    /// How many bytes of the input are passed on.
    passed_on: u64,
}

impl<R: Read> Blocks<R> {
    /// Cuts `input` into blocks.
    pub fn new(input: R) -> Self {
        Self { input, buffer: vec![0; BLOCK], rest: 0, ended: false, passed_on: 0 }
    }

    /// Reads once, behind the rest of the last time; returns how much the buffer holds now.
    fn read(&mut self) -> io::Result<usize> {
        loop {
            match self.input.read(&mut self.buffer[self.rest..]) {
                Ok(n) => {
                    self.ended = n == 0;
                    return Ok(self.rest + n);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
    }

    /// Takes the first `whole` of `filled` bytes out of the buffer.
    fn take(&mut self, whole: usize, filled: usize) -> Block {
        self.rest = filled - whole;
        if whole < BLOCK / 2 {
            let block = self.buffer[..whole].to_vec();
            self.buffer.copy_within(whole..filled, 0);
            return block;
        }
        // What is large isn't copied: it goes out in the buffer that it was read into.
        let mut buffer = vec![0; BLOCK];
        buffer[..self.rest].copy_from_slice(&self.buffer[whole..filled]);
        let mut block = mem::replace(&mut self.buffer, buffer);
        block.truncate(whole);
        block
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        timeline::accepted();
        while !self.ended {
            let filled = match self.read() {
                Ok(filled) => filled,
                Err(error) => return Some(Err(error)),
            };
            // The rest of the last time has none, or it would be no rest.
            let newline = self.buffer[self.rest..filled].iter().rposition(|&byte| byte == b'\n');
            let whole = match newline {
                _ if self.ended => filled,
                Some(newline) => self.rest + newline + 1,
                // A line longer than a block can't be waited for.
                None if filled == BLOCK => filled,
                None => 0,
            };
            if whole > 0 {
                let first = self.passed_on;
                self.passed_on += whole as u64;
                timeline::offered(first..self.passed_on);
                return Some(Ok(self.take(whole, filled)));
            }
            self.rest = filled;
        }
        None
    }
}

#[cfg(test)]
mod tests;
