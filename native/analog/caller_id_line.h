// What one line to an exchange does with caller ID: which way it comes, whether to wait for it, and what
// came last, for a technician.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "analog/caller_id.h"
#include "dsp/fsk.h"

namespace callbox::analog {

/// Digits nearer than this belong together. ETSI EN 300 659-1 annex B: pauses of at most 140 ms; twice that
/// and some.
constexpr uint32_t kDigitsApartMs = 450;
/// Caller ID that came before a ring belongs to it for so long. ETSI EN 300 659-1 §6.1.1: the first ring
/// follows within 500 ms, exchanges take up to some seconds.
constexpr uint32_t kIdKeepsMs = 6000;
constexpr size_t kMaxLineDigits = 64;
constexpr size_t kMinLineDigits = 3; // fewer, without a stop code, are a noise
constexpr size_t kSpillsKept = 20;
constexpr uint8_t kEqualToLearn = 3;

/// What came over the line at one time, as it came.
struct CallerIdSpill {
    CallerIdWay way = CallerIdWay::kNone; // kNone: it rang, and neither receiver heard anything
    std::vector<uint8_t> octets;          // of an FSK burst, at most 258; or the DTMF digits as text
    bool cut = false, inverted = false;
    uint8_t framingErrors = 0;
    double levelDbm0 = 0;    // of the mark; the mean of the digits
    double markHz = 0;       // FSK
    bool beforeRing = false; // nothing rang when it ended
    bool rangTwice = false;  // kNone: there was a pause between rings for it to come in
    CallerId read;
    int64_t atUs = 0; // CLOCK_MONOTONIC
};

/// What a telephone is sent, as it would be received: at the levels at which callerIdSound makes it.
CallerIdSpill sentSpill(const CallerId &from, CallerIdSending way, const DtmfCodes &codes, int64_t nowUs);

/// Without a clock: the owner says how many milliseconds have gone by. Signalling thread only.
class CallerIdLine {
  public:
    explicit CallerIdLine(const DtmfCodes &codes) : codes_(codes) {}

    /// An FSK burst ended. What it says, if the call it belongs to has none yet.
    std::optional<CallerId> burst(const dsp::FskBurst &burst, int64_t nowUs);
    /// A DTMF digit was heard with the line on the hook.
    std::optional<CallerId> digit(char digit, int64_t nowUs, double levelDbm0 = 0);
    /// The pause after DTMF digits may end them.
    std::optional<CallerId> elapse(uint32_t ms, int64_t nowUs);

    /// Ring 1. What came just before it, if anything.
    std::optional<CallerId> ringBegan();
    /// The call is told of at once with ring 1, for this line sends nothing, or sends it before the ring.
    bool needNotWait() const { return learnt_ == Learnt::kNothing || learnt_ == Learnt::kDtmf; }
    /// This call's ringing has ended, or it was answered. `secondRing`: it rang twice, so that a caller ID
    /// between the two would have come.
    void ringEnded(bool secondRing, int64_t nowUs = 0);

    /// kNone until three calls in a row came the same way.
    CallerIdWay learntWay() const;
    bool hasLearnt() const { return learnt_ != Learnt::kUnknown; }
    bool countsTime() const { return !digits_.empty() || held_.has_value(); }
    /// The newest last, at most kSpillsKept.
    const std::deque<CallerIdSpill> &spills() const { return spills_; }

    struct Counters {
        uint32_t fsk = 0, dtmf = 0; // well read
        uint32_t badChecksum = 0, cut = 0, garbled = 0;
    };
    const Counters &counters() const { return counters_; }

  private:
    enum class Learnt : uint8_t { kUnknown, kNothing, kFsk, kDtmf };
    std::optional<CallerId> came(CallerIdSpill &&spill);
    void keep(CallerIdSpill &&spill);
    std::optional<CallerId> endDigits(int64_t nowUs);
    void learn(Learnt result);

    DtmfCodes codes_;
    std::deque<CallerIdSpill> spills_;
    std::string digits_;
    double digitsDbm0_ = 0; // their levels' sum
    uint32_t sinceDigitMs_ = 0;
    std::optional<CallerId> held_; // came while nothing rang
    uint32_t heldMs_ = 0;
    bool ringing_ = false, hasId_ = false;
    CallerIdWay way_ = CallerIdWay::kNone; // of the call that rings
    Learnt learnt_ = Learnt::kUnknown, last_ = Learnt::kUnknown;
    uint8_t equal_ = 0;
    Counters counters_;
};

} // namespace callbox::analog
