// A real telephony card, through the interface of its kernel driver (DAHDI). Only this room includes the
// driver's header; without it the room is built too, and open() says what is missing.
#pragma once

#include <memory>
#include <vector>

#include "board/board.h"

namespace callbox::dahdi {

constexpr int kMaxSpans = 8;
constexpr int kMaxLines = 64;
constexpr int kMaxSpanNumber = 128;     // of the driver
constexpr int kMaxChannelNumber = 1023; // of the driver
constexpr int kMaxBufferBlocks = 12;
constexpr int kMaxBlocksAtOnce = 2;

struct Options {
    std::vector<int> spans; // the driver's span numbers (lsdahdi), in our order: its span 3 may be our span 1
    std::vector<int> lines; // the driver's channel numbers of analog ports, in our order
    /// Blocks of what we send that the driver holds in reserve, 1 .. kMaxBufferBlocks: each is 10 ms of
    /// delay, and 10 ms that the media thread may be late before a far end hears a gap.
    int bufferBlocks = 1;
    /// Blocks that the driver hands over and takes at once, 1 .. kMaxBlocksAtOnce. With 2 a wake-up and two
    /// system calls for each channel in use come every 20 ms; with 1 they come every 10 ms and sound is 10 ms
    /// younger.
    int blocksAtOnce = 2;
};

/// Opens every channel of the spans and the lines; no other program can use them until the board is gone.
/// Channel order: bearers of our span 1 (timeslots 1-15, 17-31), span 2, .., then lines 1 .. n, whose kind is
/// the one the driver is configured for (fxoks: a telephone hangs on it, so FXS; fxsks: FXO).
/// First events: kAlarms for each span, kBatteryLost and kOffHook for lines of which they are true.
/// Throws std::runtime_error with a text for the technician that says what to do.
std::unique_ptr<board::Board> open(const Options &options);

/// What open() refuses without asking the driver. Throws std::runtime_error.
void check(const Options &options);

} // namespace callbox::dahdi
