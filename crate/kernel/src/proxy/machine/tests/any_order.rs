//! Whatever happens in whatever order: every cell gets one reply, between busy and idle, and nothing panics.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use protocol::cells::Report;
use serde_json::json;

use super::fakes::answer;
use super::story::Story;
use crate::proxy::machine::action::{Action, Channel};
use crate::proxy::machine::event::{Cells, Engine, Event, Stream};

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// A kernel and what evcxr still owes it.
struct World {
    story: Story,
    dice: Dice,
    /// How many actions have been looked at.
    seen: usize,
    /// Requests that evcxr has and has not answered.
    work: VecDeque<String>,
    cells: usize,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let story = if dice.coin() {
            Story::begun()
        } else {
            Story::ready()
        };
        Self {
            story,
            dice,
            seen: 0,
            work: VecDeque::new(),
            cells: 0,
        }
    }

    /// Notes what evcxr has got; a new one has got nothing.
    fn look(&mut self) {
        for action in &self.story.actions[self.seen..] {
            match action {
                Action::Ask(Channel::Shell, message) => self.work.push_back(message.id().to_owned()),
                Action::StartEngine(_) => self.work.clear(),
                _ => {}
            }
        }
        self.seen = self.story.actions.len();
    }

    fn step(&mut self) {
        match self.dice.below(24) {
            0..=4 => {
                let stop = self.dice.coin();
                self.cells += 1;
                let content =
                    json!({ "code": "x?", "stop_on_error": stop, "silent": self.dice.below(5) == 0 });
                self.story.execute_with(&format!("cell {}", self.cells), content);
            }
            5 => self.story.event(Event::Interrupt),
            6 => self.story.control("i", "interrupt_request", json!({})),
            7 => self
                .story
                .shell("c", "complete_request", json!({ "code": "s", "cursor_pos": 1 })),
            8 => self.story.shell("k", "kernel_info_request", json!({})),
            9 => self.story.build_dir_once(),
            10 => self.story.connect_once(),
            11 => self.story.joined(),
            12..=14 => self.evcxr_works(),
            15 => {
                let (ended, seen) = (self.dice.below(3) > 0, self.dice.below(5) == 0);
                self.story.fence(ended, seen);
            }
            16 => self.prints(),
            17 => self.story.panics(None, "p", 1),
            18 => self.story.reports(&Report::Moved),
            19 => self.story.closes(),
            20 if self.dice.below(4) == 0 => self.story.evcxr_ends_if_started(),
            21 => self.story.event(Event::CompilersEnded),
            22 => self.stale(),
            _ => {
                let moment = Duration::from_millis(self.dice.below(6000));
                self.story.wait(moment);
            }
        }
        self.look();
    }

    fn evcxr_works(&mut self) {
        let Some(id) = self.work.pop_front() else {
            return;
        };
        match self.dice.below(6) {
            0 if id.starts_with("cell") => self.story.dies(&id, "signal: 6"),
            1 if id.starts_with("cell") => self.story.evcxr_fails(&id, "mismatched types"),
            _ => self.story.evcxr_replies(&id, "ok"),
        }
    }

    fn prints(&mut self) {
        let words = [
            "EVCXR_EXECUTION_COMPLETE\n",
            "EVCXR_PANIC_NOTIFICATION\n",
            "EVCXR_ERROR_OCCURRED\n",
            "EVCXR_BEGIN_CONTENT text/plain\n1\nEVCXR_END_CONTENT\n",
            "\u{1e}mark{\"report\":\"clear\"",
            "µ\u{1e}",
            "Segmentation fault.\n",
        ];
        let word = words[self.dice.below(words.len() as u64) as usize];
        let cut = self.dice.below(word.len() as u64 + 1) as usize;
        let stream = if self.dice.coin() {
            Stream::Stdout
        } else {
            Stream::Stderr
        };
        let bytes = Bytes::copy_from_slice(&word.as_bytes()[..cut]);
        self.story
            .event(Event::Cells(self.story.cells, Cells::Output(stream, bytes)));
    }

    /// News of what has been replaced.
    fn stale(&mut self) {
        let reply = answer("cell 1", "execute_reply", json!({ "status": "ok" }));
        let old = self.story.engine.wrapping_sub(1);
        self.story.event(Event::Engine(old, Engine::Shell(reply)));
        self.story.event(Event::Cells(
            self.story.cells.wrapping_sub(1),
            Cells::Closed(Stream::Stderr),
        ));
    }

    /// From now on everything goes well, until nothing is left to do.
    fn settle(&mut self) {
        for _ in 0..self.cells + 10 {
            self.story.build_dir_once();
            self.story.connect_once();
            self.look();
            self.story.joined_once();
            self.story.reports(&Report::Moved);
            while let Some(id) = self.work.pop_front() {
                self.story.evcxr_replies(&id, "ok");
                self.look();
            }
            self.story.wait(Duration::from_secs(1));
            self.look();
        }
    }

    fn check(&self, seed: u64) {
        for number in 1..=self.cells {
            let id = format!("cell {number}");
            let messages = self.story.messages(&id);
            let kinds: Vec<String> = messages
                .iter()
                .map(
                    |(channel, message)| match (channel, message.content["execution_state"].as_str()) {
                        (Channel::Iopub, Some(state)) => state.to_owned(),
                        (channel, _) => format!("{channel:?}"),
                    },
                )
                .collect();
            let place = |kind: &str| kinds.iter().position(|it| it == kind);
            let count = |kind: &str| kinds.iter().filter(|it| *it == kind).count();
            let story = || format!("seed {seed}, {id}: {kinds:?}");
            assert_eq!((count("Shell"), count("idle")), (1, 1), "{}", story());
            assert_eq!(place("busy"), Some(0), "{}", story());
            assert!(place("Shell") < place("idle"), "{}", story());
            // What a thread prints later belongs to the last cell; nobody is busy with it.
            let last_busy = kinds.iter().rposition(|it| it == "busy");
            assert!(last_busy < place("Shell"), "{}", story());
        }
    }
}

#[test]
fn every_cell_gets_one_reply_between_busy_and_idle() {
    for seed in 1..=200 {
        let mut world = World::new(seed);
        for _ in 0..150 {
            world.step();
        }
        world.settle();
        world.check(seed);
    }
}
