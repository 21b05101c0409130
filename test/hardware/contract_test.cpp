// The contract of board::Board on the real driver: span 1 and its telephone ports against span 2 and the
// exchange lines at the other end of the wire.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>

#include "board_contract.h"
#include "wires.h"

using namespace callbox;
using hardware::Replaceable;

namespace {

constexpr int kLongestSignalMs = 4'000; // a burst of ringing is told 2 s after a hang-up at the earliest
constexpr int kQuietMs = 2'300;         // so long the driver may keep a signal back, and a little more

using Clock = std::chrono::steady_clock;

/// Carries blocks at both ends, as media threads would, until `done` or the time is over.
bool run(Replaceable &far, Replaceable &near, int ms, const std::function<bool()> &done) {
    const auto end = Clock::now() + std::chrono::milliseconds(ms);
    while (!done()) {
        if (Clock::now() > end)
            return false;
        for (Replaceable *board : {&far, &near})
            if (board->waitBlock(20) == board::Wait::kBlock)
                board->finishBlock();
    }
    return true;
}

test::WiredBoards pair() {
    dahdi::Options nearEnd, farEnd;
    nearEnd.spans = {1};
    farEnd.spans = {2};
    nearEnd.lines = hardware::kTelephonePorts;
    farEnd.lines = hardware::kExchangeLines;
    nearEnd.bufferBlocks = farEnd.bufferBlocks = hardware::kReserveBlocks;
    auto farBoard = std::make_unique<Replaceable>(farEnd);
    auto nearBoard = std::make_unique<Replaceable>(nearEnd);
    Replaceable *far = farBoard.get(), *near = nearBoard.get();
    test::WiredBoards boards;
    boards.far = std::move(farBoard);
    boards.near = std::move(nearBoard);
    boards.can.polarity = false;       // the bus of the machine has no bit for it
    boards.can.loopTowardsBox = false; // a loop inside a card, of which there is none
    boards.can.framing = false;        // dynamic spans have none
    boards.can.framesAtOnce = 16;
    boards.can.maxDelaySamples = 2'000;
    boards.carry = [far, near](const std::function<bool()> &done) {
        return run(*far, *near, kLongestSignalMs, done);
    };
    boards.settle = [far, near] { run(*far, *near, kQuietMs, [] { return false; }); };
    boards.loseFar = [far] {
        far->remove();
        hardware::configure("far.conf", true);
    };
    boards.regainFar = [far] {
        hardware::configure("far.conf", false);
        far->reopen();
    };
    return boards;
}

} // namespace

TEST_CASE("the driver's board holds the contract of a board") { test::holdsTheContract(pair); }
