// Any row of line signals, commands and times into the two kinds of analog ports. Each seizure of a port
// begins and ends once, hook and ringing signals alternate, and a line that is left alone comes back to rest.
#include <cstdlib>

#include "analog/fxo_port.h"
#include "analog/fxs_port.h"
#include "input.h"

using namespace callbox;
using namespace callbox::analog;
using board::LineSignal;

namespace {

constexpr uint32_t kStepMs = 100; // FxsPort::elapse wants no more

const dsp::TonePlan &plan(uint8_t which) {
    static constexpr const char *kCountries[] = {"cn", "us", "gb", "de"};
    return *dsp::findTonePlan(kCountries[which % 4]);
}

void require(bool so) {
    if (!so)
        std::abort();
}

/// What whoever holds an FXO port's seizure has been told.
class Fxo {
  public:
    Fxo(uint8_t country, uint32_t guardMs) : port_(plan(country).ringing, guardMs) {}

    void run(fuzz::Input &input) {
        static constexpr LineSignal kReported[] = {
            LineSignal::kRingOn,      LineSignal::kRingOff,          LineSignal::kBatteryLost,
            LineSignal::kBatteryBack, LineSignal::kPolarityReversed, LineSignal::kPolarityNormal,
            LineSignal::kFlash,       LineSignal::kOffHook};
        while (!input.ended()) {
            const uint8_t what = input.next();
            if (what < 128)
                elapse(what * kStepMs / 4);
            else if (what < 192)
                report(kReported[what % 8]);
            else
                command(what % 8);
        }
        rest();
    }

  private:
    void report(LineSignal signal) {
        polarityTurned_ = signal == LineSignal::kPolarityReversed || signal == LineSignal::kPolarityNormal;
        on(port_.line(signal));
        polarityTurned_ = false;
    }
    void command(int which) {
        if (which == 0) {
            on(port_.announce());
        } else if (which == 1) {
            on(port_.answer());
        } else if (which == 2) {
            const bool can = port_.canSeize();
            if (can)
                seized_ = outgoing_ = true, answered_ = false;
            const FxoOutput out = port_.seize();
            require(can || !out.hasSignal);
            on(out);
        } else if (which == 3) {
            on(port_.hangupHeard());
        } else if (which < 6) {
            seized_ = false;
            on(port_.clear());
            require(!port_.lifted());
        } else {
            elapse(which == 6 ? 10'000 : 4'000'000'000U);
        }
    }
    void elapse(uint32_t ms) { on(port_.elapse(ms)); }
    void on(const FxoOutput &out) {
        if (out.hasSignal) {
            require((out.signal == LineSignal::kOffHook) != loop_);
            loop_ = !loop_;
        }
        switch (out.event) {
        case FxoEvent::kNone:
            break;
        case FxoEvent::kIncoming:
            require(!seized_);
            seized_ = true, outgoing_ = false;
            break;
        case FxoEvent::kFarEndCleared:
            require(!polarityTurned_ || !outgoing_ || answered_); // the first one is the answer
            [[fallthrough]];
        case FxoEvent::kCleared:
        case FxoEvent::kFault:
            require(seized_);
            seized_ = false;
            break;
        case FxoEvent::kGlare:
            require(seized_ && outgoing_);
            seized_ = false;
            break;
        case FxoEvent::kAnswered:
            require(seized_ && outgoing_ && !answered_);
            answered_ = true;
            break;
        default:
            require(!seized_);
        }
        require(loop_ == port_.lifted());
        require(!loop_ || seized_);
    }
    void rest() {
        on(port_.line(LineSignal::kRingOff));
        on(port_.line(LineSignal::kBatteryBack));
        seized_ = false;
        on(port_.clear());
        for (int n = 0; n < 4; ++n)
            elapse(20'000);
        require(port_.state() == FxoState::kIdle && !loop_ && port_.canSeize() && !port_.countsTime());
    }

    FxoPort port_;
    bool loop_ = false, seized_ = false, outgoing_ = false, answered_ = false, polarityTurned_ = false;
};

/// The same of an FXS port.
class Fxs {
  public:
    Fxs(uint8_t country, const FlashWindow &flash) : plan_(plan(country)), port_(flash) {}

    void run(fuzz::Input &input) {
        while (!input.ended()) {
            const uint8_t what = input.next();
            if (what < 128)
                elapse(what % kStepMs);
            else
                command(what % 8, input);
        }
        rest();
    }

  private:
    void command(int which, fuzz::Input &input) {
        if (which < 2) {
            on(port_.hook(which == 1));
        } else if (which == 2) {
            on(port_.flash());
        } else if (which == 3) {
            const uint8_t how = input.next();
            ring(how, input.word());
        } else if (which == 4) {
            seized_ = ringing_ = false;
            on(port_.clear());
        } else if (which == 5) {
            on(port_.quiet());
        } else if (which == 6) {
            port_.setMessageWaiting(input.choice(2) == 1);
        } else {
            for (int n = input.next(); n > 0; --n)
                elapse(kStepMs);
        }
    }
    void ring(uint8_t how, uint32_t spillMs) {
        const dsp::RingCadence &cadence = how % 3 == 0   ? plan_.ringing
                                          : how % 3 == 1 ? plan_.doubleRing
                                                         : plan_.longRing;
        if (port_.state() == FxsState::kLaid)
            seized_ = ringing_ = true;
        on(port_.ring({cadence, spillMs, how >= 128}));
    }
    void elapse(uint32_t ms) { on(port_.elapse(ms)); }
    void on(const FxsOutput &out) {
        if (out.hasSignal) {
            const bool starts = out.signal == LineSignal::kRingOn;
            require(!starts || (port_.state() == FxsState::kRinging && !current_));
            current_ = starts;
        }
        require(!current_ || port_.state() == FxsState::kRinging); // no ringing current at an open ear
        switch (out.event) {
        case FxsEvent::kNone:
        case FxsEvent::kAlreadyOffHook:
            break;
        case FxsEvent::kLifted:
            require(!seized_);
            seized_ = true;
            break;
        case FxsEvent::kAnswered:
            require(seized_ && ringing_);
            ringing_ = false;
            break;
        case FxsEvent::kFlash:
            require(seized_ && !ringing_);
            break;
        case FxsEvent::kLaidDown:
            require(port_.state() == FxsState::kLaid);
            seized_ = ringing_ = false;
            break;
        }
        require(ringing_ == (port_.state() == FxsState::kRinging));
    }
    void rest() {
        on(port_.hook(false));
        seized_ = ringing_ = false;
        on(port_.clear());
        for (int n = 0; n < 20; ++n)
            elapse(kStepMs);
        require(port_.state() == FxsState::kLaid && !current_ && !port_.offHook() && !port_.countsTime());
    }

    const dsp::TonePlan &plan_;
    FxsPort port_;
    bool seized_ = false, ringing_ = false, current_ = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    fuzz::Input input{octets, count};
    const uint8_t shape = input.next();
    if (shape % 2 == 0) {
        Fxo(shape / 2, input.word()).run(input);
    } else {
        const uint16_t minMs = input.word() % 400;
        Fxs(shape / 2, {minMs, static_cast<uint16_t>(minMs + input.word() % 1200)}).run(input);
    }
    return 0;
}
