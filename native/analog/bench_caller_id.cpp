// Caller ID through A-law and noise: our two receivers, both running on one line as they do in the product,
// against spandsp's adsi_rx on the same samples. One JSON line per figure; exit 1 if a number was wrong.
//
// Each burst draws: level -5 .. -30 dBm0, twist up to 6 dB, each frequency and the bit clock off by up to
// 1 %, 3 to 20 digits, a name or none, seizure and mark as the standard has them or as short as it allows,
// noise 20 dB below both tones' power in 0 .. 4 kHz. spandsp is told which modem comes; ours isn't.
#include <spandsp.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "analog/caller_id_line.h"
#include "dsp/caller_id_ear.h"
#include "dsp/dtmf.h"
#include "dsp/line_signals.h"

using namespace callbox;
using dsp::testing::Linear;

namespace {

constexpr int kCalls = 1000;
constexpr double kSnrDb = 20;
const analog::DtmfCodes kCodes{'D', 'C'};

struct Random {
    std::mt19937 engine;
    double between(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(engine);
    }
    int upTo(int most) { return std::uniform_int_distribution<int>(0, most)(engine); }
};

std::string digits(Random &random) {
    std::string number;
    for (int left = 3 + random.upTo(17); left > 0; --left)
        number += static_cast<char>('0' + random.upTo(9));
    return number;
}

/// What came of one line's sound: the numbers read, and how often something was read that was none.
struct Result {
    std::vector<std::string> numbers;
    int problems = 0;
};

Result ours(const Linear &line) {
    dsp::CallerIdEar ear;
    analog::CallerIdLine ids(kCodes);
    ids.ringBegan();
    Result result;
    const auto take = [&result](const std::optional<analog::CallerId> &id) {
        if (!id)
            return;
        if (id->problem == analog::CallerIdProblem::kNone)
            result.numbers.push_back(id->number);
        else
            ++result.problems;
    };
    dsp::testing::inBlocks(line, [&](const int16_t *block, int count) {
        char heard[dsp::QuietLineDtmf::kMaxDigits];
        int digits = 0;
        if (const dsp::FskBurst *burst = ear.process(block, count, heard, digits))
            take(ids.burst(*burst, 0));
        for (int i = 0; i < digits; ++i)
            take(ids.digit(heard[i], 0));
        take(ids.elapse(10, 0));
    });
    return result;
}

struct SpandspMessages {
    std::vector<std::vector<uint8_t>> all;
    static void put(void *self, const uint8_t *message, int octets) {
        static_cast<SpandspMessages *>(self)->all.emplace_back(message, message + octets);
    }
};

std::vector<std::vector<uint8_t>> spandsp(const Linear &line, int standard) {
    SpandspMessages messages;
    adsi_rx_state_t *receiver = adsi_rx_init(nullptr, standard, SpandspMessages::put, &messages);
    dsp::testing::inBlocks(line,
                           [receiver](const int16_t *block, int count) { adsi_rx(receiver, block, count); });
    adsi_rx_free(receiver);
    return messages.all;
}

void figure(const char *name, double value, const char *unit, double baseline) {
    std::printf("{\"bench\":\"callerid\",\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%s\",\"baseline\":%.4g,"
                "\"ratio\":%.4g}\n",
                name, value, unit, baseline, baseline == 0 ? 0 : value / baseline);
}

void onTheLine(Linear &line, double dbm0, Random &random) {
    line.resize(line.size() + 4000, 0);
    dsp::testing::addNoise(line, dbm0, kSnrDb, random.engine);
    dsp::testing::throughAlaw(line);
}

/// How many of kCalls were read right, and no other number, by us and by spandsp.
bool fskFigures(bool inverted, bool wrongChecksum, const char *name) {
    Random random{std::mt19937(inverted ? 2 : wrongChecksum ? 3 : 1)};
    int right = 0, theirs = 0, wrongNumbers = 0, reasons = 0;
    for (int n = 0; n < kCalls; ++n) {
        analog::CallerId id;
        id.shown = analog::NumberShown::kAllowed;
        id.number = digits(random);
        id.time = {11, 23, 14, 6};
        for (int letters = random.upTo(15); letters > 0; --letters)
            id.name += static_cast<char>('A' + random.upTo(25));
        std::vector<uint8_t> octets = analog::writeFskMessage(id);
        if (wrongChecksum)
            octets[2 + static_cast<size_t>(random.upTo(static_cast<int>(octets.size()) - 3))] ^=
                static_cast<uint8_t>(1 << random.upTo(7));
        const bool v23 = random.upTo(1) == 1;
        dsp::FskSignal signal;
        signal.markHz = (v23 ? 1300 : 1200) * random.between(0.99, 1.01);
        signal.spaceHz = (v23 ? 2100 : 2200) * random.between(0.99, 1.01);
        if (inverted)
            std::swap(signal.markHz, signal.spaceHz);
        signal.baud *= random.between(0.99, 1.01);
        const double dbm0 = random.between(-30, -5), twistDb = random.between(-6, 6);
        signal.markDbm0 = dbm0 + twistDb / 2;
        signal.spaceDbm0 = dbm0 - twistDb / 2;
        signal.markBits = random.upTo(1) == 1 ? 180 : 80;
        signal.stuffBits = random.upTo(3) == 0 ? random.upTo(10) : 0;
        Linear line(static_cast<size_t>(random.upTo(1600)), 0);
        dsp::appendFsk(line, signal, octets.data(), octets.size());
        onTheLine(line, dbm0, random);
        const Result result = ours(line);
        right += result.numbers.size() == 1 && result.numbers[0] == id.number && result.problems == 0;
        wrongNumbers += !result.numbers.empty() && result.numbers[0] != id.number;
        reasons += result.problems == 1 && result.numbers.empty();
        const auto messages = spandsp(line, v23 ? ADSI_STANDARD_CLIP : ADSI_STANDARD_CLASS);
        theirs += wrongChecksum ? messages.empty()
                                : messages.size() == 1 && messages[0].size() + 1 >= octets.size() &&
                                      std::memcmp(messages[0].data(), octets.data(), octets.size() - 1) == 0;
    }
    figure(name, wrongChecksum ? reasons : right, "of 1000", theirs);
    return wrongNumbers == 0;
}

bool dtmfFigures() {
    Random random{std::mt19937(4)};
    int right = 0, theirs = 0, wrongNumbers = 0;
    for (int n = 0; n < kCalls; ++n) {
        const std::string number = digits(random), sent = "D" + number + "C";
        const double dbm0 = random.between(-30, -5);
        Linear line(static_cast<size_t>(random.upTo(1600)), 0);
        const double on = random.between(45, 90), off = random.between(45, 90),
                     twistDb = random.between(-6, 6);
        for (const char digit : sent) {
            const int index = dsp::dtmfIndex(digit);
            const double low = dsp::kDtmfLowHz[index / 4] * random.between(0.99, 1.01);
            const double high = dsp::kDtmfHighHz[index % 4] * random.between(0.99, 1.01);
            for (int i = 0; i < on * 8; ++i)
                line.push_back(static_cast<int16_t>(
                    dsp::sineAmplitude(dbm0 - 3 + twistDb / 2) * std::sin(2 * dsp::kPi * low * i / 8000) +
                    dsp::sineAmplitude(dbm0 - 3 - twistDb / 2) * std::sin(2 * dsp::kPi * high * i / 8000)));
            line.resize(line.size() + static_cast<size_t>(off * 8), 0);
        }
        onTheLine(line, dbm0, random);
        const Result result = ours(line);
        right += result.numbers.size() == 1 && result.numbers[0] == number && result.problems == 0;
        wrongNumbers += !result.numbers.empty() && result.numbers[0] != number;
        const auto messages = spandsp(line, ADSI_STANDARD_CLIP_DTMF);
        theirs += messages.size() == 1 &&
                  std::string(messages[0].begin(), messages[0].end()).find(number) != std::string::npos;
    }
    figure("DTMF, -5 to -30 dBm0, 20 dB SNR, A-law: read right", right, "of 1000", theirs);
    return wrongNumbers == 0;
}

double nsPerBlock(const std::function<void(const int16_t *)> &block, const Linear &sound) {
    constexpr int kBlocks = 20'000;
    double best = 1e18;
    for (int round = 0; round < 3; ++round) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < kBlocks; ++i)
            block(sound.data() + static_cast<size_t>(i % 90) * 80);
        const auto took = std::chrono::steady_clock::now() - start;
        best = std::min(best, std::chrono::duration<double, std::nano>(took).count());
    }
    return best / kBlocks;
}

