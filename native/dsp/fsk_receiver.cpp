#include <algorithm>
#include <cmath>

#include "dsp/fsk.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

constexpr int kTurnSteps = 80; // 17 turns of 1700 Hz at 8 kHz
constexpr double kCentreHz = 1700;
constexpr double kPassHz = 950;  // the 500 Hz to mark and space and most of what 1200 bit/s need around them
constexpr float kInBand = 0.55F; // share of all power that must be the modem's
constexpr double kBitSamples = kSampleRateHz / kFskBaud;
constexpr int kPowerSamples = 48;  // 6 ms: over several bits
constexpr int kCarrierGone = 80;   // 10 ms
constexpr int kEndOfMarkBits = 60; // ETSI EN 300 659-1 §6.2.3: at most 20 between octets

struct Tables {
    float cosine[kTurnSteps], sine[kTurnSteps];
    float taps[19];
    float minPower;
    Tables() {
        for (int i = 0; i < kTurnSteps; ++i) {
            cosine[i] = static_cast<float>(std::cos(2 * kPi * kCentreHz * i / kSampleRateHz));
            sine[i] = static_cast<float>(std::sin(2 * kPi * kCentreHz * i / kSampleRateHz));
        }
        float sum = 0;
        for (int i = 0; i < 19; ++i) { // a windowed sinc
            const double x = i - 9;
            const double sinc = x == 0 ? 2 * kPassHz / kSampleRateHz
                                       : std::sin(2 * kPi * kPassHz * x / kSampleRateHz) / (kPi * x);
            taps[i] = static_cast<float>(sinc * (0.54 + 0.46 * std::cos(kPi * x / 9.5)));
            sum += taps[i];
        }
        for (float &tap : taps)
            tap /= sum;
        const double amplitude = sineAmplitude(FskReceiver::kCarrierDbm0);
        minPower = static_cast<float>(amplitude * amplitude / 2);
    }
};
const Tables kTables;

} // namespace

FskReceiver::FskReceiver() { reset(); }

void FskReceiver::reset() {
    std::fill(std::begin(re_), std::end(re_), 0.0F);
    std::fill(std::begin(im_), std::end(im_), 0.0F);
    std::fill(std::begin(smooth_), std::end(smooth_), 0.0F);
    at_ = turn_ = smoothAt_ = quiet_ = 0;
    lastRe_ = lastIm_ = all_ = band_ = 0;
    carrier_ = false;
    for (Reader &reader : reader_) {
        reader = Reader();
        reader.burst.inverted = &reader == &reader_[1];
    }
}

/// Where the signal is above 1700 Hz (negative: below), smoothed over most of a bit: about -0.39 .. 0.39.
float FskReceiver::frequency(int16_t sample) {
    re_[at_] = static_cast<float>(sample) * kTables.cosine[turn_];
    im_[at_] = -static_cast<float>(sample) * kTables.sine[turn_];
    turn_ = turn_ + 1 == kTurnSteps ? 0 : turn_ + 1;
    float re = 0, im = 0;
    for (int i = 0, from = at_; i < kTaps; ++i) { // symmetric: the direction doesn't matter
        re += kTables.taps[i] * re_[from];
        im += kTables.taps[i] * im_[from];
        from = from == 0 ? kTaps - 1 : from - 1;
    }
    at_ = at_ + 1 == kTaps ? 0 : at_ + 1;
    const float power = re * re + im * im;
    all_ += (static_cast<float>(sample) * static_cast<float>(sample) - all_) / kPowerSamples;
    band_ += (2 * power - band_) / kPowerSamples; // half of a real signal's power is turned away
    const float before = std::sqrt((lastRe_ * lastRe_ + lastIm_ * lastIm_) * power);
    const float turned = before > 0 ? (im * lastRe_ - re * lastIm_) / before : 0;
    lastRe_ = re;
    lastIm_ = im;
    smooth_[smoothAt_] = turned;
    smoothAt_ = smoothAt_ + 1 == kSmooth ? 0 : smoothAt_ + 1;
    float sum = 0;
    for (const float value : smooth_)
        sum += value;
    return sum;
}

