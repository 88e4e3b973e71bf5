//! What goes into the blocks comes out of them, in whole lines.

use std::io::{self, ErrorKind, Read};

use fastrand::Rng;

use super::{BLOCK, Blocks};

/// An input that gives as much as it likes at a time, like a pipe, and is interrupted now and then.
struct Pieces<'a> {
    rng: &'a mut Rng,
    input: &'a [u8],
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rng.u8(..) < 20 {
            return Err(ErrorKind::Interrupted.into());
        }
        let most = self.input.len().min(buffer.len());
        let piece = 1 << self.rng.u32(0..20);
        let n = if most == 0 { 0 } else { self.rng.usize(1..=most.min(piece)) };
        let (now, later) = self.input.split_at(n);
        buffer[..n].copy_from_slice(now);
        self.input = later;
        Ok(n)
    }
}

fn random_input(rng: &mut Rng) -> Vec<u8> {
    let mut input = Vec::new();
    for _ in 0..rng.usize(0..40) {
        let longest = if rng.u8(..) < 10 { 3 * BLOCK } else { 200 };
        let length = input.len() + rng.usize(0..longest);
        input.resize(length, rng.u8(b' '..));
        input.push(b'\n');
    }
    input.extend((0..rng.usize(0..9)).map(|_| rng.u8(b' '..)));
    input
}

#[test]
fn nothing_is_lost_added_or_reordered() {
    for seed in 0..100 {
        let mut rng = Rng::with_seed(seed);
        let input = random_input(&mut rng);
        let blocks = Blocks::new(Pieces { rng: &mut rng, input: &input });
        let output: Vec<u8> = blocks.flat_map(Result::unwrap).collect();
        assert!(output == input, "seed {seed}");
    }
}

#[test]
fn a_block_ends_with_a_line_unless_the_line_is_longer_or_the_last() {
    for seed in 0..100 {
        let mut rng = Rng::with_seed(seed);
        let input = random_input(&mut rng);
        let blocks: Vec<_> =
            Blocks::new(Pieces { rng: &mut rng, input: &input }).map(Result::unwrap).collect();
        for (i, block) in blocks.iter().enumerate() {
            let last = i + 1 == blocks.len();
            assert!(!block.is_empty() && block.len() <= BLOCK, "seed {seed}, block {i}");
            assert!(block.ends_with(b"\n") || block.len() == BLOCK || last, "seed {seed}, block {i}");
        }
    }
}

#[test]
fn a_line_is_passed_on_as_soon_as_it_is_there() {
    // A second read would panic: the first line has to come out before it.
    struct Typed(u8);
    impl Read for Typed {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(self.0 == 0, "waited for more than a line");
            self.0 += 1;
            buffer[..9].copy_from_slice(b"hello\nwor");
            Ok(9)
        }
    }
    let first = Blocks::new(Typed(0)).next();
    assert_eq!(first.unwrap().unwrap(), b"hello\n");
}

#[test]
fn an_error_comes_after_what_was_read_before_it() {
    struct Broken(bool);
    impl Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 {
                return Err(io::Error::other("broken"));
            }
            self.0 = true;
            buffer[..6].copy_from_slice(b"whole\n");
            Ok(6)
        }
    }
    let mut blocks = Blocks::new(Broken(false));
    assert_eq!(blocks.next().unwrap().unwrap(), b"whole\n");
    assert_eq!(blocks.next().unwrap().unwrap_err().to_string(), "broken");
    assert!(blocks.next().is_none());
}
