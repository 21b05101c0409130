#include "dsp/voice_sum.h"

#include <algorithm>
#include <cstring>

#include "dsp/g711.h"

namespace callbox::dsp {
namespace {

constexpr size_t kLanes = 4; // what every processor of the architecture adds at once
using Floats [[gnu::vector_size(4 * kLanes)]] = float;
using Ints [[gnu::vector_size(4 * kLanes)]] = int32_t;
static_assert(kVoiceBlock % kLanes == 0, "whole vectors");

struct Decoder {
    float linear[256] = {};
    constexpr Decoder() {
        for (int octet = 0; octet < 256; ++octet) {
            const int value = g711_detail::expand(static_cast<uint8_t>(octet));
            linear[octet] = value == 8 || value == -8 ? 0 : static_cast<float>(value);
        }
    }
};
constexpr Decoder kDecoder;

Floats load(const float *from) {
    Floats loaded;
    std::memcpy(&loaded, from, sizeof loaded);
    return loaded;
}

Ints bitsOf(Floats floats) {
    Ints bits;
    std::memcpy(&bits, &floats, sizeof bits);
    return bits;
}

Floats floatsOf(Ints bits) {
    Floats floats;
    std::memcpy(&floats, &bits, sizeof floats);
    return floats;
}

Ints either(Ints which, Ints yes, Ints no) { return (which & yes) | (~which & no); }

/// x + kLimitFrom becomes kLimitFrom + r x / (x + r), r being the room above kLimitFrom: the slope is 1 where
/// that begins, so nothing jumps, and full scale is never passed.
Floats limited(Floats size) {
    constexpr float kFrom = Voices::kLimitFrom, kRoom = Voices::kFullScale - Voices::kLimitFrom;
    const Floats over = size - kFrom;
    const Floats bent = kFrom + kRoom * over / (over + kRoom); // not used where `over` is negative
    return floatsOf(either(over > 0, bitsOf(bent), bitsOf(size)));
}

/// ITU-T G.711 table 1a by arithmetic, the same octets as linearToAlaw: from the second segment on, segment
/// and step are the exponent and the first four bits of the mantissa of a binary number. `size` < 32,768.
Ints alawOf(Floats size, Ints negative) {
    // A negative value belongs to the step below; `negative` is 0 or -1.
    const Ints magnitude =
        __builtin_convertvector((size + __builtin_convertvector(negative, Floats)) * 0.125F, Ints);
    const Ints floating = (bitsOf(__builtin_convertvector(magnitude, Floats)) >> 19) - ((127 + 4) << 4);
    const Ints code = either(magnitude < 32, magnitude >> 1, floating);
    return code ^ either(negative, Ints{} + 0x55, Ints{} + 0xD5);
}

} // namespace

void Voices::clear() { std::memset(samples, 0, sizeof samples); }

void Voices::decode(const uint8_t *alaw, size_t count) {
    for (size_t n = 0; n < count; ++n)
        samples[n] = kDecoder.linear[alaw[n]];
    std::fill(samples + count, samples + kVoiceBlock, 0.0F);
}

void Voices::add(const Voices &others) {
    for (size_t n = 0; n < kVoiceBlock; ++n)
        samples[n] += others.samples[n];
}

void Voices::subtract(const Voices &others) {
    for (size_t n = 0; n < kVoiceBlock; ++n)
        samples[n] -= others.samples[n];
}

void Voices::encodeLimited(uint8_t *alaw, size_t count) const {
    constexpr Ints kSizeBits = Ints{} + INT32_MAX;
    Ints loud = {};
    for (size_t n = 0; n < kVoiceBlock; n += kLanes)
        loud |= floatsOf(bitsOf(load(samples + n)) & kSizeBits) > static_cast<float>(kLimitFrom);
    const bool limits = (loud[0] | loud[1] | loud[2] | loud[3]) != 0;
    int32_t codes[kVoiceBlock]; // narrowed all at once
    for (size_t n = 0; n < kVoiceBlock; n += kLanes) {
        const Floats sum = load(samples + n);
        const Floats size = floatsOf(bitsOf(sum) & kSizeBits);
        const Ints four = alawOf(limits ? limited(size) : size, sum < 0);
        std::memcpy(codes + n, &four, sizeof four);
    }
    uint8_t octets[kVoiceBlock];
    for (size_t n = 0; n < kVoiceBlock; ++n)
        octets[n] = static_cast<uint8_t>(codes[n]);
    std::memcpy(alaw, octets, count);
}

} // namespace callbox::dsp