void costFigure() {
    Linear sound(8000, 0);
    std::mt19937 random(5);
    dsp::testing::addNoise(sound, -30, 0, random);
    dsp::CallerIdEar ear;
    const double ourNs = nsPerBlock(
        [&](const int16_t *block) {
            char heard[dsp::QuietLineDtmf::kMaxDigits];
            int digits = 0;
            ear.process(block, 80, heard, digits);
        },
        sound);
    SpandspMessages messages;
    adsi_rx_state_t *receivers[] = {
        adsi_rx_init(nullptr, ADSI_STANDARD_CLASS, SpandspMessages::put, &messages),
        adsi_rx_init(nullptr, ADSI_STANDARD_CLIP_DTMF, SpandspMessages::put, &messages)};
    const double theirNs = nsPerBlock(
        [&](const int16_t *block) {
            for (adsi_rx_state_t *receiver : receivers)
                adsi_rx(receiver, block, 80);
        },
        sound);
    for (adsi_rx_state_t *receiver : receivers)
        adsi_rx_free(receiver);
    figure("both receivers on a noisy line, per 10 ms", ourNs, "ns", theirNs);
}

} // namespace

int main() {
    bool well = fskFigures(false, false, "FSK, -5 to -30 dBm0, 20 dB SNR, A-law: read right");
    well &= fskFigures(true, false, "FSK with mark on the higher frequency: read right");
    well &= fskFigures(false, true, "FSK with one wrong bit: no number, one reason");
    well &= dtmfFigures();
    costFigure();
    return well ? 0 : 1;
}
