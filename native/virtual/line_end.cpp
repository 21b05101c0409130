#include "virtual/line_end.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "dsp/g711.h"
#include "dsp/level.h"

namespace callbox::virtualboard {

using board::LineSignal;
using Kind = Fault::Kind;
using Direction = Fault::Direction;

namespace {

constexpr size_t kSamplesPerMs = board::kSampleRateHz / 1000;
constexpr size_t kEchoRing = (kMaxEchoMs + 1) * kSamplesPerMs + 2 * board::kMaxBlockSamples;
constexpr uint32_t kHumPeriod = board::kSampleRateHz / 50; // mains of 50 Hz

} // namespace

bool LineLevels::set(LineSignal signal) {
    switch (signal) {
    case LineSignal::kOffHook:
    case LineSignal::kOnHook:
        offHook = signal == LineSignal::kOffHook;
        return true;
    case LineSignal::kRingOn:
    case LineSignal::kRingOff:
        ringing = signal == LineSignal::kRingOn;
        return true;
    case LineSignal::kPolarityReversed:
    case LineSignal::kPolarityNormal:
        reversed = signal == LineSignal::kPolarityReversed;
        return true;
    case LineSignal::kBatteryLost:
    case LineSignal::kBatteryBack:
        noBattery = signal == LineSignal::kBatteryLost;
        return true;
    default:
        return false;
    }
}

LineEnd::LineEnd(bool isFxo, size_t blockSamples, uint64_t seed)
    : isFxo_(isFxo), blockSamples_(blockSamples), random_(seed) {}

void LineEnd::setConnected(bool connected) {
    connected_ = connected;
    if (isFxo_) {
        heard_ = {}; // what feeds the line has gone or is new; a telephone's hook stays as it was last seen
    }
}

LineLevels LineEnd::toTell() const {
    if (cut_) {
        LineLevels nothing;
        nothing.noBattery = !isFxo_;
        return nothing;
    }
    const Way &sent = way(Direction::kSend);
    return sent.stuck ? sent.stuckAt : commanded_;
}

LineLevels LineEnd::toReport() const {
    if (cut_ || (isFxo_ && !connected_)) {
        LineLevels dead;
        dead.noBattery = isFxo_; // a dead wire carries no battery, no ringing current, no loop current
        return dead;
    }
    const Way &received = way(Direction::kReceive);
    return received.stuck ? received.stuckAt : heard_;
}

void LineEnd::inject(const Fault &fault) {
    Way &hit = way(fault.direction);
    switch (fault.kind) {
    case Kind::kStuckSignals:
        hit.stuckAt = fault.direction == Direction::kSend ? toTell() : toReport();
        hit.stuck = true;
        break;
    case Kind::kCut:
        cut_ = true;
        break;
    case Kind::kNoise: // white noise has its level as mean power: a sine's peak is sqrt(2) above its rms
        hit.noiseRms = dsp::sineAmplitude(fault.levelDbm0) / std::sqrt(2.0);
        break;
    case Kind::kHum:
        hit.humAmplitude = dsp::sineAmplitude(fault.levelDbm0);
        break;
    case Kind::kEcho:
        hit.echoGain = std::pow(10.0, -fault.erlDb / 20);
        hit.echoDelay = fault.delayMs * kSamplesPerMs;
        hit.echoOf.assign(kEchoRing, 0);
        break;
    default:
        break;
    }
}

void LineEnd::clear(Kind kind, Direction direction) {
    Way &hit = way(direction);
    hit.stuck = hit.stuck && kind != Kind::kStuckSignals;
    cut_ = cut_ && kind != Kind::kCut;
    hit.noiseRms = kind == Kind::kNoise ? 0 : hit.noiseRms;
    hit.humAmplitude = kind == Kind::kHum ? 0 : hit.humAmplitude;
    hit.echoGain = kind == Kind::kEcho ? 0 : hit.echoGain;
}

void LineEnd::clearAll() {
    cut_ = false;
    for (Way &one : ways_) {
        one.stuck = false;
        one.noiseRms = one.humAmplitude = one.echoGain = 0;
    }
}

void LineEnd::keep(Way &passed, const uint8_t *sound) {
    for (size_t i = 0; passed.echoGain != 0 && i < blockSamples_; ++i) {
        passed.echoOf[passed.newest] = dsp::alawToLinear(sound[i]);
        passed.newest = (passed.newest + 1) % kEchoRing;
    }
}

void LineEnd::addTo(uint8_t *sound, Way &passed) {
    if (!passed.noisy()) {
        return;
    }
    for (size_t i = 0; i < blockSamples_; ++i) {
        double sample = dsp::alawToLinear(sound[i]);
        if (passed.noiseRms != 0) {
            sample += passed.noiseRms * normal_(random_);
        }
        if (passed.humAmplitude != 0) {
            sample += passed.humAmplitude * std::sin(2 * dsp::kPi * passed.humSample / kHumPeriod);
            passed.humSample = (passed.humSample + 1) % kHumPeriod;
        }
        if (passed.echoGain != 0) { // the newest block kept is the one that goes with this one
            const size_t back = blockSamples_ - i + passed.echoDelay;
            sample += passed.echoGain * passed.echoOf[(passed.newest + kEchoRing - back) % kEchoRing];
        }
        sound[i] =
            dsp::linearToAlaw(static_cast<int16_t>(std::lround(std::clamp(sample, -32768.0, 32767.0))));
    }
}

void LineEnd::shapeReceived(uint8_t *sound) {
    if (cut_) {
        std::memset(sound, board::kAlawSilence, blockSamples_);
        return;
    }
    addTo(sound, way(Direction::kReceive));
}

void LineEnd::shapeSent(uint8_t *sound, const uint8_t *received) {
    if (cut_) {
        std::memset(sound, board::kAlawSilence, blockSamples_);
        return;
    }
    keep(way(Direction::kReceive), sound); // comes back in the next block that is received
    keep(way(Direction::kSend), received);
    addTo(sound, way(Direction::kSend));
}

} // namespace callbox::virtualboard
