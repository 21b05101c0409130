// Which frequencies sound in telephone speech: one window of a Fourier transform, in dBm0.
#pragma once

#include <cstddef>
#include <cstdint>

namespace callbox::dsp {

constexpr size_t kSpectrumSamples = 512; // 64 ms: bins of 15.6 Hz, so that DTMF's 697 and 770 Hz are apart
constexpr size_t kSpectrumBins = kSpectrumSamples / 2;
constexpr double kSpectrumFloorDbm0 = -80; // A-law's own steps lie near -66 dBm0

/// Level of a sine in each bin's middle (Hann window), kSpectrumFloorDbm0 at the least. Bin n is at
/// n * 15.625 Hz. Pure; 2 kB of stack.
void spectrumOf(const int16_t (&samples)[kSpectrumSamples], float (&dbm0)[kSpectrumBins]);

} // namespace callbox::dsp
