// What a telephony card is, for everything above it. A DAHDI card and the virtual board both
// implement this header and nothing above can tell them apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace callbox::board {

constexpr int kSampleRateHz = 8000;     // ITU-T G.711 §2
constexpr int kMaxBlockSamples = 80;    // 10 ms: the longest block a board may deliver
constexpr uint8_t kAlawSilence = 0xD5;  // ITU-T G.711 Table 1a: value +1 with even bits inverted
constexpr size_t kMaxFrameOctets = 264; // ITU-T Q.921 §5.9.3 N201 260 + address, control
constexpr int kBearersPerSpan = 30;     // ITU-T G.704: timeslots 1-15 and 17-31
constexpr int kDchannelTimeslot = 16;

enum class ChannelKind : uint8_t {
    kBearer, // a timeslot of an E1 span
    kFxs,    // an analog port that feeds a telephone: it sees the hook and rings
    kFxo,    // an analog port that faces an exchange, as a telephone does: it sees ringing, lifts
};

/// Index of a channel on its board: dense, 0 .. channels().size() - 1, stable while open.
using ChannelIndex = uint32_t;

struct Channel {
    ChannelKind kind;
    int span;         // 1-based; 0 for an analog line
    int timeslot;     // 1-15, 17-31; 0 for an analog line
    int line;         // 1-based; 0 for a bearer
    std::string name; // "E1-1:5", "L3": what technicians read
};

/// Alarm bits of a span. ITU-T G.775, G.704, O.162.
enum Alarm : uint8_t {
    kAlarmLos = 1, // nothing received
    kAlarmLof = 2, // signal but no framing
    kAlarmAis = 4, // all ones: the far end's own source is gone
    kAlarmRai = 8, // the far end says it cannot receive us
};

/// What an analog port reports or is told. ITU-T Q.552, ETSI EN 300 659 leave levels to the card.
enum class LineSignal : uint8_t {
    kOffHook,          // reported by FXS, commanded on FXO: loop current flows
    kOnHook,           // reported by FXS, commanded on FXO: loop open
    kRingOn,           // commanded on FXS, reported by FXO: ringing current is on
    kRingOff,          // commanded on FXS, reported by FXO: ringing current is off
    kPolarityReversed, // commanded on FXS, reported by FXO: answer or hang-up supervision
    kPolarityNormal,
    kBatteryLost, // reported by FXO: no feeding voltage (loop break, cable out); commanded on FXS, where the
                  // card can cut its battery: hang-up supervision
    kBatteryBack,
    kFlash,     // reported by FXS boards that time the hook themselves, commanded on FXO: a short on-hook
    kOpenSound, // commanded on FXS before it speaks to a telephone on the hook (caller ID); the card carries
                // its transmit audio for at least 4 s from here on. Never reported.
    kLampOn,    // commanded on FXS: message waiting, where the card drives a lamp. Never reported.
    kLampOff,
};

/// Where a span turns what it would send or has received round. ITU-T G.7xx call them loops 2 and 3.
enum class Loopback : uint8_t {
    kOff,
    kTowardsLine, // what comes from the line goes back to the line (the far end tests the wire and us)
    kTowardsBox,  // what we send comes back to us (we test ourselves up to the line driver)
};

/// What went wrong on a span since it was opened. ITU-T G.826 counts, ITU-T O.162.
struct SpanCounters {
    uint64_t lossOfSignal = 0;   // times LOS began
    uint64_t lossOfFrame = 0;    // times LOF began
    uint64_t slips = 0;          // frames lost or repeated (ITU-T G.822)
    uint64_t crcErrors = 0;      // CRC4 blocks found wrong (ITU-T G.704 §2.3.3)
    uint64_t farEndErrors = 0;   // E bits: blocks the far end found wrong
    uint64_t codeViolations = 0; // HDB3 (ITU-T G.703)
    uint64_t framesIn = 0, framesOut = 0;
    uint64_t framesBadFcs = 0;     // D-channel frames thrown away
    uint64_t alarmIndications = 0; // times AIS began
    uint64_t remoteAlarms = 0;     // times RAI began
    uint64_t framesAborted = 0;    // seven ones or more (ITU-T Q.921 §2.6), in a frame or behind a flag
};

/// What a technician sets on a card for one span.
struct SpanLine {
    bool crc4 = true;      // CRC4 multiframe sent and expected, ITU-T G.704 §2.3.3
    int clockPriority = 0; // 1: the board takes its clock from this span, 2 .. 8: when those before are gone;
                           // 0: never, the far end takes its clock from us
};
constexpr int kMaxClockPriority = 8;
/// What of a SpanLine a card can't have; nothing has changed then.
enum class SpanLineRefusal : uint8_t { kNone, kFraming, kClock };

