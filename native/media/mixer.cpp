#include "media/mixer.h"

#include <algorithm>

#include "dsp/voice_sum.h"

namespace callbox::media {
namespace {

constexpr size_t kBlock = dsp::kVoiceBlock;
static_assert(kBlock == board::kMaxBlockSamples, "a board's block is summed at once");

uint32_t bits(uint32_t mask) { return static_cast<uint32_t>(__builtin_popcount(mask)); }

template <class Each> void eachBit(uint32_t mask, Each each) {
    for (; mask != 0; mask &= mask - 1)
        each(static_cast<size_t>(__builtin_ctz(mask)));
}

/// Without bit `gone`, those above it move down.
uint32_t without(uint32_t mask, uint32_t gone) {
    const uint32_t below = (uint32_t{1} << gone) - 1;
    return (mask & below) | ((mask >> 1) & ~below);
}

} // namespace

Mixer::Mixer(size_t channels, int blockSamples)
    : blockSamples_(blockSamples), mixes_(channels), mixOf_(channels, kNoMix), hearing_(channels),
      sums_(channels * kBlock, board::kAlawSilence) {
    summed_.reserve(channels);
}

bool Mixer::isPossible(uint32_t mix, const MixPlan &plan) const {
    if (mix >= mixes_.size() || plan.count == 0 || plan.count > kMaxMixMembers)
        return false;
    for (uint32_t n = 0; n < plan.count; ++n) {
        const MixMember &member = plan.members[n];
        const uint32_t others = (UINT32_MAX >> (kMaxMixMembers - plan.count)) & ~(uint32_t{1} << n);
        if (member.channel >= mixOf_.size() || (member.hears & ~others) != 0)
            return false;
        for (uint32_t before = 0; before < n; ++before)
            if (plan.members[before].channel == member.channel)
                return false;
    }
    return true;
}

bool Mixer::set(uint32_t mix, const MixPlan &plan) {
    if (!isPossible(mix, plan))
        return false;
    clear(mix);
    for (uint32_t n = 0; n < plan.count; ++n)
        leave(plan.members[n].channel);
    mixes_[mix].plan = plan;
    for (uint32_t n = 0; n < plan.count; ++n)
        mixOf_[plan.members[n].channel] = mix;
    note(mix);
    return true;
}

bool Mixer::leave(ChannelIndex channel) {
    if (channel >= mixOf_.size() || mixOf_[channel] == kNoMix)
        return false;
    const uint32_t mix = mixOf_[channel];
    MixPlan &plan = mixes_[mix].plan;
    uint32_t gone = 0;
    while (plan.members[gone].channel != channel)
        ++gone;
    --plan.count;
    for (uint32_t n = gone; n < plan.count; ++n)
        plan.members[n] = plan.members[n + 1];
    for (uint32_t n = 0; n < plan.count; ++n)
        plan.members[n].hears = without(plan.members[n].hears, gone);
    release(channel);
    note(mix);
    return true;
}

bool Mixer::clear(uint32_t mix) {
    if (mix >= mixes_.size() || mixes_[mix].plan.count == 0)
        return false;
    MixPlan &plan = mixes_[mix].plan;
    for (uint32_t n = 0; n < plan.count; ++n)
        release(plan.members[n].channel);
    plan.count = 0;
    note(mix);
    return true;
}

void Mixer::release(ChannelIndex channel) {
    mixOf_[channel] = kNoMix;
    hearing_[channel] = {};
}

/// After the members changed: what each hears, and the cheapest way to it.
void Mixer::note(uint32_t mix) {
    Mix &noted = mixes_[mix];
    noted.speakers = 0;
    uint32_t additions = 0;
    for (uint32_t n = 0; n < noted.plan.count; ++n) {
        const MixMember &member = noted.plan.members[n];
        const uint32_t heard = bits(member.hears);
        Hearing &hearing = hearing_[member.channel];
        hearing = {};
        if (heard == 1)
            hearing.only = noted.plan.members[static_cast<size_t>(__builtin_ctz(member.hears))].channel;
        if (heard < 2)
            continue;
        hearing.sum = &sums_[member.channel * kBlock];
        noted.speakers |= member.hears;
        additions += heard;
    }
    // In a conference everyone hears all but himself: one sum of all, and for each one subtraction.
    uint32_t fromTotal = bits(noted.speakers);
    for (uint32_t n = 0; n < noted.plan.count; ++n)
        if (const uint32_t heard = noted.plan.members[n].hears; bits(heard) >= 2)
            fromTotal += std::min(bits(heard), 1 + bits(noted.speakers & ~heard));
    noted.fromTotal = fromTotal < additions;
    const auto listed = std::find(summed_.begin(), summed_.end(), mix);
    if (noted.speakers == 0 && listed != summed_.end())
        summed_.erase(listed);
    else if (noted.speakers != 0 && listed == summed_.end())
        summed_.push_back(mix);
}

void Mixer::process(const uint8_t *const *rx) {
    for (const uint32_t mix : summed_)
        sum(mixes_[mix], rx);
}

void Mixer::sum(const Mix &mix, const uint8_t *const *rx) {
    const auto samples = static_cast<size_t>(blockSamples_);
    std::array<dsp::Voices, kMaxMixMembers> voices; // by member; only speakers are filled in
    dsp::Voices total;
    total.clear();
    eachBit(mix.speakers, [&](size_t speaker) {
        voices[speaker].decode(rx[mix.plan.members[speaker].channel], samples);
        if (mix.fromTotal)
            total.add(voices[speaker]);
    });
    for (uint32_t n = 0; n < mix.plan.count; ++n) {
        const MixMember &member = mix.plan.members[n];
        uint8_t *const into = hearing_[member.channel].sum;
        if (into == nullptr)
            continue;
        const uint32_t unheard = mix.speakers & ~member.hears;
        dsp::Voices heard;
        if (mix.fromTotal && bits(unheard) + 1 < bits(member.hears)) {
            heard = total;
            eachBit(unheard, [&](size_t speaker) { heard.subtract(voices[speaker]); });
        } else {
            heard.clear();
            eachBit(member.hears, [&](size_t speaker) { heard.add(voices[speaker]); });
        }
        heard.encodeLimited(into, samples);
    }
}

} // namespace callbox::media
