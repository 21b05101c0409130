// Constants of the DTMF bank that are worked out once, when the program starts.
#pragma once

#include <cstdint>

#include "dsp/dtmf_kernel.h"

namespace callbox::dsp {

constexpr int kScreenRows = kDtmfFrameSamples / 4; // two folded samples each
constexpr int kScreenDialLines = 2;                // 350 and 450 Hz: the tones between share themselves out
constexpr int kScreenLines = kDtmfLines + kScreenDialLines;
constexpr int kScreenReference = 4096; // 80 samples of 4032, folded, times this fit 32 bits
constexpr int kDialBins = 7;           // 250, 300 .. 550 Hz

struct DtmfTables {
    /// The screen's cosines (by the frame's even half) and sines (by its odd half), two samples in each
    /// word as the multiply-add instruction wants them.
    alignas(64) int32_t cosine[kScreenLines][kScreenRows];
    alignas(64) int32_t sine[kScreenLines][kScreenRows];
    alignas(64) int16_t hann[kDtmfWindowSamples];
    alignas(64) int16_t reference[2 * kDtmfLines][kDtmfWindowSamples];
    alignas(64) int16_t dial[2 * kDialBins][kDtmfWindowSamples];
    DtmfTables();
};
extern const DtmfTables kDtmfTables;

double dtmfLineHz(int line); // 0 .. 7

} // namespace callbox::dsp