/// What a card sees of a span now. kUnknown: it doesn't say.
struct SpanStatus {
    enum class Octets : uint8_t { kUnknown, kFlags, kIdle } signalling = Octets::kUnknown; // on timeslot 16
    enum class Multiframe : uint8_t { kUnknown, kOff, kFound, kMissing } multiframe = Multiframe::kUnknown;
    enum class Gives : uint8_t {
        kUnknown,
        kNo,
        kYes
    } clock = Gives::kUnknown; // the board's clock is from here
    /// False: wired by software, without a line. Framing, CRC4, clock and errors of a line don't exist there,
    /// and their counters stay 0.
    bool hasLine = true;
};

struct Event {
    enum class Kind : uint8_t { kAlarms, kLineSignal, kFrame, kSlip };
    Kind kind;
    int span = 0;               // kAlarms, kFrame, kSlip
    uint8_t alarms = 0;         // kAlarms: the whole set of Alarm bits now
    ChannelIndex channel = 0;   // kLineSignal
    LineSignal signal{};        // kLineSignal
    std::vector<uint8_t> frame; // kFrame: one good HDLC frame, without its FCS (the board has checked it)
};

/// Counters since open; the board's owner prints or publishes them.
struct Counters {
    uint64_t blocks = 0;
    uint64_t slips = 0;      // blocks lost or inserted on the receiving side
    uint64_t lateBlocks = 0; // blocks finished more than 10 ms after they were due
    uint64_t framesBadFcs = 0;
    uint64_t messagesRefused = 0; // malformed or oversized wire messages; events that nobody fetched
};

enum class Wait : uint8_t { kBlock, kTimeout, kClosed };

/// Two threads use a board, each its own half, at the same time.
///
/// Media thread: waitBlock, then for each channel read rx() and fill tx(), then finishBlock.
/// Signalling thread: poll eventFd, drain nextEvent; sendFrame and signal at any time.
class Board {
  public:
    virtual ~Board() = default;

    virtual const std::vector<Channel> &channels() const = 0;
    virtual int spanCount() const = 0;
    /// Samples in each block, 1 .. kMaxBlockSamples; constant while open.
    virtual int blockSamples() const = 0;

    /// How many blocks come right after each other and then none for as long; constant while open.
    virtual int blocksAtOnce() const { return 1; }

    // --- media thread -------------------------------------------------------------------
    /// Says whether the channel's sound is wanted from the next block on; all begin unused. A card may carry
    /// no sound for one that isn't: rx() is silence then and what tx() is given is lost. On a card of which
    /// each channel is a file of its own that saves two system calls a channel and block.
    virtual void use(ChannelIndex /*channel*/, bool /*wanted*/) {}
    /// Blocks until the card has a block. The card is the clock: nothing else paces media.
    virtual Wait waitBlock(int timeoutMs) = 0;
    /// A-law octets received on this channel in this block; valid until finishBlock.
    virtual const uint8_t *rx(ChannelIndex channel) const = 0;
    /// Where this block's A-law octets to send go. Filled with kAlawSilence before each block.
    virtual uint8_t *tx(ChannelIndex channel) = 0;
    virtual void finishBlock() = 0;

    // --- signalling thread --------------------------------------------------------------
    /// Readable when nextEvent has something.
    virtual int eventFd() const = 0;
    virtual bool nextEvent(Event &event) = 0;
    /// Sends one HDLC frame without FCS on the span's D-channel. False if the span is down or
    /// octets exceeds kMaxFrameOctets.
    virtual bool sendFrame(int span, const uint8_t *frame, size_t octets) = 0;
    virtual void signal(ChannelIndex channel, LineSignal signal) = 0;

    // --- any thread ---------------------------------------------------------------------
    /// waitBlock answers kClosed from now on, also to a thread that waits in it.
    virtual void close() = 0;
    virtual Counters counters() const { return {}; }

    // What a technician asks of a card. What a card can't do answers false.
    /// Counters of a span (1-based); those a card does not have stay 0.
    virtual SpanCounters spanCounters(int /*span*/) const { return {}; }
    virtual SpanStatus spanStatus(int /*span*/) const { return {}; }
    /// Framing and clock of one span from now on; other spans lose nothing. A card that can't change them
    /// while it is open refuses.
    virtual SpanLineRefusal setUpSpan(int /*span*/, const SpanLine & /*line*/) {
        return SpanLineRefusal::kFraming;
    }
    virtual bool setLoopback(int /*span*/, Loopback /*loopback*/) { return false; }
    /// Amplifies what the channel receives and sends, in dB, -24 .. +24; from the next block on.
    virtual bool setGain(ChannelIndex /*channel*/, double /*receiveDb*/, double /*sendDb*/) { return false; }
    /// The card's (or its driver's) own echo canceller. Taps of 125 us, 0 = off.
    virtual bool setEchoCanceller(ChannelIndex /*channel*/, int /*taps*/) { return false; }
};

} // namespace callbox::board
