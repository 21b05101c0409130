#include "dsp/dtmf_tables.h"

#include <cmath>

#include "dsp/dtmf.h"
#include "dsp/level.h"
#include "dsp/oscillator.h"

namespace callbox::dsp {
namespace {

constexpr double kScreenDialHz[kScreenDialLines] = {350, 450}; // a frame's width apart: they don't overlap

int16_t rounded(double value) { return static_cast<int16_t>(std::lround(value)); }

int32_t pair(int16_t first, int16_t second) {
    return static_cast<int32_t>(static_cast<uint32_t>(static_cast<uint16_t>(second)) << 16 |
                                static_cast<uint16_t>(first));
}

void fillWaves(double hz, int16_t *cosine, int16_t *sine) {
    const double turn = 2 * kPi * hz / kSampleRateHz;
    for (int n = 0; n < kDtmfWindowSamples; ++n) {
        cosine[n] = rounded(kDtmfReference * std::cos(turn * n));
        sine[n] = rounded(kDtmfReference * std::sin(turn * n));
    }
}

} // namespace

double dtmfLineHz(int line) { return line < 4 ? kDtmfLowHz[line] : kDtmfHighHz[line - 4]; }

DtmfTables::DtmfTables() {
    for (int line = 0; line < kScreenLines; ++line) {
        const double hz = line < kDtmfLines ? dtmfLineHz(line) : kScreenDialHz[line - kDtmfLines];
        const double turn = 2 * kPi * hz / kSampleRateHz;
        constexpr double kMiddle = (kDtmfFrameSamples - 1) / 2.0; // the fold's
        for (int row = 0; row < kScreenRows; ++row) {
            const double first = turn * (2 * row - kMiddle), second = turn * (2 * row + 1 - kMiddle);
            cosine[line][row] = pair(rounded(kScreenReference * std::cos(first)),
                                     rounded(kScreenReference * std::cos(second)));
            sine[line][row] = pair(rounded(kScreenReference * std::sin(first)),
                                   rounded(kScreenReference * std::sin(second)));
        }
    }
    for (int n = 0; n < kDtmfWindowSamples; ++n)
        hann[n] = rounded(32767 * (0.5 - 0.5 * std::cos(2 * kPi * (n + 0.5) / kDtmfWindowSamples)));
    for (int line = 0; line < kDtmfLines; ++line)
        fillWaves(dtmfLineHz(line), reference[2 * line], reference[2 * line + 1]);
    for (int bin = 0; bin < kDialBins; ++bin)
        fillWaves(250 + 50 * bin, dial[2 * bin], dial[2 * bin + 1]);
}

const DtmfTables kDtmfTables;

} // namespace callbox::dsp
