// Conferences: who hears whom among several channels, and the sum of those whom one hears.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "board/board.h"

namespace callbox::media {

using board::ChannelIndex;

constexpr uint32_t kMaxMixMembers = 32; // bits of MixMember::hears
constexpr ChannelIndex kNobody = UINT32_MAX;

struct MixMember {
    ChannelIndex channel = 0;
    uint32_t hears = 0; // bit n: the n-th member of the same mix; 0 = silence
};

struct MixPlan {
    uint32_t count = 0;
    std::array<MixMember, kMaxMixMembers> members;
};

/// Nothing allocates after the constructor. Mixes are numbered 0 .. channels - 1 by the owner: more cannot be
/// in use, for a channel is a member of one at most.
class Mixer {
  public:
    /// `blockSamples` 1 .. board::kMaxBlockSamples.
    Mixer(size_t channels, int blockSamples);

    /// Replaces what the mix was; members leave the mixes they were in. False, and nothing has changed,
    /// unless mix and channels exist, there are 1 .. kMaxMixMembers, each once, and nobody hears himself or
    /// who is no member.
    bool set(uint32_t mix, const MixPlan &plan);
    /// Takes a channel out; the others go on. False if it is in none.
    bool leave(ChannelIndex channel);
    /// Nobody is in the mix afterwards. False if nobody was.
    bool clear(uint32_t mix);

    /// There is a mix in which somebody hears more than one.
    bool any() const { return !summed_.empty(); }
    /// One block: sums what the members receive for those who hear more than one.
    void process(const uint8_t *const *rx);
    /// What a channel hears in the block that was processed: the octets of the only one it hears, bit for
    /// bit, or the sum; null: silence, or no member.
    const uint8_t *heard(ChannelIndex channel, const uint8_t *const *rx) const {
        const Hearing &hearing = hearing_[channel];
        return hearing.only != kNobody ? rx[hearing.only] : hearing.sum;
    }

  private:
    static constexpr uint32_t kNoMix = UINT32_MAX;
    struct Hearing {
        ChannelIndex only = kNobody; // the one it hears
        uint8_t *sum = nullptr;      // into sums_, if it hears more than one
    };
    struct Mix {
        MixPlan plan;
        uint32_t speakers = 0; // bits: heard by somebody who hears more than one
        bool fromTotal = false;
    };

    bool isPossible(uint32_t mix, const MixPlan &plan) const;
    void release(ChannelIndex channel);
    void note(uint32_t mix);
    void sum(const Mix &mix, const uint8_t *const *rx);

    const int blockSamples_;
    std::vector<Mix> mixes_;
    std::vector<uint32_t> mixOf_;  // by channel
    std::vector<Hearing> hearing_; // by channel
    std::vector<uint8_t> sums_;    // by channel, a block each
    std::vector<uint32_t>
        summed_; // mixes in which somebody hears more than one; never grows beyond its reserve
};

} // namespace callbox::media
