// How well and how fast DTMF is heard, against spandsp's dtmf_rx on the same samples in the same run. One
// JSON line per figure; never asserts one.
//
// Arguments: digits per condition, seed, then folders with WAV files (8 kHz, 16 bits, mono) of speech, of
// each of which talk-off is measured.
#include <spandsp.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "dsp/dtmf_bank.h"
#include "dsp/dtmf_cells.h"
#include "dsp/g711.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;
namespace fs = std::filesystem;

namespace {

constexpr size_t kBlock = kDtmfFrameSamples;

class Spandsp {
  public:
    explicit Spandsp(bool overDialTone) : state_(dtmf_rx_init(nullptr, nullptr, nullptr)) {
        if (overDialTone) // its own remedy; the rest stays as it is by default
            dtmf_rx_parms(state_, 1, -1, -1, -99);
    }
    ~Spandsp() { dtmf_rx_free(state_); }
    Spandsp(const Spandsp &) = delete;
    Spandsp &operator=(const Spandsp &) = delete;

    /// How many digits; `digits` holds 32.
    size_t hear(const uint8_t *alaw, size_t count, char *digits) {
        int16_t linear[kBlock];
        alawToLinear(alaw, linear, count);
        dtmf_rx(state_, linear, static_cast<int>(count));
        return dtmf_rx_get(state_, digits, 31);
    }

