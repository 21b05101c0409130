// The kernel's text, compiled twice (dtmf_kernel_baseline.cpp, dtmf_kernel_avx2.cpp). All of it is local to
// its file, so that no function compiled for AVX2 can end up where there is none.
//
// The screen turns sixteen (eight) channels' frames on their side, so that one instruction works on all of
// them, and folds each frame about its middle: cosines see only the even half, sines only the odd one,
// which halves the multiplications.
#include <cstring>

#include "dsp/dtmf_kernel.h"
#include "dsp/dtmf_tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace callbox::dsp {
namespace {

#if defined(__AVX2__)
constexpr int kOctets = 32;
#else
constexpr int kOctets = 16;
#endif
constexpr int kLanes = kOctets / 2; // channels at a time
using Bytes [[gnu::vector_size(kOctets)]] = uint8_t;
using Shorts [[gnu::vector_size(kOctets)]] = int16_t;
using Ints [[gnu::vector_size(kOctets)]] = int32_t;
using Words [[gnu::vector_size(kOctets)]] = uint32_t;
using Floats [[gnu::vector_size(kOctets)]] = float;

inline Shorts unpackLow(Shorts a, Shorts b) {
#if defined(__AVX2__)
    return (Shorts)_mm256_unpacklo_epi16((__m256i)a, (__m256i)b);
#else
    return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
#endif
}
inline Shorts unpackHigh(Shorts a, Shorts b) {
#if defined(__AVX2__)
    return (Shorts)_mm256_unpackhi_epi16((__m256i)a, (__m256i)b);
#else
    return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#endif
}
/// Of each pair of 16-bit values: the sum of the products.
inline Ints multiplyAdd(Shorts a, Shorts b) {
#if defined(__AVX2__)
    return (Ints)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
    return (Ints)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
    const Ints firstA = ((Ints)a << 16) >> 16, firstB = ((Ints)b << 16) >> 16;
    return firstA * firstB + ((Ints)a >> 16) * ((Ints)b >> 16);
#endif
}

/// Two samples of each channel side by side, as they came from the line.
struct Pair {
    Shorts first, second; // 13 bits
};

#if defined(__AVX2__)
/// 16 octets of 16 channels become 8 rows of two octets of each. The unpacking instructions work on
/// halves, so the channels stand 0-3, 8-11 in the lower and 4-7, 12-15 in the upper half.
inline void turn(const uint8_t *const *frames, int at, Shorts *rows) {
    for (int i = 0; i < 8; ++i) {
        const int lower = i < 4 ? i : i + 4;
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(frames[lower] + at));
        const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i *>(frames[lower + 4] + at));
        rows[i] = (Shorts)_mm256_set_m128i(b, a);
    }
}
/// ITU-T G.711 Table 1a. A nibble says sign and segment: what to add to the step, and what to multiply by.
inline Pair decode(Shorts row) {
    const __m256i add = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(1, 33, 33, 33, 33, 33, 33, 33, 1, 33, 33, 33, 33, 33, 33, 33));
    const __m256i times = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(-1, -1, -2, -4, -8, -16, -32, -64, 1, 1, 2, 4, 8, 16, 32, 64));
    const __m256i code = _mm256_xor_si256((__m256i)row, _mm256_set1_epi8(0x55));
    const __m256i segment = _mm256_and_si256(_mm256_srli_epi16(code, 4), _mm256_set1_epi8(15));
    const __m256i step = _mm256_and_si256(_mm256_add_epi8(code, code), _mm256_set1_epi8(30));
    const __m256i mantissa = _mm256_add_epi8(step, _mm256_shuffle_epi8(add, segment));
    const __m256i factor = _mm256_shuffle_epi8(times, segment);
    const __m256i low = _mm256_set1_epi16(0x00FF);
    return {(Shorts)_mm256_maddubs_epi16(_mm256_and_si256(mantissa, low), factor),
            (Shorts)_mm256_maddubs_epi16(_mm256_andnot_si256(low, mantissa), factor)};
}
#else
inline void turn(const uint8_t *const *frames, int at, Shorts *rows) {
    for (int i = 0; i < 8; ++i)
        std::memcpy(&rows[i], frames[i] + at, sizeof rows[i]);
}
/// ITU-T G.711 Table 1a: the segment's multiplication as three steps that each double, or not.
inline Shorts expand(Shorts code) {
    const Shorts step = (code + code) & 30;
    const Shorts segment = (code >> 4) & 7;
    Shorts value = step + 1 + (Shorts)((segment != 0) & 32);
    const Shorts shift = segment + (Shorts)(segment != 0); // minus one unless it is 0
    value += value & (Shorts)((shift & 1) != 0);
    value += (value + value + value) & (Shorts)((shift & 2) != 0);
    value += ((value << 4) - value) & (Shorts)((shift & 4) != 0);
    const Shorts negative = (Shorts)((code & 0x80) == 0);
    return (value ^ negative) - negative;
}
inline Pair decode(Shorts row) {
    const Shorts code = row ^ 0x5555;
    return {expand(code & 0xFF), expand((code >> 8) & 0xFF)};
}
#endif

