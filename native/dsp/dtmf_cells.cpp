#include "dsp/dtmf_cells.h"

#include <algorithm>
#include <cmath>

#include "dsp/dtmf.h"
#include "dsp/dtmf_bank.h"
#include "dsp/g711.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp::testing {
namespace {

constexpr int kDigitsPerStream = 40;
using Random = std::mt19937_64;
using Samples = std::vector<double>;

double draw(Range range, Random &random) {
    return std::uniform_real_distribution<double>(range.from, range.to)(random);
}
bool coin(Random &random) { return (random() >> 40) % 2 == 0; }
size_t samplesOf(double ms) { return static_cast<size_t>(std::lround(ms * kSampleRateHz / 1000)); }

void addSine(Samples &to, size_t from, size_t count, double hz, double levelDbm0, Random &random) {
    const double turn = 2 * kPi * hz / kSampleRateHz, phase = draw({0, 2 * kPi}, random);
    const double amplitude = sineAmplitude(levelDbm0);
    for (size_t n = 0; n < count; ++n)
        to[from + n] += amplitude * std::sin(turn * static_cast<double>(n) + phase);
}

double offBy(const Cell &cell, double nominalHz, Random &random) {
    const double off = draw(cell.offShare, random) * nominalHz + cell.offHz;
    return nominalHz + (coin(random) ? off : -off);
}

char addDigit(Samples &to, const Cell &cell, char before, int turn, Random &random) {
    int index = 0;
    do {
        index = static_cast<int>((random() >> 20) % 16);
    } while (cell.otherKeys && kDtmfDigits[index] == before);
    const size_t from = to.size(), count = samplesOf(draw(cell.onMs, random));
    to.resize(from + count, 0.0);
    const double lowDbm0 = draw(cell.lowDbm0, random);
    const double highDbm0 = lowDbm0 + draw(cell.highOverLowDb, random);
    const double lowHz = kDtmfLowHz[index / 4], highHz = kDtmfHighHz[index % 4];
    const bool lowOff = !cell.onlyOneOff || turn % 2 == 0, highOff = !cell.onlyOneOff || turn % 2 != 0;
    addSine(to, from, count, lowOff ? offBy(cell, lowHz, random) : lowHz, lowDbm0, random);
    addSine(to, from, count, highOff ? offBy(cell, highHz, random) : highHz, highDbm0, random);
    const size_t gap = samplesOf(cell.dropoutMs);
    if (gap > 0) {
        const size_t at = from + (random() >> 20) % (count - gap);
        std::fill_n(to.begin() + static_cast<long>(at), gap, 0.0);
    }
    return kDtmfDigits[index];
}

/// Noise of one octave and a half about 600 Hz that swells and fades four times a second, like syllables.
void addEcho(Samples &to, double levelDbm0, Random &random) {
    std::normal_distribution<double> gauss(0, 1);
    double a = 0, b = 0, power = 0;
    Samples echo(to.size());
    for (size_t n = 0; n < to.size(); ++n) {
        const double next = gauss(random) + 1.6 * a - 0.8 * b;
        b = a;
        a = next;
        echo[n] = next * (1 + std::sin(2 * kPi * 4 * static_cast<double>(n) / kSampleRateHz));
        power += echo[n] * echo[n];
    }
    const double gain = sineAmplitude(levelDbm0) / std::sqrt(2 * power / static_cast<double>(echo.size()));
    for (size_t n = 0; n < to.size(); ++n)
        to[n] += gain * echo[n];
}

/// ITU-T G.711 Table 2a, there and back: 14-bit values, bias 33.
int16_t throughMuLaw(int16_t sample) {
    const int magnitude = std::min(std::abs(static_cast<int>(sample)) / 4, 8158) + 33;
    int segment = 0;
    while (segment < 7 && magnitude >> (segment + 6) != 0)
        ++segment;
    const int step = (magnitude >> (segment + 1)) & 15;
    const int value = 4 * (((2 * step + 33) << segment) - 33);
    return static_cast<int16_t>(sample < 0 ? -value : value);
}

void finishStream(const Cell &cell, Samples &samples, Random &random, std::vector<uint8_t> &alaw) {
    for (const double hz : cell.dialHz)
        addSine(samples, 0, samples.size(), hz,
                cell.dialDbm0 - 10 * std::log10(static_cast<double>(cell.dialHz.size())), random);
    if (cell.echoDbm0 > kSilenceDbm0)
        addEcho(samples, cell.echoDbm0, random);
    std::normal_distribution<double> noise(0, sineAmplitude(cell.noiseDbm0) / std::sqrt(2.0));
    for (const double sample : samples) {
        const double noisy = sample + cell.dcOffset + (cell.noiseDbm0 > kSilenceDbm0 ? noise(random) : 0);
        auto linear = static_cast<int16_t>(std::lround(std::clamp(noisy, -32768.0, 32767.0)));
        if (cell.muLaw)
            linear = throughMuLaw(linear);
        alaw.push_back(linearToAlaw(linear));
    }
}

void score(const Stream &stream, const std::vector<HeardKey> &heard, Result &result) {
    size_t next = 0;
    for (size_t i = 0; i < stream.digits.size(); ++i) {
        const Stream::Digit &digit = stream.digits[i];
        // Told when it has ended at the latest, and a little after: a block, a detector's own delay.
        const size_t until = i + 1 < stream.digits.size()
                                 ? std::max(stream.digits[i + 1].from + 160, digit.to + 160)
                                 : stream.alaw.size();
        int right = 0;
        for (; next < heard.size() && heard[next].at <= until; ++next) {
            if (heard[next].key == digit.key)
                ++right;
            else
                ++result.wrong;
        }
        ++result.digits;
        result.missed += right == 0 ? 1 : 0;
        result.doubled += right > 1 ? 1 : 0;
    }
    result.accepted += static_cast<int>(heard.size());
}

} // namespace

Stream makeStream(const Cell &cell, int digits, Random &random) {
    Stream stream;
    Samples samples(samplesOf(draw(cell.leadMs, random)), 0.0);
    char before = 0;
    for (int i = 0; i < digits; ++i) {
        const size_t from = samples.size();
        before = addDigit(samples, cell, before, i, random);
        stream.digits.push_back({before, from, samples.size()});
        samples.resize(samples.size() + samplesOf(draw(cell.offMs, random)), 0.0);
    }
    samples.resize(samples.size() + samplesOf(100), 0.0);
    finishStream(cell, samples, random, stream.alaw);
    return stream;
}

Result measureCell(const Cell &cell, int digits, uint64_t seed, const Hearer &hear) {
    Random random(seed);
    Result result;
    while (result.digits < digits) {
        const Stream stream = makeStream(cell, std::min(kDigitsPerStream, digits - result.digits), random);
        score(stream, hear(stream.alaw, cell.blockSamples), result);
    }
    return result;
}

std::vector<HeardKey> hearByBank(const std::vector<uint8_t> &alaw, int blockSamples) {
    std::vector<HeardKey> heard;
    DtmfBank bank(1);
    bank.open(0);
    uint32_t random = 1;
    for (size_t at = 0; at < alaw.size();) {
        random = random * 1664525 + 1013904223;
        const size_t wanted = blockSamples > 0 ? static_cast<size_t>(blockSamples) : 1 + (random >> 16) % 80;
        const size_t count = std::min(wanted, alaw.size() - at);
        const uint8_t *block = &alaw[at];
        at += count;
        bank.process(&block, static_cast<int>(count), [&](const DtmfEvent &event) {
            if (!event.ended)
                heard.push_back({event.digit, at});
        });
    }
    return heard;
}

} // namespace callbox::dsp::testing