  private:
    dtmf_rx_state_t *state_;
};

std::vector<HeardKey> hearBySpandsp(bool overDialTone, const std::vector<uint8_t> &alaw, int blockSamples) {
    Spandsp detector(overDialTone);
    std::vector<HeardKey> heard;
    const size_t block = blockSamples > 0 ? static_cast<size_t>(blockSamples) : kBlock;
    for (size_t at = 0; at < alaw.size();) {
        const size_t count = std::min(block, alaw.size() - at);
        char digits[32];
        const size_t found = detector.hear(&alaw[at], count, digits);
        at += count;
        for (size_t i = 0; i < found; ++i)
            heard.push_back({digits[i], at});
    }
    return heard;
}

const char *nameOf(Fault fault) {
    return fault == Fault::kMissed ? "missed" : fault == Fault::kDoubled ? "doubled" : "accepted";
}

void printCells(int digits, uint64_t seed) {
    for (const Cell &cell : dtmfCells()) {
        const Result ours = measureCell(cell, digits, seed, hearByBank);
        const bool dial = !cell.dialHz.empty();
        const Result theirs = measureCell(cell, digits, seed, [dial](const auto &alaw, int block) {
            return hearBySpandsp(dial, alaw, block);
        });
        const auto percent = [&](const Result &result) {
            return 100.0 * result.faults(cell.fault) / result.digits;
        };
        std::printf("{\"bench\":\"dtmf\",\"name\":\"%s\",\"value\":%.4g,\"unit\":\"%% %s of %d\","
                    "\"goal\":%.4g,\"wrong\":%d,\"baseline\":%.4g}\n",
                    cell.name, percent(ours), nameOf(cell.fault), ours.digits, 100 * cell.goal, ours.wrong,
                    percent(theirs));
        std::fflush(stdout);
    }
}

std::vector<fs::path> wavFiles(const fs::path &folder) {
    std::vector<fs::path> files;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".wav")
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<uint8_t> readAlaw(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    const std::string wav((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const size_t data = wav.find("data");
    std::vector<uint8_t> alaw;
    for (size_t at = data + 8; data != std::string::npos && at + 1 < wav.size(); at += 2) {
        int16_t sample = 0;
        std::memcpy(&sample, &wav[at], sizeof sample);
        alaw.push_back(linearToAlaw(sample));
    }
    return alaw;
}

/// Returns all that was read.
std::vector<uint8_t> printTalkOff(const fs::path &folder) {
    std::vector<uint8_t> all;
    size_t ours = 0, theirs = 0;
    for (const fs::path &path : wavFiles(folder)) {
        const std::vector<uint8_t> speech = readAlaw(path);
        for (const HeardKey &key : hearByBank(speech, kBlock)) {
            std::fprintf(stderr, "talk-off: '%c' at %.2f s of %s\n", key.key,
                         static_cast<double>(key.at) / 8000, path.c_str());
            ++ours;
        }
        theirs += hearBySpandsp(false, speech, kBlock).size();
        all.insert(all.end(), speech.begin(), speech.end());
    }
    std::printf("{\"bench\":\"dtmf\",\"name\":\"talk-off, %s, %.0f min\",\"value\":%zu,\"unit\":\"digits\","
                "\"baseline\":%zu}\n",
                folder.filename().c_str(), static_cast<double>(all.size()) / 480'000, ours, theirs);
    std::fflush(stdout);
    return all;
}

// --- speed --------------------------------------------------------------------------------------

constexpr size_t kChannels = 240;
constexpr int kBlocksAtOnce = 250;
constexpr int kRounds = 24; // the best counts: other programs only ever make it slower
constexpr size_t kTrashOctets = 2u << 20;

double cpuNs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// Nanoseconds per channel and 20 ms of `hear(blocks of all channels)`. Each channel takes its sound from
/// another place of `sound`; with `cold`, the caches see 2 MB of other work before each block.
double measureNs(const std::vector<uint8_t> &sound, bool cold,
                 const std::function<void(const uint8_t *const *)> &hear) {
    std::vector<uint8_t> trash(kTrashOctets), arrived(kChannels * kBlock);
    const uint8_t *in[kChannels];
    for (size_t channel = 0; channel < kChannels; ++channel)
        in[channel] = &arrived[channel * kBlock];
    const size_t apart = (sound.size() - kBlock) / kChannels;
    double best = 1e18;
    size_t at = 0;
    for (int round = 0; round < kRounds; ++round) {
        double spent = 0;
        for (int block = 0; block < kBlocksAtOnce; ++block, at += kBlock) {
            for (size_t channel = 0; channel < kChannels; ++channel)
                std::memcpy(&arrived[channel * kBlock],
                            &sound[(channel * apart + at) % (sound.size() - kBlock)], kBlock);
            for (size_t octet = 0; cold && octet < trash.size(); octet += 64)
                ++trash[octet];
            const double start = cpuNs();
            hear(in);
            spent += cpuNs() - start;
        }
        best = std::min(best, spent);
    }
    return 2 * best / kBlocksAtOnce / kChannels;
}

void printSpeed(const char *kind, const std::vector<uint8_t> &sound) {
    size_t found = 0;
    for (const bool cold : {false, true}) {
        std::vector<std::unique_ptr<Spandsp>> plain;
        for (size_t channel = 0; channel < kChannels; ++channel)
            plain.push_back(std::make_unique<Spandsp>(false));
        const double theirs = measureNs(sound, cold, [&](const uint8_t *const *in) {
            char digits[32];
            for (size_t channel = 0; channel < kChannels; ++channel)
                found += plain[channel]->hear(in[channel], kBlock, digits);
        });
        for (const Simd simd : {Simd::kBaseline, Simd::kAvx2}) {
            if (simd > widestSimd())
                continue;
            DtmfBank bank(kChannels, simd);
            for (size_t channel = 0; channel < kChannels; ++channel)
                bank.open(channel);
            const double ours = measureNs(sound, cold, [&](const uint8_t *const *in) {
                bank.process(in, kBlock, [&](const DtmfEvent &) { ++found; });
            });
            std::printf("{\"bench\":\"dtmf\",\"name\":\"%s, caches %s, %s\",\"value\":%.1f,"
                        "\"unit\":\"ns per channel and 20 ms\",\"baseline\":%.1f,\"ratio\":%.3f}\n",
                        kind, cold ? "cold" : "hot", simd == Simd::kAvx2 ? "AVX2" : "baseline", ours, theirs,
                        ours / theirs);
            std::fflush(stdout);
        }
    }
    std::fprintf(stderr, "%s: %zu digits heard\n", kind, found);
}

/// Swells and fades, so that nobody may take a short cut of silence.
std::vector<uint8_t> noise() {
    std::vector<uint8_t> octets(kChannels * kBlock * 64);
    uint32_t random = 1;
    for (size_t n = 0; n < octets.size(); ++n) {
        random = random * 1664525 + 1013904223;
        const double swell = 0.2 + 0.15 * std::sin(static_cast<double>(n) / 1000);
        octets[n] = linearToAlaw(static_cast<int16_t>(static_cast<int16_t>(random >> 16) * swell));
    }
    return octets;
}

std::vector<uint8_t> digitsOnly() {
    std::mt19937_64 random(1);
    return makeStream(dtmfCells().front(), 4000, random).alaw;
}

} // namespace

int main(int count, char **arguments) {
    if (count < 4) {
        std::fprintf(stderr, "usage: bench_dtmf DIGITS SEED FOLDER...\n");
        return 2;
    }
    std::vector<uint8_t> speech;
    printCells(std::atoi(arguments[1]), std::strtoull(arguments[2], nullptr, 10));
    for (int i = 3; i < count; ++i) {
        const std::vector<uint8_t> heard = printTalkOff(arguments[i]);
        speech.insert(speech.end(), heard.begin(), heard.end());
    }
    printSpeed("speech", speech);
    printSpeed("noise", noise());
    printSpeed("silence", std::vector<uint8_t>(kChannels * kBlock, kAlawSilenceOctet));
    printSpeed("digits on every channel", digitsOnly());
    return 0;
}
