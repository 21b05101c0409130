// What can go wrong on a virtual wire, as a tester or a trainer asks for it.
#pragma once

#include <cstdint>
#include <string>

namespace callbox::virtualboard {

constexpr uint32_t kMaxFaultCount = 1'000'000;
constexpr uint32_t kMaxBitsBetweenErrors = 4'000'000'000;
constexpr uint32_t kMaxEchoMs = 128;
constexpr uint32_t kMaxSlipsWaiting = 1'000;
/// Above one in a thousand a card loses framing: nine in ten CRC4 blocks are wrong (ITU-T G.706 §4.3.2).
constexpr uint32_t kLeastBitsHalfOpen = 1'000;
constexpr int kMaxDriftPpm = 100;

/// One fault, of a span or of an analog line, in one direction of the wire. It is done or begins in the next
/// block; what lasts, lasts until cleared or until its count is used up. Who hears the wire in that direction
/// sees the consequences a card shows: the alarm, counters, silence or all-ones, lost frames; while it has
/// LOS, LOF or AIS it sends RAI back, which the other end sees unless it cannot hear either.
struct Fault {
    enum class Kind : uint8_t {
        // of a span, lasting
        kLos,          // nothing arrives: no frames, silence
        kLof,          // no framing: no frames, silence
        kAis,          // all ones in every timeslot: no frames
        kRai,          // the sender says that it cannot hear, though it can
        kDchannelDead, // frames vanish, sound goes on
        kFrameLoss,    // on average one frame in `oneIn` vanishes
        kFrameErrors,  // on average one frame in `oneIn` has one bit turned: thrown away for its FCS
        kBitErrors,    // bits turned in the bearers, see below
        kWiresSwapped, // transmit pair on transmit pair: nothing arrives at either end, whatever the
                       // direction
        kHalfOpen,   // one leg of the pair is bad, as at a half-open balun: one bit in `everyBits` is wrong,
                     // by chance, in the bearers and in frames; each a code violation and a wrong CRC4 block
        kClockDrift, // the sender's clock is off by `ppm`: slips at who runs by another clock
        kDchannelRefused, // who sends answers SABME with DM (ITU-T Q.921 §5.5.1.2) and says nothing else
        kDchannelNotOpen, // timeslot 16 isn't put through, either way: who receives sees flags or, `idle`,
                          // ones
        // of a span, `count` times, at once
        kFrameRepeated, // slip: each channel's next octet comes twice (125 us more)
        kFrameLost,     // slip: each channel's next octet is lost; only after one was repeated, see inject()
        kCrcErrors,     // CRC4 blocks found wrong; the other end counts as many E bits
        kFarEndErrors,  // E bits alone
        kCodeViolations,
        // of an analog line, lasting
        kStuckSignals, // hook (towards the exchange), ringing, polarity, battery stay as they are
        kCut,          // the pair is broken, both directions: no battery, on-hook, silence
        kNoise,        // white, 0-4 kHz, levelDbm0
        kHum,          // 50 Hz, levelDbm0
        kEcho          // what is sent the other way comes back erlDb weaker after delayMs
    } kind{};
    /// Seen from the board it is injected at: what it sends (the far end suffers) or what it receives.
    enum class Direction : uint8_t { kSend, kReceive } direction{};
    int span = 0; // 1-based; 0 for a line's faults
    int line = 0; // 1-based; 0 for a span's faults
    uint32_t count =
        1; // of the faults that are done `count` times, 1 .. kMaxFaultCount (slips: kMaxSlipsWaiting)
    uint32_t oneIn = 1; // kFrameLoss, kFrameErrors: 1 .. kMaxFaultCount

    /// kBitErrors. Bits are counted in transmission order (ITU-T G.704: bit 1 is the most significant) over
    /// `timeslot`, or, with timeslot 0, over all thirty bearers, octet by octet. After `firstBit` bits the
    /// first one is turned, then each `everyBits`th; with `random` the gaps are drawn with that mean. It ends
    /// after `bitErrors` of them, 0: never.
    int timeslot = 0; // 0, 1-15, 17-31
    uint32_t firstBit = 0;
    uint32_t everyBits = 1;
    uint32_t bitErrors = 0;
    bool random = false;

    int ppm = 0;       // kClockDrift: -kMaxDriftPpm .. kMaxDriftPpm
    bool idle = false; // kDchannelNotOpen

    double levelDbm0 = -40; // kNoise, kHum: -90 .. 0
    double erlDb = 12;      // kEcho: 0 .. 60
    uint32_t delayMs = 0;   // kEcho: 0 .. kMaxEchoMs
};

bool isOfLine(Fault::Kind kind);
/// Throws std::invalid_argument with a sentence that names the field.
void requireFault(const Fault &fault, int spans, int lines);

} // namespace callbox::virtualboard
