// One E1 span at one end of the wire: what it hears, says and counts. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <vector>

#include "board/board.h"
#include "virtual/fault.h"

namespace callbox::virtualboard {

/// What one end tells the other of its span: errors that only the other end's card would count.
struct SpanErrors {
    uint32_t crcErrors = 0, farEndErrors = 0, codeViolations = 0, slips = 0;
    bool any() const { return (crcErrors | farEndErrors | codeViolations | slips) != 0; }
};

/// What the far end of a span is told of the signal that it gets.
struct LineUp {
    bool crc4 = true;
    bool locked = false; // the sender's board takes its clock from this wire, on whichever span
    bool idle = false;   // timeslot 16: ones instead of flags
    int32_t ppb = 0;     // by how many billionths the sender's clock is off the reference
    bool operator==(const LineUp &other) const {
        return crc4 == other.crc4 && locked == other.locked && idle == other.idle && ppb == other.ppb;
    }
};
constexpr int32_t kMaxPpb = 1'000'000;

class SpanEnd {
  public:
    SpanEnd(size_t blockSamples, uint64_t seed, const board::SpanLine &line);

    // --- framing and clock ----------------------------------------------------------------
    void setLine(const board::SpanLine &line);
    const board::SpanLine &line() const { return line_; }
    void setHeardLine(const LineUp &line);
    LineUp toSayLine() const;
    /// The board's clock: its error, and whether it is taken from a span, or from this one.
    void setClock(int32_t ppb, bool locked, bool fromHere);
    /// Of what is received.
    int32_t receivedPpb() const { return heardLine_.ppb + way(Fault::Direction::kReceive).driftPpb; }
    bool farIsLocked() const { return heardLine_.locked; }
    board::SpanStatus status() const;

    // --- alarms -------------------------------------------------------------------------
    void setConnected(bool connected);
    /// The far end's kAlarms: what its signal is (LOS, LOF, AIS or none) and whether it says RAI.
    void setHeard(uint8_t alarms);
    void setLoopback(board::Loopback loopback);
    board::Loopback loopback() const { return loopback_; }
    /// LOS, LOF or AIS (the worst of them), and RAI if it can be seen.
    uint8_t alarms() const;
    /// What to tell the far end, as setHeard takes it.
    uint8_t toSay() const;
    /// No LOS, LOF or AIS: frames and sound arrive.
    bool hears() const { return condition() == 0; }

    // --- faults -------------------------------------------------------------------------
    /// `fault` has been checked. Throws std::invalid_argument for a slip the elastic store has no room for.
    void inject(const Fault &fault);
    void clear(Fault::Kind kind, Fault::Direction direction);
    void clearAll();
    uint64_t bitErrorsInjected(Fault::Direction direction) const { return way(direction).turned; }

    // --- frames -------------------------------------------------------------------------
    enum class Fate : uint8_t { kGoes, kVanishes, kSpoilt };
    Fate frameFate(Fault::Direction direction, size_t octets);
    /// Who sends in that direction answers link requests with DM and does nothing else.
    bool refusesLink(Fault::Direction direction) const { return way(direction).refused; }
    uint64_t draw() { return random_(); }

    // --- sound: 30 bearers of blockSamples octets -----------------------------------------
    /// Whether the next two have anything to do.
    bool shapesSound() const { return shapesSound_; }
    void shapeReceived(uint8_t *sound);
    /// `received`: this block as shapeReceived left it.
    void shapeSent(uint8_t *sound, const uint8_t *received);

    // --- counting -----------------------------------------------------------------------
    /// What the far end told; returns how many slips to report.
    uint32_t count(const SpanErrors &errors);
    board::SpanCounters counters;
    SpanErrors owed;            // to be told to the far end
    uint32_t slipsToReport = 0; // here, since it was last set to 0

  private:
    struct BitErrors {
        bool on = false;
        Fault fault;
        uint64_t bitsToNext = 0;
        uint32_t left = 0;
    };
    struct Way { // one direction
        uint8_t condition = 0;
        bool rai = false;
        bool dchannelDead = false;
        bool refused = false;
        bool notOpen = false, idle = false;
        uint32_t loseOneIn = 0, spoilOneIn = 0;
        int32_t driftPpb = 0;
        BitErrors bits, contact; // kBitErrors; kHalfOpen
        uint64_t turned = 0;     // by `bits`
        uint64_t samples = 0;    // that passed here: CRC4 blocks are counted off from them
        uint64_t lastBadCrcBlock = UINT64_MAX;
        std::deque<bool> slips;     // true: repeat
        size_t depth = 0;           // of the elastic store, samples of each channel
        std::vector<uint8_t> store; // 30 rows of kMaxStore
    };
    static constexpr size_t kMaxStore = 64;

    Way &way(Fault::Direction direction) { return ways_[direction == Fault::Direction::kSend ? 0 : 1]; }
    const Way &way(Fault::Direction direction) const {
        return ways_[direction == Fault::Direction::kSend ? 0 : 1];
    }
    uint8_t lineCondition() const; // what comes from the line, whatever is looped
    uint8_t condition() const;
    void changed();
    void addSlip(Way &way, bool repeat, uint32_t count);
    void startBitErrors(BitErrors &bits, const Fault &fault);
    /// The far end sends no multiframe, and this one expects it.
    bool multiframeMissing() const;
    bool notOpen() const { return ways_[0].notOpen || ways_[1].notOpen; }
    int32_t offPpb() const; // of what is received against the board's clock
    void slipByClock();
    uint64_t gap(const Fault &fault);
    void errors(Fault::Direction direction, const SpanErrors &errors);
    /// Sound on its way: bit errors, then the elastic store.
    void impair(Fault::Direction direction, uint8_t *sound);
    struct Turned {
        uint32_t bits = 0, crcBlocks = 0;
    };
    Turned turnBits(Way &way, BitErrors &errors, uint8_t *sound);
    void passStore(Way &way, uint8_t *sound, Fault::Direction direction);

    const size_t blockSamples_;
    std::mt19937_64 random_;
    Way ways_[2]; // what this end sends, what it receives
    board::Loopback loopback_ = board::Loopback::kOff;
    bool connected_ = false;
    bool shapesSound_ = true; // not connected: nothing is heard
    bool swapped_ = false;
    uint8_t heard_ = 0;
    uint8_t lastCondition_ = board::kAlarmLos;
    bool lastRai_ = false, lastIdle_ = false;
    board::SpanLine line_;
    LineUp heardLine_;
    bool lineTold_ = false; // heardLine_ is what the far end said
    int32_t clockPpb_ = 0;
    bool locked_ = false, clockFromHere_ = false;
    uint64_t behind_ = 0;         // samples times billionths, up to a slip
    std::vector<uint8_t> looped_; // towards the box: what was sent last
};

} // namespace callbox::virtualboard