const FskBurst *FskReceiver::process(const int16_t *samples, int count) {
    const FskBurst *ended = nullptr;
    for (int n = 0; n < count; ++n) {
        const float value = frequency(samples[n]);
        const bool heard = all_ >= kTables.minPower && band_ >= kInBand * all_;
        quiet_ = heard ? 0 : std::min(quiet_ + 1, kCarrierGone);
        const bool had = carrier_;
        carrier_ = heard || (carrier_ && quiet_ < kCarrierGone);
        for (Reader &reader : reader_) {
            bool over = false;
            if (carrier_)
                over = read(reader, &reader == &reader_[0] ? -value : value);
            else if (had)
                over = end(reader, true);
            if (over && ended == nullptr)
                ended = &reader.burst;
        }
    }
    return ended;
}

/// `value` is positive for mark. True: the burst is over.
bool FskReceiver::read(Reader &reader, float value) {
    const float last = reader.last;
    reader.last = value;
    reader.markRun = value > 0 ? reader.markRun + 1 : 0;
    if (reader.markRun <= kMarkSettles)
        reader.markSum = 0;
    else if (reader.markRun <= static_cast<int>(kMinMarkBits * kBitSamples))
        reader.markSum += value;
    if (reader.markRun == static_cast<int>(kMinMarkBits * kBitSamples))
        markWent(reader);
    if (reader.armed && reader.burst.count > 0 && reader.markRun > kEndOfMarkBits * kBitSamples)
        return end(reader, true);
    if (!reader.armed)
        return false;
    if (!reader.reading) {
        if (last <= 0 || value > 0)
            return false;
        reader.reading = true;
        reader.bit = 0;
        reader.shift = 0;
        // The edge lies between the samples; the middle of the start bit is half a bit after it.
        reader.due = kBitSamples / 2 - 1 + last / (last - value);
        return false;
    }
    reader.due -= 1;
    if (reader.due > 0)
        return false;
    const float middle = value + (last - value) * static_cast<float>(-reader.due);
    reader.due += kBitSamples;
    return bitCame(reader, middle > 0);
}

bool FskReceiver::bitCame(Reader &reader, bool mark) {
    if (reader.bit == 0 && mark) {
        reader.reading = false; // no start bit: a click
        return false;
    }
    if (reader.bit < 9) {
        if (reader.bit > 0)
            reader.shift |= (mark ? 1U : 0U) << (reader.bit - 1);
        ++reader.bit;
        return false;
    }
    reader.reading = false;
    FskBurst &burst = reader.burst;
    if (!mark && ++burst.framingErrors > kMaxFramingErrors)
        return end(reader, true);
    burst.octet[burst.count++] = static_cast<uint8_t>(reader.shift);
    const bool whole = burst.count >= 2 && burst.count == burst.octet[1] + 3;
    return whole && end(reader, false);
}

void FskReceiver::markWent(Reader &reader) {
    if (reader.armed && reader.burst.count > 0)
        return; // a pause between two octets
    reader.armed = true;
    reader.reading = false;
    reader.burst.count = 0;
    reader.burst.framingErrors = 0;
    // `value` is kSmooth times the sine of the turn per sample, and positive for mark, which lies below the
    // centre unless the pair is inverted.
    const float samples = static_cast<float>(static_cast<int>(kMinMarkBits * kBitSamples) - kMarkSettles);
    const double sine = std::clamp(static_cast<double>(reader.markSum / samples / kSmooth), -1.0, 1.0);
    const double apartHz = std::asin(sine) * kSampleRateHz / (2 * kPi);
    reader.burst.markHz = static_cast<float>(kCentreHz + (reader.burst.inverted ? apartHz : -apartHz));
    reader.burst.levelDbm0 = static_cast<float>(sineLevelDbm0(std::sqrt(2.0 * static_cast<double>(all_))));
}

bool FskReceiver::end(Reader &reader, bool cut) {
    // Less than three octets, or half of them out of frame, is a noise after a carrier, not a message.
    const bool something = reader.armed && reader.burst.count >= 3 &&
                           (!cut || 2 * reader.burst.framingErrors < reader.burst.count);
    reader.burst.cut = cut;
    reader.armed = reader.reading = false;
    reader.markRun = 0;
    return something;
}

} // namespace callbox::dsp