/// A frame of kLanes channels, folded: rows 0, 2 .. of the first half of the channels, 1, 3 .. of the rest.
struct Folded {
    Shorts even[2 * kScreenRows], odd[2 * kScreenRows];
};

inline void fold(const uint8_t *const *frames, Folded &out) {
    Pair pairs[2 * kScreenRows];
    for (int part = 0; part < kDtmfFrameSamples / 16; ++part) {
        Shorts rows[8], next[8];
        turn(frames, 16 * part, rows);
        for (int stage = 0; stage < 3; ++stage) { // three perfect shuffles transpose eight by eight
            for (int i = 0; i < 4; ++i) {
                next[2 * i] = unpackLow(rows[i], rows[i + 4]);
                next[2 * i + 1] = unpackHigh(rows[i], rows[i + 4]);
            }
            for (int i = 0; i < 8; ++i)
                rows[i] = next[i];
        }
        for (int i = 0; i < 8; ++i)
            pairs[8 * part + i] = decode(rows[i]);
    }
    for (int row = 0; row < kScreenRows; ++row) {
        const Pair &a = pairs[row], &b = pairs[2 * kScreenRows - 1 - row]; // b's second mirrors a's first
        const Shorts even0 = a.first + b.second, even1 = a.second + b.first;
        const Shorts odd0 = a.first - b.second, odd1 = a.second - b.first;
        out.even[2 * row] = unpackLow(even0, even1);
        out.even[2 * row + 1] = unpackHigh(even0, even1);
        out.odd[2 * row] = unpackLow(odd0, odd1);
        out.odd[2 * row + 1] = unpackHigh(odd0, odd1);
    }
}

constexpr int kHalf = kLanes / 2; // 32-bit lanes in a vector

/// Sums for kLanes channels of `kCount` lines of the table.
template <int kCount>
inline void sumLines(const Shorts *rows, const int32_t (*table)[kScreenRows], Floats (*out)[2]) {
    Ints sum[kCount][2] = {};
    for (int row = 0; row < kScreenRows; ++row) {
        const Shorts low = rows[2 * row], high = rows[2 * row + 1];
        for (int line = 0; line < kCount; ++line) {
            const Shorts wave = (Shorts)(Ints{} + table[line][row]);
            sum[line][0] += multiplyAdd(low, wave);
            sum[line][1] += multiplyAdd(high, wave);
        }
    }
    for (int line = 0; line < kCount; ++line) {
        for (int half = 0; half < 2; ++half)
            out[line][half] = __builtin_convertvector(sum[line][half], Floats);
    }
}

/// In units of energy: a sine of amplitude A through the whole frame has A² × 80 / 2.
struct Powers {
    Floats line[kScreenLines][2];
    Floats all[2]; // without DC
};

inline void measure(const Folded &folded, Powers &powers) {
    constexpr float kScale =
        2.0F / (kDtmfFrameSamples * static_cast<float>(kScreenReference) * kScreenReference);
    constexpr int kAtOnce = kScreenLines / 2; // so that sums, rows and a wave fit the registers
    Floats re[kScreenLines][2], im[kScreenLines][2];
    for (int from = 0; from < kScreenLines; from += kAtOnce) {
        sumLines<kAtOnce>(folded.even, kDtmfTables.cosine + from, re + from);
        sumLines<kAtOnce>(folded.odd, kDtmfTables.sine + from, im + from);
    }
    for (int line = 0; line < kScreenLines; ++line) {
        for (int half = 0; half < 2; ++half)
            powers.line[line][half] =
                (re[line][half] * re[line][half] + im[line][half] * im[line][half]) * kScale;
    }
    const Shorts ones = Shorts{} + 1;
    Words squares[2] = {};
    Ints sums[2] = {};
    for (int row = 0; row < kScreenRows; ++row) {
        for (int half = 0; half < 2; ++half) {
            const Shorts even = folded.even[2 * row + half], odd = folded.odd[2 * row + half];
            squares[half] += (Words)(multiplyAdd(even, even) + multiplyAdd(odd, odd));
            sums[half] += multiplyAdd(even, ones);
        }
    }
    for (int half = 0; half < 2; ++half) {
        // Up to 2.6e9, twice the energy: the half of it fits a signed word.
        const Ints energy = (Ints)(squares[half] >> 1);
        const Floats sum = __builtin_convertvector(sums[half], Floats);
        powers.all[half] = __builtin_convertvector(energy, Floats) - sum * sum * (1.0F / kDtmfFrameSamples);
    }
}

