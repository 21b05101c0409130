// The conditions under which DTMF is measured, for the unit test (few digits) and for `npm run bench dtmf`
// (a thousand and more). ITU-T Q.24 Annex A, ETSI ES 201 235-3, and what real lines add.
//
// A level is one tone's, in dBm0. Signal to noise is both tones' power over white noise in 0 .. 4 kHz.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace callbox::dsp::testing {

struct Range {
    double from = 0, to = 0;
};

enum class Fault : uint8_t { kMissed, kAccepted, kDoubled }; // what is counted: the goal is few

/// One condition. A digit draws its values evenly from each range; its phases are always random.
struct Cell {
    const char *name;
    Fault fault = Fault::kMissed;
    double goal = 0; // share of the digits
    Range onMs{50, 50}, offMs{50, 50};
    Range lowDbm0{-12, -12};
    Range highOverLowDb{0, 0};
    /// Of each frequency, on its own and with either sign: share and Hz together.
    Range offShare{0, 0};
    double offHz = 0;
    bool onlyOneOff = false; // of the two frequencies, by turns
    double noiseDbm0 = -99;  // white
    std::vector<double> dialHz{};
    double dialDbm0 = -10;  // all of them together
    double dropoutMs = 0;   // silence inside the digit, somewhere
    double dcOffset = 0;    // in 16-bit steps
    double echoDbm0 = -99;  // of a prompt: speech-like, all the time
    Range leadMs{100, 130}; // before the first digit
    bool muLaw = false;     // went through it on its way
    bool otherKeys = true;  // two same keys never follow each other (a pause too short to part them)
    int blockSamples = 80;  // 0: each block another length
};

const std::vector<Cell> &dtmfCells();

struct Stream {
    struct Digit {
        char key;
        size_t from, to; // samples
    };
    std::vector<uint8_t> alaw;
    std::vector<Digit> digits;
};

struct HeardKey {
    char key;
    size_t at; // sample after which it was told
};
/// A detector as new hears the octets in blocks of that many samples (0: varying).
using Hearer = std::function<std::vector<HeardKey>(const std::vector<uint8_t> &alaw, int blockSamples)>;

struct Result {
    int digits = 0, missed = 0, doubled = 0, wrong = 0, accepted = 0;
    int faults(Fault fault) const {
        return fault == Fault::kMissed ? missed : fault == Fault::kDoubled ? doubled : accepted;
    }
};

Stream makeStream(const Cell &cell, int digits, std::mt19937_64 &random);
/// At least `digits` digits in streams of forty. The same seed gives every hearer the same samples.
Result measureCell(const Cell &cell, int digits, uint64_t seed, const Hearer &hear);
/// Our bank, one channel of it.
std::vector<HeardKey> hearByBank(const std::vector<uint8_t> &alaw, int blockSamples);

} // namespace callbox::dsp::testing
