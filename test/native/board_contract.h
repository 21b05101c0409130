// What every board must do, whatever it is made of. A new kind of board adds a factory and a
// TEST_CASE that calls holdsTheContract with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "board/board.h"

namespace callbox::test {

/// What a pair of boards can do. A factory states it; what is missing is printed with every run, so that
/// nothing is left out silently. What is not named here, every board must do.
struct Abilities {
    bool flash = true;           // FXO sends kFlash, FXS reports kFlash, or kOnHook and kOffHook again
    bool polarity = true;        // FXS turns the polarity, FXO reports it
    bool batteryCut = true;      // FXS cuts the battery, FXO reports it
    bool loopTowardsLine = true; // setLoopback does it; if false, it must answer false
    bool loopTowardsBox = true;  //
    bool gain = true;            // setGain does it; if false, it must answer false
    bool echoCanceller = true;   // likewise
    bool frameCounters = true;   // framesIn, framesOut
    bool alarmCounters = true;   // lossOfSignal, lossOfFrame
    bool farEndComesBack = true; // WiredBoards::regainFar
    bool framing = true;         // setUpSpan sets CRC4; if false, spans have no line and take any
    uint8_t alarmsWhenFarGoes = board::kAlarmLos; // at least one of these bits is raised then
    size_t smallestFrame = 1;     // octets without FCS; a real HDLC controller takes 3 and more
    size_t framesAtOnce = 16;     // how many may wait for the wire before sendFrame may refuse
    size_t maxDelaySamples = 320; // of sound, one way
};

/// Two boards wired to each other: bearers of `far` reach those of `near` in order, frames of a
/// span reach the same span, and a line is an FXO port at one end and an FXS port at the other.
///
/// With clocks of their own (`tick` empty) the boards' blocks are read by the suite in one thread, first the
/// far end's, then the near end's; a loaded machine may then lose blocks, so sound gets kAttempts.
struct WiredBoards {
    std::unique_ptr<board::Board> far, near;
    Abilities can;
    /// Makes the next block due at both ends; empty if the boards have a clock of their own.
    std::function<void()> tick;
    /// Carries whatever crosses the wire (blocks too, on boards with a clock of their own) until `done`
    /// answers true, then true; false when that takes longer than the board may need.
    std::function<bool(const std::function<bool()> &done)> carry;
    /// Lets what was sent arrive, for checks that nothing came: as long as the slowest signal takes.
    std::function<void()> settle;
    /// Takes the far end away, cable and all.
    std::function<void()> loseFar;
    /// Brings it back; needed if can.farEndComesBack.
    std::function<void()> regainFar;
};

using BoardFactory = std::function<WiredBoards()>;

/// Runs every check. Returns what the boards cannot do, in words, one line each; it is printed too.
std::vector<std::string> holdsTheContract(const BoardFactory &make);

} // namespace callbox::test