inline Floats strongest(const Floats (*lines)[2], int half) {
    Floats most = lines[0][half];
    for (int i = 1; i < 4; ++i)
        most = lines[i][half] > most ? lines[i][half] : most;
    return most;
}

// A digit's frame at the worst that has to be heard: 6 dB of noise, 26 Hz beside the line's middle, twist of
// 9 dB, the other line's spill. Through such, measured, these let every frame pass.
constexpr float kMinShare = 0.45F;
constexpr float kMaxHighOverLow = 25.0F; // 14 dB
constexpr float kMaxLowOverHigh = 63.0F; // 18 dB
constexpr float kMinDialShare = 0.75F;

inline void judge(const Powers &powers, int half, uint8_t *screened) {
    const Floats low = strongest(powers.line, half), high = strongest(powers.line + 4, half);
    const Floats all = powers.all[half];
    const Floats dial = powers.line[kDtmfLines][half] + powers.line[kDtmfLines + 1][half];
    const Ints balanced = (high < low * kMaxHighOverLow) & (low < high * kMaxLowOverHigh);
    const Ints alone = balanced & (low + high > all * kMinShare);
    const Ints overDial = balanced & (low + high > (all - dial) * kMinShare);
    const Ints bits =
        (alone & kMaybeDigit) | (overDial & kMaybeDigitOverDial) | ((dial > all * kMinDialShare) & kDialTone);
    for (int i = 0; i < kHalf; ++i)
        screened[i] = static_cast<uint8_t>(bits[i]);
}

void screen(const uint8_t *const *frames, uint8_t *screened) {
    for (int from = 0; from < kDtmfGroup; from += kLanes) {
        Folded folded;
        fold(frames + from, folded);
        Powers powers;
        measure(folded, powers);
        for (int half = 0; half < 2; ++half)
            judge(powers, half, screened + from + half * kHalf);
    }
}

/// The compiler makes each sum eight or sixteen products per instruction.
inline int32_t product(const int16_t *a, const int16_t *b) {
    int32_t sum = 0;
    for (int i = 0; i < kDtmfWindowSamples; ++i)
        sum += a[i] * b[i];
    return sum;
}

void correlate(const int16_t *window, int16_t *weighted, DtmfSums &out) {
    int32_t dc = 0;
    for (int i = 0; i < kDtmfWindowSamples; ++i) {
        weighted[i] = static_cast<int16_t>((window[i] * kDtmfTables.hann[i] + 16384) >> 15);
        dc += weighted[i];
    }
    out.dc = dc;
    constexpr int kSums = 16; // independent, else the order of additions forbids vectors
    float sum[kSums] = {};
    for (int i = 0; i < kDtmfWindowSamples; i += kSums) {
        for (int lane = 0; lane < kSums; ++lane) {
            const float value = weighted[i + lane];
            sum[lane] += value * value;
        }
    }
    out.power = 0;
    for (const float part : sum)
        out.power += part;
    for (int line = 0; line < 2 * kDtmfLines; ++line)
        out.line[line] = product(weighted, kDtmfTables.reference[line]);
}

/// Bins 50 Hz apart are orthogonal through the window's 20 ms, so their powers add up (Parseval).
float dialPower(const int16_t *weighted) {
    constexpr float kScale =
        2.0F / (kDtmfWindowSamples * static_cast<float>(kDtmfReference) * kDtmfReference);
    float power = 0;
    for (const auto &wave : kDtmfTables.dial) {
        const auto sum = static_cast<float>(product(weighted, wave));
        power += sum * sum * kScale;
    }
    return power;
}

} // namespace
} // namespace callbox::dsp
